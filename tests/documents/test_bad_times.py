"""A document asked for while its case moves is of one moment or refused in words; guesses and failures are answered."""

import dataclasses
import threading
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connections, transaction
from django.test import RequestFactory
from django.urls import reverse

from core.inbox.models import Item
from core.jobs import tasks
from core.jobs.models import Job, Status
from core.jobs.operations import RETRIES
from disbursements.models import Grant
from reporting.documents import making, pdf, verify_views
from reporting.documents.kinds import Kind
from reporting.documents.models import Document
from reporting.documents.operations import NothingDecided
from reporting.documents.recipes import RECIPES
from tests.documents.made import facts_of, made, requested
from tests.factories.people import MOMENT

KIND = Kind.GRANT_AUDIT
GUESSES = 10_000
#: addresses that the standards keep for examples
GUESSER, READER = "198.51.100.1", "198.51.100.2"


def elsewhere(act):
    """Run it on another connection, to its end."""

    def run():
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@contextmanager
def half_done(act):
    """Do it on another connection, and commit it only at the end of the block."""
    begun, ended = threading.Event(), threading.Event()

    def wait():
        with transaction.atomic():
            act()
            begun.set()
            ended.wait(30)

    thread = threading.Thread(target=elsewhere, args=[wait])
    thread.start()
    try:
        assert begun.wait(30)
        yield
    finally:
        ended.set()
        thread.join()


@pytest.fixture(autouse=True)
def drawn_at_once(monkeypatch, settings, tmp_path):
    """What is drawn is another matter here; two documents have other bytes as they have other facts."""
    settings.EVIDENCE_ROOT = tmp_path
    monkeypatch.setattr(pdf, "bind", lambda _composed, facts: [pdf.Pdf(facts.canonical, 1)])


@pytest.mark.django_db(transaction=True)
class TestMidTransition:
    @pytest.fixture
    def suspend(self, grant, officer):
        def act():
            found = Grant.objects.get(pk=grant.pk)
            found.move_to("SUSPENDED", by=officer, at=MOMENT, reason="자료 미제출")

        return act

    def test_a_move_that_is_not_committed_is_not_in_it(self, grant, auditor, suspend):
        before = facts_of(grant, KIND).sha256
        with half_done(suspend):
            assert made(grant, auditor, kind=KIND).facts_hash == before
        later = facts_of(RECIPES[KIND].subject(grant.pk), KIND).sha256
        assert made(grant, auditor, kind=KIND).facts_hash == later != before

    def test_a_move_committed_while_it_is_read_is_in_the_next(self, grant, auditor, suspend):
        """The case was read, its history was not yet: the document has both as they were."""
        before, moves = facts_of(grant, KIND).sha256, iter([suspend])

        def is_due(subject):
            for act in moves:
                elsewhere(act)
            return RECIPES[KIND].is_due(subject)

        recipe = dataclasses.replace(RECIPES[KIND], is_due=is_due)
        asked = {"language": "ko", "period": None, "by": auditor, "say": lambda _done, _message: None}
        stale = RECIPES[KIND].subject(grant.pk)
        assert making.make(recipe, stale, **asked).facts_hash == before
        assert making.make(recipe, stale, **asked).facts_hash != before

    def test_a_decision_taken_back_since_is_refused_in_words(self, grant, officer, auditor, suspend):
        recipe = dataclasses.replace(RECIPES[KIND], is_due=lambda subject: subject.status != "SUSPENDED")
        stale = RECIPES[KIND].subject(grant.pk)
        elsewhere(suspend)
        with pytest.raises(NothingDecided) as refused:
            making.make(
                recipe, stale, language="ko", period=None, by=auditor, say=lambda _done, _message: None
            )
        assert str(refused.value)
        assert not Document.objects.exists()


@pytest.mark.django_db
class TestGuessing:
    def test_ten_thousand_guesses_get_sixty_answers_and_others_are_still_answered(
        self, client, grant, auditor
    ):
        document = made(grant, auditor, kind=KIND)
        throttle, guess = verify_views.THROTTLE, RequestFactory().get("/verify/", REMOTE_ADDR=GUESSER)
        cache.delete_many([f"throttle:verify:{address}" for address in (GUESSER, READER)])
        assert sum(throttle.allows(guess) for _guess in range(100)) == throttle.most
        cache.incr(f"throttle:verify:{GUESSER}", GUESSES - 100)  # the others are counted without being made

        page = reverse("verify:code", args=[document.code])
        refused = client.get(page, REMOTE_ADDR=GUESSER)
        assert refused.status_code == 429
        assert "10분" in refused.content.decode()
        assert document.facts_hash not in refused.content.decode()
        assert client.get(page, REMOTE_ADDR=READER).status_code == 200
        cache.delete_many([f"throttle:verify:{address}" for address in (GUESSER, READER)])


@pytest.mark.django_db
class TestFailure:
    def test_before_the_first_write_is_told_to_whoever_asked(self, client, grant, auditor, monkeypatch):
        def fails(*_facts, **_more):
            raise OSError("no facts")

        job = requested(grant, auditor, kind=KIND)
        monkeypatch.setattr(making, "collect", fails)
        for _try in range(len(RETRIES) + 1):
            Job.objects.filter(pk=job.pk).update(not_before=MOMENT)
            tasks.run(job.pk)
        job.refresh_from_db()
        assert (job.status, Document.objects.count()) == (Status.FAILED, 0)
        item = Item.objects.get(kind="job_failed", user=auditor)
        assert item.subject_public_id == job.public_id
        client.force_login(auditor)
        shown = client.get(f"/jobs/{job.public_id}/").content.decode()
        assert "다시 요청하세요" in shown
        assert "no facts" not in shown
        assert requested(grant, auditor, kind=KIND).pk == job.pk
