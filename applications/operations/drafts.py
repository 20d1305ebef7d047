"""Beginning, changing and giving up a plan or an application."""

import datetime as dt

from applications import announcements, permissions, queries, rules
from applications.arithmetic import rules_day
from applications.models import Application, Kind
from applications.operations.conditions import waive_all
from applications.operations.lines import release
from applications.operations.objections import end_objections
from applications.operations.unfinished import forget_entries
from applications.refusals import NoRegrant, NotAPartner, NotEditable, PlanExists, PlanNotSelected
from applications.workflow import Status
from core.ledger.operations import check_amount
from core.users.models import Role, User
from core.users.permissions import require
from core.workflow.operations import operation
from firms.models import Firm
from programs.deadline import require_open
from programs.models import Consortium, GrantKind, Member
from programs.queries import in_kind_bp
from programs.refusals import NoInKind


@operation
def draft_plan(
    *,
    consortium: Consortium,
    title: str,
    purpose: str,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
    by: User,
    at: dt.datetime,
) -> Application:
    """
    Begin the plan of a consortium, for its anchor firm.

    :raises PermissionDenied: if `by` does not draft for the anchor.
    :raises CallNotOpen, CallClosed: if plans are not taken at that moment.
    :raises PlanExists: if the consortium has a plan that was neither refused nor withdrawn.
    """
    consortium = Consortium.objects.lock(consortium.pk)
    require(permissions.may_draft_for, by, consortium.anchor, at=at)
    rules.check_period(starts_on, ends_on)
    require_open(consortium.call.opens_at, consortium.call.plan_deadline, at)
    if queries.live_plan(consortium):
        raise PlanExists
    plan = Application(
        kind=Kind.PLAN, consortium=consortium, firm=consortium.anchor, title=title, purpose=purpose
    )
    plan.starts_on, plan.ends_on = starts_on, ends_on
    return _begin(plan, by=by, at=at)


@operation
def draft_application(
    *,
    consortium: Consortium,
    firm: Firm,
    title: str,
    purpose: str,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
    anchor_won: int = 0,
    anchor_in_kind_won: int = 0,
    own_in_kind_won: int = 0,
    regrant_asked_won: int = 0,
    by: User,
    at: dt.datetime,
) -> Application:
    """
    Begin a firm's application for a subsidy in a consortium whose plan was selected.

    `regrant_asked_won`: subsidy it asks for handing on to firms below, won, where its consortium does that;
    `…_in_kind_won`: what of the anchor's part and of its own is in kind.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotAPartner: if the firm is not a joined tier-1 partner of the consortium.
    :raises PlanNotSelected: if the consortium's plan was not selected.
    :raises InTradingScheme: if the programme excludes firms of the emissions trading scheme and this is one.
    :raises NoRegrant: if something is asked for handing on that can't be handed on.
    :raises NoInKind, InKindAbovePart: if something is in kind that can't be.
    :raises CallNotOpen, CallClosed: if applications are not taken at that moment.
    """
    require(permissions.may_draft_for, by, firm, at=at)
    places = Member.objects.applying().filter(consortium=consortium, firm=firm)
    if places.select_for_update(of=("self",)).first() is None:  # locked: it can't leave meanwhile
        raise NotAPartner(firm=firm.name)
    if not queries.has_selected_plan(consortium):
        raise PlanNotSelected
    rules.check_trading_scheme(
        is_excluded=consortium.program.excludes_trading_scheme,
        is_in_scheme=firm.is_in_trading_scheme,
        firm=firm.name,
    )
    rules.check_period(starts_on, ends_on)
    require_open(consortium.call.opens_at, consortium.call.application_deadline, at)
    application = Application(kind=Kind.GRANT, grant_kind=GrantKind.SUBSIDY, consortium=consortium, firm=firm)
    application.title, application.purpose, application.anchor_won = title, purpose, anchor_won
    application.starts_on, application.ends_on = starts_on, ends_on
    application.regrant_asked_won = _check_regrant_asked(application, regrant_asked_won)
    application.call = consortium.call
    application.anchor_in_kind_won, application.own_in_kind_won = anchor_in_kind_won, own_in_kind_won
    _check_in_kind(application, at)
    return _begin(application, by=by, at=at)


