"""How gaps between papers are spoken of, and the steps on offer."""

from django.utils.translation import gettext_lazy as _

from disbursements import permissions
from disbursements.models import Discrepancy, Waiver
from disbursements.wording.money import Step

CLEAR = Step(_("Close it: the papers agree"), "discrepancy_clear", permissions.may_clear)
ASK = Step(_("Ask for a waiver"), "waiver_ask", permissions.may_clear, tone="secondary")
GRANT = Step(_("Grant the waiver"), "waiver_grant", permissions.may_waive)


def steps(discrepancy: Discrepancy, waiting: Waiver | None) -> list[Step]:
    """Return the steps that can make sense now."""
    if not discrepancy.is_open:
        return []
    return [CLEAR, GRANT] if waiting else [CLEAR, ASK]
