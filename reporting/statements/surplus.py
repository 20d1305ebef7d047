"""Performance utilisation: what was verified above the promise, whose it is, how much of it is creditable."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Sum

from applications.models import Kind, SurplusTerms
from applications.workflow import Status
from core.ledger.models import Transfer
from core.ratios import WHOLE_BP
from disbursements.models import Grant
from firms.models import Firm
from programs.models import Consortium, GrantKind, RuleKind
from programs.queries import performance_rules, rules_on
from programs.rules import PerformanceOutcome, performance_outcome
from reporting.statements.outcome import outcome_rows


@dataclass(frozen=True)
class Surplus:
    """A consortium's verified reduction of one year against its promise, in whole kg CO2e."""

    year: int
    owner: Firm
    method: str
    promised_kg: int
    expected_surplus_kg: int
    verified_kg: int
    #: part of subsidised tonnes that counts outside, basis points; None while the programme leaves it open
    creditable_bp: int | None
    #: what the programme's performance contract proposes; None where it is none
    outcome: PerformanceOutcome | None = None

    @property
    def surplus_kg(self) -> int:
        """What was verified above the promise; nothing while the promise is not met."""
        return max(0, self.verified_kg - self.promised_kg)

    @property
    def unmet_kg(self) -> int:
        """What is still missing of the promise."""
        return max(0, self.promised_kg - self.verified_kg)

    @property
    def outcome_rows(self) -> list[dict[str, Any]]:
        """The steps of the outcome, to be read."""
        return outcome_rows(self.outcome) if self.outcome else []

    @property
    def creditable_kg(self) -> int | None:
        """The part of the surplus that may become an external project, rounded down; None if not settled."""
        return None if self.creditable_bp is None else self.surplus_kg * self.creditable_bp // WHOLE_BP

    @property
    def whole_tonnes(self) -> int | None:
        """Whole tonnes of it, rounded down: an external project is credited by the tonne (1 t = 1 KOC)."""
        return None if self.creditable_kg is None else self.creditable_kg // 1000


def surplus_of(consortium: Consortium, year: int) -> Surplus | None:
    """
    Return the surplus of a consortium in a calendar year, by the terms of its plan; None where it has none.

    Kilograms count in the year to which their transfers belong: that of the last day of a statement.
    """
    terms = (
        SurplusTerms.objects.filter(
            application__consortium=consortium,
            application__kind=Kind.PLAN,
            application__status=Status.SELECTED,
        )
        .select_related("owner")
        .first()
    )
    if terms is None:
        return None
    achieved = verified_kg(consortium, year)
    return Surplus(
        year=year,
        owner=terms.owner,
        method=terms.method,
        promised_kg=terms.promised_kg,
        expected_surplus_kg=terms.expected_surplus_kg,
        verified_kg=achieved,
        creditable_bp=creditable_bp(consortium, dt.date(year, 12, 31)),
        outcome=outcome_of(consortium, year, terms.promised_kg, achieved),
    )


def outcome_of(
    consortium: Consortium, year: int, promised_kg: int, achieved_kg: int
) -> PerformanceOutcome | None:
    """Return what the programme's contract proposes at the year's end; None where it has no such rules."""
    rules = performance_rules(consortium.program, dt.date(year, 12, 31))
    if promised_kg <= 0 or not (rules.incentive or rules.tolerance):
        return None
    return performance_outcome(promised_kg, max(0, achieved_kg), subsidy_won(consortium), rules)


def subsidy_won(consortium: Consortium) -> int:
    """Return what stands of the subsidies awarded in a consortium for its firms' own purposes, won."""
    subsidies = Grant.objects.filter(consortium=consortium).exclude(kind=GrantKind.CONTRIBUTION)
    return subsidies.aggregate(won=Sum(F("awarded_won") - F("application__reduced_won")))["won"] or 0


def verified_kg(consortium: Consortium, year: int) -> int:
    """
    Return the kilograms booked to a consortium's shares in a calendar year, corrections taken off.

    Whoever claims them: only what comes from the verification, or goes back to it, counts; also what goes
    back out of a claim (docs/ledger.md, Restated).
    """
    code, total = f"share:{consortium.pk}", 0
    for side, other, sign in (("target", "source", 1), ("source", "target", -1)):
        ours = {f"{side}__owner_kind": "lot", f"{side}__code": code, "effective_on__year": year}
        ours |= {f"{other}__owner_kind": "outside", f"{other}__code": "verified"}
        total += sign * (Transfer.objects.filter(**ours).aggregate(kg=Sum("amount"))["kg"] or 0)
    return total - _short_kg(consortium, year)


def _short_kg(consortium: Consortium, year: int) -> int:
    """Return what restatements took of a consortium's kilograms out of claims, by the end of their keys."""
    short = Transfer.objects.filter(
        source__owner_kind="outside",
        source__code__startswith="shortfall:",
        target__code="verified",
        key__endswith=f":{consortium.pk}",
        effective_on__year=year,
    )
    return short.aggregate(kg=Sum("amount"))["kg"] or 0


def creditable_bp(consortium: Consortium, on: dt.date) -> int | None:
    """Return the part of subsidised tonnes that the programme lets count outside, or None if it is open."""
    found = rules_on(consortium.program, on).filter(kind=RuleKind.CREDITABLE).order_by("pk").first()
    return found.value if found else None
