"""What the pages of performance contracts show: the arithmetic, the parts, what can be done, what waits."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.workflow import clock
from disbursements.models import Debt
from disbursements.queries.debts import recoverable
from programs.models import Consortium
from programs.rules import OutcomeRow, PerformanceOutcome
from reporting.claims import permissions
from reporting.claims.models import PerformanceDecision, PerformancePart
from reporting.claims.pages import Action, Entry
from reporting.claims.performance import years_due
from reporting.claims.scope3.rows import reported_consortia
from reporting.claims.workflow import PerformanceStatus
from reporting.statements.outcome import outcome_rows

SENTENCES = {
    PerformanceStatus.PROPOSED: _("Proposed what the contract year comes to."),
    PerformanceStatus.DECIDED: _("Decided as proposed."),
    PerformanceStatus.DROPPED: _("Did not follow the proposal."),
}


@dataclass(frozen=True)
class Part:
    """One grant's part of a recovery, won; its debt where the reader sees it."""

    part: PerformancePart
    debt: Debt | None


@dataclass(frozen=True)
class Order:
    """What a decision would order of a grant, won: what is left was never received."""

    part: PerformancePart
    ordered_won: int

    @property
    def not_received_won(self) -> int:
        """What of the part was not received, so that nothing is paid back of it."""
        return self.part.amount_won - self.ordered_won


@dataclass(frozen=True)
class Due:
    """A contract year that has ended and waits to be proposed."""

    consortium: Consortium
    years: list[int]
    may_propose: bool


def rows(decision: PerformanceDecision) -> list[dict[str, Any]]:
    """Return the arithmetic as it was proposed, as `{% arithmetic %}` shows it."""
    steps = (
        OutcomeRow(row.code, row.unit, row.input, row.factor, row.result, row.rule.source if row.rule else "")
        for row in decision.rows.select_related("rule")
    )
    return outcome_rows(PerformanceOutcome(tuple(steps)))


def parts(decision: PerformanceDecision, user: Any) -> list[Part]:
    """Return the parts of a recovery; a debt only for those who see it."""
    found = decision.parts.select_related("grant__firm", "debt").order_by("pk")
    seen = Debt.objects.visible_to(user).filter(performance_part__decision=decision)
    ids = set(seen.values_list("pk", flat=True))
    return [Part(one, one.debt if one.debt_id in ids else None) for one in found]


def orders(decision: PerformanceDecision) -> list[Order]:
    """Return what a decision would order now, grant by grant."""
    found = decision.parts.select_related("grant__firm").order_by("pk")
    return [Order(one, min(one.amount_won, sum(recoverable(one.grant)))) for one in found]


def history(decision: PerformanceDecision) -> list[Entry]:
    """Return the steps of a decision as sentences, newest first."""
    steps = decision.changes.select_related("by").order_by("-pk")
    return [
        Entry(step.at, str(step.by), SENTENCES[PerformanceStatus(step.to_status)], step.reason)
        for step in steps
    ]


def actions(decision: PerformanceDecision, user: Any, *, at: dt.datetime) -> list[Action]:
    """Return the steps this person may take now."""
    waits = decision.status == PerformanceStatus.PROPOSED
    if not waits or not permissions.may_decide_performance(user, decision, at=at):
        return []
    return [
        Action(_("Decide as proposed"), reverse("claims:performance_decide", args=[decision.public_id])),
        Action(
            _("Don't follow the proposal"),
            reverse("claims:performance_drop", args=[decision.public_id]),
            "tertiary",
        ),
    ]


def due(user: Any, at: dt.datetime) -> list[Due]:
    """Return the contract years that wait to be proposed, of consortia the person reads about."""
    read = reported_consortia(user, at).values_list("pk", flat=True)
    waiting = years_due(list(read), clock.day(at))
    consortia = Consortium.objects.filter(pk__in=waiting).select_related("program").order_by("name", "pk")
    return [
        Due(one, waiting[one.pk], bool(permissions.may_settle_years(user, one, at=at))) for one in consortia
    ]
