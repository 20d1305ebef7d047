"""What the sections of a dossier's facts are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SECTIONS: Mapping[str, Any] = {
    "applications": _("Applications and decisions"),
    "assets": _("Assets"),
    "bank_accounts": _("Bank accounts"),
    "batches": _("Payment batches"),
    "call": _("Call"),
    "changes": _("Changes after the award"),
    "conditions": _("Conditions"),
    "consortium": _("Consortium"),
    "debts": _("Debts"),
    "discrepancies": _("Gaps"),
    "evidence": _("Evidence"),
    "gift_uses": _("Use of equipment given in kind"),
    "grants": _("Grants"),
    "handed_over": _("Handing over of the task"),
    "history": _("History"),
    "inspections": _("Inspections"),
    "letters": _("Letters"),
    "measures": _("Measures and readings"),
    "objections": _("Objections"),
    "parties": _("Parties"),
    "passed_on": _("Money passed on"),
    "payments": _("Payments"),
    "plans": _("Plan"),
    "pledges": _("Pledges"),
    "program": _("Programme"),
    "receipts": _("Receipts"),
    "rules": _("Programme and rules"),
    "settlements": _("Settlements"),
    "statement_entries": _("What the bank answered"),
    "statements": _("Statements of reductions"),
    "totals": _("Totals"),
    "transfers": _("Every transfer of the ledger"),
}
