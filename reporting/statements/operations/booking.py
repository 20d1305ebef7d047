"""Posting a signed statement's kilograms: all of them the first time, the difference when it restates."""

import datetime as dt
from collections.abc import Mapping

from core.ledger.models import Account, Unit
from core.ledger.operations import Move, account, outside, post_event
from core.users.models import User
from reporting.statements import claimed
from reporting.statements.models import Statement, StatementShare
from reporting.statements.rules import split

VERIFIED = "verified"


def shares_booked(statement: Statement) -> dict[int, int]:
    """Return {consortium id: basis points} by which a signed statement was split."""
    return {share.consortium_id: share.share_bp for share in statement.shares.all()}


def differences(before: Mapping[int, int], after: Mapping[int, int]) -> dict[int, int]:
    """Return what each consortium's part changes by, in kg CO2e, those that change alone."""
    changes = {pk: after.get(pk, 0) - before.get(pk, 0) for pk in sorted({*before, *after})}
    return {pk: change for pk, change in changes.items() if change}


def book(statement: Statement, shares: Mapping[int, int], *, by: User, at: dt.datetime) -> None:
    """Post every consortium's kilograms in one event, and keep the shares they rest on."""
    parts = split(statement.booked_kg, shares)
    event = f"verify:{statement.pk}"
    moves = [
        Move(f"{event}:{pk}", outside(VERIFIED, Unit.KILOGRAM), _share(statement, pk), kilograms)
        for pk, kilograms in sorted(parts.items())
        if kilograms
    ]
    _keep(statement, shares, parts, {})
    post_event(moves=moves, effective_on=statement.period_until, at=at, by=by, event=event)


def book_difference(statement: Statement, restated: Statement, *, by: User, at: dt.datetime) -> None:
    """
    Post by how much each share differs from what the restated statement booked, in one event.

    The new total is split by the shares the old one froze: they hold for its months and are never rewritten.
    What goes up comes from the atmosphere, what goes down returns to it; what a share no longer holds,
    because it was claimed, is made up as the claims say.

    :raises AlreadyClaimed: if a share lacks kilograms and no claim makes up for them.
    """
    shares = shares_booked(restated)
    parts = split(statement.booked_kg, shares)
    before = {share.consortium_id: share.kilograms for share in restated.shares.all()}
    event = f"restate:{statement.pk}"
    moves, short = [], {}
    held = _held(statement, shares)
    for pk, change in differences(before, parts).items():
        key, world, share = f"{event}:{pk}", outside(VERIFIED, Unit.KILOGRAM), _share(statement, pk)
        if change > 0:
            moves.append(Move(key, world, share, change))
            continue
        there = min(-change, held[pk])
        if there:
            moves.append(Move(key, share, world, there))
        if short_kg := -change - there:
            short[pk] = short_kg
            lacking = {"lot_id": statement.owner.id, "consortium_id": pk, "kilograms": short_kg}
            moves += claimed.make_up(**lacking, at=at, by=by, event=event)
    _keep(statement, shares, parts, short)
    if moves:
        post_event(moves=moves, effective_on=statement.period_until, at=at, by=by, event=event)


def _share(statement: Statement, consortium_id: int) -> Account:
    return account(statement.owner, f"share:{consortium_id}", Unit.KILOGRAM)


def _held(statement: Statement, shares: Mapping[int, int]) -> dict[int, int]:
    """Return what each share still holds, the accounts locked in the order of their ids."""
    ids = {_share(statement, pk).pk: pk for pk in shares}
    locked = Account.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    return {ids[found.pk]: found.balance for found in locked}


def _keep(
    statement: Statement, shares: Mapping[int, int], parts: Mapping[int, int], short: Mapping[int, int]
) -> None:
    StatementShare.objects.bulk_create(
        StatementShare(
            statement=statement,
            consortium_id=pk,
            share_bp=shares[pk],
            kilograms=parts[pk],
            short_kg=short.get(pk, 0),
        )
        for pk in sorted(parts)
    )
