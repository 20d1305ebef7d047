"""kill -9 in the middle of counting and of taking a workbook over: nothing is lost, nothing counts twice."""

import datetime as dt
import os
import signal
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

import pytest
from django.db import connections
from django.urls import reverse

from core.jobs import tasks
from core.jobs.models import Job, Status
from core.jobs.operations import PATIENCE, enqueue
from core.users.models import User
from core.workflow import clock
from measurement.models import Meter, Reading
from measurement.operations import enter_registers, readings
from measurement.operations.workbooks import Registers, state_of
from reporting.claims import operations as claims
from reporting.statements import operations as statements
from reporting.statements.models import Statement
from reporting.statements.operations import verifying
from reporting.tallies.kept import increment, recount
from reporting.tallies.models import Cell, Dimension, Dirty, Mark, Recount, Total
from tests.claims.conftest import make
from tests.measurement.conftest import months
from tests.statements.conftest import (
    air,
    assigned,
    calculated,
    electricity,
    factors,
    later,
    measure,
    metered,
    submitted,
    verified,
)
from tests.tallies.test_kept import everything, ledger_kg, rows, sums, up_to_date

__all__ = [
    "air", "assigned", "calculated", "electricity", "factors", "later", "measure", "metered", "submitted",
    "verified",
]  # fmt: skip

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 30


def killed_at(module: Any, name: str, work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let another process do the work on a connection of its own, and kill it when it comes to a function."""
    reading, writing = os.pipe()

    def wait_to_be_killed(*_args: Any, **_given: Any) -> NoReturn:
        os.write(writing, b"x")
        time.sleep(SECONDS)
        os._exit(1)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, wait_to_be_killed)
        child = os.fork()
        if child == 0:
            ours = connections["default"]
            _kept, ours.connection = ours.connection, None  # the parent's: not ours to close
            try:
                work()
            finally:
                os._exit(1)
        os.close(writing)
        came = os.read(reading, 1)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
    assert came == b"x", "the work ended before it could be killed"


def kept() -> list[Any]:
    """Return everything that is kept of the totals."""
    return [rows(Cell), rows(Total), rows(Dirty), rows(Mark)]


def is_right() -> None:
    """Expect every dimension to come to the ledger's kilograms, and a full count to find no difference."""
    assert sums(Dimension.PROGRAM)[0] == sums(Dimension.CONSORTIUM)[0] == ledger_kg()
    found = everything()
    assert found.differences == 0, found.found


@pytest.fixture
def happened(verified: Statement, consortium: Any, anchor_rep: User, later: dt.datetime) -> Statement:
    """A lot was counted; then some of it was claimed and released, and some stays claimed."""
    up_to_date()
    make(consortium, anchor_rep, later, 5_000)
    gone = make(consortium, anchor_rep, later, 3_000)
    claims.release(claim=gone, reason="쓰지 않기로 함", by=anchor_rep, at=later)
    return verified


class TestCounting:
    @pytest.mark.parametrize(
        ("kind", "module", "name"),
        [
            ("tally_increment", increment, "settle"),
            ("tally_recount", recount, "_settle_totals"),
        ],
    )
    def test_is_done_again_by_the_next_worker(
        self, kind: str, module: Any, name: str, happened: Statement, officer: User, visit: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(tasks.run, "apply_async", lambda **_given: None)
        job = enqueue(kind, key=f"{kind}:1", requested_by=officer)
        before = kept()

        killed_at(module, name, lambda: tasks.run(job.pk), monkeypatch)

        job.refresh_from_db()
        assert (job.status, job.attempt, kept()) == (Status.STARTED, 1, before)
        page = visit(officer, reverse("jobs:detail", args=[job.public_id]))
        assert page.context["job"].status == Status.STARTED
        assert "100 %" not in page.content.decode()

        Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.now() - PATIENCE - dt.timedelta(seconds=1))
        tasks.run(job.pk)
        tasks.run(job.pk)
        job.refresh_from_db()
        assert (job.status, job.attempt) == (Status.FINISHED, 2)
        assert Recount.objects.count() == (1 if kind == "tally_recount" else 0)
        is_right()


class TestWorkbook:
    def test_of_two_meters_is_all_or_nothing(
        self, electricity: Meter, air: Meter, tier1_clerk: User, later: dt.datetime,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        found = electricity.measure
        entries = [
            Registers(found, quantity, meter, meter.serial, Decimal(0), tuple(months(dt.date(2025, 1, 1), [1, 2])))
            for meter, quantity in ((electricity, found.method.quantities[0]), (air, found.method.quantities[1]))
        ]  # fmt: skip
        state = state_of([found])

        def take_over() -> Any:
            return enter_registers(measures=[found], entries=entries, state=state, by=tier1_clerk, at=later)

        killed_at(readings, "raise_flags", take_over, monkeypatch)

        assert not Reading.objects.exists()
        assert not Dirty.objects.exists()
        assert state_of([found]) == state
        assert len(take_over()) == 4
        up_to_date()
        assert sums(Dimension.PROGRAM)[2] == 4


class TestRestatement:
    def test_cut_off_while_it_is_signed_is_signed_again(
        self, verified: Statement, tier1_clerk: User, tier1_rep: User, officer: User, verifier: User,
        later: dt.datetime, monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        """Killed between the transfers and the lock on the readings: neither is there."""
        signed = Reading.objects.current().get(meter__quantity="electricity_kwh", month=dt.date(2026, 3, 1))
        given: dict[str, Any] = {"at": later}
        statements.correct_verified(
            reading=signed,
            closing=signed.closing + 10_000,
            reason="검침원이 잘못 읽음",
            by=tier1_clerk,
            **given,
        )
        again = statements.calculate_restatement(statement=verified, by=tier1_clerk, **given)
        statements.submit_statement(statement=again, by=tier1_rep, **given)
        statements.assign_verifier(statement=again, verifier=verifier, by=officer, **given)

        def sign() -> Any:
            return statements.verify(statement=again, by=verifier, **given)

        killed_at(verifying, "_lock_readings", sign, monkeypatch)

        for one in (verified, again):
            one.refresh_from_db()
        assert (verified.status, again.status, ledger_kg()) == ("VERIFIED", "ASSIGNED", verified.booked_kg)
        sign()
        up_to_date()
        again.refresh_from_db()
        assert ledger_kg() == again.booked_kg
        is_right()
