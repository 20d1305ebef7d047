"""Reminders and escalations: once each, however often the clock strikes."""

import datetime as dt

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.inbox import operations, registry, tasks
from core.inbox.models import Item, Nudge
from core.inbox.operations import close_items, firm, person
from core.inbox.operations import office as to_office
from core.inbox.registry import Kind
from core.jobs.models import Job
from core.jobs.operations import Progress, take
from core.users.models import Role, User
from core.users.queries import system_user
from core.workflow import clock
from reporting.dashboards.queries import waiting
from tests.factories.people import MOMENT
from tests.inbox.clockwork import DUE, letters, on, strike, work_off

pytestmark = pytest.mark.django_db


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

    def test_stop_when_the_work_is_done(self, opened, officer, office, consortium):
        opened(to=to_office(office.pk, Role.OFFICER))
        strike(on(DUE - dt.timedelta(days=3)))
        close_items(subject_kind="consortium", subject_id=consortium.pk, by=officer, at=MOMENT)
        strike(on(DUE))
        work_off("inbox_reminder")

        assert Nudge.objects.count() == 1
        assert letters() == []

    def test_begin_anew_when_the_work_comes_back_with_another_day(self, opened, officer, office, consortium):
        to = to_office(office.pk, Role.OFFICER)
        opened(to=to)
        strike(on(DUE))
        close_items(subject_kind="consortium", subject_id=consortium.pk, by=officer, at=on(DUE))
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
        work_off("inbox_email")
        assert tier1_rep.email in {letter.to[0] for letter in mail.outbox if "기한이 지났으나" in letter.body}
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
