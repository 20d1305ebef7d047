"""Making a change: terms, arithmetic, budget, standing; in the transaction that records or approves it."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import Max

from applications import operations as applications
from applications.eligibility.outcomes import Moment
from applications.holding import as_held_by
from applications.models import Application, LetterKind
from applications.operations.eligibility import check_eligible
from applications.operations.letters import send_letter
from core.ledger.operations import post_event
from core.users.models import User
from core.workflow import clock
from disbursements.announcements import changes as announcements
from disbursements.changes import Outlook, holders
from disbursements.models import ChangeKind, ChangeLine, ChangeRequest, SubjectKind, Term
from disbursements.operations.reductions import moves_of, take_back
from disbursements.operations.stopping import prolong, stop
from disbursements.queries import place_of
from disbursements.workflow import GrantStatus
from programs.models import Technology


def alter(
    change: ChangeRequest, outlook: Outlook, status: str, reason: str, *, by: User, at: dt.datetime
) -> None:
    """Make a change as it was looked at; its grant and all above are locked, consortium and firm too."""
    last = change.grant.change_requests.aggregate(last=Max("revision"))["last"] or 0
    change.revision, change.basis_won = last + 1, outlook.support.basis_won
    change.save(update_fields=["revision", "basis_won"])
    change.move_to(status, by=by, at=at, reason=reason)
    if change.kind == ChangeKind.SUSPENSION:
        _suspend(change, outlook, reason, by=by, at=at)
        return
    if change.kind == ChangeKind.HAND_OVER:
        _pass_to_firm(change, outlook, reason, by=by, at=at)
    else:
        _change_terms(change, outlook, by=by, at=at)
    if outlook.support.back_won:
        _give_back(change, outlook, reason, by=by, at=at)


def _pass_to_firm(change: ChangeRequest, outlook: Outlook, reason: str, *, by: User, at: dt.datetime) -> None:
    """
    Let another firm hold the grant: its eligibility is kept as it was found, then case and grant pass on.

    Both firms are sent the letter of approval.

    :raises NotEligible: (or the rule's own refusal) if a rule of eligibility stands in the way by now.
    """
    grant, firm = change.grant, holders.named(outlook.lines)
    amount, regrant = holders.amounts(grant, outlook.support)
    check_eligible(
        application=as_held_by(grant.application, firm, at),
        moment=Moment.HAND_OVER,
        amount=amount,
        regrant=regrant,
        stated=holders.stated(grant),
        by=by,
        at=at,
    )
    applications.pass_to_firm(
        application=grant.application, firm=firm, rows=outlook.support.rows, by=by, at=at
    )
    grant.firm = firm
    grant.save(update_fields=["firm"])
    announcements.handed_over(change, at=at)
    said = {
        "firm": f"{change.firm.name}, {firm.name}",
        "from_firm": change.firm.name,
        "to_firm": firm.name,
        "before": outlook.support.before_won,
        "after": outlook.support.after_won,
        "back": outlook.support.back_won,
        "reason": reason,
    }
    case = Application.objects.with_names().get(pk=grant.application_id)
    send_letter(case, LetterKind.HAND_OVER, said, dict, firms=[change.firm_id], by=by, at=at)


def _change_terms(change: ChangeRequest, outlook: Outlook, *, by: User, at: dt.datetime) -> None:
    items: dict[int, dict[str, Any]] = defaultdict(dict)
    ends_on = None
    for line in outlook.lines:
        kind, pk, term = line.place
        if kind == SubjectKind.COST_ITEM:
            items[pk][term] = _column(change, term, line.new)
        else:
            ends_on = dt.date.fromisoformat(str(line.new))
    applications.change_terms(
        application=change.grant.application,
        ends_on=ends_on,
        items=items,
        rows=outlook.support.rows,
        by=by,
        at=at,
    )


def _column(change: ChangeRequest, term: str, value: Any) -> Any:
    """Return the value of a cost item's column: a technology by its code."""
    if term != Term.TECHNOLOGY:
        return value
    return Technology.objects.get(program=change.grant.consortium.program_id, code=value)


def _give_back(change: ChangeRequest, outlook: Outlook, reason: str, *, by: User, at: dt.datetime) -> None:
    """Give back what the support becomes less to where the award came from, as shrinking does."""
    grant, support = change.grant, outlook.support
    kind, pk, term = place_of(grant.application, Term.STANDING_WON)
    ChangeLine.objects.create(
        change=change,
        subject_kind=kind,
        subject_id=pk,
        term=term,
        old_won=support.before_won,
        new_won=support.after_won,
    )
    reduction = take_back(grant, support.back_won, 0, reason, change=change, by=by, at=at)
    post_event(
        moves=moves_of(grant, reduction),
        effective_on=clock.day(at),
        at=at,
        by=by,
        event=f"reduce:{reduction.pk}",
    )


def _suspend(change: ChangeRequest, outlook: Outlook, reason: str, *, by: User, at: dt.datetime) -> None:
    until = dt.date.fromisoformat(str(outlook.lines[0].new))
    if change.grant.status == GrantStatus.SUSPENDED:
        prolong(change.grant, until, by=by, at=at)
        return
    stop(change.grant, reason, until=until, by=by, at=at)
