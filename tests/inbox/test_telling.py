"""Reminders, escalations, choices and digests: once each, as chosen; what the law wants served, at once."""

import datetime as dt

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.inbox import operations, queries, registry, tasks
from core.inbox.models import Choice, DigestDay, Item, Nudge
from core.inbox.operations import close_items, firm, open_item, person
from core.inbox.operations import office as to_office
from core.inbox.refusals import AlwaysByLaw, NoSuchKind
from core.inbox.registry import How, Kind
from core.jobs.models import Job
from core.jobs.operations import Progress, take
from core.jobs.registry import handler_of
from core.users.models import Role, User
from core.users.queries import system_user
from core.workflow import clock
from reporting.dashboards.queries import waiting
from tests.factories import people
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db

DUE = clock.day(MOMENT) + dt.timedelta(days=20)


def on(day: dt.date, hour: int = 6, minute: int = 30) -> dt.datetime:
    """Return a moment of a day in Seoul."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=people.SEOUL)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Kinds of items of our own: one that everybody may choose for, one that the law wants served."""
    group = registry.Group("applications", "Plans and applications", 10)
    for code, facts in {"test": {}, "decided": {"is_legal": True}, "news": {"default": How.DIGEST}}.items():
        kind = Kind(code, f"Kind {code}", lambda public_id: f"/cases/{public_id}/", group, **facts)
        monkeypatch.setitem(registry._kinds, code, kind)


@pytest.fixture
def opened(application_subject):
    def opened(key="k", kind="test", **more) -> Item:
        subject = application_subject
        terms = {"about": "압축기 교체", "at": MOMENT, "due_on": DUE, "subject_kind": "consortium"}
        return open_item(key=key, kind=kind, subject=subject, **(terms | more))

    return opened


@pytest.fixture
def application_subject(consortium):
    """The case the items are about: its consortium tells which offices answer for it."""
    return consortium


def strike(at: dt.datetime) -> None:
    """Let the clock of reminders strike."""
    after: int | None = 0
    while after is not None:
        after = operations.nudge(after=after, by=system_user(), at=at)


def work_off(kind: str) -> None:
    """Do the waiting jobs of a kind, as a worker would."""
    for job in Job.objects.filter(kind=kind, status="QUEUED").order_by("pk"):
        taken = take(job.pk)
        result = handler_of(kind)(Progress(taken), **taken.payload)
        Job.objects.filter(pk=job.pk).update(status="FINISHED", result=result or {})


def letters() -> list[tuple[str, str]]:
    """Return (to whom, subject) of every letter that was sent, and forget them."""
    sent = [(letter.to[0], letter.subject) for letter in mail.outbox]
    mail.outbox.clear()
    return sent


def told(user: User, at: dt.datetime) -> list[Item]:
    """Return what tells a person of overdue work."""
    return list(Item.objects.open().visible_to(user, at).filter(kind="work_overdue"))


