"""Objections and silence: the last second, four eyes, money that goes back, an award decided anew."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from applications import operations, periods
from applications.models import Application, Letter, Objection
from applications.operations import Condition, objections
from applications.operations.silence import silent_awards
from applications.refusals.decisions import (
    AnswerOverdue,
    ExtendedAlready,
    ObjectedAlready,
    ObjectionOpen,
    ObjectionTooLate,
    WrongAgainst,
)
from applications.tasks import send_decision_letter, watch_periods
from core.inbox.models import Item
from core.jobs.models import Job
from core.jobs.operations import Progress
from core.ledger import operations as ledger
from core.ledger.queries import balance
from core.users.models import User
from core.users.queries import system_user
from core.users.scopes import ScopeKind
from core.workflow.refusals import InvalidTransition
from disbursements import operations as disbursements
from programs.deadline import SEOUL, Deadline
from programs.models import Call, CheckTerm
from reporting.dashboards.books.expected import awards, compare
from tests.factories import cases, people
from tests.factories.people import FIRST_DAY, MOMENT

#: day 30 and day 20 after the notice of 2 February 2026, to the last second
LAST_TO_OBJECT = dt.datetime(2026, 3, 4, 23, 59, 59, tzinfo=SEOUL)
LAST_TO_ACCEPT = dt.datetime(2026, 2, 22, 23, 59, 59, tzinfo=SEOUL)
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def refused(assessed: Application, approving_officer: User) -> Application:
    return operations.refuse(application=assessed, reason="지원 대상이 아님", by=approving_officer, at=MOMENT)


@pytest.fixture
def second_approver(office: Any) -> User:
    return people.with_role(
        "APPROVING_OFFICER", ScopeKind.OFFICE, office.pk, name="정승인", email="approver2@example.kr"
    )


def filed(
    case: Application, by: User, against: str = "AMOUNT", at: dt.datetime = MOMENT, **more: Any
) -> Objection:
    return operations.object_to(
        application=case, against=against, grounds="부대공사도 지원 대상임", by=by, at=at, **more
    )


def answered(objection: Objection, outcome: str, by: User, at: dt.datetime = MOMENT + DAY) -> Objection:
    return operations.answer_objection(
        objection=objection, outcome=outcome, answer="공고의 지원 대상을 다시 봄", by=by, at=at
    )


class TestDeadlines:
    def test_end_with_the_last_second_of_the_last_day_in_seoul(self):
        late_evening = dt.datetime(2026, 2, 2, 23, 59, 59, tzinfo=SEOUL)

        assert Deadline.days_after(late_evening, 30).moment == LAST_TO_OBJECT
        assert Deadline.days_after(late_evening + SECOND, 30).moment == LAST_TO_OBJECT + DAY


@pytest.mark.django_db
class TestObjecting:
    def test_is_taken_in_the_last_second_and_answered_within_fourteen_days(self, refused, tier1_rep):
        objection = filed(refused, tier1_rep, "REFUSAL", LAST_TO_OBJECT)

        assert objection.due_on == dt.date(2026, 3, 18)
        assert Item.objects.get(kind="answer_objection").due_on == objection.due_on
        assert Letter.objects.filter(kind="OBJECTION_RECEIVED").count() == 2

    def test_is_refused_a_second_later_naming_the_last_day(self, refused, tier1_rep):
        with pytest.raises(ObjectionTooLate, match="2026-03-04 23:59: 30 days"):
            filed(refused, tier1_rep, "REFUSAL", LAST_TO_OBJECT + SECOND)

    def test_follows_the_days_of_the_programme(self, refused, tier1_rep):
        CheckTerm.objects.create(
            program=refused.call.program, kind="OBJECTION_DAYS", value=3, valid_from=FIRST_DAY,
            source_ko="시험 자료", source_en="Test data",
        )  # fmt: skip
        with pytest.raises(ObjectionTooLate, match="2026-02-05"):
            filed(refused, tier1_rep, "REFUSAL", MOMENT + 4 * DAY)

    def test_is_for_the_firms_representative_alone(self, refused, tier1_clerk, rival_rep, officer):
        for person in (tier1_clerk, rival_rep, officer):
            with pytest.raises(PermissionDenied):
                filed(refused, person, "REFUSAL")

    def test_is_possible_once_against_what_the_decision_has(self, refused, tier1_rep):
        with pytest.raises(WrongAgainst):
            filed(refused, tier1_rep, "AMOUNT")
        filed(refused, tier1_rep, "REFUSAL")
        with pytest.raises(ObjectedAlready):
            filed(refused, tier1_rep, "REFUSAL")

    def test_keeps_an_award_from_being_accepted_until_it_is_taken_back(self, awarded, tier1_rep):
        objection = filed(awarded, tier1_rep)
        with pytest.raises(ObjectionOpen):
            disbursements.accept_award(application=awarded, by=tier1_rep, at=MOMENT)
        operations.take_objection_back(objection=objection, by=tier1_rep, at=MOMENT)
        assert disbursements.accept_award(application=awarded, by=tier1_rep, at=MOMENT).pk


@pytest.mark.django_db
class TestAnswering:
    def test_is_not_for_who_took_the_decision(self, awarded, tier1_rep, approving_officer, officer):
        objection = filed(awarded, tier1_rep)
        for person in (approving_officer, officer):
            with pytest.raises(PermissionDenied):
                answered(objection, "UPHELD", person)
        with pytest.raises(IntegrityError), transaction.atomic():
            Objection.objects.filter(pk=objection.pk).update(
                answered_by=approving_officer, answered_at=MOMENT
            )

    def test_of_two_officers_the_second_is_told(self, refused, tier1_rep, second_approver):
        objection = filed(refused, tier1_rep, "REFUSAL")
        answered(objection, "DISMISSED", second_approver)
        with pytest.raises(InvalidTransition):
            answered(objection, "UPHELD", second_approver)

    def test_is_put_off_once_by_ten_days(self, refused, tier1_rep, approving_officer, second_approver):
        objection = filed(refused, tier1_rep, "REFUSAL")
        put_off = {"objection": objection, "reason": "사실 확인에 시간이 걸림", "by": second_approver}
        with pytest.raises(PermissionDenied):
            operations.put_off_answer(**put_off | {"by": approving_officer}, at=MOMENT)
        with pytest.raises(AnswerOverdue):
            operations.put_off_answer(**put_off, at=MOMENT + 15 * DAY)
        assert operations.put_off_answer(**put_off, at=MOMENT).due_on == dt.date(2026, 2, 26)
        with pytest.raises(ExtendedAlready):
            operations.put_off_answer(**put_off, at=MOMENT)

    def test_dismissed_begins_the_days_to_accept_anew(self, awarded, tier1_rep, second_approver):
        answered(filed(awarded, tier1_rep), "DISMISSED", second_approver, MOMENT + 10 * DAY)

        assert periods.acceptance_deadline(awarded).moment == LAST_TO_ACCEPT + 10 * DAY
        assert Item.objects.open().get(kind="accept_award").due_on == (LAST_TO_ACCEPT + 10 * DAY).date()

    def test_upheld_takes_the_award_back_and_others_decide_anew(
        self, awarded, tier1_rep, approving_officer, second_approver, officer
    ):
        answered(filed(awarded, tier1_rep), "UPHELD", second_approver)
        case = Application.objects.get(pk=awarded.pk)
        assert (case.status, case.awarded_won, case.decided_by) == ("REOPENED", None, None)
        assert balance(case.owner, "committed") == 0

        terms = {"application": case, "at": MOMENT + DAY}
        operations.assess(recommendation="AWARD", finding="다시 봄: 적법함", by=officer, **terms)
        with pytest.raises(PermissionDenied):
            operations.return_for_correction(reason="보완", by=approving_officer, **terms)
        terms |= {"reason": "이의신청에 따름", "effective_on": MOMENT.date(), "amount": 110_000_000}
        with pytest.raises(PermissionDenied):
            operations.award(by=approving_officer, **terms)
        again = operations.award(by=second_approver, **terms)
        assert (again.awarded_won, balance(case.owner, "committed")) == (110_000_000, 110_000_000)
        keys = [expected.key for expected in awards()]
        assert keys == [f"award:{case.pk}", f"release:{case.pk}", f"award:{case.pk}:2"]
        self.released_beside_a_payment_of_the_same_id(again, tier1_rep)

    def released_beside_a_payment_of_the_same_id(self, case: Application, rep: User) -> None:
        a_payments = f"release:{case.pk}:2"
        ledger.post(
            key=a_payments, source=ledger.outside("state"), target=ledger.outside("duty"), amount=7,
            effective_on=MOMENT.date(), at=MOMENT, by=rep, event=a_payments,
        )  # fmt: skip

        operations.withdraw(application=case, reason="사업 포기", by=rep, at=MOMENT + 2 * DAY)

        assert balance(case.owner, "committed") == 0
        assert f"release:award:{case.pk}:2" in [expected.key for expected in awards()]
        assert compare("", awards()).differences == []

    def test_upheld_locks_the_accounts_last(self, awarded, tier1_rep, second_approver, monkeypatch):
        done: list[str] = []
        for step in ("waive_all", "release"):
            monkeypatch.setattr(objections, step, lambda *_args, _step=step, **_more: done.append(_step))
        answered(filed(awarded, tier1_rep), "UPHELD", second_approver)

        assert done == ["waive_all", "release"]

    def test_upheld_of_a_refusal_leads_back_to_an_assessment(
        self, refused, tier1_rep, second_approver, officer
    ):
        answered(filed(refused, tier1_rep, "REFUSAL"), "UPHELD", second_approver)

        case = Application.objects.get(pk=refused.pk)
        assert case.status == "REOPENED"
        assert not case.can_move_to("SUBMITTED")
        assert case.can_move_to("ASSESSED")

    def test_a_file_of_another_case_is_refused(self, refused, tier1_rep):
        from core.evidence.operations import AttachmentTaken

        quote = refused.cost_items.get().chosen_quote.attachment
        with pytest.raises(AttachmentTaken):
            filed(refused, tier1_rep, "REFUSAL", files=[quote])
        assert not Objection.objects.exists()


@pytest.mark.django_db
class TestSilence:
    def test_withdraws_a_second_after_the_last_day_and_gives_the_money_back(self, awarded, funded_call):
        by, left = system_user(), funded_call.budget_won
        for in_time in (LAST_TO_ACCEPT + SECOND, LAST_TO_OBJECT):
            assert not operations.end_silence(application=awarded, by=by, at=in_time)
            assert not silent_awards(in_time)

        too_late = LAST_TO_OBJECT + SECOND
        assert silent_awards(too_late) == [awarded]
        assert operations.end_silence(application=awarded, by=by, at=too_late)
        assert not operations.end_silence(application=awarded, by=by, at=too_late)
        awarded.refresh_from_db()
        assert awarded.status == "WITHDRAWN"
        from core.ledger.operations import Owner

        assert balance(Owner("call", funded_call.pk), "available") == left
        assert {letter.kind for letter in awarded.letters.all()} == {"AWARD", "SILENCE"}
        told = Item.objects.filter(kind="award_lapsed").values_list("scope_kind", "role")
        assert set(told) == {("FIRM", ""), ("OFFICE", "APPROVING_OFFICER")}
        mailed = Job.objects.filter(
            kind="inbox_email", payload__item_id__in=list(told.values_list("pk", flat=True))
        )
        assert mailed.count() == 1  # the office; the firm has its letter
        assert not Item.objects.filter(kind="award_declined").exists()

    def test_leaves_the_whole_time_to_object_and_the_letter_says_so(self, awarded, tier1_rep):
        letter = awarded.letters.get(kind="AWARD", language="en")

        assert "until 2026-02-22. An award that is not accepted stands until 2026-03-04" in letter.body
        assert filed(awarded, tier1_rep, at=LAST_TO_OBJECT).pk

    def test_ends_no_award_whose_firm_was_told_no_day(self, awarded_application):
        much_later = LAST_TO_OBJECT + 90 * DAY

        assert not silent_awards(much_later)
        assert not operations.end_silence(application=awarded_application, by=system_user(), at=much_later)

    def test_never_ends_an_award_under_an_objection(self, awarded, tier1_rep):
        filed(awarded, tier1_rep)
        much_later = LAST_TO_ACCEPT + 90 * DAY

        assert not silent_awards(much_later)
        assert not operations.end_silence(application=awarded, by=system_user(), at=much_later)

    def test_has_its_day_in_the_inbox_from_the_award_on(self, awarded):
        item = Item.objects.open().get(subject_kind="application", subject_id=awarded.pk)

        assert (item.kind, item.due_on) == ("accept_award", LAST_TO_ACCEPT.date())

    def test_is_ended_by_the_hourly_task_twice_without_harm(self, awarded, monkeypatch):
        monkeypatch.setattr("core.workflow.clock.now", lambda: LAST_TO_OBJECT + SECOND)

        assert (watch_periods(), watch_periods()) == (1, 0)


@pytest.mark.django_db
class TestConditions:
    @pytest.fixture
    def condition(self, assessed: Application, funded_call: Call, approving_officer: User) -> Any:
        conditions = [Condition("설치 사진을 낼 것", MOMENT.date() + 30 * DAY, "Hand in photographs")]
        case = operations.award(
            application=assessed, amount=1_000_000, reason="선정평가 결과", effective_on=MOMENT.date(),
            conditions=conditions, by=approving_officer, at=MOMENT,
        )  # fmt: skip
        return case.conditions.get()

    def report(self, condition: Any, by: User, **more: Any) -> Any:
        proof = more.pop("evidence", None) or cases.paper(by)
        return operations.report_condition(condition=condition, evidence=proof, by=by, at=MOMENT, **more)

    def test_stand_in_the_letter_in_its_language(self, condition):
        bodies = {letter.language: letter.body for letter in condition.application.letters.all()}

        assert "설치 사진을 낼 것 (이행 기한: 2026-03-04)" in bodies["ko"]
        assert "Hand in photographs (until 2026-03-04)" in bodies["en"]

    def test_are_read_before_the_award_is_accepted(self, client, condition, tier1_rep, monkeypatch):
        monkeypatch.setattr("core.workflow.clock.now", lambda: MOMENT)
        client.force_login(tier1_rep)
        page = client.get(reverse("disbursements:accept", args=[condition.application.public_id]))

        assert "2026-03-04까지 이행: 설치 사진을 낼 것" in page.content.decode()

    def test_are_reported_sent_back_and_confirmed(self, condition, tier1_rep, tier1_clerk, officer):
        disbursements.accept_award(application=condition.application, by=tier1_rep, at=MOMENT)
        assert Item.objects.open().get(kind="fulfil_condition").due_on == condition.due_on
        with pytest.raises(InvalidTransition):
            operations.reject_condition(condition=condition, reason="증빙 없음", by=officer, at=MOMENT)
        self.report(condition, tier1_clerk)
        operations.reject_condition(condition=condition, reason="사진이 흐림", by=officer, at=MOMENT)
        self.report(condition, tier1_clerk)
        done = operations.confirm_condition(condition=condition, by=officer, at=MOMENT)

        assert [c.to_status for c in done.changes.all()] == [
            "SET",
            "REPORTED",
            "SET",
            "REPORTED",
            "FULFILLED",
        ]
        assert not Item.objects.open().filter(subject_kind="condition").exists()

    def test_go_with_an_award_that_is_given_up(self, condition, tier1_rep):
        operations.withdraw(application=condition.application, reason="사업 포기", by=tier1_rep, at=MOMENT)
        condition.refresh_from_db()

        assert condition.status == "WAIVED"

    def test_belong_to_the_firm_and_its_office(self, condition, rival_rep, officer, tier1_clerk):
        with pytest.raises(PermissionDenied):
            self.report(condition, rival_rep)
        for step in (operations.confirm_condition, operations.waive_condition):
            reason = {"reason": "x" * 9} if step is operations.waive_condition else {}
            with pytest.raises(PermissionDenied):
                step(condition=condition, by=tier1_clerk, at=MOMENT, **reason)

    def test_go_with_the_decision_an_objection_overturns(self, condition, tier1_rep, second_approver):
        answered(filed(condition.application, tier1_rep, "CONDITIONS"), "UPHELD", second_approver)
        condition.refresh_from_db()

        assert condition.status == "WAIVED"


@pytest.mark.django_db
class TestPages:
    def test_say_why_an_award_cannot_be_accepted_or_objected_to_again(self, client, awarded, tier1_rep):
        filed(awarded, tier1_rep)
        client.force_login(tier1_rep)
        page = client.get(awarded.get_absolute_url(), headers={"Accept-Language": "en"})
        reasons = {step.href.rstrip("/").split("/")[-1]: step.reason for step in page.context["actions"]}

        assert "2026-02-16" in reasons["accept"]
        assert reasons["object"]

    def test_take_an_award_with_its_conditions_and_keep_a_half_filled_one(
        self, client, assessed, funded_call, approving_officer
    ):
        client.force_login(approving_officer)
        url = reverse("applications:award", args=[assessed.public_id])
        data = {
            "amount": "1,000,000", "effective_on": MOMENT.date(), "reason": "선정평가 결과에 따름",
            "condition_1": "설치 사진을 낼 것",
        }  # fmt: skip
        assert "20일 안에 수락하도록" in client.get(url).content.decode()
        bad = client.post(url, data)
        assert bad.status_code == 422
        assert "설치 사진을 낼 것" in bad.content.decode()
        late = {"due_1": "2097-01-31", "condition_3": "계측기 교정", "due_3": "2020-01-31"}
        assert set(client.post(url, data | late).context["form"].errors) == {"due_3"}
        assert client.post(url, data | {"due_1": "2097-01-31"}).status_code == 302
        assert assessed.conditions.get().due_on == dt.date(2097, 1, 31)

    def test_take_an_objection_with_a_file_and_its_answer(
        self, client, refused, tier1_rep, second_approver, monkeypatch
    ):
        monkeypatch.setattr("core.workflow.clock.now", lambda: MOMENT + DAY)
        client.force_login(tier1_rep)
        url = reverse("applications:object", args=[refused.public_id])
        from django.core.files.uploadedfile import SimpleUploadedFile

        paper = SimpleUploadedFile("proof.pdf", cases.SMALL_PDF)
        data = {"against": "REFUSAL", "grounds": "부대공사도 지원 대상임", "file_1": paper}
        shown = client.post(url, data, follow=True)
        assert "proof.pdf" in shown.content.decode()
        objection = Objection.objects.get()
        client.force_login(second_approver)
        answer = reverse("applications:objection_answer", args=[objection.public_id])
        assert "부대공사도 지원 대상임" in client.get(answer).content.decode()
        data = {"outcome": "DISMISSED", "answer": "공고의 지원 대상이 아님"}
        assert client.post(answer, data, follow=True).status_code == 200
        letter = Letter.objects.get(kind="OBJECTION_DECIDED", language="ko")
        assert "공고의 지원 대상이 아님" in client.get(letter.get_absolute_url()).content.decode()

    def test_hide_an_objection_from_other_firms(self, client, refused, tier1_rep, rival_rep, anchor_rep):
        objection = filed(refused, tier1_rep, "REFUSAL")
        for person in (rival_rep, anchor_rep):
            client.force_login(person)
            assert client.get(objection.get_absolute_url()).status_code == 404


@pytest.mark.django_db
class TestMail:
    def test_reaches_everybody_of_the_firm_once_in_their_language(
        self, awarded, tier1_rep, tier1_clerk, mailoutbox
    ):
        User.objects.filter(pk=tier1_clerk.pk).update(language="en")
        job = Job.objects.get(kind="decision_letter", payload__letters__contains=[awarded.letters.first().pk])
        Job.objects.filter(pk=job.pk).update(status="STARTED", attempt=1)
        job.refresh_from_db()
        for _twice in range(2):
            send_decision_letter(Progress(job), **job.payload)

        sent = {mail.to[0]: mail.subject for mail in mailoutbox}
        assert len(mailoutbox) == 2
        assert "교부결정 통지" in sent[tier1_rep.email]
        assert "Decision of award" in sent[tier1_clerk.email]
