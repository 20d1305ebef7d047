"""How far an audit finding is: open, answered by the office, closed by the auditor."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow.transitions import Transitions


class FindingStatus(models.TextChoices):
    OPEN = "OPEN", _("To be answered")
    ANSWERED = "ANSWERED", _("Answered by the office")
    CLOSED = "CLOSED", _("Closed by the auditor")


TRANSITIONS = Transitions(
    {
        FindingStatus.OPEN: frozenset({FindingStatus.ANSWERED, FindingStatus.CLOSED}),
        FindingStatus.ANSWERED: frozenset({FindingStatus.OPEN, FindingStatus.CLOSED}),
        FindingStatus.CLOSED: frozenset(),
    }
)

TONES = {"OPEN": "warning", "ANSWERED": "info", "CLOSED": "neutral"}
