"""The outbox: asked for once, taken by one, ended by whoever has it."""

import datetime as dt
import threading
import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from core.inbox.models import Item
from core.jobs import operations, registry, tasks
from core.jobs.models import Job, Status
from core.jobs.operations import (
    MOST_TRIES,
    PATIENCE,
    RETRIES,
    Lost,
    Progress,
    beat,
    enqueue,
    fail,
    finish,
    take,
)
from core.workflow import clock
from core.workflow.refusals import Refusal
from tests.factories.people import UserFactory

LONG_AGO = dt.timedelta(hours=1)


@pytest.fixture
def sent(monkeypatch) -> list[int]:
    """Ids of the jobs that were handed to the broker."""
    handed: list[int] = []
    monkeypatch.setattr(tasks.run, "apply_async", lambda args, **_: handed.append(args[0]))
    return handed


@pytest.fixture
def job(db, sent) -> Job:
    return enqueue("test", key="test:1", number=7)


@pytest.fixture
def handler(monkeypatch):
    """Let a function be the handler of "test"."""

    def handler(function):
        monkeypatch.setitem(registry._handlers, "test", function)

    return handler


def silent(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(heartbeat_at=clock.now() - PATIENCE - dt.timedelta(seconds=1))


def due(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(not_before=clock.now() - LONG_AGO)


class TestEnqueue:
    def test_sends_on_commit_and_not_before(self, db, sent, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            job = enqueue("test", key="a", number=1)
            assert sent == []

        assert sent == [job.pk]
        assert (job.payload, job.status) == ({"number": 1}, Status.QUEUED)

    def test_leaves_nothing_of_an_operation_that_failed(self, transactional_db, sent):
        with transaction.atomic():
            enqueue("test", key="a")
            transaction.set_rollback(True)

        assert sent == []
        assert not Job.objects.exists()

    def test_adds_nothing_the_second_time(self, db, sent, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            assert enqueue("test", key="a") == enqueue("test", key="a")

        assert len(sent) == 1

    def test_adds_nothing_once_it_is_finished(self, job, sent, django_capture_on_commit_callbacks):
        finish(take(job.pk), None)

        with django_capture_on_commit_callbacks(execute=True):
            again = enqueue("test", key="test:1")

        assert (again.status, sent) == (Status.FINISHED, [])

    def test_tries_again_what_had_failed(self, job, sent, django_capture_on_commit_callbacks):
        Job.objects.update(status=Status.FAILED, tries=3, attempt=3, error="x", finished_at=clock.now())

        with django_capture_on_commit_callbacks(execute=True):
            again = enqueue("test", key="test:1")

        assert sent == [job.pk]
        assert (again.status, again.tries, again.attempt, again.error) == (Status.QUEUED, 0, 3, "")
        assert again.finished_at is None

    def test_writes_one_row_however_many_ask_at_once(self, transactional_db, sent):
        gate, keys = threading.Barrier(6), []

        def ask() -> None:
            try:
                gate.wait(timeout=20)
                keys.append(enqueue("test", key="a").pk)
            finally:
                connection.close()

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)

        assert len(keys) == 6
        assert len(set(keys)) == len(sent) == 1

    def test_writes_down_that_it_was_sent_before_a_worker_can_take_it(
        self, db, monkeypatch, django_capture_on_commit_callbacks
    ):
        seen: list[bool] = []

        def hand_over(args, **_: object) -> None:
            seen.append(Job.objects.filter(pk=args[0], sent_at__isnull=False).exists())

        monkeypatch.setattr(tasks.run, "apply_async", hand_over)
        with django_capture_on_commit_callbacks(execute=True):
            enqueue("test", key="a")

        assert seen == [True]

    @pytest.mark.parametrize("error", [OSError, ConnectionError, RuntimeError])
    def test_never_fails_the_page_when_the_broker_is_gone(
        self, db, monkeypatch, error, django_capture_on_commit_callbacks
    ):
        def gone(**_: object) -> None:
            raise error("no broker")

        monkeypatch.setattr(tasks.run, "apply_async", gone)
        with django_capture_on_commit_callbacks(execute=True):
            job = enqueue("test", key="a")

        job.refresh_from_db()
        assert (job.status, job.sent_at) == (Status.QUEUED, None)
        assert job in Job.objects.lost(clock.now(), patience=PATIENCE)

    def test_asks_the_same_broker_from_every_thread(self):
        """The web server answers in threads; Celery keeps its current app per thread."""
        from celery import current_app

        from config.celery import app

        brokers: list[str] = []
        thread = threading.Thread(target=lambda: brokers.append(current_app.conf.broker_url))
        thread.start()
        thread.join()

        assert brokers == [app.conf.broker_url]


class TestTake:
    def test_gives_the_job_to_one(self, job):
        taken = take(job.pk)

        assert (taken.status, taken.attempt, taken.tries) == (Status.STARTED, 1, 1)
        assert take(job.pk) is None

    def test_gives_a_silent_job_to_the_next(self, job):
        take(job.pk)
        silent(job)

        assert take(job.pk).attempt == 2

    def test_leaves_alone_what_is_over_or_must_wait_or_never_was(self, job):
        assert take(job.pk + 1) is None
        Job.objects.update(not_before=clock.now() + LONG_AGO)
        assert take(job.pk) is None
        Job.objects.update(not_before=clock.now() - LONG_AGO, status=Status.FAILED)
        assert take(job.pk) is None

    def test_gives_up_on_work_that_takes_its_workers_down(self, job):
        for _ in range(MOST_TRIES):
            assert take(job.pk) is not None
            silent(job)

        assert take(job.pk) is None
        job.refresh_from_db()
        assert (job.status, job.finished_at is not None) == (Status.FAILED, True)

    def test_gives_it_to_one_of_many_at_once(self, transactional_db, sent):
        job, gate, taken = enqueue("test", key="a"), threading.Barrier(6), []

        def ask() -> None:
            try:
                gate.wait(timeout=20)
                taken.append(take(job.pk))
            finally:
                connection.close()

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)

        assert sum(t is not None for t in taken) == 1


class TestFencing:
    def test_a_worker_that_was_given_up_changes_nothing(self, job):
        old = take(job.pk)
        silent(job)
        new = take(job.pk)

        assert not beat(old)
        assert not finish(old, {"by": "old"})
        fail(old, "old")
        for report in (lambda: Progress(old)(1, 2), lambda: Progress(old).remember(x=1)):
            with pytest.raises(Lost):
                report()
        job.refresh_from_db()
        assert (job.status, job.attempt, job.result, job.error) == (Status.STARTED, 2, {}, "")
        assert finish(new, {"by": "new"})
        assert not finish(old, {"by": "old"})


class TestProgress:
    def test_is_what_the_page_shows(self, job):
        Progress(take(job.pk))(3, 12, "Drawing pages")

        job.refresh_from_db()
        assert (job.progress_done, job.progress_total, job.message, job.percent) == (
            3,
            12,
            "Drawing pages",
            25,
        )

    def test_never_goes_past_its_end(self, job):
        Progress(take(job.pk))(15, 12)

        job.refresh_from_db()
        assert job.percent == 100

    def test_is_unknown_at_first_and_whole_at_the_end(self, job):
        assert job.percent is None
        finish(take(job.pk), None)
        job.refresh_from_db()
        assert job.percent == 100

    def test_remembers_what_is_done_for_whoever_takes_over(self, job):
        Progress(take(job.pk)).remember(sent=[1])
        silent(job)

        assert take(job.pk).result == {"sent": [1]}


class TestRun:
    def test_hands_the_handler_its_ids_and_keeps_what_it_made(self, job, handler):
        handler(lambda progress, *, number: {"made": number})

        tasks.run(job.pk)

        job.refresh_from_db()
        assert (job.status, job.result) == (Status.FINISHED, {"made": 7})

    def test_is_harmless_twice(self, job, handler):
        calls: list[int] = []
        handler(lambda progress, *, number: calls.append(number))

        tasks.run(job.pk)
        tasks.run(job.pk)

        assert calls == [7]

    def test_tries_again_later_and_then_has_failed(self, job, handler):
        def broken(progress, *, number):
            raise ValueError("no ink")

        handler(broken)
        for wait in RETRIES:
            tasks.run(job.pk)
            job.refresh_from_db()
            assert (job.status, job.sent_at) == (Status.QUEUED, None)
            assert "no ink" in job.error
            assert dt.timedelta(0) < job.not_before - clock.now() <= wait
            due(job)

        tasks.run(job.pk)
        job.refresh_from_db()
        assert (job.status, job.tries) == (Status.FAILED, len(RETRIES) + 1)

    def test_recovers_when_a_later_attempt_goes_well(self, job, handler):
        def broken_once(progress, *, number):
            if progress.job.attempt == 1:
                raise ValueError

        handler(broken_once)
        tasks.run(job.pk)
        due(job)
        tasks.run(job.pk)

        job.refresh_from_db()
        assert (job.status, job.error) == (Status.FINISHED, "")

    @pytest.mark.parametrize("result", [{"x": object()}, {"x": {1, 2}}])
    def test_a_result_that_can_not_be_kept_is_a_failure_and_not_for_ever(
        self, transactional_db, sent, handler, result
    ):
        handler(lambda progress: result)
        job = enqueue("test", key="a")

        tasks.run(job.pk)

        job.refresh_from_db()
        assert job.status == Status.QUEUED
        assert "TypeError" in job.error

    def test_of_a_kind_without_a_handler_is_a_failure(self, job):
        tasks.run(job.pk)

        job.refresh_from_db()
        assert "KeyError" in job.error

    def test_stops_quietly_when_it_was_given_up(self, job, handler):
        def given_up(progress, *, number):
            silent(progress.job)
            take(progress.job.pk)
            progress(1, 2)

        handler(given_up)
        tasks.run(job.pk)

        job.refresh_from_db()
        assert (job.status, job.attempt, job.error) == (Status.STARTED, 2, "")

    def test_beats_while_the_handler_works(self, transactional_db, sent, handler, monkeypatch):
        monkeypatch.setattr(tasks, "HEARTBEAT_SECONDS", 0.05)
        beats: list[dt.datetime] = []

        def slow(progress):
            for _ in range(10):
                time.sleep(0.1)
                beats.append(Job.objects.get().heartbeat_at)

        handler(slow)
        tasks.run(enqueue("test", key="a").pk)

        assert len(set(beats)) > 5

    def test_a_missed_heartbeat_does_not_end_the_beating(self, transactional_db, sent, handler, monkeypatch):
        from django.db import OperationalError

        monkeypatch.setattr(tasks, "HEARTBEAT_SECONDS", 0.02)
        real, calls = operations.beat, []

        def shaky(job):
            calls.append(1)
            if len(calls) == 1:
                raise OperationalError("gone for a moment")
            return real(job)

        monkeypatch.setattr(operations, "beat", shaky)
        handler(lambda progress: time.sleep(0.5))
        tasks.run(enqueue("test", key="a").pk)

        assert len(calls) > 2


class TestSweep:
    def test_sends_what_the_broker_never_got(self, job, sent):
        assert tasks.sweep() == 1
        assert sent == [job.pk]

    def test_sends_what_a_dead_worker_left(self, job, sent):
        take(job.pk)
        assert tasks.sweep() == 0
        silent(job)
        assert tasks.sweep() == 1

    def test_leaves_alone_what_was_just_sent_or_must_wait_or_is_over(self, job, sent):
        Job.objects.update(sent_at=clock.now())
        assert tasks.sweep() == 0
        Job.objects.update(sent_at=None, not_before=clock.now() + LONG_AGO)
        assert tasks.sweep() == 0
        Job.objects.update(status=Status.FINISHED, not_before=clock.now() - LONG_AGO)
        assert tasks.sweep() == 0

    def test_sends_again_what_was_sent_and_never_arrived(self, job, sent):
        Job.objects.update(sent_at=clock.now() - PATIENCE - dt.timedelta(seconds=1))

        assert tasks.sweep() == 1

    def test_is_over_within_a_minute_of_the_last_heartbeat(self):
        """A worker dies just after a beat; the sweep comes just before it counts as silent, and once more."""
        from django.conf import settings

        every = dt.timedelta(seconds=settings.CELERY_BEAT_SCHEDULE["sweep"]["schedule"])
        assert dt.timedelta(seconds=2 * tasks.HEARTBEAT_SECONDS) < PATIENCE
        assert PATIENCE + every < dt.timedelta(seconds=60)


class TestVisibleTo:
    def test_whoever_asked(self, job):
        someone, other = UserFactory(), UserFactory()
        Job.objects.update(requested_by=someone)

        assert Job.objects.visible_to(someone).exists()
        assert not Job.objects.visible_to(other).exists()

    def test_nobody_when_the_office_asked(self, job, officer):
        assert not Job.objects.visible_to(officer).exists()
        assert not Job.objects.visible_to(AnonymousUser()).exists()


class TestPage:
    def test_shows_progress_to_whoever_asked_and_404_to_others(self, job, client):
        someone = UserFactory()
        Job.objects.update(requested_by=someone)
        client.force_login(someone)
        url = f"/jobs/{job.public_id}/"

        page, part = client.get(url), client.get(url, headers={"HX-Request": "true"})

        assert page.status_code == part.status_code == 200
        assert b"<html" in page.content
        assert b"<html" not in part.content
        client.force_login(UserFactory())
        assert client.get(url).status_code == 404

    def test_asks_strangers_to_sign_in(self, job, client):
        assert client.get(f"/jobs/{job.public_id}/").status_code == 302


class TestRegistry:
    def test_refuses_two_handlers_of_one_kind(self, handler):
        handler(lambda progress: None)

        with pytest.raises(ValueError, match="two handlers"):
            registry.handles("test")(TestRegistry)

    def test_leads_to_the_result_of_a_finished_job_only(self, job, monkeypatch):
        monkeypatch.setitem(registry._destinations, "test", lambda result: f"/made/{result['id']}/")

        assert job.result_url == ""
        finish(take(job.pk), {"id": 5})
        job.refresh_from_db()
        assert job.result_url == "/made/5/"


class TestFailure:
    def failing(self, job, handler, error):
        def broken(progress, *, number):
            raise error

        handler(broken)
        for _try in range(len(RETRIES) + 1):
            tasks.run(job.pk)
            job.refresh_from_db()
            due(job)
        job.refresh_from_db()
        return job

    def test_whoever_asked_is_told_once_in_the_work_list(self, job, handler, officer):
        Job.objects.update(requested_by=officer)
        failed = self.failing(job, handler, ValueError("no ink"))
        assert (failed.status, failed.message) == (Status.FAILED, "")
        (item,) = Item.objects.filter(kind="job_failed")
        assert (item.user, item.subject_public_id, item.is_notice) == (officer, job.public_id, True)

    def test_what_is_refused_is_not_tried_again_and_says_why(self, job, handler, officer, client):
        Job.objects.update(requested_by=officer)
        failed = self.failing(job, handler, Refusal(gettext_lazy("Saved.")))
        assert (failed.status, failed.tries, failed.message) == (Status.FAILED, 1, "Saved.")
        client.force_login(officer)
        shown = client.get(f"/jobs/{job.public_id}/").content.decode()
        assert "저장하였습니다." in shown

    def test_the_page_says_what_to_do(self, job, handler, officer, client):
        Job.objects.update(requested_by=officer)
        self.failing(job, handler, ValueError("no ink"))
        client.force_login(officer)
        shown = client.get(f"/jobs/{job.public_id}/").content.decode()
        assert job.public_id in shown
        assert "다시 요청하세요" in shown
        assert "no ink" not in shown

    def test_work_of_the_office_itself_tells_nobody(self, job, handler):
        Job.objects.update(requested_by=None)
        self.failing(job, handler, ValueError("no ink"))
        assert not Item.objects.exists()
