"""What waits for whom: opened once, seen by its addressees, told by e-mail, closed when done."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.exceptions import PermissionDenied

from core.inbox import registry
from core.inbox.models import Item
from core.inbox.operations import close_items, dismiss, firm, open_item, person
from core.inbox.operations import office as to_office
from core.inbox.queries import addressees
from core.inbox.tasks import send_inbox_email
from core.jobs.models import Job
from core.jobs.operations import Lost, Progress, take
from core.users.operations import end_role
from tests.factories.people import FIRST_DAY, MOMENT, UserFactory, with_role


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    """A kind of item that leads to the healthz page, which every test has."""
    monkeypatch.setitem(
        registry._kinds,
        "test",
        registry.Kind("test", "Look at this", lambda public_id: f"/cases/{public_id}/"),
    )


@pytest.fixture
def opened(program, office):
    def opened(**more):
        terms = {
            "key": "k",
            "kind": "test",
            "subject": program,
            "subject_kind": "program",
            "about": "시험 사업",
            "to": to_office(office.pk, "OFFICER"),
            "at": MOMENT,
        }
        return open_item(**(terms | more))

    return opened


def waits_for(user) -> list[str]:
    return list(Item.objects.open().visible_to(user, MOMENT).values_list("key", flat=True))


def job_of(item: Item) -> Job:
    return Job.objects.filter(kind="inbox_email", payload={"item_id": item.pk}).latest("pk")


class TestVisibleTo:
    def test_the_role_in_the_office(self, opened, officer, second_officer, approving_officer, other_officer):
        opened()

        assert waits_for(officer) == waits_for(second_officer) == ["k"]
        assert waits_for(approving_officer) == waits_for(other_officer) == []

    def test_anybody_of_the_firm_when_no_role_is_named(
        self, opened, tier1, tier1_rep, tier1_clerk, rival_rep
    ):
        opened(to=firm(tier1.pk))

        assert waits_for(tier1_rep) == waits_for(tier1_clerk) == ["k"]
        assert waits_for(rival_rep) == []

    def test_the_person(self, opened, verifier, officer):
        opened(to=person(verifier))

        assert waits_for(verifier) == ["k"]
        assert waits_for(officer) == []

    def test_whoever_has_the_role_over_everything(self, opened, tier1):
        everywhere = with_role("OFFICER")
        opened()
        opened(key="firm", to=firm(tier1.pk))

        assert waits_for(everywhere) == ["k"]

    def test_nobody_who_is_not_signed_in(self, opened):
        opened()

        assert waits_for(AnonymousUser()) == []

    def test_not_before_or_after_the_role(self, opened, officer):
        opened()
        end_role(assignment=officer.assignments.get(), on=FIRST_DAY, by=None, at=MOMENT)

        assert waits_for(officer) == []

    def test_the_soonest_first(self, opened, officer):
        opened(key="late", due_on=dt.date(2026, 3, 1))
        opened(key="never")
        opened(key="soon", due_on=dt.date(2026, 2, 1))

        keys = Item.objects.visible_to(officer, MOMENT).by_urgency().values_list("key", flat=True)
        assert list(keys) == ["soon", "late", "never"]


class TestOpening:
    def test_happens_once_and_sends_one_letter(self, opened):
        assert opened() == opened()
        assert Job.objects.filter(kind="inbox_email").count() == 1

    def test_happens_again_when_the_work_comes_back(self, opened, program, officer):
        item = opened()
        close_items(subject_kind="program", subject_id=program.pk, by=officer, at=MOMENT)

        later = MOMENT + dt.timedelta(days=1)
        again = opened(about="new words", at=later)

        assert again == item
        assert (again.closed_at, again.about, again.opened_at) == (None, "new words", later)
        assert Job.objects.filter(kind="inbox_email").count() == 2

    def test_does_not_bring_back_a_notice_that_was_read(self, opened, officer):
        notice = opened(is_notice=True)
        dismiss(item=notice, by=officer, at=MOMENT)

        opened(is_notice=True, at=MOMENT + dt.timedelta(days=1))

        assert waits_for(officer) == []

    def test_cuts_a_long_name(self, opened):
        assert len(opened(about="가" * 500).about) == 240

    def test_leads_to_the_case(self, opened, program):
        item = opened()

        assert (item.title, item.href) == ("Look at this", f"/cases/{program.public_id}/")

    def test_knows_whether_it_is_late(self, opened):
        assert opened(key="a", due_on=dt.date(2020, 1, 1)).is_overdue
        assert not opened(key="b", due_on=dt.date(2999, 1, 1)).is_overdue
        assert not opened(key="c").is_overdue


class TestClosing:
    def test_takes_work_out_of_all_inboxes_and_leaves_notices(self, opened, program, officer):
        opened(key="a")
        opened(key="b")
        opened(key="notice", is_notice=True)

        assert close_items(subject_kind="program", subject_id=program.pk, by=officer, at=MOMENT) == 2
        assert waits_for(officer) == ["notice"]

    def test_takes_only_the_kinds_that_were_named(self, opened, program, officer):
        opened()

        close = {"subject_kind": "program", "subject_id": program.pk, "by": officer, "at": MOMENT}
        assert close_items(**close, kinds={"other"}) == 0
        assert close_items(**close, kinds={"test"}) == 1

    def test_leaves_other_cases_alone(self, opened, program, officer):
        opened()

        assert close_items(subject_kind="program", subject_id=program.pk + 1, by=officer, at=MOMENT) == 0


class TestDismiss:
    def test_takes_out_a_notice(self, opened, officer):
        item = opened(is_notice=True)

        dismiss(item=item, by=officer, at=MOMENT)

        item.refresh_from_db()
        assert (item.closed_by, item.closed_at) == (officer, MOMENT)

    def test_leaves_work(self, opened, officer):
        dismiss(item=opened(), by=officer, at=MOMENT)

        assert waits_for(officer) == ["k"]

    def test_is_for_addressees_only(self, opened, officer, other_officer):
        item = opened(is_notice=True)

        with pytest.raises(PermissionDenied):
            dismiss(item=item, by=other_officer, at=MOMENT)
        assert waits_for(officer) == ["k"]


class TestLetters:
    def send(self, item: Item) -> dict:
        job = take(job_of(item).pk)
        return send_inbox_email(Progress(job), item_id=item.pk)

    def test_go_to_every_addressee_in_their_language(self, opened, officer, second_officer, other_officer):
        second_officer.language = "en"
        second_officer.save()

        self.send(opened(due_on=dt.date(2026, 3, 6)))

        assert sorted(letter.to for letter in mail.outbox) == [
            ["officer2@example.kr"],
            ["officer@example.kr"],
        ]
        bodies = {letter.to[0]: letter.body for letter in mail.outbox}
        assert "Dear 이담당" in bodies["officer2@example.kr"]
        assert "2026-03-06" in bodies["officer2@example.kr"]
        assert "/cases/" in bodies["officer@example.kr"]

    def test_are_not_sent_once_the_work_is_done(self, opened, program, officer):
        item = opened()
        close_items(subject_kind="program", subject_id=program.pk, by=officer, at=MOMENT)

        self.send(item)

        assert mail.outbox == []

    def test_do_not_go_to_inactive_people(self, opened, officer, second_officer):
        officer.is_active = False
        officer.save()

        assert addressees(opened(), MOMENT) == [second_officer]

    def test_go_on_after_the_last_one_when_a_worker_died(self, opened, officer, second_officer, monkeypatch):
        item, sent = opened(), []

        def die_after_one(**letter: object) -> None:
            if sent:
                raise SystemExit
            sent.append(letter["recipient_list"])

        monkeypatch.setattr("core.inbox.tasks.send_mail", die_after_one)
        with pytest.raises(SystemExit):
            self.send(item)
        monkeypatch.undo()
        monkeypatch.setitem(registry._kinds, "test", registry.Kind("test", "x", lambda public_id: "/x/"))
        Job.objects.update(heartbeat_at=MOMENT)

        self.send(item)

        assert [*sent, *(letter.to for letter in mail.outbox)] == [
            ["officer@example.kr"],
            ["officer2@example.kr"],
        ]

    def test_stop_when_another_worker_has_taken_over(self, opened, officer, second_officer):
        item = opened()
        job = take(job_of(item).pk)
        Job.objects.update(heartbeat_at=MOMENT)
        assert take(job.pk) is not None

        with pytest.raises(Lost):
            send_inbox_email(Progress(job), item_id=item.pk)

        assert len(mail.outbox) == 1

    def test_have_a_subject_of_one_line(self, opened, officer):
        self.send(opened(about="first\r\nBcc: everybody@example.kr"))

        assert "\n" not in mail.outbox[0].subject
        assert mail.outbox[0].recipients() == ["officer@example.kr"]

    def test_reach_each_person_once_however_many_roles_they_have(self, opened, tier1, tier1_rep):
        from tests.factories.people import give_role

        give_role(tier1_rep, "CLERK", "FIRM", tier1.pk)

        assert addressees(opened(to=firm(tier1.pk)), MOMENT) == [tier1_rep]

    def test_to_one_person_go_to_that_person(self, opened):
        someone = UserFactory()

        assert addressees(opened(to=person(someone)), MOMENT) == [someone]
