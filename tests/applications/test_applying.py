"""Applying: each field saved as it is left, steps that know what they miss, hand-overs, receipts."""

import datetime as dt
import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from applications import operations, queries, steps
from applications.answers import sheet_of
from applications.models import Application, DraftEntry, Receipt
from applications.refusals import Incomplete, NotAColleague, NotEditable
from core.inbox.models import Item
from core.inbox.queries import told_at_once
from core.users.models import User
from core.workflow import clock
from firms.models import Firm
from programs.deadline import Deadline, require_arrival
from programs.models import Call, CheckTerm, Consortium, Member
from programs.refusals import ArrivedLate, CallClosed
from tests.applications.conftest import PERIOD, add_item
from tests.applications.test_race import at_once
from tests.factories import cases, people
from tests.factories.people import FIRST_DAY, MOMENT
from tests.inbox.clockwork import strike
from tests.programs.questions import FITTING, asks, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


@pytest.fixture
def sign_in(client: Client) -> Any:
    client.cookies["django_language"] = "en"

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def url(name: str, case: Any) -> str:
    return reverse(f"applications:{name}", args=[case.public_id])


def form_of(draft: Application, **changed: Any) -> dict[str, Any]:
    draft.refresh_from_db()
    known = {
        "title": draft.title,
        "purpose": draft.purpose,
        "starts_on": "2026-04-01",
        "ends_on": "2026-12-31",
    }
    return {**known, "anchor_won": "0", "version": draft.version, **changed}


def leave(client: Client, address: str, left: str, /, **form: Any) -> Any:
    """Leave one field of a form."""
    return client.post(address, {**form, "autosave": left})


