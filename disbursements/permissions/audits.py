"""Who names the auditor of a firm, hands the report in, and examines it."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import Verdict, denied, holds
from core.users.scopes import ScopeKind
from disbursements.permissions.money import DRAFT_PAYMENT, REPRESENTATIVE_ONLY, SUBMIT_PAYMENT
from disbursements.permissions.settlements import CHECK_SETTLEMENT

if TYPE_CHECKING:
    from disbursements.models import EntityAudit

YOU_HANDED_IN = denied(_("You handed this report in; another person must look at it."))


def may_name_auditor(user: Any, audit: "EntityAudit", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may name the auditor (Act, art. 27-2): the firm's representative."""
    place = (ScopeKind.FIRM, audit.firm_id)
    verdict = holds(user, SUBMIT_PAYMENT, place, at=at)
    return REPRESENTATIVE_ONLY if not verdict and holds(user, DRAFT_PAYMENT, place, at=at) else verdict


def may_hand_in_audit(user: Any, audit: "EntityAudit", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may hand the report in: the firm's representative."""
    return may_name_auditor(user, audit, at=at)


def may_examine_audit(user: Any, audit: "EntityAudit", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may accept the report or send it back: officers of the programme."""
    verdict = holds(user, CHECK_SETTLEMENT, *audit.program.scope_pairs, at=at)
    return YOU_HANDED_IN if verdict and user.pk == audit.submitted_by_id else verdict
