"""Who may plan an inspection, carry it out, answer and close its findings, and rate a firm otherwise."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from core.users.permissions import NOT_YOURS, Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from disbursements.permissions import DRAFT_PAYMENT

if TYPE_CHECKING:
    from disbursements.models import Finding, Grant, Inspection, InspectionPoint

INSPECT = Permission("disbursements.inspect")

ANOTHERS = denied(_("Another officer carries this inspection out. What they saw is theirs to write down."))
A_GIFT = denied(_("A private contribution lies between the firms; the office inspects only subsidies."))


def may_plan_inspection(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may plan an inspection (Act, art. 25): officers of ministry and agency."""
    verdict = holds(user, INSPECT, *grant.consortium.program.scope_pairs, at=at)
    return A_GIFT if verdict and grant.kind == "CONTRIBUTION" else verdict


def may_rate(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may rate the firm otherwise than its facts: whoever plans inspections."""
    return may_plan_inspection(user, grant, at=at)


def may_carry_out(user: Any, inspection: "Inspection", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may write down what was seen: the officer it is planned with."""
    verdict = holds(user, INSPECT, *inspection.grant.consortium.program.scope_pairs, at=at)
    return ANOTHERS if verdict and user.pk != inspection.inspector_id else verdict


def may_answer_point(user: Any, point: "InspectionPoint", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may answer a point: whoever carries the inspection out."""
    return may_carry_out(user, point.inspection, at=at)


def may_drop(user: Any, inspection: "Inspection", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may call the inspection off: whoever may plan one."""
    return may_plan_inspection(user, inspection.grant, at=at)


def may_answer_finding(user: Any, finding: "Finding", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may answer for the firm: its clerks and representatives."""
    return holds(user, DRAFT_PAYMENT, (ScopeKind.FIRM, finding.inspection.grant.firm_id), at=at)


def may_settle_finding(user: Any, finding: "Finding", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may close or reopen it: an officer who did not answer it."""
    verdict = holds(user, INSPECT, *finding.inspection.grant.consortium.program.scope_pairs, at=at)
    return NOT_YOURS if verdict and user.pk == finding.answered_by_id else verdict
