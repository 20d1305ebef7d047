"""Where the money of a case comes from, and what the cases above it must be for that."""

from collections.abc import Sequence

from applications import queries
from applications.models import Application
from applications.refusals import GrantNotOpen, LineHalted
from applications.workflow import Status
from core.ledger import operations as ledger
from core.ledger.models import Account
from core.ledger.operations import Move, Owner
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
    Refuse unless every case of the line was accepted and none of their grants is suspended or cancelled.

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


def award_moves(application: Application) -> list[Move]:
    """Return the transfers of an award: the own part, and the part to hand on."""
    source, own, key = source_of(application), application.owner, f"award:{application.pk}"
    parts = (
        (key, "committed", application.awarded_won or 0),
        (f"{key}:regrant", "regrant", application.regrant_won),
    )
    return [Move(name, source, ledger.account(own, code), won) for name, code, won in parts if won]


def release_moves(application: Application) -> list[Move]:
    """Return the transfers that give an award back that was never accepted."""
    target, own, key = source_of(application), application.owner, f"release:{application.pk}"
    parts = (
        (key, "committed", application.awarded_won or 0),
        (f"{key}:regrant", "regrant", application.regrant_won),
    )
    return [Move(name, ledger.account(own, code), target, won) for name, code, won in parts if won]
