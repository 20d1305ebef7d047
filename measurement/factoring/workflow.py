"""How far a table of factors is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow.transitions import Transitions


class Status(models.TextChoices):
    DRAFT = "DRAFT", _("Being entered")
    PROPOSED = "PROPOSED", _("Waiting for approval")
    APPROVED = "APPROVED", _("Approved")
    REFUSED = "REFUSED", _("Refused")


TRANSITIONS = Transitions(
    {
        Status.DRAFT: frozenset({Status.PROPOSED}),
        Status.PROPOSED: frozenset({Status.APPROVED, Status.REFUSED}),
        Status.APPROVED: frozenset(),
        Status.REFUSED: frozenset(),
    }
)

TONES = {"DRAFT": "neutral", "PROPOSED": "info", "APPROVED": "success", "REFUSED": "warning"}
