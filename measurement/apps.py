"""The Django app of this room."""

from django.apps import AppConfig


class MeasurementConfig(AppConfig):
    name = "measurement"

    def ready(self) -> None:
        """Declare the inbox kinds, the search, and what the programme's editor can choose from this room."""
        from measurement import announcements, offers, search
        from measurement.factoring import announcements as factor_announcements
        from measurement.factoring.queries import months_on_the_round
        from programs import registry

        search.declare()
        announcements.declare_kinds()
        factor_announcements.declare_kinds()
        registry.declare_measuring(
            methods=offers.methods, rounds=offers.rounds, round_months=months_on_the_round
        )
