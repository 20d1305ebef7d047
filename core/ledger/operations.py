"""The only place where a won or a tonne moves."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import IntegrityError, transaction

from core.ledger.models import Account, Transfer, Unit
from core.ledger.refusals import InsufficientFunds, InvalidAmount, KeyReused
from core.users.models import User
from core.workflow.operations import operation

LARGEST_AMOUNT = 999_999_999_999_999


class Owner(NamedTuple):
    """Whose account it is: the ledger knows a kind and an id, and no programme."""

    kind: str
    id: int


OUTSIDE = Owner("outside", 0)


class Move(NamedTuple):
    """One transfer of an event, before it is posted."""

    key: str
    source: Account
    target: Account
    amount: int


def account(owner: Owner, code: str, unit: str = Unit.WON) -> Account:
    """
    Return the owner's account of that code, opened with nothing in it if it is new.

    :raises ValueError: if it was opened in another unit; a code means won or kilograms, never both.
    """
    found, _created = Account.objects.get_or_create(
        owner_kind=owner.kind, owner_id=owner.id, code=code, defaults={"unit": unit}
    )
    if found.unit != unit:
        raise ValueError(f"{found.name} is kept in {found.unit}, not in {unit}")
    return found


def outside(code: str, unit: str = Unit.WON) -> Account:
    """Return an account of the world outside the book, which alone may overdraw."""
    return account(OUTSIDE, code, unit)


def check_amount(amount: int) -> int:
    """
    Return the amount if it is a positive integer of at most 15 digits.

    :raises InvalidAmount: otherwise; asked before an amount reaches the database.
    """
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 < amount <= LARGEST_AMOUNT:
        raise InvalidAmount
    return amount


@operation
def post(
    *,
    key: str,
    source: Account,
    target: Account,
    amount: int,
    effective_on: dt.date,
    at: dt.datetime,
    by: User,
    event: str,
) -> Transfer:
    """
    Move `amount` whole won or kilograms from `source` to `target`, once per `key`.

    :raises InsufficientFunds: if `source` holds less than `amount` and is not outside.
    :raises KeyReused: if the key was used for other terms.
    :raises InvalidAmount: if the amount is not a positive integer that fits.
    """
    (transfer,) = post_event(
        moves=[Move(key, source, target, amount)], effective_on=effective_on, at=at, by=by, event=event
    )
    return transfer


@operation
def post_event(
    *, moves: Sequence[Move], effective_on: dt.date, at: dt.datetime, by: User, event: str
) -> list[Transfer]:
    """
    Post all the transfers of one act in their order, their accounts locked by id beforehand.

    :raises InsufficientFunds, KeyReused, InvalidAmount: as `post` does; then nothing of the act is posted.
    """
    for move in moves:
        check_amount(move.amount)
    ids = sorted({side for move in moves for side in (move.source.pk, move.target.pk)})
    locked = {
        a.pk: a for a in Account.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    }
    known = {t.key: t for t in Transfer.objects.filter(key__in=[move.key for move in moves])}
    posted = []
    for move in moves:
        if move.key in known:
            posted.append(_same_terms(known[move.key], move))
            continue
        terms = {"effective_on": effective_on, "at": at, "by": by, "event": event}
        posted.append(_insert(move, locked[move.source.pk], locked[move.target.pk], terms))
    return posted


def _same_terms(transfer: Transfer, move: Move) -> Transfer:
    if (transfer.source_id, transfer.target_id, transfer.amount) != (
        move.source.pk,
        move.target.pk,
        move.amount,
    ):
        raise KeyReused
    return transfer


def _insert(move: Move, source: Account, target: Account, terms: dict, **more: object) -> Transfer:
    if source.owner_kind != OUTSIDE.kind and source.balance < move.amount:
        raise InsufficientFunds(amount=f"{move.amount:,}", available=f"{source.balance:,}")
    try:
        with transaction.atomic():
            transfer = Transfer.objects.create(
                key=move.key, source=source, target=target, amount=move.amount, **terms, **more
            )
    except IntegrityError as error:
        if "ledger_account_no_overdraft" in str(error):
            raise InsufficientFunds(amount=f"{move.amount:,}", available=f"{source.balance:,}") from error
        if "ledger_transfer_key" in str(error):
            raise KeyReused from error
        raise
    source.total_out += move.amount
    target.total_in += move.amount
    return transfer


@operation
def reverse(*, transfer: Transfer, effective_on: dt.date, at: dt.datetime, by: User, event: str) -> Transfer:
    """
    Put a transfer right by its opposite, once.

    :raises InsufficientFunds: if what was moved is no longer where it went.
    """
    key = f"reverse:{transfer.key}"
    pair = sorted([transfer.source_id, transfer.target_id])
    locked = {
        a.pk: a for a in Account.objects.filter(pk__in=pair).order_by("pk").select_for_update(no_key=True)
    }
    move = Move(key, locked[transfer.target_id], locked[transfer.source_id], transfer.amount)
    known = Transfer.objects.filter(key=key).first()
    if known:
        return _same_terms(known, move)
    terms = {"effective_on": effective_on, "at": at, "by": by, "event": event}
    return _insert(move, move.source, move.target, terms, reverses=transfer)
