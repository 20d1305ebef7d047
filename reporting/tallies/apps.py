from django.apps import AppConfig


class TalliesConfig(AppConfig):
    name = "reporting.tallies"
    label = "tallies"
