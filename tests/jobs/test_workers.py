"""A worker is killed in the middle of its work: the next one finishes it, once, within a minute."""

import pytest

from core.evidence.models import Mark
from core.jobs.models import Job, Status
from core.jobs.operations import enqueue
from tests.factories.people import UserFactory
from tests.jobs.conftest import kill, wait_for


def status() -> str:
    return Job.objects.get().status


@pytest.fixture(autouse=True)
def nothing_reaches_the_broker(monkeypatch):
    """The broker of this process is down when the work is asked for: what the worker gets, the sweep sent."""

    def down(**_: object) -> None:
        raise ConnectionError("the broker is down")

    monkeypatch.setattr("core.jobs.tasks.run.apply_async", down)


@pytest.mark.early
class TestKilledWorker:
    def test_is_replaced_within_a_minute_and_its_work_is_done_once(self, start_worker, tmp_path):
        hold = tmp_path / "hold"
        hold.touch()
        job = enqueue("slow_work", key="slow", user_id=UserFactory().pk)
        first = start_worker()
        wait_for(lambda: status() == Status.STARTED and Mark.objects.exists(), seconds=60)

        kill(first)
        job.refresh_from_db()
        assert (job.status, job.message) == (Status.STARTED, "Working slowly")
        hold.unlink()
        start_worker()
        took = wait_for(lambda: status() == Status.FINISHED, seconds=60)

        print(f"finished {took:.0f} s after the second worker's start")
        job.refresh_from_db()
        assert (job.attempt, job.result) == (2, {"done_by": 2})
        marks = Mark.objects.values_list("kind", "value").order_by("pk")
        assert list(marks) == [("slow.begun", "1"), ("slow.begun", "2"), ("slow.done", "once")]
