"""What the page of a signal shows."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui.entries import Entry
from core.workflow import clock
from reporting.signals import patterns
from reporting.signals.models import Signal, SignalEvidence
from reporting.signals.terms import Term, in_force
from reporting.signals.workflow import Status

SENTENCES = {
    Status.OPEN: _("Found; an officer is to examine it."),
    Status.JUSTIFIED: _("Found justified."),
    Status.HARMLESS: _("Found harmless."),
}
REOPENED = _("Opened again: new evidence was found.")


@dataclass(frozen=True)
class Step:
    """What comes next, and whose turn it is."""

    label: Any
    whose: Any


def evidence(signal: Signal) -> list[SignalEvidence]:
    """Return the rows a signal rests on, with the cases they lead to."""
    rows = signal.evidence.select_related(
        "signal__program", "program", "application__firm", "firm", "measure",
        "payment__grant__application__firm", "payment__grant__firm",
    )  # fmt: skip
    return list(rows)


def terms(signal: Signal) -> list[Term]:
    """Return the numbers the pattern was measured by, as they were when it was found."""
    held = in_force(clock.day(signal.found_at))
    return [held[kind] for kind in patterns.WORDS[signal.pattern].terms if kind in held]


def history(signal: Signal) -> list[Entry]:
    """Return the steps of a signal as sentences, newest first."""
    found = []
    for step in signal.changes.select_related("by").order_by("-pk"):
        is_again = step.to_status == Status.OPEN and step.from_status
        sentence = REOPENED if is_again else SENTENCES[Status(step.to_status)]
        found.append(Entry(step.at, str(step.by), sentence, "" if is_again else step.reason))
    return found


def next_step(signal: Signal) -> Step | None:
    """Return what comes next for a signal and whose turn it is."""
    if signal.status != Status.OPEN:
        return None
    return Step(_("Examine the signal"), signal.program.agency or signal.program.office)
