"""Taking back a part of an award that was not paid: by shrinking, a change or cancelling."""

import datetime as dt

from applications import operations as applications
from applications.operations.lines import source_of
from core.ledger.operations import Move, account
from core.users.models import User
from disbursements.models import ChangeRequest, Grant, GrantReduction


def take_back(
    grant: Grant,
    own_won: int,
    regrant_won: int,
    reason: str,
    *,
    change: ChangeRequest | None = None,
    by: User,
    at: dt.datetime,
) -> GrantReduction:
    """Write down what is taken back, with the case and with the grant; `moves_of` says what moves."""
    applications.take_back(
        application=grant.application, own_won=own_won, regrant_won=regrant_won, by=by, at=at
    )
    return GrantReduction.objects.create(
        grant=grant, own_won=own_won, regrant_won=regrant_won, reason=reason, change=change, at=at, by=by
    )


def moves_of(grant: Grant, reduction: GrantReduction) -> list[Move]:
    """Return what a reduction moves: committed and regrant to where the award came from."""
    back, key = source_of(grant.application), f"reduce:{reduction.pk}"
    parts = (("own", "committed", reduction.own_won), ("regrant", "regrant", reduction.regrant_won))
    return [Move(f"{key}:{name}", account(grant.owner, code), back, won) for name, code, won in parts if won]
