"""
Drawing a sample: pure, and the same for whoever has the list and the seed.

A stratum's members are put in the order of SHA-256 over seed, colon and public id (UTF-8, hexadecimal), and
the first of them are taken. No module's generator is asked, so that another program draws the same.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from reporting.auditing.kinds import Rule
from reporting.statements import rules


@dataclass(frozen=True)
class Member:
    """One case that may be drawn: its id, its public id, its stratum, its amount in won or kg CO2e."""

    pk: int
    key: str
    stratum: str
    quantity: int


@dataclass(frozen=True)
class Drawn:
    """One stratum with how many it has, and those of it that were taken, in the order of the draw."""

    stratum: str
    count: int
    members: tuple[Member, ...]


def draw(members: Iterable[Member], *, seed: str, rule: str, size: int, least: int) -> list[Drawn]:
    """Return the strata in the order of their codes, each with what was taken of it."""
    strata: dict[str, list[Member]] = defaultdict(list)
    for one in members:
        strata[one.stratum].append(one)
    counts = {stratum: len(found) for stratum, found in sorted(strata.items())}
    taken = sizes(counts, rule=rule, size=size, least=least)
    return [
        Drawn(
            stratum, count,
            _taken(strata[stratum], taken[stratum], seed),
        )
        for stratum, count in counts.items()
    ]  # fmt: skip


def _taken(members: list[Member], number: int, seed: str) -> tuple[Member, ...]:
    """Return so many of a stratum, by the same lot as a verifier's samples."""
    named = {one.key: one for one in members}
    return tuple(named[key] for key in rules.draw(named, number, seed))


def sizes(counts: dict[str, int], *, rule: str, size: int, least: int) -> dict[str, int]:
    """
    Return how many to take of each stratum, never more than it has.

    Proportional: `size` is split by largest remainder, ties by code; then each gets `least` at least, so that
    more than `size` may be taken. Equal: `size` of each.
    """
    if rule == Rule.EQUAL:
        return {stratum: min(count, size) for stratum, count in counts.items()}
    total = sum(counts.values())
    whole = {stratum: count * size // total for stratum, count in counts.items()}
    left = size - sum(whole.values())
    by_rest = sorted(counts, key=lambda stratum: (-(counts[stratum] * size % total), stratum))
    for stratum in by_rest[:left]:
        whole[stratum] += 1
    return {stratum: min(count, max(whole[stratum], least)) for stratum, count in counts.items()}


def listed(members: Iterable[Member]) -> bytes:
    """Return a population as CSV in the order of public ids: what is frozen, and drawn from again."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["public_id", "stratum", "amount"])
    for one in sorted(members, key=lambda one: one.key):
        writer.writerow([one.key, one.stratum, one.quantity])
    return text.getvalue().encode()
