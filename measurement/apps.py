"""The Django app of this room."""

from django.apps import AppConfig


class MeasurementConfig(AppConfig):
    name = "measurement"

    def ready(self) -> None:
        """Say what the programme's editor can choose from this room."""
        from measurement import offers, search
        from measurement.factoring import announcements
        from programs import registry

        search.declare()
        announcements.declare_kinds()
        registry.declare_measuring(methods=offers.methods, rounds=offers.rounds)
