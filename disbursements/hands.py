"""Whose hands a payment or a settlement goes through, and which may never be one person's. Pure."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from disbursements.workflow import PaymentStatus, SettlementStatus


class Hand(StrEnum):
    """What somebody did for a payment."""

    ASK = "ASK"
    CHECK = "CHECK"
    APPROVE = "APPROVE"
    RELEASE = "RELEASE"
    BANK = "BANK"


class Taken(NamedTuple):
    """A step that was taken: from, to, and by whom, the one who was stood in for included."""

    from_status: str
    to_status: str
    people: frozenset[int]


def hand_of(from_status: str, to_status: str) -> Hand | None:
    """Return whose work a step is; sending a request back, or ending it, is nobody's of the four."""
    if from_status in (PaymentStatus.RELEASED, PaymentStatus.CONFIRMED):
        return Hand.BANK
    if (from_status, to_status) == (PaymentStatus.SUBMITTED, PaymentStatus.COVERED):
        return Hand.CHECK  # before covering lines wanted two people
    return {
        PaymentStatus.DRAFTED: Hand.ASK,
        PaymentStatus.SUBMITTED: Hand.ASK,
        PaymentStatus.CHECKED: Hand.CHECK,
        PaymentStatus.COVERED: Hand.APPROVE,
        PaymentStatus.APPROVED: Hand.APPROVE,
        PaymentStatus.RELEASED: Hand.RELEASE,
    }.get(PaymentStatus(to_status))


def are_kept_apart(one: Hand, other: Hand) -> bool:
    """Say whether two hands are never one person's: the four from asking to releasing, bank from release."""
    if one == other:
        return False
    return Hand.BANK not in (one, other) or Hand.RELEASE in (one, other)


def hand_in_the_way(taken: Iterable[Taken], hand: Hand, people: Iterable[int]) -> Hand | None:
    """Return what one of these people did for the payment before, ever, that keeps them from this step."""
    here = frozenset(people)
    for step in taken:
        before = hand_of(step.from_status, step.to_status)
        if before and step.people & here and are_kept_apart(before, hand):
            return before
    return None


class Part(StrEnum):
    """What somebody did for a settlement."""

    STATE = "STATE"
    CHECK = "CHECK"
    CONFIRM = "CONFIRM"


#: a part that was taken in a settlement, and by whom
Played = tuple[Part, int]


def part_of(from_status: str, to_status: str) -> Part | None:
    """Return whose work a step of a settlement is; opening it, and giving it back to check, is nobody's."""
    if from_status in (SettlementStatus.DUE, SettlementStatus.RETURNED):
        return Part.STATE
    if from_status == SettlementStatus.SUBMITTED:
        return Part.CHECK
    return Part.CONFIRM if to_status == SettlementStatus.CONFIRMED else None


def part_in_the_way(played: Iterable[Played], part: Part, person: int) -> Part | None:
    """Return which other part of a settlement the person took, in any round, or None."""
    return next((other for other, who in played if who == person and other != part), None)