class TestFieldsLeft:
    def test_one_is_saved_and_brings_its_version(
        self, draft: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        client, address = sign_in(tier1_clerk), url("edit", draft)
        first = leave(client, address, "title", **form_of(draft, title="새 제목", purpose="아직"))
        assert first.status_code == 200
        assert first.json()["text"] == "Saved 10:00"
        assert first.json()["saved"] == ["title"]
        draft.refresh_from_db()
        assert (draft.title, draft.purpose, draft.version) == (
            "새 제목",
            "전력 절감",
            first.json()["version"],
        )
        again = leave(client, address, "purpose", **form_of(draft, purpose="더 자세히"))
        assert again.json()["version"] == draft.version + 1
        assert not DraftEntry.objects.exists()

    def test_a_wrong_one_is_kept_shown_again_and_saved_once_it_is_right(
        self, draft: Application, tier1_clerk: User, tier1_rep: User, sign_in: Any
    ) -> None:
        client, address = sign_in(tier1_clerk), url("edit", draft)
        answer = leave(client, address, "starts_on", **form_of(draft, starts_on="2027-03-01"))
        assert answer.status_code == 422
        assert "The end must not be before the start. What you typed is kept." in answer.json()["text"]
        page = client.get(address)
        assert page.context["restored"] == [("Start", "2027-03-01")]
        assert page.context["form"]["starts_on"].value() == "2027-03-01"
        both = form_of(draft, starts_on="2027-03-01", ends_on="2027-09-30")
        assert leave(client, address, "ends_on", **both).json()["saved"] == ["ends_on", "starts_on"]
        draft.refresh_from_db()
        assert (draft.starts_on, draft.ends_on) == (dt.date(2027, 3, 1), dt.date(2027, 9, 30))
        assert not DraftEntry.objects.exists()
        leave(client, address, "title", **form_of(draft, title=""))
        assert not sign_in(tier1_rep).get(address).context["restored"]  # kept for the one who typed it

    def test_a_stale_one_is_told_who_was_first_and_kept(
        self, draft: Application, tier1_clerk: User, tier1_rep: User, sign_in: Any
    ) -> None:
        typed = form_of(draft, title="나중")
        first = {"title": "먼저", "by": tier1_rep, "at": MOMENT}
        operations.edit_application(application=draft, version=draft.version, **first)
        answer = leave(sign_in(tier1_clerk), url("edit", draft), "title", **typed)
        assert answer.status_code == 409
        assert f"{tier1_rep} changed this at" in answer.json()["text"]
        draft.refresh_from_db()
        assert draft.title == "먼저"
        assert DraftEntry.objects.get().values == {"title": "나중"}

    def test_a_new_cost_item_is_found_again_with_its_file_and_thrown_away(
        self, draft: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        client = sign_in(tier1_clerk)
        address = url("cost_item_add", draft) + "?kind=EQUIPMENT&technology=air_compressor"
        answer = leave(client, address, "name", name="압축\x00기 2호")
        assert (answer.status_code, answer.json()["saved"]) == (422, [])
        assert leave(client, address, "cost_won", cost_won="12만원 아님").status_code == 422
        leave(client, address, "quote", quote=cases_quote())
        page = client.get(address)
        assert page.context["form"]["name"].value() == "압축기 2호"
        assert page.context["form"]["cost_won"].value() == "12만원 아님"
        assert "Kept: quote.pdf" in page.content.decode()
        assert client.post(address, {"discard": "yes"}).status_code == 302
        assert not DraftEntry.objects.exists()

    def test_what_was_kept_ends_with_its_form_and_with_the_case(
        self, draft: Application, tier1_clerk: User
    ) -> None:
        item, terms = draft.cost_items.get(), {"by": tier1_clerk, "at": MOMENT}
        for form in (f"cost_item:{item.public_id}", "undertaking"):
            operations.keep_entry(application=draft, form=form, values={"x": "y"}, **terms)
        operations.remove_cost_item(cost_item=item, **terms)
        assert [entry.form for entry in DraftEntry.objects.all()] == ["undertaking"]
        operations.withdraw(application=draft, reason="", **terms)
        assert not DraftEntry.objects.exists()

    def test_handing_the_form_in_ends_what_was_kept(
        self, consortium: Consortium, selected_plan: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        client, address = sign_in(tier1_clerk), reverse("applications:draft", args=[consortium.public_id])
        typed = {"title": "교체", "purpose": "", "starts_on": "2026-04-01", "ends_on": "2026-12-31"}
        assert leave(client, address, "title", **typed).json()["text"] == "Kept 10:00 as an unfinished entry"
        assert client.get(address).context["form"]["title"].value() == "교체"
        assert client.post(address, {**typed, "anchor_won": "0"}).status_code == 302
        assert not DraftEntry.objects.exists()

    def test_an_existing_cost_item_takes_one_field_or_one_input_of_its_method(
        self, draft: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        item, client = draft.cost_items.get(), sign_in(tier1_clerk)
        form = {"name": item.name, "version": item.version, "baseline_sec": "0.140"}
        assert leave(client, url("cost_item_edit", item), "baseline_sec", **form).json()["saved"] == [
            "baseline_sec"
        ]
        item.refresh_from_db()
        assert item.measure.expectation["baseline_sec"] == "0.140"
        assert item.measure.expectation["project_sec"] == "0.105"
        assert item.measure.site == "1공장"

    @pytest.mark.parametrize(
        ("name", "value", "status"),
        [
            ("title", "x" * 200, 422),
            ("title", "x" * 20_000, 422),
            ("status", "AWARDED", 400),
            ("version", "9", 400),
            ("awarded_won", "1", 400),
        ],
    )
    def test_foreign_fields_and_long_values_change_nothing(
        self, draft: Application, tier1_clerk: User, sign_in: Any, name: str, value: str, status: int
    ) -> None:
        before = form_of(draft)
        answer = leave(sign_in(tier1_clerk), url("edit", draft), name, **{**before, name: value})
        assert answer.status_code == status
        assert form_of(draft) == before

    def test_is_for_those_who_may_and_while_it_is_a_draft(
        self, draft: Application, tier1_clerk: User, tier1_rep: User, rival_rep: User, sign_in: Any
    ) -> None:
        typed = form_of(draft, title="바뀐 제목")
        assert leave(sign_in(rival_rep), url("edit", draft), "title", **typed).status_code == 404
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(tier1_clerk, backend="django.contrib.auth.backends.ModelBackend")
        assert leave(strict, url("edit", draft), "title", **typed).status_code == 403
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        for address, name in ((url("edit", draft), "title"), (url("edit", draft), "starts_on")):
            answer = leave(
                sign_in(tier1_clerk), address, name, **{**form_of(draft), "title": "", "starts_on": ""}
            )
            assert (answer.status_code, DraftEntry.objects.count()) == (409, 0)
        draft.refresh_from_db()
        assert draft.title == "압축기 교체"


def cases_quote() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("quote.pdf", cases.SMALL_PDF, "application/pdf")


class TestSteps:
    def test_know_what_they_miss_and_lead_to_it(
        self, draft: Application, tier1_clerk: User, tier1_rep: User, sign_in: Any
    ) -> None:
        found = {one.code: one.is_done for one in steps.way_of(draft, tier1_clerk, MOMENT)}
        assert found == {"basics": True, "costs": True, "reductions": True, "submit": False}
        assert steps.resume_address(draft, tier1_rep, MOMENT) == url("submit", draft)
        assert steps.resume_address(draft, tier1_clerk, MOMENT) == url("ask_to_submit", draft)
        operations.remove_cost_item(cost_item=draft.cost_items.get(), by=tier1_clerk, at=MOMENT)
        way = steps.way_of(draft, tier1_clerk, MOMENT, "costs")
        assert [one.code for one in way if not one.is_done] == ["costs", "reductions", "submit"]
        assert (way.before.code, way.after.code) == ("basics", "reductions")  # type: ignore[union-attr]
        client = sign_in(tier1_clerk)
        assert client.get(url("resume", draft))["Location"] == url("cost_item_add", draft)
        page = client.get(url("detail", draft), {"tab": "money"}).content.decode()
        assert "1 entry missing" in page
        assert "2098-12-31 18:00:00 (Seoul time)" in page

    def test_name_what_no_submission_would_take_in_kind(self, draft: Application, tier1_clerk: User) -> None:
        draft.own_in_kind_won = 10**12
        basics = next(one for one in steps.way_of(draft, tier1_clerk, MOMENT) if one.code == "basics")
        assert not basics.is_done
        assert "Set what is in kind to 0" in basics.missing[0].text

    def test_of_what_is_being_begun_are_those_it_will_have(self, call: Call, officer: User) -> None:
        assert [code for code, _title in steps.ahead(call, MOMENT, is_plan=False)] == [
            "basics",
            "costs",
            "reductions",
            "submit",
        ]
        published(call, officer, asks("total", "NUMBER"))
        assert "questions" in dict(steps.ahead(call, MOMENT, is_plan=False))

    def test_every_gap_belongs_to_a_step(self, draft: Application, anchor: Firm) -> None:
        codes = {code for step in steps.STEPS for code in step.gaps}
        assert codes >= {
            "basics",
            "costs",
            "certificate",
            "firm",
            "documents",
            "partners",
            "links",
            "agreement",
        }


class TestHandOver:
    def waiting(self, draft: Application) -> list[tuple[str, Any, str]]:
        return [
            (i.kind, i.user, i.role) for i in Item.objects.open().filter(subject_id=draft.pk, is_notice=False)
        ]

    def test_moves_the_work_to_one_person_and_history_says_so(
        self, draft: Application, tier1: Firm, tier1_clerk: User, tier1_rep: User, sign_in: Any
    ) -> None:
        colleague = people.person_of(tier1, "CLERK", name="새담당", email="new@example.kr")
        client = sign_in(tier1_clerk)
        assert tier1_clerk not in client.get(url("hand_over", draft)).context["form"].fields["to"].queryset
        sent = client.post(url("hand_over", draft), {"to": colleague.pk, "note": "견적서만 남음"})
        assert sent.status_code == 302
        assert self.waiting(draft) == [("finish_draft", colleague, "")]
        page = client.get(url("detail", draft), {"tab": "history"}).content.decode()
        assert "Handed the draft to 새담당." in page
        assert "견적서만 남음" in page

    def test_stays_in_the_firm(
        self,
        draft: Application,
        tier1_clerk: User,
        tier1_rep: User,
        rival_rep: User,
        officer: User,
        sign_in: Any,
    ) -> None:
        with pytest.raises(NotAColleague):
            operations.hand_over(application=draft, to=rival_rep, by=tier1_clerk, at=MOMENT)
        with pytest.raises(PermissionDenied):
            operations.hand_over(application=draft, to=rival_rep, by=rival_rep, at=MOMENT)
        operations.hand_over(application=draft, to=tier1_rep, note="우리끼리", by=tier1_clerk, at=MOMENT)
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        assert (
            "우리끼리" not in sign_in(officer).get(url("detail", draft), {"tab": "history"}).content.decode()
        )
        with pytest.raises(NotEditable):
            operations.hand_over(application=draft, to=tier1_rep, by=tier1_clerk, at=MOMENT)

    def test_asks_the_representative_until_it_is_changed_or_submitted(
        self, draft: Application, tier1_clerk: User, tier1_rep: User, sign_in: Any
    ) -> None:
        assert sign_in(tier1_clerk).post(url("ask_to_submit", draft), {"note": ""}).status_code == 302
        assert self.waiting(draft) == [("submit_draft", None, "REPRESENTATIVE")]
        operations.edit_application(application=draft, version=1, title="다시", by=tier1_clerk, at=MOMENT)
        assert self.waiting(draft) == [("finish_draft", None, "")]
        operations.ask_to_submit(application=draft, by=tier1_clerk, at=MOMENT)
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        assert {kind for kind, _user, _role in self.waiting(draft)} == {"assess_application"}

    def test_is_taken_back_by_an_answer_to_a_question(
        self, draft: Application, call: Call, tier1_clerk: User, tier1_rep: User, officer: User
    ) -> None:
        published(call, officer, asks("total", "NUMBER"))
        for amount in (Decimal(1), Decimal(2)):
            terms = {"answers": {"total": amount}, "by": tier1_clerk, "at": MOMENT}
            operations.answer_questions(application=draft, **terms)
            assert self.waiting(draft) == [("finish_draft", None, "")]
            operations.ask_to_submit(application=draft, by=tier1_clerk, at=MOMENT)
            assert self.waiting(draft) == [("submit_draft", None, "REPRESENTATIVE")]

    def test_falls_back_to_the_firm_when_the_colleague_leaves(
        self, draft: Application, tier1: Firm, tier1_clerk: User, tier1_rep: User, rival_rep: User
    ) -> None:
        def reads(user: User, at: dt.datetime) -> bool:
            user.forget_assignments()
            return Item.objects.open().visible_to(user, at).filter(kind="finish_draft").exists()

        colleague = people.person_of(tier1, "CLERK", name="새담당", email="new@example.kr")
        operations.hand_over(application=draft, to=colleague, by=tier1_clerk, at=MOMENT)
        item = Item.objects.get(kind="finish_draft", closed_at=None)
        assert [reads(one, MOMENT) for one in (colleague, tier1_clerk, tier1_rep)] == [True, False, False]
        assert told_at_once(item, MOMENT) == [colleague]
        colleague.assignments.update(valid_until=clock.day(MOMENT))
        later, item = MOMENT + dt.timedelta(days=1), Item.objects.get(pk=item.pk)
        assert [reads(one, later) for one in (colleague, tier1_clerk, tier1_rep)] == [False, True, True]
        assert not reads(rival_rep, later)
        assert set(told_at_once(item, later)) == {tier1_clerk, tier1_rep}

    def test_of_a_return_leaves_it_with_the_representatives(
        self, submitted: Application, tier1: Firm, tier1_clerk: User, tier1_rep: User, officer: User
    ) -> None:
        terms = {"application": submitted, "at": MOMENT}
        operations.return_for_correction(**terms, reason="전체 확인", by=officer)
        operations.hand_over(**terms, to=tier1_clerk, by=tier1_rep)
        assert self.waiting(submitted) == [
            ("correct_application", tier1_clerk, ""), ("correct_application", None, "REPRESENTATIVE"),
        ]  # fmt: skip
        operations.hand_over(**terms, to=tier1_rep, by=tier1_clerk)
        assert self.waiting(submitted) == [("correct_application", None, "REPRESENTATIVE")]

    def test_of_what_is_late_stays_in_the_firm_and_ends_with_the_deadline(
        self, draft: Application, tier1: Firm, tier1_clerk: User, tier1_rep: User, officer: User
    ) -> None:
        item = Item.objects.get(kind="finish_draft", closed_at=None)
        closes = draft.call.applications_close_at
        Item.objects.filter(pk=item.pk).update(due_on=clock.day(closes) - dt.timedelta(days=30))
        strike(closes)
        told = Item.objects.filter(overdue_item=item)
        assert [(one.scope_id, one.role) for one in told] == [(tier1.pk, "REPRESENTATIVE")]
        strike(closes + dt.timedelta(seconds=1))
        item.refresh_from_db()
        assert item.closed_at == closes + dt.timedelta(seconds=1)
        assert not Item.objects.open().filter(overdue_item=item).exists()

    def test_asks_only_for_what_is_complete(
        self, draft: Application, tier1_clerk: User, tier1_rep: User
    ) -> None:
        operations.remove_cost_item(cost_item=draft.cost_items.get(), by=tier1_clerk, at=MOMENT)
        with pytest.raises(Incomplete):
            operations.ask_to_submit(application=draft, by=tier1_clerk, at=MOMENT)
        with pytest.raises(PermissionDenied):
            operations.ask_to_submit(application=draft, by=tier1_rep, at=MOMENT)


class TestReuse:
    def test_a_new_application_has_the_plans_period_and_an_earlier_ones_words(
        self,
        draft: Application,
        consortium: Consortium,
        selected_plan: Application,
        tier1_clerk: User,
        sign_in: Any,
    ) -> None:
        address = reverse("applications:draft", args=[consortium.public_id])
        form = sign_in(tier1_clerk).get(address, {"from": draft.public_id}).context["form"]
        assert form["starts_on"].value() == selected_plan.starts_on
        assert form["title"].value() == draft.title

    def test_costs_come_along_but_for_what_would_bring_a_wrong_quote(
        self,
        draft: Application,
        technology: Any,
        tier1: Firm,
        tier1_clerk: User,
        tier1_rep: User,
        sign_in: Any,
    ) -> None:
        add_item(draft, technology, tier1_clerk, name="옛 견적", quote_on=dt.date(2019, 5, 1))
        for supplier, day in (("경쟁기계", FIRST_DAY), ("옛 경쟁", dt.date(2019, 5, 1))):
            operations.add_quote(
                cost_item=draft.cost_items.first(), supplier=supplier, quoted_on=day, sum_won=210_000_000,
                attachment=cases.quote(tier1_clerk), reason="더 쌈", by=tier1_clerk, at=MOMENT,
            )  # fmt: skip
        Application.objects.filter(pk=draft.pk).update(anchor_won=1_000, own_in_kind_won=7)
        operations.withdraw(application=draft, reason="", by=tier1_clerk, at=MOMENT)
        new = operations.draft_application(
            consortium=draft.consortium,
            firm=tier1,
            title="새로",
            purpose="",
            by=tier1_clerk,
            at=MOMENT,
            **PERIOD,
        )
        client = sign_in(tier1_clerk)
        page = client.get(url("take_over", new), {"from": draft.public_id}).content.decode()
        assert "older than the programme" in page
        sent = client.post(
            f"{url('take_over', new)}?from={draft.public_id}", {"with_words": "on"}, follow=True
        )
        assert "옛 견적: Its quote of 2019-05-01" in sent.content.decode()
        new.refresh_from_db()
        copied = new.cost_items.get()
        assert (new.title, new.purpose) == (draft.title, draft.purpose)
        assert (new.anchor_won, new.own_in_kind_won) == (0, 0)
        assert cases.file_of(copied).sha256 == cases.file_of(draft.cost_items.first()).sha256
        assert [quote.supplier for quote in copied.quotes.all()] == ["시험기계", "경쟁기계"]
        assert copied.choice_reason == ""  # it was about a quote that stays behind
        assert copied.measure.expected_kg == draft.cost_items.first().measure.expected_kg
        left = operations.take_over(
            application=new, source=draft, with_words=False, by=tier1_clerk, at=MOMENT
        )
        assert [one.left for one in left][:1] == ["It is in the draft already."]
        assert new.cost_items.count() == 1

    def test_answers_come_along_where_the_same_is_asked(
        self, draft: Application, call: Call, tier1: Firm, tier1_clerk: User, officer: User
    ) -> None:
        published(call, officer)
        terms = {"by": tier1_clerk, "at": MOMENT}
        proof = {"proof": cases.quote(tier1_clerk)}
        operations.answer_questions(application=draft, answers={**FITTING, "bank": "은행", **proof}, **terms)
        operations.withdraw(application=draft, reason="", **terms)
        new = operations.draft_application(
            consortium=draft.consortium, firm=tier1, title="새로", purpose="", **terms, **PERIOD
        )
        published(call, officer, asks("total", "NUMBER"), asks("bank"), asks("loan"), asks("proof", "FILE"))
        operations.answer_questions(application=new, answers={"bank": "다른 은행"}, **terms)
        operations.take_over(application=new, source=draft, with_words=False, **terms)
        sheet = sheet_of(new)
        assert sheet.answers == {**sheet.answers, "total": FITTING["total"], "bank": "다른 은행"}
        assert set(sheet.answers) == {"total", "bank", "proof"}  # the loan is another kind of question now
        copied, kept = sheet.rows["proof"].attachment, sheet_of(draft).rows["proof"].attachment
        assert copied.pk != kept.pk
        assert copied.sha256 == kept.sha256

    def test_a_quote_of_a_standing_application_stays_there(
        self, submitted: Application, tier1: Firm, tier1_clerk: User, rival: Firm, rival_rep: User
    ) -> None:
        new = operations.draft_application(
            consortium=submitted.consortium,
            firm=tier1,
            title="새로",
            purpose="",
            by=tier1_clerk,
            at=MOMENT,
            **PERIOD,
        )
        terms = {"application": new, "source": submitted, "with_words": False, "at": MOMENT}
        (left,) = operations.take_over(**terms, by=tier1_clerk)
        assert left.left == "Its quote serves an application that stands."
        with pytest.raises(PermissionDenied):
            operations.take_over(**terms, by=rival_rep)


class TestDeadline:
    CLOSES = dt.datetime(2026, 3, 6, 9, 0, tzinfo=dt.UTC)

    @pytest.mark.parametrize(
        ("begun", "arrived", "grace", "late"),
        [
            (None, 0, 0, False),
            (-60, 0, 0, False),
            (-60, 2, 120, True),
            (0, 120, 120, True),
            (-60, 121, 120, None),
            (-60, 1, 0, None),
            (1, 2, 120, None),
            (None, 2, 120, None),
        ],
    )
    def test_takes_what_was_begun_in_time_within_the_grace(
        self, begun: int | None, arrived: int, grace: int, late: bool | None
    ) -> None:
        def after(seconds: int) -> dt.datetime:
            return self.CLOSES + dt.timedelta(seconds=seconds)

        terms = {"begun_at": None if begun is None else after(begun), "grace": dt.timedelta(seconds=grace)}
        call = (self.CLOSES - dt.timedelta(days=9), Deadline(self.CLOSES), after(arrived))
        if late is not None:
            assert require_arrival(*call, **terms, ask="") is late
            return
        with pytest.raises(CallClosed) as refused:
            require_arrival(*call, **terms, ask="the ministry")
        assert isinstance(refused.value, ArrivedLate) is (begun is not None and begun <= 0)

    def test_says_when_it_was_opened_when_it_arrived_and_whom_to_ask(
        self, draft: Application, tier1_rep: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client, closes = sign_in(tier1_rep), draft.call.applications_close_at
        monkeypatch.setattr(clock, "now", lambda: closes - dt.timedelta(seconds=117))
        begun = client.get(url("submit", draft)).context["form"]["begun"].value()
        monkeypatch.setattr(clock, "now", lambda: closes + dt.timedelta(seconds=2))
        said = client.post(url("submit", draft), {"begun": begun}).content.decode()
        for words in ("17:58:03", "18:00:02", "18:00:00", "Nothing was lost", str(draft.call.program.office)):
            assert words in said
        forged = client.post(url("submit", draft), {"begun": begun[:-2]}).content.decode()
        assert "17:58:03" not in forged
        assert not Receipt.objects.exists()
        CheckTerm.objects.create(
            program=draft.call.program, kind="GRACE_SECONDS", value=60, valid_from=FIRST_DAY,
            source_ko="시험 자료", source_en="Test data",
        )  # fmt: skip
        page = client.post(
            url("submit", draft), {"begun": begun, "seen_won": 120_000_000}, follow=True
        ).content.decode()
        assert "Begun before the deadline, landed after it" in page
        assert Receipt.objects.get().landed_late
        assert draft.eligibility_checks.get().findings.get(rule="call_open").reason == "landed_late"


class TestReceipt:
    def test_is_over_everything_and_anybody_can_recompute_it(
        self, draft: Application, tier1_rep: User, sign_in: Any
    ) -> None:
        client = sign_in(tier1_rep)
        begun = client.get(url("submit", draft)).context["form"]["begun"].value()
        page = client.post(url("submit", draft), {"begun": begun, "seen_won": 120_000_000}, follow=True)
        receipt = Receipt.objects.get()
        assert (receipt.received_at, receipt.begun_at, receipt.landed_late) == (MOMENT, MOMENT, False)
        assert receipt.number == f"{draft.call.program.fiscal_year}-{draft.pk:06d}-1"
        for words in (receipt.number, receipt.content_sha256, "2026-02-02 10:00:00", "sha256sum"):
            assert words in page.content.decode()
        file = client.get(reverse("applications:receipt_content", args=[receipt.public_id]))
        assert hashlib.sha256(file.content).hexdigest() == receipt.content_sha256
        assert receipt.file_name in file["Content-Disposition"]
        content, item = json.loads(file.content), draft.cost_items.get()
        assert content["undertaking"]["title"] == draft.title
        assert content["support"]["asked_won"] == 120_000_000
        (line,) = content["cost_items"]
        assert line["quotes"][0]["file"]["sha256"] == cases.file_of(item).sha256
        assert line["measure"]["expectation"] == item.measure.expectation

    def test_is_never_changed_and_its_hash_is_the_databases_own(self, submitted: Application) -> None:
        receipt = submitted.receipts.get()
        with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
            Receipt.objects.filter(pk=receipt.pk).update(number="x")
        copy = {
            f.name: getattr(receipt, f.name)
            for f in Receipt._meta.fields
            if f.name not in ("id", "public_id")
        }
        with pytest.raises(IntegrityError, match="receipt_hash"), transaction.atomic():
            Receipt.objects.create(**{**copy, "number": "y", "content": "{}"})

    def test_another_one_follows_a_correction(
        self, submitted: Application, officer: User, tier1_clerk: User, tier1_rep: User
    ) -> None:
        terms = {"application": submitted, "at": MOMENT}
        operations.return_for_correction(**terms, reason="제목을 고쳐 주세요", by=officer)
        submitted.refresh_from_db()
        assert queries.standing_receipt(submitted) is None
        operations.edit_application(**terms, version=submitted.version, title="고친 제목", by=tier1_clerk)
        operations.submit(application=submitted, by=tier1_rep, at=MOMENT + dt.timedelta(days=1))
        first, second = submitted.receipts.all()
        assert second.number.endswith("-2")
        assert first.content_sha256 != second.content_sha256

    def test_is_read_by_firm_and_office(
        self, submitted: Application, officer: User, anchor_rep: User, rival_rep: User, sign_in: Any
    ) -> None:
        receipt = submitted.receipts.get()
        for address in (
            receipt.get_absolute_url(),
            reverse("applications:receipt_content", args=[receipt.public_id]),
        ):
            assert sign_in(officer).get(address).status_code == 200
            assert sign_in(anchor_rep).get(address).status_code == 404
            assert sign_in(rival_rep).get(address).status_code == 404

    def test_a_plan_has_one_too(self, consortium: Consortium, anchor_rep: User, tier1_member: Member) -> None:
        plan = cases.plan(consortium, anchor_rep)
        from applications.receipts import content_of

        assert content_of(plan)["plan"]["partners"][0]["firm"] == tier1_member.firm.business_number


@pytest.mark.django_db(transaction=True)
class TestDoubleClick:
    def test_makes_one_submission_one_receipt_one_step(self, draft: Application, tier1_rep: User) -> None:
        def press() -> Any:
            client = Client(raise_request_exception=True)
            client.force_login(tier1_rep, backend="django.contrib.auth.backends.ModelBackend")
            return client.post(url("submit", draft), {"seen_won": "120000000"})

        answers = at_once(press, press)
        receipt = Receipt.objects.get()
        assert [(one.status_code, one["Location"]) for one in answers] == [
            (302, receipt.get_absolute_url())
        ] * 2
        assert draft.changes.filter(to_status="SUBMITTED").count() == 1
