"""What the pages of a sample and of a finding show."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ui.entries import Action, Entry
from core.ui.lists import Badge
from reporting.auditing import permissions
from reporting.auditing.kinds import Population
from reporting.auditing.lines import cases_of, trail_subject
from reporting.auditing.models import AuditFinding, Sample, SampleItem
from reporting.auditing.population import is_won, stratum_labels
from reporting.auditing.trails.addresses import trail_of
from reporting.auditing.workflow import FindingStatus

SENTENCES = {
    FindingStatus.OPEN: _("Noted the finding; the office is to answer it."),
    FindingStatus.ANSWERED: _("Answered for the office."),
    FindingStatus.CLOSED: _("Closed the finding."),
}
ASKED_AGAIN = _("Asked the office again.")


@dataclass(frozen=True)
class Row:
    """A drawn item with its case, its trail, and how far the look at it is."""

    item: SampleItem
    case: Any
    trail: str
    stratum: str
    state: Badge
    findings: list[AuditFinding]


@dataclass(frozen=True)
class StratumRow:
    """A stratum in words, with how many it had and how many were taken."""

    label: str
    population_count: int
    drawn_count: int


def strata(sample: Sample) -> list[StratumRow]:
    """Return the strata of a sample in words."""
    rows = list(sample.strata.all())
    words = stratum_labels(sample.program, sample.layer, is_won(sample.population), [one.key for one in rows])
    return [StratumRow(words[one.key], one.population_count, one.drawn_count) for one in rows]


def rows(sample: Sample) -> list[Row]:
    """Return what was drawn: a fixed number of queries, however much it is."""
    items = list(sample.items.select_related("stratum").prefetch_related("findings").order_by("position"))
    cases = cases_of(sample.population, items)
    words = stratum_labels(
        sample.program, sample.layer, is_won(sample.population), {one.stratum.key for one in items}
    )
    return [
        Row(
            item=one,
            case=_named(sample.population, cases[one.subject_id]),
            trail=trail_of(trail_subject(sample.population, cases[one.subject_id])),
            stratum=words[one.stratum.key],
            state=state_of(one),
            findings=list(one.findings.all()),
        )
        for one in items
    ]


def _named(population: str, case: Any) -> str:
    return f"{case.request} · {case}" if population == Population.LINE else str(case)


def state_of(item: SampleItem) -> Badge:
    """Return how far the look at a drawn item is; its findings have been read along."""
    if item.findings.all():
        return Badge(_("With finding"), "warning")
    if item.looked_at:
        return Badge(_("Without finding"), "success")
    return Badge(_("Not looked at"), "neutral")


def counts(found: list[Row]) -> list[tuple[str, int]]:
    """Return how many drawn items are in which state."""
    counted = Counter(str(row.state.label) for row in found)
    states = (_("Not looked at"), _("Without finding"), _("With finding"))
    return [(str(state), counted[str(state)]) for state in states]


def history(finding: AuditFinding) -> list[Entry]:
    """Return the steps of a finding as sentences, newest first."""
    return [
        Entry(
            step.at, str(step.by),
            ASKED_AGAIN if step.from_status and step.to_status == FindingStatus.OPEN
            else SENTENCES[FindingStatus(step.to_status)],
            step.reason,
        )
        for step in finding.changes.select_related("by").order_by("-pk")
    ]  # fmt: skip


def actions(finding: AuditFinding, user: Any, *, at: dt.datetime) -> list[Action]:
    """Return the steps of a finding that this person may take now."""
    answers = permissions.may_answer(user, finding, at=at)
    settles = permissions.may_settle(user, finding, at=at)
    offered: list[tuple[Any, str, Any, str, str]] = [
        (answers, FindingStatus.ANSWERED, _("Answer the finding"), "finding_answer", "primary"),
        (settles, FindingStatus.CLOSED, _("Close the finding"), "finding_close", "primary"),
        (settles and finding.status == FindingStatus.ANSWERED, FindingStatus.OPEN, _("Ask the office again"),
         "finding_again", "secondary"),
    ]  # fmt: skip
    return [
        Action(label, reverse(f"auditing:{name}", args=[finding.public_id]), tone)
        for may, target, label, name, tone in offered
        if may and finding.can_move_to(target)
    ]


def next_step(finding: AuditFinding) -> tuple[Any, Any]:
    """Return what comes next for a finding and whose turn it is; nothing once it is closed."""
    if finding.status == FindingStatus.OPEN:
        return _("Answer the finding"), finding.program.agency or finding.program.office
    if finding.status == FindingStatus.ANSWERED:
        return _("Close the finding, or ask again"), finding.raised_by
    return "", ""