class TestReminders:
    def test_go_out_once_each_by_e_mail(self, opened, officer, office):
        opened(to=to_office(office.pk, Role.OFFICER))
        for left in range(9, -3, -1):
            for _twice in range(2):
                strike(on(DUE - dt.timedelta(days=left)))

        assert list(Nudge.objects.filter(kind="REMINDER").values_list("step", flat=True)) == [7, 3, 1, 0]
        work_off("inbox_reminder")
        sent = letters()
        assert len(sent) == 4
        assert {to for to, _subject in sent} == {officer.email}
        assert f"{DUE}" in sent[0][1]

    def test_stop_when_the_work_is_done(self, opened, officer, office, application_subject):
        opened(to=to_office(office.pk, Role.OFFICER))
        strike(on(DUE - dt.timedelta(days=3)))
        close_items(subject_kind="consortium", subject_id=application_subject.pk, by=officer, at=MOMENT)
        strike(on(DUE))
        work_off("inbox_reminder")

        assert Nudge.objects.count() == 1
        assert letters() == []

    def test_begin_anew_when_the_work_comes_back_with_another_day(
        self, opened, officer, office, application_subject
    ):
        to = to_office(office.pk, Role.OFFICER)
        opened(to=to)
        strike(on(DUE))
        close_items(subject_kind="consortium", subject_id=application_subject.pk, by=officer, at=on(DUE))
        later = DUE + dt.timedelta(days=30)
        opened(to=to, due_on=later, at=on(DUE))
        strike(on(later))

        assert list(Nudge.objects.values_list("due_on", "step")) == [(DUE, 0), (later, 0)]

    def test_of_thousands_ask_page_by_page(self, opened, office, monkeypatch):
        monkeypatch.setattr("core.inbox.operations.telling.PAGE", 4)
        for n in range(9):
            opened(key=f"k{n}", to=to_office(office.pk, Role.OFFICER))
        strike(on(DUE))

        assert Nudge.objects.count() == 9

    def test_cost_nothing_more_for_many_that_were_told(self, opened, office):
        def asked() -> int:
            with CaptureQueriesContext(connection) as captured:
                operations.nudge(by=by, at=on(DUE))
            return len(captured)

        by, to = system_user(), to_office(office.pk, Role.OFFICER)
        opened(to=to)
        strike(on(DUE))
        few = asked()
        for n in range(12):
            opened(key=f"k{n}", to=to)
        strike(on(DUE))

        assert asked() == few

    def test_are_asked_for_once_a_day_by_the_clock(self, opened, office, monkeypatch):
        opened(to=to_office(office.pk, Role.OFFICER))
        monkeypatch.setattr(clock, "now", lambda: on(DUE))
        tasks.strike_nudges()
        monkeypatch.setattr(clock, "now", lambda: on(DUE, 23, 59))
        tasks.strike_nudges()
        job = Job.objects.get(kind="inbox_nudges")
        tasks.send_nudges(Progress(take(job.pk)), **job.payload)

        assert Nudge.objects.get().at == on(DUE)

    def test_cannot_be_unsaid(self, opened, office):
        opened(to=to_office(office.pk, Role.OFFICER))
        strike(on(DUE))

        with pytest.raises(DatabaseError), transaction.atomic():
            Nudge.objects.update(step=3)