def _check_regrant_asked(application: Application, won: int) -> int:
    """Return what is asked for handing on, in won, if the case can ask for it."""
    if won:
        check_amount(won)
        if application.consortium.pass_through_kind != GrantKind.INDIRECT:
            raise NoRegrant(field="regrant_asked_won")
        rules.check_within_proposal(0, won, application.proposed_won, field="regrant_asked_won")
    return won


def _check_in_kind(application: Application, at: dt.datetime) -> None:
    """Refuse what is in kind if it can't be, whatever the costs come to; their limit is met at submission."""
    in_kind = {name: getattr(application, name) for name in ("own_in_kind_won", "anchor_in_kind_won")}
    named = [name for name, won in in_kind.items() if won and check_amount(won)]
    if named and not in_kind_bp(application.call.program, rules_day(application, at)):
        raise NoInKind(field=named[0])
    rules.check_in_kind_of_anchor(application.anchor_won, application.anchor_in_kind_won)


def _begin(application: Application, *, by: User, at: dt.datetime) -> Application:
    application.call = application.consortium.call
    application.drafted_by, application.drafted_at = by, at
    application.save()
    application.begin(by=by, at=at)
    to, due_on = announcements.applicant(application), application.deadline.day
    announcements.waits_for(application, "finish_draft", to, by=by, at=at, due_on=due_on)
    return application


@operation
def edit_application(
    *,
    application: Application,
    version: int,
    title: str | None = None,
    purpose: str | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    anchor_won: int | None = None,
    anchor_in_kind_won: int | None = None,
    own_in_kind_won: int | None = None,
    regrant_asked_won: int | None = None,
    by: User,
    at: dt.datetime,
) -> Application:
    """
    Change the draft; what is None stays. `anchor_won`: what the anchor pays of the self-burden, won;
    `…_in_kind_won`: what of its part and of the firm's own is in kind; `regrant_asked_won`: subsidy asked for
    handing on, won.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises StaleVersion: if somebody changed it since `version` was read.
    :raises NotEditable: if it was submitted.
    :raises NoRegrant, AboveProposed: if what is asked for handing on can't be handed on.
    :raises NoInKind, InKindAbovePart: if something is in kind that can't be.
    """
    application = Application.objects.lock(application.pk, version)
    require(permissions.may_edit, by, application, at=at)
    check_editable(application)
    announcements.taken_up_again(application, by=by, at=at)
    given = {
        "title": title,
        "purpose": purpose,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "anchor_won": anchor_won,
        "anchor_in_kind_won": anchor_in_kind_won,
        "own_in_kind_won": own_in_kind_won,
        "regrant_asked_won": regrant_asked_won,
    }
    changed = {name: value for name, value in given.items() if value is not None}
    for name, value in changed.items():
        setattr(application, name, value)
    rules.check_period(application.starts_on, application.ends_on)
    _check_regrant_asked(application, application.regrant_asked_won)
    _check_in_kind(application, at)
    application.save(update_fields=[*changed])
    application.refresh_from_db(fields=["version"])
    return application


def check_editable(application: Application) -> None:
    """
    Refuse to change what was handed in.

    :raises NotEditable: unless it is a draft or was returned for correction.
    """
    if not application.is_editable:
        raise NotEditable(status=application.get_public_status_display())


@operation
def withdraw(*, application: Application, reason: str, by: User, at: dt.datetime) -> Application:
    """
    Give the case up; an award that was not accepted goes back to where it came from.

    :raises PermissionDenied: if `by` may not bind the firm.
    :raises InvalidTransition: if it was accepted, refused or withdrawn before.
    """
    application = Application.objects.lock_line(application.pk)[-1]
    require(permissions.may_withdraw, by, application, at=at)
    was_awarded = application.status == Status.AWARDED
    application.move_to(Status.WITHDRAWN, by=by, at=at, reason=reason)
    forget_entries(application)
    end_objections(application, by=by, at=at)
    waive_all(application, reason, by=by, at=at)
    announcements.nobody_waits(application, by=by, at=at)
    announcements.tell_parent(application, "regrant_declined", at=at)
    if was_awarded:
        release(application, by=by, at=at)
        to = announcements.ministry(application, Role.APPROVING_OFFICER)
        announcements.tell(application, "award_declined", to, at=at)
    return application
