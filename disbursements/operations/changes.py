"""Changing what was awarded: asked for by the firm, recorded at once if minor, else decided by the office."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max

from applications.models import Application
from applications.rules import check_reason
from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from disbursements.announcements import changes as announcements
from disbursements.changes import Outlook, look
from disbursements.changes.holders import named
from disbursements.changes.words import shown, term_name
from disbursements.models import ChangeKind, ChangeLine, ChangeRequest, Grant, Term
from disbursements.models.changes import WON_TERMS
from disbursements.operations.alterations import alter
from disbursements.permissions import changes as permissions
from disbursements.queries import last_made, terms_now
from disbursements.queries.changes import Place, Value
from disbursements.refusals import changes as refusals
from disbursements.workflow import ChangeStatus
from firms.models import Firm
from programs.models import Consortium, Member


@operation
def request_change(
    *,
    grant: Grant,
    kind: str,
    wanted: Mapping[Place, Value],
    reason: str,
    seen: str | None = None,
    by: User,
    at: dt.datetime,
) -> ChangeRequest:
    """
    Ask for a change of a kind: `wanted` are the new terms, won or text, by where they stand.

    What the programme calls minor is made at once and the office is told; all else waits for approval
    (Act on the Management of Subsidies, art. 23). `seen` is the digest of what the person looked at.

    :raises NotAllowed: if `by` does not represent the firm, or the support is a private contribution.
    :raises AskedAlready: if the very same waits for approval.
    :raises OtherVerdict: if what it would do is not what the person looked at.
    :raises Refusal: if it can't be made, as `changes.look` says.
    """
    grant = _locked(grant)
    require(permissions.may_request_change, by, grant, at=at)
    reason = check_reason(reason)
    outlook = look(grant, kind, wanted, at=at)
    _check_seen(outlook, seen)
    _check_not_twice(outlook)
    change = _begin(grant, kind, outlook, reason, by=by, at=at)
    if not outlook.verdict.is_minor:
        announcements.asked(change, at=at)
        return change
    alter(change, outlook, ChangeStatus.RECORDED, reason, by=by, at=at)
    announcements.recorded(change, at=at)
    return change


@operation
def recommend_change(
    *, change: ChangeRequest, recommendation: str, by: User, at: dt.datetime
) -> ChangeRequest:
    """
    Write down what an officer recommends to whoever decides; they can write it anew, nobody else can.

    :raises NotAllowed: if `by` does not handle cases of this programme, or another person recommended.
    :raises InvalidTransition: if nothing is left to decide.
    :raises NotAgreedYet: if the firm that is to take the grant over has not agreed.
    """
    change, _grant = locked_change(change)
    require(permissions.may_recommend_change, by, change, at=at)
    change.check_can_move_to(ChangeStatus.APPROVED)
    check_agreed(change)
    change.recommendation = check_reason(recommendation, field="recommendation")
    change.recommended_at, change.recommended_by = at, by
    change.save(update_fields=["recommendation", "recommended_at", "recommended_by"])
    announcements.recommended(change, by=by, at=at)
    return change


@operation
def approve_change(
    *, change: ChangeRequest, reason: str, seen: str | None = None, by: User, at: dt.datetime
) -> ChangeRequest:
    """
    Approve a change and make it in the same transaction: terms, budget, schedule (Act, art. 23-24).

    `seen` is the digest of what the person looked at.

    Locks the line of cases from the top down, the consortium and the firm, then the grant and the change,
    then accounts by id.

    :raises NotAllowed: if `by` does not decide, asked for it or recommended it.
    :raises InvalidTransition: if it was decided or withdrawn.
    :raises ChangedMeanwhile: if a term is no longer what it counts on, naming the change that made it so.
    :raises OtherVerdict: if what it would do is not what the person looked at.
    :raises NotAgreedYet, NotBeforeItsDay: if it is a hand-over that waits for the other firm, or for its day.
    :raises Refusal: if it can't be made any more, as `changes.look` says.
    """
    change, grant = locked_change(change)
    require(permissions.may_decide_change, by, change, at=at)
    change.check_can_move_to(ChangeStatus.APPROVED)
    check_agreed(change)
    check_day_has_come(change, clock.day(at))
    reason = check_reason(reason)
    lines = list(change.lines.all())
    check_counts_on(grant, lines)
    outlook = look(grant, change.kind, {line.place: line.new for line in lines}, at=at, without=change)
    _check_seen(outlook, seen)
    _decide(change, by=by, at=at)
    alter(change, outlook, ChangeStatus.APPROVED, reason, by=by, at=at)
    announcements.approved(change, by=by, at=at)
    return change


@operation
def refuse_change(*, change: ChangeRequest, reason: str, by: User, at: dt.datetime) -> ChangeRequest:
    """
    Refuse a change: all stays as it was.

    :raises NotAllowed: if `by` does not decide, asked for it or recommended it.
    :raises InvalidTransition: if it was decided or withdrawn.
    """
    change, _grant = locked_change(change)
    require(permissions.may_decide_change, by, change, at=at)
    change.check_can_move_to(ChangeStatus.REFUSED)
    _decide(change, by=by, at=at)
    change.move_to(ChangeStatus.REFUSED, by=by, at=at, reason=check_reason(reason))
    announcements.refused(change, by=by, at=at)
    return change


@operation
def withdraw_change(*, change: ChangeRequest, reason: str, by: User, at: dt.datetime) -> ChangeRequest:
    """
    Take a change back that nobody has decided yet.

    :raises NotAllowed: if `by` does not represent the firm.
    :raises InvalidTransition: if it was decided or withdrawn.
    """
    change, _grant = locked_change(change)
    require(permissions.may_withdraw_change, by, change, at=at)
    change.move_to(ChangeStatus.WITHDRAWN, by=by, at=at, reason=check_reason(reason))
    announcements.withdrawn(change, by=by, at=at)
    return change


def end_changes(grants: Iterable[Grant], reason: str, *, by: User, at: dt.datetime) -> None:
    """Withdraw what is still asked for of grants that are cancelled; cases and grants are locked before."""
    pending = ChangeRequest.objects.pending().filter(grant__in=[grant.pk for grant in grants])
    for pk in pending.order_by("pk").values_list("pk", flat=True):
        change = ChangeRequest.objects.lock(pk)
        change.move_to(ChangeStatus.WITHDRAWN, by=by, at=at, reason=reason)
        announcements.ended(change, by=by, at=at)


def check_counts_on(grant: Grant, lines: Iterable[ChangeLine]) -> None:
    """
    Refuse a change that counts on terms which are others by now.

    :raises ChangedMeanwhile: naming the term and the change that made it so.
    """
    now, program = terms_now(grant), grant.consortium.program
    for line in lines:
        if line.old != now[line.place]:
            other = last_made(grant, line.place)
            raise refusals.ChangedMeanwhile(
                term=term_name(line),
                old=shown(line.term, line.old, program),
                now=shown(line.term, now[line.place], program),
                other=f"#{other.number} ({other.get_kind_display()})" if other else "–",
            )


def check_agreed(change: ChangeRequest) -> None:
    """
    Refuse to go on with a hand-over that the other firm has not agreed to.

    :raises NotAgreedYet: naming it.
    """
    if change.kind == ChangeKind.HAND_OVER and change.agreed_at is None:
        raise refusals.NotAgreedYet(firm=change.to_firm.name if change.to_firm else "–")


def check_day_has_come(change: ChangeRequest, today: dt.date) -> None:
    """
    Refuse a hand-over before the day from which on the firm asked for it.

    :raises NotBeforeItsDay: naming the day.
    """
    for line in change.lines.filter(term=Term.HANDED_ON):
        if today < dt.date.fromisoformat(line.new_text):
            raise refusals.NotBeforeItsDay(day=line.new_text)


def _locked(grant: Grant, to_firm: int | None = None) -> Grant:
    """Lock the line of its case, the next holder's place, what caps count over, then the grant."""
    case = Application.objects.lock_line(grant.application_id)[-1]
    if to_firm is not None:
        places = Member.objects.filter(consortium=grant.consortium_id, firm=to_firm)
        for pk in places.values_list("pk", flat=True):
            Member.objects.lock(pk)
    Consortium.objects.lock(grant.consortium_id)
    for pk in sorted({case.firm_id, to_firm or case.firm_id}):
        Firm.objects.lock(pk)
    if to_firm is not None and grant.parent_id is not None:
        Grant.objects.lock(grant.parent_id)  # nothing is recorded as given to the old holder meanwhile
    locked: Grant = Grant.objects.lock(grant.pk)
    return locked


