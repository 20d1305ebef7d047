"""Who may draft, submit, assess and decide: roles, ownership, four eyes. The table judges the status."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from applications.models import ObjectionStatus, Review
from applications.readers import Part, Reader, parts_for
from core.users.permissions import ALLOWED, NOT_YOURS, Verdict, denied, holds
from core.users.scopes import Permission, ScopeKind
from core.workflow import clock
from measurement.permissions import may_enter_readings_for
from programs.permissions import VIEW_CASES, VIEW_OWN_CASES

if TYPE_CHECKING:
    from applications.models import Application
    from firms.models import Firm

DRAFT = Permission("applications.draft")
SUBMIT = Permission("applications.submit")
ASSESS = Permission("applications.assess")
SELECT_PLAN = Permission("applications.select_plan")
AWARD = Permission("applications.award")
RECORD_CONTRIBUTION = Permission("applications.record_contribution")

REPRESENTATIVE_ONLY = denied(
    _("Only a representative of the firm may do this. Prepare everything and tell your representative.")
)
NO_DRAFT = denied(_("A contribution is agreed in one step; to change it, withdraw it and propose it again."))
NOT_FOR_PLANS = denied(_("A plan is selected or refused as a whole; this step is for applications."))
NOT_FOR_CONTRIBUTIONS = denied(
    _("A private contribution is the giver's own money: an officer records it or refuses it.")
)
NOT_A_PARTNER = denied(_("Only joined tier-1 partners of the consortium apply for support."))
ONLY_PLANS = denied(_("Only a consortium's plan is selected."))
ONLY_CONTRIBUTIONS = denied(_("Only a private contribution is recorded."))
ONLY_UNDER_GRANTS = denied(_("Money is passed on from an application for support, not from a plan."))
NOT_OUT_OF_A_GIFT = denied(
    _("A contribution is no subsidy; what is handed on of it is a contribution again.")
)
ONLY_INDIRECT = denied(_("Only the proposal to hand subsidy on is taken back."))
YOU_ASSESSED = denied(_("You assessed this application; another person decides on it."))
YOU_DECIDED = denied(_("You took the decision that is objected to; another person examines it."))
YOU_DECIDED_BEFORE = denied(
    _("You took the decision that an objection overturned; another person decides anew.")
)
YOU_SUBMITTED = denied(_("You submitted this application; another person decides on it."))


def parts_read_by(user: Any, application: "Application", *, at: dt.datetime) -> frozenset[Part]:
    """Return what the person reads of a case: as the firm, for the office, as partner or reviewer."""
    own = user.scopes(VIEW_OWN_CASES, clock.day(at)).of(ScopeKind.FIRM)
    above = {application.consortium.anchor_id, application.parent and application.parent.firm_id}
    read_as = {
        Reader.OFFICE: holds(user, VIEW_CASES, *application.call.program.scope_pairs, at=at),
        Reader.FIRM: own & {application.firm_id, application.applicant_id},
        Reader.PARTNER: own & above,
        Reader.REVIEWER: reads_as_reviewer(user, application, at=at),
    }
    return parts_for(reader for reader, is_one in read_as.items() if is_one)


def reads_as_reviewer(user: Any, application: "Application", *, at: dt.datetime) -> bool:
    """Say whether the person reads the case as its reviewer: case and papers, not what is around it."""
    own = Review.objects.readable_by(user, clock.day(at))
    return own.filter(case__application=application).exists()


def may_draft_for(user: Any, firm: "Firm", *, at: dt.datetime) -> Verdict:
    """Answer whether the person writes for the firm: its clerks and representatives."""
    return _for_firm(user, DRAFT, firm.pk, at)


def may_edit(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may change the draft: whoever drafts for the firm."""
    verdict = _for_firm(user, DRAFT, application.applicant_id, at)
    return NO_DRAFT if verdict and application.is_contribution else verdict