class TestEscalation:
    def late(self, days: int) -> dt.datetime:
        return on(DUE + dt.timedelta(days=days))

    def test_goes_up_step_by_step_once_each(
        self, opened, tier1, tier1_rep, tier1_clerk, officer, approving_officer
    ):
        item = opened(to=firm(tier1.pk))
        strike(self.late(2))
        assert told(tier1_rep, self.late(2)) == []
        strike(self.late(3))
        strike(self.late(3))
        (notice,) = told(tier1_rep, self.late(3))
        assert (notice.overdue_item, notice.is_notice) == (item, True)
        assert told(officer, self.late(3)) == told(tier1_clerk, self.late(3)) == []
        strike(self.late(7))
        strike(self.late(30))

        assert len(told(officer, self.late(30))) == len(told(tier1_rep, self.late(30))) == 1
        assert told(approving_officer, self.late(30)) == []
        assert list(Nudge.objects.filter(kind="ESCALATION").values_list("step", "tier")) == [
            (1, "REPRESENTATIVES"), (2, "HANDLERS"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("role", "to"), [("OFFICER", "approving_officer"), ("APPROVING_OFFICER", "officer")]
    )
    def test_of_an_officer_reaches_the_other_side_of_the_desk(
        self, opened, office, officer, approving_officer, role, to
    ):
        opened(to=to_office(office.pk, role))
        strike(self.late(3))

        people_told = {"officer": officer, "approving_officer": approving_officer}
        assert [name for name, user in people_told.items() if told(user, self.late(3))] == [to]

    def test_of_one_person_reaches_those_who_handle_the_case(self, opened, verifier, officer, consortium):
        opened(to=person(verifier))
        strike(self.late(3))

        (notice,) = told(officer, self.late(3))
        assert notice.href == consortium.get_absolute_url()

    def test_is_shown_beside_the_work(self, client, opened, office, officer, approving_officer):
        opened(to=to_office(office.pk, Role.OFFICER))
        strike(self.late(3))

        (group,) = waiting.mine(officer)
        assert f"{self.late(3):%Y-%m-%d}" in group.works[0].escalated
        client.force_login(officer)
        assert f"{self.late(3):%Y-%m-%d}에 승인 담당관에게 지연을 알림" in client.get("/").content.decode()
        client.force_login(approving_officer)
        assert "압축기 교체" in client.get("/").content.decode()

    def test_is_taken_back_when_the_work_is_done(
        self, opened, office, officer, approving_officer, consortium
    ):
        opened(to=to_office(office.pk, Role.OFFICER))
        strike(self.late(3))
        close_items(subject_kind="consortium", subject_id=consortium.pk, by=officer, at=self.late(4))

        assert told(approving_officer, self.late(4)) == []

    def test_of_a_case_without_offices_goes_nowhere(self, opened, verifier):
        opened(to=person(verifier), subject_kind="something_new")
        strike(self.late(30))

        assert not Nudge.objects.exists()


class TestChoices:
    def test_are_respected(self, opened, office, officer, second_officer, monkeypatch):
        operations.choose(choices={"test": How.INBOX}, by=officer, at=MOMENT)
        opened(to=to_office(office.pk, Role.OFFICER))
        work_off("inbox_email")
        strike(on(DUE))
        work_off("inbox_reminder")

        assert {to for to, _subject in letters()} == {second_officer.email}

    def test_do_not_count_for_what_the_law_wants_served(self, opened, office, officer):
        Choice.objects.create(user=officer, kind="decided", how=How.INBOX)
        opened(kind="decided", to=to_office(office.pk, Role.OFFICER))
        work_off("inbox_email")

        assert [to for to, _subject in letters()] == [officer.email]

    @pytest.mark.parametrize(
        ("choices", "refusal"),
        [
            ({"decided": "INBOX"}, AlwaysByLaw),
            ({"decided": "AT_ONCE"}, AlwaysByLaw),
            ({"never_heard_of": "INBOX"}, NoSuchKind),
            ({"test": "BY_PIGEON"}, NoSuchKind),
        ],
    )
    def test_that_cannot_be_are_refused(self, officer, choices, refusal):
        with pytest.raises(refusal):
            operations.choose(choices=choices, by=officer, at=MOMENT)

        assert not Choice.objects.exists()


class TestPage:
    URL = "/inbox/choices/"

    def test_keeps_what_one_chooses_for_oneself_alone(self, client, officer, second_officer):
        client.force_login(officer)
        fields = client.get(self.URL).context["form"].initial
        answer = client.post(f"{self.URL}?user={second_officer.pk}", {
            **fields, "check_payment": "DIGEST", "user": second_officer.pk, "user_id": second_officer.pk,
        })  # fmt: skip

        assert answer.status_code == 302
        assert list(Choice.objects.values_list("user", "kind", "how")) == [
            (officer.pk, "check_payment", "DIGEST")
        ]
        assert 'value="DIGEST" selected' in client.get(self.URL).content.decode()

    def test_shows_each_what_can_reach_them_and_fixes_what_is_by_law(self, client, officer, tier1_rep):
        shown = {}
        for user in (officer, tier1_rep):
            client.force_login(user)
            page = client.get(self.URL)
            shown[user] = {
                kind.code: field for _head, rows in page.context["form"].sections() for kind, field in rows
            }

        assert "check_payment" in shown[officer]
        assert "check_payment" not in shown[tier1_rep]
        assert "accept_award" not in shown[officer]
        assert shown[tier1_rep]["accept_award"] is None

    @pytest.mark.parametrize("bad", [{"check_payment": "BY_PIGEON"}, {"check_payment": ""}, {}])
    def test_takes_nothing_it_does_not_offer(self, client, officer, bad):
        client.force_login(officer)
        answer = client.post(self.URL, bad)

        assert answer.status_code == 422
        assert not Choice.objects.exists()

    def test_does_not_switch_off_the_law(self, client, tier1_rep):
        client.force_login(tier1_rep)
        fields = {**client.get(self.URL).context["form"].initial, "accept_award": "INBOX"}
        client.post(self.URL, fields)

        assert not Choice.objects.exists()


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


class TestMeantFor:
    def test_gives_work_without_a_day_the_one_the_office_set_itself(self, opened, office, monkeypatch):
        kind = Kind("slow", "Slow", lambda public_id: "/", within_days=14)
        monkeypatch.setitem(registry._kinds, "slow", kind)
        terms = {"kind": "slow", "to": to_office(office.pk, Role.OFFICER)}

        assert opened("a", **terms, due_on=None).due_on == clock.day(MOMENT) + dt.timedelta(days=14)
        assert opened("b", **terms).due_on == DUE
        assert opened("c", **terms, due_on=None, is_notice=True).due_on is None


class TestBeat:
    def test_strikes_each_clock_that_there_is(self, settings):
        from config.celery import app

        app.loader.import_default_modules()
        named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
        assert named <= app.tasks.keys()
        assert {"core.inbox.nudge", "core.inbox.digest"} <= named
        assert settings.CELERY_TIMEZONE == "Asia/Seoul"
