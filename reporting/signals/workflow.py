"""How far a signal is: looked at by an officer, and opened again by new evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow.transitions import Transitions


class Status(models.TextChoices):
    OPEN = "OPEN", _("To be examined")
    JUSTIFIED = "JUSTIFIED", _("Found justified")
    HARMLESS = "HARMLESS", _("Found harmless")


TRANSITIONS = Transitions(
    {
        Status.OPEN: frozenset({Status.JUSTIFIED, Status.HARMLESS}),
        Status.JUSTIFIED: frozenset({Status.OPEN}),
        Status.HARMLESS: frozenset({Status.OPEN}),
    }
)

TONES = {"OPEN": "warning", "JUSTIFIED": "danger", "HARMLESS": "neutral"}
