"""What the pages of statements show: heads, printed rows, history, the section on a measure's page."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ui.entries import Action, Entry
from core.ui.formats import tonnes, trimmed
from measurement.methods.base import GRID, KG
from measurement.models import Measure
from measurement.panels import Step
from measurement.queries import last_day, month_rows, next_month
from reporting.statements import permissions
from reporting.statements.models import Statement, VerificationFinding
from reporting.statements.queries import signed_bills, statements_of
from reporting.statements.workflow import FindingStatus, Status

#: what happens to a statement, as a sentence of its history
SENTENCES = {
    Status.CALCULATED: gettext_lazy("Had the reduction calculated."),
    Status.SUBMITTED: gettext_lazy("Handed the statement in."),
    Status.ASSIGNED: gettext_lazy("Assigned the verifier."),
    Status.VERIFIED: gettext_lazy("Verified and signed the figures; the kilograms were booked."),
    Status.RETURNED: gettext_lazy("Returned the statement with findings."),
    Status.WITHDRAWN: gettext_lazy("Withdrew the statement."),
    Status.RESTATED: gettext_lazy("Verified the restatement that took the place of this statement."),
}

#: what happens to a finding, as a sentence of its history
FINDING_SENTENCES = {
    FindingStatus.OPEN: gettext_lazy("Asked the firm about it."),
    FindingStatus.ANSWERED: gettext_lazy("Answered for the firm."),
    FindingStatus.CLOSED: gettext_lazy("Closed the finding."),
    FindingStatus.ADJUSTED: gettext_lazy("Deducted kilograms for it."),
    FindingStatus.WITHDRAWN: gettext_lazy("Withdrew the finding."),
}

SHOWN_DECIMALS = Decimal("0.000001")


@dataclass(frozen=True)
class PrintedRow:
    """One line of the calculation, ready to print."""

    label: str
    expression: str
    factor: str
    source: str
    value: str
    unit: str
    is_result: bool


def printed_rows(statement: Statement) -> list[PrintedRow]:
    """Return the stored rows with words, the factor's version and its source."""
    rows = statement.rows.select_related("factor", "statement")
    return [
        PrintedRow(
            label=row.label,
            expression=row.expression,
            factor=_factor_words(row.factor) if row.factor else "",
            source=row.factor.source if row.factor else "",
            value=trimmed(row.value.quantize(SHOWN_DECIMALS)),
            unit=shown_unit(row.unit),
            is_result=row.code == "reduction_kg",
        )
        for row in rows
    ]


def result_rows(statement: Statement) -> list[PrintedRow]:
    """Return the rows in kg: what a signature rests on, at a glance."""
    return [row for row in printed_rows(statement) if row.unit == shown_unit(KG)]


def _factor_words(factor: Any) -> str:
    name = "EF_el" if factor.code == GRID else factor.code
    words = {
        "name": name,
        "value": trimmed(factor.value),
        "unit": shown_unit(factor.unit),
        "round": factor.shown_round,
    }
    return _("%(name)s = %(value)s %(unit)s (round %(round)s)") % words


def shown_unit(unit: str) -> str:
    """Return a unit as people write it: `Nm³`, `tCO₂eq/MWh`, months in words."""
    words = {"months": _("months"), "h/day": _("hours a day")}
    if unit in words:
        return words[unit]
    return unit.replace("Nm3", "Nm³").replace("CO2", "CO₂")


def history(statement: Statement) -> list[Entry]:
    """Return the steps of a statement as sentences, newest first."""
    steps = statement.changes.select_related("by").order_by("-pk")
    return [Entry(step.at, str(step.by), SENTENCES[Status(step.to_status)], step.reason) for step in steps]


def finding_history(finding: VerificationFinding) -> list[Entry]:
    """Return the steps of a finding as sentences, newest first."""
    steps = finding.changes.select_related("by").order_by("-pk")
    return [
        Entry(step.at, str(step.by), FINDING_SENTENCES[FindingStatus(step.to_status)], step.reason)
        for step in steps
    ]


def next_step(statement: Statement) -> Step | None:
    """Return what comes next for a statement and whose turn it is."""
    firm, program = statement.measure.firm, statement.measure.consortium.program
    steps = {
        Status.CALCULATED: (
            _("Hand it in for verification"),
            _("Representative of %(firm)s") % {"firm": firm},
        ),
        Status.SUBMITTED: (_("Choose a verifier"), program.agency or program.office),
        Status.ASSIGNED: (_("Verify the figures"), statement.verifier),
        Status.RETURNED: (_("Correct the readings and calculate anew"), firm),
    }
    if statement.waits_for_restatement:
        steps[Status.VERIFIED] = (_("Have the corrected reduction calculated and verified"), firm)
    found = steps.get(Status(statement.status))
    return Step(found[0], found[1], statement.get_absolute_url()) if found else None


