"""Which kinds of documents leave the house. What each states, and of what, its recipe says (`recipes/`)."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Period:
    """The days a report is about, both included."""

    from_on: dt.date
    until_on: dt.date


class Kind(models.TextChoices):
    RECEIPT = "RECEIPT", _("Receipt of an application")
    AWARD_LETTER = "AWARD_LETTER", _("Award letter")
    REFUSAL_LETTER = "REFUSAL_LETTER", _("Refusal letter")
    AGREEMENT = "AGREEMENT", _("Consortium agreement")
    PAYMENT_DECISION = "PAYMENT_DECISION", _("Payment decision")
    CHANGE_APPROVAL = "CHANGE_APPROVAL", _("Change approval")
    SETTLEMENT_CONFIRMATION = "SETTLEMENT_CONFIRMATION", _("Settlement confirmation")
    RECOVERY_ORDER = "RECOVERY_ORDER", _("Recovery order")
    VERIFICATION_STATEMENT = "VERIFICATION_STATEMENT", _("Verification statement")
    REDUCTION_CERTIFICATE = "REDUCTION_CERTIFICATE", _("Reduction certificate")
    SELECTION_MINUTES = "SELECTION_MINUTES", _("Selection minutes")
    GRANT_AUDIT = "GRANT_AUDIT", _("Audit dossier of a grant")
    CHAIN_AUDIT = "CHAIN_AUDIT", _("Audit dossier of a chain")
    CONSORTIUM_AUDIT = "CONSORTIUM_AUDIT", _("Audit dossier of a consortium")
    PROGRAM_REPORT = "PROGRAM_REPORT", _("Programme report")

    @property
    def slug(self) -> str:
        """The kind as it stands in addresses: `award-letter`."""
        return self.value.lower().replace("_", "-")
