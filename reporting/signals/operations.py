"""Writing down what the detectors found, and what officers find out about it. Nothing else is changed."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable

from django.utils.translation import gettext_noop

from core.jobs.models import Job
from core.jobs.operations import Progress, enqueue
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from reporting.signals import announcements, permissions
from reporting.signals.facts import Evidence, Found
from reporting.signals.models import Signal, SignalEvidence
from reporting.signals.workflow import Status

#: signals written down in one transaction
BATCH = 50


@operation
def request_look(*, by: User, at: dt.datetime) -> Job:
    """
    Have all cases looked through in the background.

    All programmes are looked through at once, since a machine can be funded in a sibling scheme as well.

    :raises NotAllowed: if `by` examines no signals.
    """
    require(permissions.may_look, by, at=at)
    return enqueue("fraud_signals", key=f"fraud_signals:{by.pk}:{at.isoformat()}", requested_by=by)


def record_all(*, found: Iterable[Found], progress: Progress, by: User, at: dt.datetime) -> dict[str, int]:
    """
    Write down everything that was found, batch by batch; return how many were found, new and opened again.

    :raises Lost: if another worker has taken over the job; what is written stays, and is not written twice.
    """
    rows = sorted(found, key=lambda one: (one.pattern, one.program, one.key))
    counts = {"found": len(rows), "new": 0, "reopened": 0}
    for done in range(0, len(rows), BATCH):
        progress(done, len(rows), gettext_noop("Writing down what was found"))
        for outcome in record(found=rows[done : done + BATCH], by=by, at=at):
            counts[outcome] += 1
    return counts


@operation
def record(*, found: Iterable[Found], by: User, at: dt.datetime) -> list[str]:
    """Write down what was found, once; what was closed is opened again by evidence that is new."""
    return [outcome for one in found if (outcome := _record(one, by=by, at=at))]


def _record(one: Found, *, by: User, at: dt.datetime) -> str:
    """Return "new", "reopened", or nothing if all of it was known."""
    signal, created = Signal.objects.get_or_create(
        program_id=one.program,
        pattern=one.pattern,
        key=one.key[:200],
        defaults={"figures": one.figures, "found_at": at, "found_by": by},
    )
    signal = Signal.objects.lock(signal.pk)
    known = set(signal.evidence.values_list("fingerprint", flat=True))
    rows = {fingerprint(row): row for row in one.evidence}
    fresh = {mark: row for mark, row in rows.items() if mark not in known}
    if not fresh:
        return ""
    _keep(signal, fresh, one, sorted({*known, *rows}), by=by, at=at)
    if created:
        announcements.waits_for_officers(signal.begin(by=by, at=at), by=by, at=at)
        return "new"
    if signal.status == Status.OPEN:
        return ""
    signal.move_to(Status.OPEN, by=by, at=at, reason=f"+{len(fresh)}")
    announcements.waits_for_officers(signal, by=by, at=at)
    return "reopened"


def _keep(
    signal: Signal, fresh: dict[str, Evidence], one: Found, marks: list[str], *, by: User, at: dt.datetime
) -> None:
    SignalEvidence.objects.bulk_create(
        SignalEvidence(
            signal=signal,
            fingerprint=mark,
            what=row.what,
            value=row.value[:240],
            on=row.on,
            amount_won=row.won,
            program_id=row.where.program,
            application_id=row.where.application,
            firm_id=row.where.firm,
            payment_id=row.where.payment,
            measure_id=row.where.measure,
            seen_at=at,
            seen_by=by,
        )
        for mark, row in fresh.items()
    )
    signal.figures = one.figures
    signal.fingerprint = hashlib.sha256("".join(marks).encode()).hexdigest()
    signal.stake_won += sum(row.won or 0 for row in fresh.values())
    signal.save(update_fields=["figures", "fingerprint", "stake_won"])


def fingerprint(row: Evidence) -> str:
    """Return the SHA-256 of a row of evidence."""
    where = row.where
    facts = [where.program, where.application, where.firm, where.payment, where.measure, row.what, row.value]
    told = json.dumps([*facts, str(row.on), row.won], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


@operation
def examine(
    *, signal: Signal, outcome: str, finding: str, reason: str, version: int | None, by: User, at: dt.datetime
) -> Signal:
    """
    Write down what an officer found out about a signal, and why it is justified or harmless.

    What follows from it (a payment returned, a grant stopped) is decided on the page of the case.

    :raises NotAllowed: if `by` does not examine signals of the programme.
    :raises InvalidTransition: if it is closed already.
    :raises StaleVersion: if new evidence came since the page was read.
    """
    signal = Signal.objects.lock(signal.pk, version)
    require(permissions.may_examine, by, signal, at=at)
    signal.check_can_move_to(outcome)
    signal.finding, signal.examined_at, signal.examined_by = finding, at, by
    signal.save(update_fields=["finding", "examined_at", "examined_by"])
    signal.move_to(outcome, by=by, at=at, reason=reason)
    announcements.nobody_waits(signal, by=by, at=at)
    return signal