def may_enter_readings(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may enter the registers of all that the case measures."""
    return may_enter_readings_for(user, application.firm, at=at)


def may_draft_plan(user: Any, consortium: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person writes the consortium's plan: whoever drafts for its anchor."""
    return _for_firm(user, DRAFT, consortium.anchor_id, at)


def may_draft_in(user: Any, consortium: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person drafts for a joined tier-1 partner of the consortium."""
    own = user.scopes(DRAFT, clock.day(at)).of(ScopeKind.FIRM)
    partners = consortium.members.applying().filter(firm__in=own)
    return ALLOWED if partners.exists() else NOT_A_PARTNER


def may_begin_in(user: Any, consortium: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may begin a plan or an application in the consortium."""
    return may_draft_plan(user, consortium, at=at) or may_draft_in(user, consortium, at=at)


def may_forget(user: Any, entry: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may throw unfinished entries away: only who typed them."""
    return ALLOWED if entry.by_id == user.pk else NOT_YOURS


def may_take_over(user: Any, source: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may reuse an earlier application: whoever drafts for its firm."""
    return _for_firm(user, DRAFT, source.applicant_id, at)


def may_edit_part(user: Any, part: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may change a part of a case: whoever may change the case."""
    return may_edit(user, part.application, at=at)


def may_edit_cost_item(user: Any, cost_item: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may change the cost item: whoever may change its application."""
    return may_edit(user, cost_item.application, at=at)


def may_answer_award(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may accept an award: a representative of the firm that would receive it."""
    drafts = _for_firm(user, DRAFT, application.firm_id, at)
    return drafts and (_for_firm(user, SUBMIT, application.firm_id, at) or REPRESENTATIVE_ONLY)


def may_reply(user: Any, correction: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may reply to a returned line: whoever may change the case."""
    return may_edit(user, correction.application, at=at)


def may_object(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may object to a decision: a representative of its firm (Act, art. 37)."""
    verdict = may_answer_award(user, application, at=at)
    return verdict and _unless(_only_subsidies(application))


def may_retract_objection(user: Any, objection: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may take an objection back: a representative of its firm."""
    return may_object(user, objection.application, at=at)


def may_put_off(user: Any, objection: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may put the answer off once: who may answer."""
    return may_answer_objection(user, objection, at=at)


def may_answer_objection(user: Any, objection: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may answer: an approving officer who did not take the decision."""
    verdict = _for_office(user, AWARD, objection.application, at)
    return YOU_DECIDED if verdict and user.pk == objection.decision_by_id else verdict


def may_report_condition(user: Any, condition: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may report a condition fulfilled: whoever drafts for the firm."""
    return _for_firm(user, DRAFT, condition.application.firm_id, at)


def may_judge_condition(user: Any, condition: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may find a condition fulfilled or not: an officer of the programme."""
    return _for_office(user, ASSESS, condition.application, at)


def may_waive_condition(user: Any, condition: Any, *, at: dt.datetime) -> Verdict:
    """Answer whether the person may waive a condition: an approving officer, who may set one."""
    return _for_office(user, AWARD, condition.application, at)


def may_submit(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may bind the firm: its representative, never its clerk."""
    return _as_representative(user, application, at)


def may_ask_to_submit(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person asks a representative to submit: who prepares it and can't submit it."""
    verdict = may_edit(user, application, at=at)
    return NOT_YOURS if verdict and may_submit(user, application, at=at) else verdict


def may_withdraw(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may give the case up: a representative; a draft nobody saw, also a clerk."""
    if application.submitted_at is None:
        return _for_firm(user, DRAFT, application.applicant_id, at)
    return _as_representative(user, application, at)


def may_assess(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may assess the application (Act on the Management of Subsidies, art. 17)."""
    verdict = _for_office(user, ASSESS, application, at)
    return verdict and _unless(
        _only_subsidies(application),
        _not_who_decided_before(user, application),
        _not_the_submitter(user, application),
    )


def may_return(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may send the case back: whoever handles it or may still decide on it."""
    if application.is_plan:
        return _for_office(user, SELECT_PLAN, application, at)
    handles = _for_office(user, ASSESS, application, at) or _for_office(user, AWARD, application, at)
    return handles and _unless(_only_subsidies(application), _not_who_decided_before(user, application))


def may_select_plan(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may select the consortium's plan (Act, art. 16-17)."""
    verdict = _for_office(user, SELECT_PLAN, application, at)
    return verdict and (ALLOWED if application.is_plan else ONLY_PLANS)


def may_refuse(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may refuse the case: one who did not assess it."""
    if application.is_plan:
        return _for_office(user, SELECT_PLAN, application, at)
    if application.is_contribution:
        return _for_office(user, RECORD_CONTRIBUTION, application, at)
    verdict = _for_office(user, ASSESS, application, at) or _for_office(user, AWARD, application, at)
    return verdict and _unless(_four_eyes(user, application))


def may_award(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may award: an approving officer who neither assessed nor submitted it."""
    verdict = _for_office(user, AWARD, application, at)
    return verdict and _unless(_only_subsidies(application), _four_eyes(user, application))


def may_record_contribution(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may put a private contribution on record."""
    verdict = _for_office(user, RECORD_CONTRIBUTION, application, at)
    return verdict and (ALLOWED if application.is_contribution else ONLY_CONTRIBUTIONS)


def may_propose_contribution(user: Any, parent: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may promise the firm's own money to a supplier: its representative."""
    verdict = _for_firm(user, DRAFT, parent.firm_id, at)
    if verdict and parent.is_plan:
        return ONLY_UNDER_GRANTS
    return verdict and (_for_firm(user, SUBMIT, parent.firm_id, at) or REPRESENTATIVE_ONLY)


def may_propose_regrant(user: Any, parent: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may propose to hand subsidy on: a representative of the firm that has it."""
    verdict = may_propose_contribution(user, parent, at=at)
    return NOT_OUT_OF_A_GIFT if verdict and parent.is_contribution else verdict


def may_retract_regrant(user: Any, application: "Application", *, at: dt.datetime) -> Verdict:
    """Answer whether the person may take a proposal back: whoever may make it."""
    if not application.is_indirect or application.parent is None:
        return ONLY_INDIRECT
    return may_propose_regrant(user, application.parent, at=at)


def _for_firm(user: Any, permission: Permission, firm_id: int | None, at: dt.datetime) -> Verdict:
    return holds(user, permission, (ScopeKind.FIRM, firm_id), at=at)


def _as_representative(user: Any, application: "Application", at: dt.datetime) -> Verdict:
    verdict = _for_firm(user, SUBMIT, application.applicant_id, at)
    if not verdict and _for_firm(user, DRAFT, application.applicant_id, at):
        return REPRESENTATIVE_ONLY
    return verdict


def _for_office(user: Any, permission: Permission, application: "Application", at: dt.datetime) -> Verdict:
    return holds(user, permission, *application.call.program.scope_pairs, at=at)


def _unless(*objections: Verdict | None) -> Verdict:
    """Answer yes unless there is an objection; then with the first."""
    return next((objection for objection in objections if objection is not None), ALLOWED)


def _only_subsidies(application: "Application") -> Verdict | None:
    if application.is_plan:
        return NOT_FOR_PLANS
    return NOT_FOR_CONTRIBUTIONS if application.is_contribution else None


def _not_the_submitter(user: Any, application: "Application") -> Verdict | None:
    return YOU_SUBMITTED if user.pk == application.submitted_by_id else None


def _not_who_decided_before(user: Any, application: "Application") -> Verdict | None:
    overturned = application.objections.filter(decision_by=user.pk, status=ObjectionStatus.UPHELD)
    return YOU_DECIDED_BEFORE if overturned.exists() else None


def _four_eyes(user: Any, application: "Application") -> Verdict | None:
    if user.pk == application.assessed_by_id or application.assessments.filter(by=user).exists():
        return YOU_ASSESSED
    before = _not_who_decided_before(user, application)
    return _not_the_submitter(user, application) if before is None else before
