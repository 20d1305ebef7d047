"""Where the money of a case comes from, and what the cases above it must be for that."""

import datetime as dt
from collections.abc import Sequence

from applications import queries
from applications.models import Application
from applications.refusals import GrantNotOpen, LineHalted
from applications.workflow import Status
from core.ledger import operations as ledger
from core.ledger.models import Account
from core.ledger.operations import Move, Owner
from core.users.models import User
from core.workflow import clock
from firms.models import Firm
from programs.models import Member


def lock_receiver(parent: Application, firm: Firm) -> bool:
    """
    Lock the place of a firm in the case's consortium; say whether it stands directly below the case's firm.

    It can neither leave nor be replaced or moved while something is proposed to it. Cases are locked first.
    """
    places = Member.objects.filter(consortium=parent.consortium_id, firm=firm)
    for pk in places.order_by("pk").values_list("pk", flat=True):
        Member.objects.lock(pk)
    return queries.suppliers_of(parent).filter(pk=firm.pk).exists()


def check_runs(line: Sequence[Application]) -> None:
    """
    Refuse unless every case of the line was accepted and none of their grants is suspended or over.

    :raises GrantNotOpen, LineHalted: naming the first one, from the top, that does not run.
    """
    for case in line:
        if case.status != Status.ACCEPTED:
            raise GrantNotOpen(status=case.get_public_status_display())
        if case.halted:
            raise LineHalted(firm=case.firm.name, status=case.get_halted_display())


def source_of(application: Application) -> Account:
    """Return where an award comes from and a release goes back to: the parent's regrant, else the call."""
    if application.parent is not None:
        return ledger.account(application.parent.owner, "regrant")
    return ledger.account(Owner("call", application.call_id), "available")


def event_of(step: str, application: Application) -> str:
    """
    Return the name under which an award or its release stands in the ledger: `award:5` and `release:5`, the
    second time `award:5:2` and `release:award:5:2`, for `release:5:2` is the second release of payment 5.

    A case is awarded again only after an objection to its first award was upheld.
    """
    times = application.changes.filter(to_status=Status.AWARDED).count()
    if times < 2:
        return f"{step}:{application.pk}"
    family = "release:award" if step == "release" else step
    return f"{family}:{application.pk}:{times}"


def award_moves(application: Application) -> list[Move]:
    """Return the transfers of an award: the own part, and the part to hand on."""
    source, own, key = source_of(application), application.owner, event_of("award", application)
    return [
        Move(name, source, ledger.account(own, code), won) for name, code, won in _parts(application, key)
    ]


def release(application: Application, *, by: User, at: dt.datetime) -> None:
    """Give an award back that was not accepted to where it came from; a contribution committed nothing."""
    if application.is_contribution:
        return
    target, own, key = source_of(application), application.owner, event_of("release", application)
    moves = [
        Move(name, ledger.account(own, code), target, won) for name, code, won in _parts(application, key)
    ]
    ledger.post_event(moves=moves, effective_on=clock.day(at), at=at, by=by, event=key)


def _parts(application: Application, key: str) -> list[tuple[str, str, int]]:
    parts = (
        (key, "committed", application.awarded_won or 0),
        (f"{key}:regrant", "regrant", application.regrant_won),
    )
    return [(name, code, won) for name, code, won in parts if won]
