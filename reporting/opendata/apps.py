"""Open data."""

from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    """The room of what leaves the house for machines."""

    name = "reporting.opendata"
    label = "opendata"

    def ready(self) -> None:
        """Have the settings of the publication checked with all others."""
        from reporting.opendata import checks  # noqa: F401 - the check registers itself
