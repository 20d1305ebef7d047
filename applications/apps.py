"""The Django app of plans and applications."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self) -> None:
        """Declare what may wait in an inbox."""
        from applications import announcements

        announcements.declare_kinds()