def actions(statement: Statement, user: Any, *, at: dt.datetime) -> list[Action]:
    """Return the steps this person may take now."""
    offered = [
        (Status.SUBMITTED, permissions.may_submit_statement, _("Hand in"), "submit", "primary"),
        (Status.ASSIGNED, permissions.may_assign_verifier, _("Choose a verifier"), "assign", "primary"),
        (Status.VERIFIED, permissions.may_verify, _("Verify"), "verify", "primary"),
        (Status.RETURNED, permissions.may_verify, _("Return with findings"), "return", "secondary"),
        (Status.WITHDRAWN, permissions.may_withdraw_statement, _("Withdraw"), "withdraw", "tertiary"),
    ]
    found = [
        Action(label, reverse(f"statements:{name}", args=[statement.public_id]), tone)
        for target, predicate, label, name, tone in offered
        if _leads_on(statement, target) and predicate(user, statement, at=at)
    ]
    return [*_to_calculate(statement, user, at=at), *found]


def _leads_on(statement: Statement, target: str) -> bool:
    """Say whether a step is next; back to the office leads only a conflict, which is offered elsewhere."""
    is_back = statement.status == Status.ASSIGNED and target == Status.SUBMITTED
    return statement.can_move_to(target) and not is_back


def _to_calculate(statement: Statement, user: Any, *, at: dt.datetime) -> list[Action]:
    """Return the firm's steps that lead to new figures: after a return, and once a signature is void."""
    if not permissions.may_calculate(user, statement.measure, at=at):
        return []
    if statement.status == Status.RETURNED:
        return [Action(_("Calculate anew"), _anew_address(statement))]
    if statement.status != Status.VERIFIED:
        return []
    found = []
    if statement.waits_for_restatement and not statement.restatements.standing().exists():
        found.append(Action(_("Calculate the restatement"), _address("restate", statement)))
    if permissions.may_correct_verified(user, statement, at=at):
        found.append(Action(_("Correct a signed reading"), _address("correct", statement), "secondary"))
        if signed_bills(statement.measure).exists():
            found.append(Action(_("Withdraw a signed bill"), _address("signed_bill", statement), "tertiary"))
    return found


def _address(name: str, statement: Statement) -> str:
    return reverse(f"statements:{name}", args=[statement.public_id])


def _anew_address(statement: Statement) -> str:
    if statement.restates:
        return _address("restate", statement.restates)
    return _calculate_address(statement.measure)


@dataclass(frozen=True)
class Versions:
    """What a statement restates and what restates it; the new parts of shares beside the old ones."""

    restates: Statement | None
    restated_by: list[Statement]
    change_kg: int


def versions(statement: Statement) -> Versions:
    """Return where a statement stands among those of its lot, and by how much it differs, kg CO2e."""
    restates = statement.restates
    change = statement.booked_kg - restates.booked_kg if restates else 0
    return Versions(restates, list(statement.restatements.order_by("pk")), change)


def _calculate_address(measure: Measure) -> str:
    return reverse("statements:calculate", args=[measure.public_id])


def free_period(measure: Measure) -> tuple[dt.date, dt.date] | None:
    """Return the first stretch of complete project months that no standing statement covers, or None."""
    if measure.method is None or measure.commissioned_on is None:
        return None
    taken = [(s.period_from, s.period_until) for s in measure.statements.standing()]
    free = [
        row.month
        for row in month_rows(measure)
        if row.is_baseline is False
        and row.is_complete
        and not any(start <= row.month <= end for start, end in taken)
    ]
    if not free:
        return None
    last = free[0]
    while next_month(last) in free:
        last = next_month(last)
    return free[0], last_day(last)


def on_measure(measure: Measure, user: Any, *, at: dt.datetime) -> dict[str, Any]:
    """Return what the statements' section on a measure's page shows."""
    statements = list(statements_of(measure, user))
    verified = [s.booked_kg for s in statements if s.status == Status.VERIFIED]
    may = permissions.may_calculate(user, measure, at=at)
    return {
        "statements": statements,
        "measure": measure,
        "calculate_href": _calculate_address(measure) if may and free_period(measure) else "",
        "figure": {
            "label": _("Verified reduction"),
            "value": tonnes(sum(verified)),
            "hint": _("from %(count)s verified statements") % {"count": len(verified)},
        },
    }


def step_on_measure(measure: Measure, user: Any, *, at: dt.datetime) -> Step | None:
    """Return what comes next once a measure has its readings."""
    open_ones = statements_of(measure, user).filter(
        status__in=[Status.CALCULATED, Status.SUBMITTED, Status.ASSIGNED]
    )
    for statement in open_ones.with_names():
        step = next_step(statement)
        return step if step is None or actions(statement, user, at=at) else Step(step.label, step.whose)
    if free_period(measure) is None:
        return None
    may = permissions.may_calculate(user, measure, at=at)
    return Step(_("Have the reduction calculated"), measure.firm, _calculate_address(measure) if may else "")
