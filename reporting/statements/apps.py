"""The Django app of this room."""

from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "reporting.statements"
    label = "statements"

    def ready(self) -> None:
        """Declare what may wait in an inbox, and that a verifier sees the measures of their statements."""
        from measurement import visibility
        from reporting.statements import announcements
        from reporting.statements.queries import measures_to_verify

        announcements.declare_kinds()
        visibility.also_visible(measures_to_verify)
