"""What the page of a table of factors shows: its next step, the steps one may take, its history."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ui.entries import Action, Entry
from measurement.factoring import panels, permissions
from measurement.factoring.workflow import Status
from measurement.models import FactorTable
from measurement.panels import Step

#: what happens to a table, as a sentence of its history
SENTENCES = {
    Status.DRAFT: gettext_lazy("Began the table."),
    Status.PROPOSED: gettext_lazy("Proposed the table for approval."),
    Status.APPROVED: gettext_lazy("Approved the table."),
    Status.REFUSED: gettext_lazy("Refused the table."),
}


def history(table: FactorTable) -> list[Entry]:
    """Return the steps of a table as sentences, newest first."""
    steps = table.changes.select_related("by").order_by("-pk")
    return [Entry(step.at, str(step.by), SENTENCES[Status(step.to_status)], step.reason) for step in steps]


def next_step(table: FactorTable) -> Step | None:
    """Return what comes next for a table and whose turn it is."""
    steps = {
        Status.DRAFT: _("Enter the factors and propose the table"),
        Status.PROPOSED: _("Approve or refuse it: a second person"),
    }
    label = steps.get(Status(table.status))
    return Step(label, table.office) if label else None


def actions(table: FactorTable, user: Any, *, at: dt.datetime) -> list[Action]:
    """Return the steps this person may take now."""
    offered = [
        (Status.PROPOSED, permissions.may_enter_factors, _("Enter a factor"), "enter", "secondary"),
        (Status.PROPOSED, permissions.may_enter_factors, _("Import a workbook"), "upload", "secondary"),
        (Status.PROPOSED, permissions.may_enter_factors, _("Take a factor out"), "remove", "tertiary"),
        (Status.PROPOSED, permissions.may_enter_factors, _("Propose for approval"), "propose", "primary"),
        (Status.APPROVED, permissions.may_approve_table, _("Approve"), "approve", "primary"),
        (Status.REFUSED, permissions.may_approve_table, _("Refuse"), "refuse", "tertiary"),
    ]
    found = [
        Action(label, reverse(f"factoring:{name}", args=[table.public_id]), tone)
        for target, predicate, label, name, tone in offered
        if table.can_move_to(target) and predicate(user, table, at=at)
    ]
    if table.status == Status.APPROVED and permissions.may_choose_for_some(user, table, at=at):
        address = reverse("factoring:use", args=[table.public_id])
        found.append(Action(_("Use it for a programme"), address))
    return found


def sections(table: FactorTable, user: Any, *, at: dt.datetime) -> list[dict[str, Any]]:
    """Return what upper rooms show on the page: (template, section) of each."""
    return [
        {"template": panel.template, "section": panel.context(table, user, at=at)}
        for panel in panels.panels()
    ]
