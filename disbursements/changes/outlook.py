"""A change as it would be made now."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from applications.arithmetic import rules_day
from applications.operations.lines import check_runs
from core.workflow import clock
from disbursements import refusals
from disbursements.changes import checks, holders
from disbursements.changes.quotes import above_quotes
from disbursements.changes.support import Support, supported
from disbursements.changes.verdicts import Verdict, judge
from disbursements.models import ChangeKind, ChangeLine, ChangeRequest, Grant, Term
from disbursements.queries import line_of, terms_now, touching
from disbursements.queries.changes import Place, Value
from disbursements.refusals import changes as refusals_changes
from disbursements.workflow import ENDED_GRANTS

#: which terms a change of a kind may touch
TERMS: dict[str, frozenset[str]] = {
    ChangeKind.REALLOCATION: frozenset({Term.COST_WON}),
    ChangeKind.END_DATE: frozenset({Term.ENDS_ON}),
    ChangeKind.CONTENT: frozenset({Term.NAME, Term.MAKER, Term.MODEL, Term.TECHNOLOGY}),
    ChangeKind.SUSPENSION: frozenset({Term.SUSPENDED_UNTIL}),
    ChangeKind.HAND_OVER: frozenset({Term.HOLDER, Term.HANDED_ON}),
}


#: kinds of a grant that is suspended as well
RUNNING_OR_NOT = (ChangeKind.SUSPENSION, ChangeKind.HAND_OVER)


@dataclass(frozen=True)
class Proposed:
    """One term: where it stands, what it is, what it is to be."""

    place: Place
    old: Value
    new: Value


@dataclass(frozen=True)
class Outlook:
    """What differs, whether that is minor and why, the support, changes of the same lines, points."""

    lines: Sequence[Proposed]
    verdict: Verdict
    support: Support
    collisions: Sequence[ChangeLine] = field(default_factory=list)
    points: Sequence[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """A short text that is another as soon as what a person looked at is another."""
        values = [(*one.place, one.old, one.new) for one in self.lines]
        support = self.support
        said = (values, self.verdict.is_minor, support.before_won, support.after_won, support.basis_won)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def look(
    grant: Grant,
    kind: str,
    wanted: Mapping[Place, Value],
    *,
    at: dt.datetime,
    without: ChangeRequest | None = None,
) -> Outlook:
    """
    Look at what a change of this kind would do if it were made now; `without` is the change itself.

    :raises GrantClosed, LineHalted: if nothing of the grant can be changed.
    :raises NotOfThisGrant, NothingChanges: if that is no change of this kind.
    :raises Refusal: if it can't be made, saying what stands in the way (`refusals_changes`).
    """
    if grant.status in ENDED_GRANTS:
        raise refusals.GrantClosed
    if kind not in RUNNING_OR_NOT:
        check_runs([one.application for one in line_of(grant)])
    lines = _differing(grant, kind, wanted)
    _check(grant, kind, lines, at, without)
    support, points = _support(grant, kind, lines, at, without)
    verdict = judge(grant, kind, lines, support.back_won, on=rules_day(grant.application, at))
    places = [one.place for one in lines]
    others = list(touching(places, without=without))
    return Outlook(lines, verdict, support, others, points)


def _support(
    grant: Grant, kind: str, lines: Sequence[Proposed], at: dt.datetime, without: ChangeRequest | None
) -> tuple[Support, Sequence[str]]:
    """
    Return what stands of the support, and points for whoever decides.

    What another firm would get is not for the firm that asks: of a hand-over only what was asked is computed.
    """
    if kind != ChangeKind.HAND_OVER:
        return supported(grant, {one.place: one.new for one in lines}, at), above_quotes(lines)
    if without is None:
        return Support(grant.application.standing_won, grant.application.standing_won), []
    return holders.supported_by(grant, holders.named(lines), at)


def _differing(grant: Grant, kind: str, wanted: Mapping[Place, Value]) -> list[Proposed]:
    """Return what would be different, term by term."""
    now = terms_now(grant)
    if any(place not in now or place[2] not in TERMS[kind] for place in wanted):
        raise refusals.NotOfThisGrant
    lines = [Proposed(place, now[place], new) for place, new in wanted.items() if new != now[place]]
    terms = {one.place[2] for one in lines}
    if not lines or (kind == ChangeKind.HAND_OVER and Term.HOLDER not in terms):
        raise refusals_changes.NothingChanges
    return sorted(lines, key=lambda one: one.place)


def _check(
    grant: Grant, kind: str, lines: Sequence[Proposed], at: dt.datetime, without: ChangeRequest | None
) -> None:
    """Ask what the kind of change asks."""
    if kind == ChangeKind.REALLOCATION:
        checks.check_items(grant, {one.place[1]: one.new for one in lines})
    elif kind == ChangeKind.CONTENT:
        checks.check_content(grant, {(one.place[1], one.place[2]): str(one.new) for one in lines}, at)
    elif kind == ChangeKind.END_DATE:
        checks.check_end(grant, dt.date.fromisoformat(str(lines[0].new)), clock.day(at))
    elif kind == ChangeKind.HAND_OVER:
        holders.check(grant, holders.named(lines), without)
        if without is None:
            holders.check_day(lines, clock.day(at))
    else:
        checks.check_suspension(grant, dt.date.fromisoformat(str(lines[0].new)), clock.day(at))
