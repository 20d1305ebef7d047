"""The app `core.evidence`."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "core.evidence"
    label = "evidence"
