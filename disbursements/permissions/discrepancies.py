"""Who clears a gap between papers, and who lets one go on over it."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import Verdict, denied, holds
from disbursements.permissions.paying import APPROVE_PAYMENT, CHECK_PAYMENT

if TYPE_CHECKING:
    from disbursements.models import Discrepancy, Grant, PassThrough
    from programs.models import Program

YOU_ASKED_TO_WAIVE = denied(
    _("You found this discrepancy or asked for its waiver; another person grants it.")
)


def may_match(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may hold papers against each other: who checks payment requests."""
    return holds(user, CHECK_PAYMENT, *grant.consortium.program.scope_pairs, at=at)


def may_list_cancelled(user: Any, program: "Program", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may take over a list of cancelled invoices: who checks payment requests."""
    return holds(user, CHECK_PAYMENT, *program.scope_pairs, at=at)


def may_match_passed(user: Any, pass_through: "PassThrough", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may hold money passed on against its receipt: who checks payments."""
    return may_match(user, pass_through.payer, at=at)


def may_clear(user: Any, discrepancy: "Discrepancy", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may close a discrepancy or ask for its waiver: who checks payments."""
    return may_match(user, discrepancy.grant, at=at)


def may_waive(user: Any, discrepancy: "Discrepancy", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may grant a waiver: an approving officer who neither found nor asked."""
    verdict = holds(user, APPROVE_PAYMENT, *discrepancy.grant.consortium.program.scope_pairs, at=at)
    if not verdict:
        return verdict
    asked = discrepancy.waivers.filter(granted_at__isnull=True, asked_by=user.pk).exists()
    if asked or user.pk in (discrepancy.owner_id, discrepancy.opened_by_id):
        return YOU_ASKED_TO_WAIVE
    return verdict
