"""What the verifier's page shows: every reading with evidence, questions and sample; factors; findings."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.ui.formats import trimmed
from core.workflow import clock
from core.workflow.refusals import Refusal
from measurement import flags
from measurement.calibrated import Standing, known_of, read_on, standing
from measurement.flags import FlagRow
from measurement.models import Factor, Reading, ReadingFlag
from reporting.statements import permissions
from reporting.statements.models import SampleItem, Statement, VerificationFinding
from reporting.statements.pages import Action, shown_unit
from reporting.statements.queries import recompute
from reporting.statements.reproducing import readings_behind
from reporting.statements.workflow import FindingStatus, Status


@dataclass(frozen=True)
class Evidenced:
    """One reading with what bears it: file, calibration, questions with answers, sample, findings."""

    reading: Reading
    calibration: Standing
    is_baseline: bool
    file_href: str
    questions: list[FlagRow]
    sampled: SampleItem | None
    findings: list[VerificationFinding]


@dataclass(frozen=True)
class UsedFactor:
    """A factor in its version, and whether that was approved only after the period."""

    factor: Factor
    unit: str
    is_late: bool

    @property
    def value(self) -> str:
        """Its value as people write it."""
        return trimmed(self.factor.value)


def evidenced(statement: Statement) -> list[Evidenced]:
    """Return the readings that the statement rests on, operation first, then the baseline, newest last."""
    readings = _resting_on(statement)
    ids = [one.pk for one in readings]
    questions, sampled, found = _questions(ids), _sampled(statement, ids), _found(statement)
    since, calibrations = statement.period_from, known_of(statement.measure)
    shown = [
        Evidenced(
            reading=one,
            calibration=standing(statement.measure, one.meter, calibrations, read_on(one.month, one.meter)),
            is_baseline=one.month < since,
            file_href=_file_address(statement, one),
            questions=questions[one.pk],
            sampled=sampled.get(one.pk),
            findings=found[one.pk],
        )
        for one in readings
    ]
    return sorted(shown, key=lambda one: (one.is_baseline, one.reading.month, one.reading.meter_id))


def _resting_on(statement: Statement) -> list[Reading]:
    """Return the readings it rests on; where they can't be computed on any more, those of its period."""
    there = readings_behind(statement)
    try:
        found: list[Reading] = recompute(statement, there).readings
    except Refusal:
        found = [one for one in there if statement.period_from <= one.month <= statement.period_until]
    return found


def _file_address(statement: Statement, reading: Reading) -> str:
    if reading.evidence is None:
        return ""
    return reverse("measurement:file", args=[statement.measure.public_id, reading.evidence.public_id])


def _questions(ids: list[int]) -> dict[int, list[FlagRow]]:
    found: dict[int, list[FlagRow]] = defaultdict(list)
    asked = ReadingFlag.objects.filter(reading__in=ids).with_names()
    for flag in asked.select_related("answered_by", "reading__meter").order_by("pk"):
        found[flag.reading_id].append(flags.row(flag))
    return found


def _sampled(statement: Statement, ids: list[int]) -> dict[int, SampleItem]:
    found = SampleItem.objects.filter(sample__statement=statement, reading__in=ids)
    return {one.reading_id: one for one in found.select_related("marked_by")}


def _found(statement: Statement) -> dict[int | None, list[VerificationFinding]]:
    found: dict[int | None, list[VerificationFinding]] = defaultdict(list)
    for finding in statement.findings.prefetch_related("lines"):
        for line in finding.lines.all():
            found[line.reading_id].append(finding)
    return found


def factors_used(statement: Statement) -> list[UsedFactor]:
    """Return each factor of the calculation once, in its version; those approved after the period say so."""
    rows = statement.rows.exclude(factor=None).select_related("factor__table")
    once = {row.factor.pk: row.factor for row in rows if row.factor}
    return [
        UsedFactor(factor, shown_unit(factor.unit), _is_late(factor, statement.period_until))
        for factor in once.values()
    ]


def _is_late(factor: Factor, period_until: dt.date) -> bool:
    """Say whether an office approved it after the months; the tables of the data files were published."""
    table = factor.table
    return bool(table.office_id and table.approved_at and clock.day(table.approved_at) > period_until)


def findings_before(statement: Statement) -> list[VerificationFinding]:
    """Return what was found over the same months before: in returned statements, and in what it restates."""
    others = statement.measure.statements.overlapping(statement.period_from, statement.period_until)
    earlier = others.filter(pk__lt=statement.pk).values("pk")
    found = VerificationFinding.objects.filter(statement__in=earlier).exclude(status=FindingStatus.WITHDRAWN)
    return list(found.select_related("statement", "deduction").order_by("-pk"))


def is_looked_at_by(statement: Statement, user: Any, *, at: dt.datetime) -> bool:
    """Say whether it is with this person now, who marks readings, raises findings and signs."""
    return statement.status == Status.ASSIGNED and bool(permissions.may_verify(user, statement, at=at))


def actions(statement: Statement, user: Any, *, at: dt.datetime) -> list[Action]:
    """Return the steps of a verification that this person may take now."""
    if statement.status != Status.ASSIGNED:
        return []
    may_verify = is_looked_at_by(statement, user, at=at)
    offered = [
        (may_verify, _("Verify"), "verify", "primary"),
        (may_verify, _("Raise a finding"), "finding_new", "secondary"),
        (may_verify, _("Draw a sample"), "sample", "secondary"),
        (may_verify, _("Return with findings"), "return", "secondary"),
        (
            permissions.may_declare_conflict(user, statement, at=at),
            _("Declare a conflict of interest"), "conflict", "tertiary",
        ),
    ]  # fmt: skip
    return [
        Action(label, reverse(f"statements:{name}", args=[statement.public_id]), tone)
        for may, label, name, tone in offered
        if may
    ]


def finding_actions(finding: VerificationFinding, user: Any, *, at: dt.datetime) -> list[Action]:
    """Return the steps of a finding that this person may take now."""
    settles = permissions.may_settle_finding(user, finding, at=at) and (
        finding.statement.status == Status.ASSIGNED
    )
    answers = permissions.may_answer_finding(user, finding, at=at)
    overstates = finding.effect_kg is not None and finding.effect_kg > 0
    steps: list[tuple[Any, str, Any, str, str]] = [
        (answers, FindingStatus.ANSWERED, pgettext("to a verifier", "Answer"), "finding_answer", "primary"),
        (settles and overstates, FindingStatus.ADJUSTED, _("Deduct"), "finding_deduct", "primary"),
        (settles, FindingStatus.CLOSED, _("Close"), "finding_close", "secondary"),
        (
            settles and finding.status == FindingStatus.ANSWERED, FindingStatus.OPEN, _("Ask again"),
            "finding_reopen", "secondary",
        ),
        (settles, FindingStatus.WITHDRAWN, _("Withdraw"), "finding_withdraw", "tertiary"),
    ]  # fmt: skip
    return [
        Action(label, reverse(f"statements:{name}", args=[finding.public_id]), tone)
        for may, target, label, name, tone in steps
        if may and finding.can_move_to(target)
    ]