def locked_change(change: ChangeRequest) -> tuple[Any, Grant]:
    """Return a change and its grant, both locked after the line of cases, consortium and firms."""
    grant = _locked(change.grant, change.to_firm_id)
    change = ChangeRequest.objects.lock(change.pk)
    change.grant = grant
    return change, grant


def _check_seen(outlook: Outlook, seen: str | None) -> None:
    """Refuse what is not what the person looked at; None: nobody looked at anything."""
    if seen is not None and seen != outlook.digest:
        raise refusals.OtherVerdict(verdict=outlook.verdict.sentence)


def _check_not_twice(outlook: Outlook) -> None:
    """Refuse what a pending change asks for already, line by line."""
    wanted = {(one.place, one.new) for one in outlook.lines}
    for change in {line.change for line in outlook.collisions}:
        if {(line.place, line.new) for line in change.lines.all()} == wanted:
            raise refusals.AskedAlready(number=change.number)


def _begin(
    grant: Grant, kind: str, outlook: Outlook, reason: str, *, by: User, at: dt.datetime
) -> ChangeRequest:
    """Write the change down with its lines."""
    number = (grant.change_requests.aggregate(last=Max("number"))["last"] or 0) + 1
    change = ChangeRequest.objects.create(
        grant=grant,
        firm=grant.firm,
        to_firm=named(outlook.lines) if kind == ChangeKind.HAND_OVER else None,
        number=number,
        kind=kind,
        why=reason,
        is_minor=outlook.verdict.is_minor,
        rule=outlook.verdict.rule,
        requested_at=at,
        requested_by=by,
    )
    ChangeLine.objects.bulk_create(_line(change, one.place, one.old, one.new) for one in outlook.lines)
    change.begin(by=by, at=at, reason=reason)
    return change


def _line(change: ChangeRequest, place: Place, old: Value, new: Value) -> ChangeLine:
    kind, pk, term = place
    values = {"old_won": old, "new_won": new} if term in WON_TERMS else {"old_text": old, "new_text": new}
    return ChangeLine(change=change, subject_kind=kind, subject_id=pk, term=term, **values)


def _decide(change: ChangeRequest, *, by: User, at: dt.datetime) -> None:
    change.decided_at, change.decided_by = at, by
    change.save(update_fields=["decided_at", "decided_by"])
