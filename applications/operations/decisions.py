"""What the office decides: assess, select, refuse, award; and the firm's acceptance."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

from applications import announcements, letters, permissions, queries, rules
from applications.eligibility.outcomes import Moment
from applications.models import (
    Application,
    Assessment,
    Holder,
    LetterKind,
    PanelCase,
    PanelStatus,
    Recommendation,
)
from applications.operations.conditions import Condition, remind_of_conditions, set_conditions
from applications.operations.eligibility import check_eligible
from applications.operations.letters import send_letter
from applications.operations.lines import award_moves, check_runs, event_of
from applications.operations.objections import check_no_objection, wait_for_acceptance
from applications.refusals import NoRegrant, NotAssessed, RegrantAboveAsked
from applications.refusals.panels import BeforePanel
from applications.workflow import Status
from core.ledger import operations as ledger
from core.ledger.operations import check_amount
from core.users.models import Role, User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from firms.models import Firm
from programs.models import Consortium, GrantKind
from programs.queries import pass_through_bp


@operation
def assess(
    *,
    application: Application,
    recommendation: str,
    finding: str,
    recommended_won: int | None = None,
    version: int | None = None,
    by: User,
    at: dt.datetime,
) -> Application:
    """
    Put on record what the officer found, and recommend to award (by default all that was asked) or to refuse.

    Legality, arithmetic, ability to pay the self-burden: Act on the Management of Subsidies, art. 17.

    :raises PermissionDenied: if `by` may not assess this application.
    :raises InvalidTransition: if it is not waiting for an assessment.
    :raises StaleVersion: if it was returned and handed in again since `version` was looked at.
    :raises InvalidAmount: if nothing is recommended of a case that hands nothing on.
    :raises AmountAboveAsked: if more is recommended than was asked.
    :raises BeforePanel: if an open panel assesses it; closing the panel calls this for each of its cases.
    """
    application = Application.objects.lock(application.pk)
    require(permissions.may_assess, by, application, at=at)
    application.check_can_move_to(Status.ASSESSED)
    application.check_version(version)
    if PanelCase.objects.filter(application=application, panel__status=PanelStatus.OPENED).exists():
        raise BeforePanel
    finding = rules.check_reason(finding, field="finding")
    if recommendation == Recommendation.AWARD:
        recommended_won = _recommended(application, recommended_won)
    else:
        recommended_won = None
    Assessment.objects.create(
        application=application,
        recommendation=recommendation,
        recommended_won=recommended_won,
        finding=finding,
        at=at,
        by=by,
    )
    application.assessed_at, application.assessed_by = at, by
    application.save(update_fields=["assessed_at", "assessed_by"])
    application.move_to(Status.ASSESSED, by=by, at=at)
    to = announcements.ministry(application, Role.APPROVING_OFFICER)
    announcements.waits_for(application, "award_application", to, by=by, at=at)
    return application


def _recommended(application: Application, won: int | None) -> int:
    """Return what is recommended of the own part: all that was asked by default, 0 if all is handed on."""
    asked = application.asked_won or 0
    won = asked if won is None else won
    if won or not application.regrant_asked_won:
        check_amount(won)
    rules.check_within_asked(won, asked, field="recommended_won")
    return won


@operation
def select_plan(*, application: Application, reason: str, by: User, at: dt.datetime) -> Application:
    """
    Select a consortium's plan; the firms of the consortium may apply from then on.

    :raises PermissionDenied: if `by` may not select plans of this programme.
    :raises InvalidTransition: if the plan is not waiting for it.
    """
    application = Application.objects.lock(application.pk)
    require(permissions.may_select_plan, by, application, at=at)
    reason = rules.check_reason(reason)
    _decide(application, Status.SELECTED, reason, by=by, at=at)
    announcements.nobody_waits(application, by=by, at=at)
    announcements.tell(application, "plan_selected", announcements.applicant(application), at=at)
    announcements.tell_partners_to_apply(application, at=at)
    return application


@operation
def refuse(*, application: Application, reason: str, by: User, at: dt.datetime) -> Application:
    """
    Refuse the case; whoever assessed it leaves that to another person.

    The letter names the Act on the Management of Subsidies, so there is none about a plan or a contribution.

    :raises PermissionDenied: if `by` may not decide on it.
    :raises InvalidTransition: if it is not waiting for a decision.
    """
    application = Application.objects.lock(application.pk)
    require(permissions.may_refuse, by, application, at=at)
    reason = rules.check_reason(reason)
    _decide(application, Status.REFUSED, reason, by=by, at=at)
    announcements.nobody_waits(application, by=by, at=at)
    announcements.tell(application, "application_refused", announcements.applicant(application), at=at)
    if application.is_subsidy:
        facts = partial(letters.refusal_facts, application)
        send_letter(application, LetterKind.REFUSAL, {"reason": reason}, facts, by=by, at=at)
    return application


@operation
def award(
    *,
    application: Application,
    amount: int,
    reason: str,
    effective_on: dt.date,
    regrant: int = 0,
    conditions: Sequence[Condition] = (),
    version: int | None = None,
    by: User,
    at: dt.datetime,
) -> Application:
    """
    Award `amount` won for the firm's own purposes and `regrant` won to hand on, under conditions (Act, art.
    17-18); the letter says both periods that begin, to accept and to object.

    A subsidy comes from the call's budget, an indirect one from the regrant of the grant above. Locks the
    line of cases from the top down, then the consortium and the firm, so that two awards can't pass one cap
    together, then the content of its quotes, so that no two rest on one file, then the accounts.

    :raises PermissionDenied: if `by` may not award it, assessed it or submitted it.
    :raises InvalidTransition, NotAssessed: if it is not awaiting a decision.
    :raises StaleVersion: if it was handed in or assessed again since `version` was looked at.
    :raises GrantNotOpen, LineHalted: if a grant above it does not run.
    :raises AmountAboveAsked, RegrantAboveAsked, AboveProposed: if it is above what was asked or proposed.
    :raises NoRegrant, RegrantTooSmall: if the part to hand on is none of this consortium, or below its ratio.
    :raises CapExceeded: if the amount is above what a cap leaves.
    :raises NotEligible, InTradingScheme: if another rule of eligibility stands in the way by now.
    :raises ConditionEmpty, ConditionTooEarly: if a condition has no text, or its last day is over.
    :raises EffectiveDayImpossible: if the award would count before its application or from a day to come.
    :raises InsufficientFunds: if less is left where the money comes from.
    """
    line = Application.objects.lock_line(application.pk)
    application = line[-1]
    require(permissions.may_award, by, application, at=at)
    if application.status == Status.SUBMITTED:
        raise NotAssessed
    application.check_can_move_to(Status.AWARDED)
    application.check_version(version)
    reason = rules.check_reason(reason)
    check_runs(line[:-1])
    rules.check_effective_day(effective_on, clock.day(application.submitted_at or at), clock.day(at))
    _check_amounts(application, amount, regrant)
    Consortium.objects.lock(application.consortium_id)
    Firm.objects.lock(application.firm_id)
    _check_ratio(application, amount, regrant, clock.day(at))
    check_eligible(application=application, moment=Moment.AWARD, amount=amount, regrant=regrant, by=by, at=at)
    application.awarded_won, application.regrant_won = amount, regrant
    _decide(application, Status.AWARDED, reason, by=by, at=at)
    moves, event = award_moves(application), event_of("award", application)
    ledger.post_event(moves=moves, effective_on=effective_on, at=at, by=by, event=event)
    set_conditions(application, conditions, by=by, at=at)
    wait_for_acceptance(application, by=by, at=at)
    announcements.tell_parent(application, "regrant_awarded", at=at)
    facts = partial(letters.award_facts, application)
    send_letter(application, LetterKind.AWARD, {"reason": reason}, facts, by=by, at=at)
    return application


def _check_amounts(application: Application, amount: int, regrant: int) -> None:
    """Refuse what is no amount, or more than was asked and proposed; the own part alone may be 0."""
    for part in (amount, regrant):
        if part != 0 or not amount + regrant:
            check_amount(part)
    rules.check_within_asked(amount, application.asked_won)
    if regrant and application.consortium.pass_through_kind != GrantKind.INDIRECT:
        raise NoRegrant(field="regrant")
    if regrant > application.regrant_asked_won:
        raise RegrantAboveAsked(asked=f"{application.regrant_asked_won:,}", field="regrant")
    rules.check_within_proposal(amount, regrant, application.proposed_won, field="amount")


def _check_ratio(application: Application, amount: int, regrant: int, today: dt.date) -> None:
    """Hold a topmost award under the chain model to the programme's ratio, once somebody stands below."""
    hands_on = application.consortium.pass_through_kind == GrantKind.INDIRECT
    if hands_on and application.parent is None and queries.has_firms_below(application):
        ratio = pass_through_bp(application.call.program, application.rules_on or today)
        rules.check_regrant(amount, regrant, ratio)


@operation
def accept(*, application: Application, by: User, at: dt.datetime) -> Application:
    """
    Write down that the firm accepted. Only disbursements' `accept_award` calls this, and asks who may.

    :raises InvalidTransition: if there is no award to accept.
    :raises ObjectionOpen: while an objection to it is examined.
    """
    application = Application.objects.lock(application.pk)
    check_no_objection(application)
    application.move_to(Status.ACCEPTED, by=by, at=at)
    Holder.objects.create(application=application, firm=application.firm, number=1, at=at, by=by)
    announcements.nobody_waits(application, by=by, at=at)
    remind_of_conditions(application, at=at)
    return application


def _decide(application: Application, status: str, reason: str, *, by: User, at: dt.datetime) -> None:
    application.check_can_move_to(status)
    application.decided_at, application.decided_by = at, by
    application.save(update_fields=["decided_at", "decided_by", "awarded_won", "regrant_won"])
    application.move_to(status, by=by, at=at, reason=reason)
