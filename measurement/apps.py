"""The Django app of this room."""

from django.apps import AppConfig


class MeasurementConfig(AppConfig):
    name = "measurement"
