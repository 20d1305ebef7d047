"""Through whose hands a payment goes, and which of them may never be one person's. Pure: no database."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from disbursements.workflow import PaymentStatus


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
