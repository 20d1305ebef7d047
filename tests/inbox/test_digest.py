"""The digest: once a day, in the language of the reader, and nothing when there is nothing."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.inbox import operations, queries, tasks
from core.inbox.models import DigestDay, Item
from core.inbox.operations import firm, person
from core.inbox.operations import office as to_office
from core.inbox.registry import How
from core.jobs.models import Job
from core.jobs.operations import Progress, take
from core.users.models import Role, User
from core.users.queries import system_user
from core.workflow import clock
from tests.factories import people
from tests.factories.people import MOMENT
from tests.inbox.clockwork import letters, on, work_off

pytestmark = pytest.mark.django_db


KOREAN = """김담당 님께

2026-02-03 기준으로 새로 들어왔거나 기한이 가깝거나 지난 일입니다.

기한 경과 (1)

- Kind news
  오래된 건
  기한: 2026-02-01
  {base}/cases/{id}/

계획서 및 교부신청 (1)

- Kind news
  새 건
  {base}/cases/{id}/

내 할 일 목록: {base}/
알림을 받는 방법은 직접 정할 수 있습니다: {base}/inbox/choices/
"""
ENGLISH = """Dear 김담당,

This is new, due soon or overdue on 2026-02-03.

Overdue (1)

- Kind news
  오래된 건
  Due: 2026-02-01
  {base}/cases/{id}/

Plans and applications (1)

- Kind news
  새 건
  {base}/cases/{id}/

Your work list: {base}/
How you are told of what is yours to choose: {base}/inbox/choices/
"""


class TestDigest:
    STRUCK = on(clock.day(MOMENT) + dt.timedelta(days=1), 7, 0)

    @pytest.fixture
    def news(self, opened, office):
        def news(key: str, **more) -> Item:
            terms = {"kind": "news", "due_on": None, "to": to_office(office.pk, Role.OFFICER)}
            return opened(key=key, subject_kind="application", **(terms | more))

        return news

    def strike(self, at: dt.datetime) -> list[tuple[str, str]]:
        operations.begin_digests(by=system_user(), at=at)
        work_off("inbox_digest")
        return letters()

    @pytest.mark.parametrize(("language", "expected"), [("ko", KOREAN), ("en", ENGLISH)])
    def test_says_what_is_new_and_due_in_the_language_of_the_person(
        self, news, officer, consortium, settings, language, expected
    ):
        User.objects.filter(pk=officer.pk).update(language=language)
        week_ago = MOMENT - dt.timedelta(days=9)
        news("new", about="새 건", is_notice=True)
        news("late", about="오래된 건", due_on=clock.day(MOMENT) - dt.timedelta(days=1), at=week_ago)
        news("read", about="지난 소식", is_notice=True, at=week_ago)
        operations.begin_digests(by=system_user(), at=self.STRUCK)
        work_off("inbox_digest")

        (letter,) = mail.outbox
        assert letter.to == [officer.email]
        base = settings.PUBLIC_URL
        assert letter.body.strip() == expected.format(base=base, id=consortium.public_id).strip()

    def test_comes_once_a_day_and_tells_no_news_twice(self, news, officer):
        news("new", is_notice=True)

        assert len(self.strike(self.STRUCK)) == 1
        assert self.strike(self.STRUCK + dt.timedelta(hours=3)) == []
        assert self.strike(self.STRUCK + dt.timedelta(days=1)) == []
        assert DigestDay.objects.count() == 2

    def test_makes_up_for_a_day_on_which_nobody_sent_any(self, news, officer):
        self.strike(self.STRUCK)
        news("missed", is_notice=True, at=self.STRUCK + dt.timedelta(hours=1))

        assert len(self.strike(self.STRUCK + dt.timedelta(days=3))) == 1

    def test_is_not_sent_when_all_was_done_in_the_meantime(self, news, officer):
        item = news("new", is_notice=True)
        operations.begin_digests(by=system_user(), at=self.STRUCK)
        operations.dismiss(item=item, by=officer, at=self.STRUCK)
        work_off("inbox_digest")

        assert letters() == []
        assert Job.objects.filter(kind="inbox_digest").count() == 1

    def test_leaves_out_who_is_told_at_once_or_not_at_all(self, news, officer, second_officer):
        operations.choose(choices={"news": How.INBOX}, by=officer, at=MOMENT)
        operations.choose(choices={"news": How.AT_ONCE}, by=second_officer, at=MOMENT)
        news("new", is_notice=True)

        assert self.strike(self.STRUCK) == []
        assert not Job.objects.filter(kind="inbox_digest").exists()

    def test_reaches_whom_the_work_list_shows_it_to(
        self, news, officer, tier1, tier1_rep, tier1_clerk, rival_rep
    ):
        everywhere = people.with_role("OFFICER")
        news("office", is_notice=True)
        news("firm", is_notice=True, to=firm(tier1.pk))
        news("person", is_notice=True, to=person(rival_rep))
        span = (MOMENT - dt.timedelta(hours=1), self.STRUCK)
        reading = {
            user.pk for user in User.objects.filter(is_active=True) if queries.digest_of(user, *span)[0]
        }

        assert set(queries.readers_of_digests(*span)) == reading
        assert reading == {u.pk for u in (officer, everywhere, tier1_rep, tier1_clerk, rival_rep)}

    def test_of_a_killed_worker_is_not_sent_twice(self, news, officer):
        news("new", is_notice=True)
        operations.begin_digests(by=system_user(), at=self.STRUCK)
        job = Job.objects.get(kind="inbox_digest")
        tasks.send_digest(Progress(take(job.pk)), **job.payload)
        Job.objects.update(heartbeat_at=MOMENT)  # it died before it could say that it was done
        tasks.send_digest(Progress(take(job.pk)), **job.payload)

        assert len(letters()) == 1

    def test_asks_as_often_for_thousands_and_cuts_the_letter(self, news, officer, monkeypatch):
        def asked() -> int:
            with CaptureQueriesContext(connection) as captured:
                queries.digest_of(
                    User.objects.get(pk=officer.pk), MOMENT - dt.timedelta(hours=1), self.STRUCK
                )
                queries.readers_of_digests(MOMENT - dt.timedelta(hours=1), self.STRUCK)
            return len(captured)

        item = news("new", is_notice=True)
        few = asked()
        fields = {
            f.name: getattr(item, f.name)
            for f in Item._meta.fields
            if f.name not in {"id", "public_id", "key"}
        }
        Item.objects.bulk_create(Item(key=f"many:{n}", **fields) for n in range(99))
        assert asked() == few
        Item.objects.bulk_create(Item(key=f"more:{n}", **fields) for n in range(1_900))
        items, more = queries.digest_of(officer, MOMENT - dt.timedelta(hours=1), self.STRUCK)
        assert (len(items), more) == (queries.MOST_IN_DIGEST, 1_900)

    def test_is_asked_for_by_the_clock_once(self, monkeypatch, news, officer):
        news("new", is_notice=True)
        monkeypatch.setattr(clock, "now", lambda: self.STRUCK)
        tasks.strike_digests()
        tasks.strike_digests()
        job = Job.objects.get(kind="inbox_digests")
        for _twice in range(2):
            tasks.send_digests(Progress(job), **job.payload)

        assert DigestDay.objects.get().until_at == self.STRUCK
        assert Job.objects.filter(kind="inbox_digest").count() == 1
