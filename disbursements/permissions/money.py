"""Who may accept, ask for money, check, release, confirm and pass on. The table says where a case stands."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from applications.readers import Part, Reader, parts_for
from core.users.permissions import Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from core.workflow import clock
from measurement import permissions as measurement
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES

if TYPE_CHECKING:
    from applications.models import Application
    from disbursements.models import (
        Deliverable,
        Grant,
        LineEvidence,
        PassThrough,
        PaymentLine,
        PaymentRequest,
    )

ACCEPT_AWARD = Permission("disbursements.accept_award")
DRAFT_PAYMENT = Permission("disbursements.draft_payment")
SUBMIT_PAYMENT = Permission("disbursements.submit_payment")
CONFIRM_PAYMENT = Permission("disbursements.confirm_payment")
RECORD_PASS_THROUGH = Permission("disbursements.record_pass_through")
ANSWER_PASS_THROUGH = Permission("disbursements.answer_pass_through")

SUSPEND_GRANT = Permission("disbursements.suspend_grant")
REDUCE_GRANT = Permission("disbursements.reduce_grant")

REPRESENTATIVE_ONLY = denied(
    _("Only a representative of the firm may do this. Prepare everything and tell your representative.")
)
NOT_A_SUBSIDY = denied(
    _("Only a subsidy is paid by the office; a private contribution comes from the firm above.")
)
NOT_A_GIFT = denied(
    _("Only what was bought with a private contribution or the anchor's cash is recorded here.")
)
A_GIFT_STAYS = denied(
    _("A private contribution is the giver's own money; the office takes nothing of it back.")
)
YOU_RECORDED = denied(
    _("You recorded this transfer for the giver; another person must answer for the receiver.")
)


def parts_read_by(user: Any, grant: "Grant", *, at: dt.datetime) -> frozenset[Part]:
    """Return what the person reads of a grant they see: as its firm, for the office, else as a partner."""
    own = user.scopes(VIEW_OWN_CASES, clock.day(at)).of(ScopeKind.FIRM)
    read_as = {
        Reader.OFFICE: holds(user, VIEW_CASES, *grant.consortium.program.scope_pairs, at=at),
        Reader.FIRM: grant.firm_id in own,
        Reader.PARTNER: True,
    }
    return parts_for(reader for reader, is_one in read_as.items() if is_one)


def may_accept(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may bind the firm by accepting: its representative (Act, art. 17-18)."""
    return _as_representative(user, ACCEPT_AWARD, application.firm_id, at)


def may_draft_payment(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may prepare a payment request: clerks and representatives, for a subsidy."""
    verdict = _for_firm(user, DRAFT_PAYMENT, grant.firm_id, at)
    return NOT_A_SUBSIDY if verdict and grant.kind == "CONTRIBUTION" else verdict


def may_edit_payment(user: Any, payment: "PaymentRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may change the lines: clerks and representatives of the firm."""
    return _for_firm(user, DRAFT_PAYMENT, payment.grant.firm_id, at)


def may_remove_line(user: Any, line: "PaymentLine", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may take the line out: whoever may change its payment request."""
    return may_edit_payment(user, line.request, at=at)


def may_remove_evidence(user: Any, evidence: "LineEvidence", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may take evidence off a line: whoever may change its payment request."""
    return may_edit_payment(user, evidence.line.request, at=at)


def may_submit_payment(user: Any, payment: "PaymentRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may ask for money in the firm's name: its representative, never its clerk."""
    return _as_representative(user, SUBMIT_PAYMENT, payment.grant.firm_id, at)


def may_withdraw_payment(user: Any, payment: "PaymentRequest", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may give it up: who edits the draft; once it was asked for, who asks."""
    if payment.submitted_at is None:
        return may_edit_payment(user, payment, at=at)
    return may_submit_payment(user, payment, at=at)


def may_record_pass_through(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may record money passed on: clerks and representatives of the giver."""
    return _for_firm(user, RECORD_PASS_THROUGH, grant.firm_id, at)


def may_answer_pass_through(user: Any, pass_through: "PassThrough", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may confirm or dispute: who represents the receiver and did not record it."""
    verdict = _as_representative(user, ANSWER_PASS_THROUGH, pass_through.receiver.firm_id, at)
    return YOU_RECORDED if verdict and user.pk == pass_through.recorded_by_id else verdict


def may_record_gift_use(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may record what a contribution or the anchor's cash bought: its receiver."""
    verdict = _for_firm(user, DRAFT_PAYMENT, grant.firm_id, at)
    if verdict and grant.kind != "CONTRIBUTION" and not grant.pledge_gifts.confirmed().exists():
        return NOT_A_GIFT
    return verdict


def may_record_deliverable(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may hand in what consulting or a footprint delivered: people of the firm."""
    return _for_firm(user, DRAFT_PAYMENT, grant.firm_id, at)


def may_edit_deliverable(user: Any, deliverable: "Deliverable", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may put a result right: whoever may hand one in."""
    return may_record_deliverable(user, deliverable.grant, at=at)


def may_suspend(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may suspend a grant and let it run again: officers of the ministry."""
    verdict = holds(user, SUSPEND_GRANT, *grant.consortium.program.scope_pairs, at=at)
    return A_GIFT_STAYS if verdict and grant.kind == "CONTRIBUTION" else verdict


def may_reduce(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may shrink or cancel a grant (Act, art. 21, 30): an approving officer."""
    verdict = holds(user, REDUCE_GRANT, *grant.consortium.program.scope_pairs, at=at)
    return A_GIFT_STAYS if verdict and grant.kind == "CONTRIBUTION" else verdict


def may_record_return(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may record that subsidy was paid back: whoever records the bank's word."""
    verdict = holds(user, CONFIRM_PAYMENT, *grant.consortium.program.scope_pairs, at=at)
    return A_GIFT_STAYS if verdict and grant.kind == "CONTRIBUTION" else verdict


def may_describe_measure(user: Any, grant: "Grant", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may describe equipment bought with this linked grant."""
    return measurement.may_describe_measure(user, grant.firm, at=at)


def _for_firm(user: Any, permission: Permission, firm_id: int, at: dt.datetime) -> Verdict:
    return holds(user, permission, (ScopeKind.FIRM, firm_id), at=at)


def _as_representative(user: Any, permission: Permission, firm_id: int, at: dt.datetime) -> Verdict:
    verdict = _for_firm(user, permission, firm_id, at)
    return REPRESENTATIVE_ONLY if not verdict and _for_firm(user, DRAFT_PAYMENT, firm_id, at) else verdict
