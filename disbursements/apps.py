from django.apps import AppConfig


class DisbursementsConfig(AppConfig):
    name = "disbursements"

    def ready(self) -> None:
        """Declare what may wait in an inbox."""
        from disbursements import announcements

        announcements.declare_kinds()
