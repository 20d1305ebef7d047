"""Questions between office and firm; notes and tags, which nobody of a firm ever sees."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from core.inbox import operations, refusals, topics
from core.inbox.models import Item, Message, Note, Question, Tag
from core.inbox.queries import addressees
from core.jobs.models import Job
from core.workflow import clock
from tests.factories import people
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db

LATER = MOMENT + dt.timedelta(hours=2)


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


@pytest.fixture
def topic(grant: Any) -> topics.Topic:
    return topics.topic("grant", grant)


@pytest.fixture
def ask(topic: topics.Topic) -> Any:
    def ask(by: Any, text: str = "설치 일정이 바뀌었습니까?", **terms: Any) -> Question:
        given = {"topic": topic, "title": "설치 일정", "text": text, "by": by, "at": MOMENT}
        return operations.ask(**{**given, **terms})

    return ask


@pytest.fixture
def answer(topic: topics.Topic) -> Any:
    def answer(
        question: Question, by: Any, text: str = "3월로 늦어졌습니다.", at: dt.datetime = LATER
    ) -> Message:
        return operations.answer(question=question, topic=topic, text=text, by=by, at=at)

    return answer


def waiting(user: Any, kind: str) -> list[Item]:
    return list(Item.objects.open().visible_to(user, MOMENT).filter(kind=kind))


class TestAsk:
    def test_puts_the_question_among_the_firms_work_with_its_day(
        self, ask: Any, officer: Any, tier1_rep: Any, tier1_clerk: Any, rival_rep: Any, anchor_rep: Any
    ):
        day = MOMENT.date() + dt.timedelta(days=7)
        question = ask(officer, due_on=day)

        for person in (tier1_rep, tier1_clerk):
            (item,) = waiting(person, "question_asked")
            assert (item.due_on, item.href) == (day, question.get_absolute_url())
        for person in (officer, rival_rep, anchor_rep):
            assert not waiting(person, "question_asked")
        assert question.waits_for == "APPLICANT"

    def test_puts_the_firms_question_among_the_officers_work(
        self, ask: Any, officer: Any, second_officer: Any, tier1_clerk: Any, other_officer: Any
    ):
        ask(tier1_clerk)

        assert waiting(officer, "question_asked")
        assert waiting(second_officer, "question_asked")
        assert not waiting(other_officer, "question_asked")
        assert not waiting(tier1_clerk, "question_asked")

    def test_writes_a_letter_to_the_other_side(
        self, ask: Any, officer: Any, tier1_rep: Any, tier1_clerk: Any
    ):
        ask(officer)

        (item,) = Item.objects.filter(kind="question_asked")
        assert set(addressees(item, MOMENT)) == {tier1_rep, tier1_clerk}
        assert Job.objects.filter(kind="inbox_email", payload__item_id=item.pk).exists()

    @pytest.mark.parametrize(
        "who", ["auditor", "reviewer", "verifier", "anchor_rep", "tier2_rep", "rival_rep", "other_officer"]
    )
    def test_refuses_who_speaks_for_neither_side(self, ask: Any, request: Any, who: str):
        with pytest.raises(PermissionDenied):
            ask(request.getfixturevalue(who))
        assert not Question.objects.exists()

    def test_refuses_nothing_at_all(self, ask: Any, officer: Any):
        with pytest.raises(refusals.NothingSaid):
            ask(officer, text=" \n ")
        with pytest.raises(refusals.NothingSaid):
            ask(officer, title=" ")

    def test_refuses_a_day_that_is_over(self, ask: Any, officer: Any):
        with pytest.raises(refusals.DayIsOver):
            ask(officer, due_on=MOMENT.date() - dt.timedelta(days=1))

    def test_refuses_about_a_draft_the_office_does_not_know(self, drafted_application: Any, tier1_rep: Any):
        draft = topics.topic("application", drafted_application)
        with pytest.raises(PermissionDenied, match=r"."):
            operations.ask(topic=draft, title="t", text="t", by=tier1_rep, at=MOMENT)


class TestAnswer:
    def test_takes_the_question_out_of_every_inbox_and_tells_who_asked(
        self, ask: Any, answer: Any, officer: Any, second_officer: Any, tier1_rep: Any, tier1_clerk: Any
    ):
        question = ask(officer)
        answer(question, tier1_clerk)
        question.refresh_from_db()

        assert question.is_answered
        assert not waiting(tier1_rep, "question_asked")
        (notice,) = waiting(officer, "question_answered")
        assert notice.is_notice
        assert notice.href == question.get_absolute_url()
        assert not waiting(second_officer, "question_answered")

    def test_can_be_asked_on_and_waits_again(self, ask: Any, answer: Any, officer: Any, tier1_rep: Any):
        question = ask(officer)
        answer(question, tier1_rep)
        answer(question, officer, "몇 월 며칠입니까?", LATER)
        question.refresh_from_db()

        assert question.waits_for == "APPLICANT"
        assert waiting(tier1_rep, "question_asked")
        assert [m.side for m in question.messages.all()] == ["OFFICE", "APPLICANT", "OFFICE"]

    def test_a_second_word_before_the_answer_asks_only_once(
        self, ask: Any, answer: Any, officer: Any, tier1_rep: Any
    ):
        question = ask(officer)
        answer(question, officer, "덧붙입니다.")

        assert len(waiting(tier1_rep, "question_asked")) == 1

    def test_refuses_strangers(self, ask: Any, answer: Any, officer: Any, rival_rep: Any, auditor: Any):
        question = ask(officer)
        for stranger in (rival_rep, auditor):
            with pytest.raises(PermissionDenied):
                answer(question, stranger)

    def test_stays_as_it_was_said(self, ask: Any, officer: Any):
        ask(officer)
        with pytest.raises(DatabaseError), transaction.atomic():
            Message.objects.update(text="anders")


class TestNotes:
    def test_are_written_by_those_who_handle_the_case(self, topic: Any, officer: Any, approving_officer: Any):
        for person in (officer, approving_officer):
            operations.add_note(topic=topic, text="현장 확인 필요", by=person, at=MOMENT)
        assert Note.objects.about("grant", topic.pk).count() == 2

    @pytest.mark.parametrize("who", ["tier1_rep", "tier1_clerk", "anchor_rep", "auditor", "rival_rep"])
    def test_refuse_everybody_else(self, topic: Any, request: Any, who: str):
        person = request.getfixturevalue(who)
        with pytest.raises(PermissionDenied):
            operations.add_note(topic=topic, text="x", by=person, at=MOMENT)
        with pytest.raises(PermissionDenied):
            operations.add_tag(topic=topic, label="x", by=person, at=MOMENT)

    def test_refuse_nothing_at_all(self, topic: Any, officer: Any):
        with pytest.raises(refusals.NothingSaid):
            operations.add_note(topic=topic, text=" ", by=officer, at=MOMENT)

    def test_stay_as_they_were_written(self, topic: Any, officer: Any):
        operations.add_note(topic=topic, text="x", by=officer, at=MOMENT)
        with pytest.raises(DatabaseError), transaction.atomic():
            Note.objects.all().delete()


class TestTags:
    def test_are_one_word_whatever_its_letters(self, topic: Any, officer: Any):
        operations.add_tag(topic=topic, label=" Site  visit ", by=officer, at=MOMENT)
        with pytest.raises(refusals.TaggedAlready):
            operations.add_tag(topic=topic, label="site VISIT", by=officer, at=MOMENT)
        assert Tag.objects.get().label == "Site visit"

    def test_are_taken_off_by_those_who_handle_the_case(self, topic: Any, officer: Any, tier1_rep: Any):
        tag = operations.add_tag(topic=topic, label="현장", by=officer, at=MOMENT)
        with pytest.raises(PermissionDenied):
            operations.remove_tag(tag=tag, topic=topic, by=tier1_rep, at=MOMENT)
        operations.remove_tag(tag=tag, topic=topic, by=officer, at=MOMENT)
        assert not Tag.objects.exists()
        assert Tag.pgh_event_model.objects.filter(label="현장").count() == 2  # type: ignore[attr-defined]

    def test_the_database_refuses_the_second(self, topic: Any, officer: Any):
        terms = {"subject_kind": "grant", "subject_id": topic.pk, "tagged_at": MOMENT, "tagged_by": officer}
        Tag.objects.create(label="현장", **terms)
        with pytest.raises(IntegrityError), transaction.atomic():
            Tag.objects.create(label="현장", **terms)


@pytest.fixture
def visit(client: Any) -> Any:
    client.cookies["django_language"] = "en"

    def visit(user: Any, url: str, **data: Any) -> Any:
        client.force_login(user)
        return client.post(url, data) if data else client.get(url)

    return visit


class TestPages:
    def test_firm_and_office_talk_through_the_pages(
        self, grant: Any, officer: Any, tier1_clerk: Any, visit: Any
    ):
        page = visit(officer, grant.get_absolute_url()).content.decode()
        address = reverse("talk:ask", args=["grant", grant.public_id])
        assert address in page

        sent = visit(
            officer, address, title="설치 일정", text="바뀌었습니까?\n<b>언제</b>", due_on="2026-02-20"
        )
        question = Question.objects.get()
        assert sent.url == question.get_absolute_url()
        read = visit(tier1_clerk, sent.url).content.decode()
        assert "&lt;b&gt;언제&lt;/b&gt;" in read
        assert "2026-02-20" in read
        assert visit(tier1_clerk, sent.url, text="3월입니다.").status_code == 302
        assert "3월입니다." in visit(officer, sent.url).content.decode()
        assert "Answered" in visit(officer, grant.get_absolute_url()).content.decode()

    def test_a_question_is_between_the_two(
        self, ask: Any, grant: Any, officer: Any, auditor: Any, anchor_rep: Any, tier2_rep: Any, visit: Any
    ):
        question = ask(officer, title="비밀 질문")
        page = visit(auditor, question.get_absolute_url()).content.decode()

        assert "설치 일정이 바뀌었습니까?" in page
        assert "<textarea" not in page
        assert visit(auditor, question.get_absolute_url(), text="x").status_code == 403
        for person in (anchor_rep, tier2_rep):
            assert visit(person, question.get_absolute_url()).status_code == 404
        assert "비밀 질문" not in visit(anchor_rep, grant.get_absolute_url()).content.decode()

    def test_wrong_input_is_kept_and_explained(self, grant: Any, officer: Any, visit: Any):
        address = reverse("talk:ask", args=["grant", grant.public_id])
        answer = visit(officer, address, title="일정", text="질문", due_on="2026-01-01")

        assert answer.status_code == 422
        assert "is over" in answer.content.decode()
        assert "질문" in answer.content.decode()

    def test_unknown_kinds_are_nowhere(self, grant: Any, officer: Any, visit: Any):
        assert visit(officer, reverse("talk:ask", args=["firm", grant.public_id])).status_code == 404

    def test_notes_and_tags_are_written_and_removed(self, grant: Any, officer: Any, visit: Any):
        visit(officer, reverse("talk:note_add", args=["grant", grant.public_id]), text="현장 확인 필요")
        visit(officer, reverse("talk:tag_add", args=["grant", grant.public_id]), label="긴급")
        page = visit(officer, grant.get_absolute_url()).content.decode()
        assert "현장 확인 필요" in page
        assert "긴급" in page

        again = visit(officer, reverse("talk:tag_add", args=["grant", grant.public_id]), label="긴급")
        assert again.status_code == 422
        visit(officer, reverse("talk:tag_remove", args=[Tag.objects.get().public_id]), x="x")
        assert not Tag.objects.exists()

    def test_tags_find_cases_in_the_list_for_officials_only(
        self, grant: Any, linked_grant: Any, topic: Any, officer: Any, tier1_rep: Any, visit: Any
    ):
        operations.add_tag(topic=topic, label="긴급", by=officer, at=MOMENT)
        address = reverse("disbursements:grants")

        found = visit(officer, f"{address}?tag=긴급")
        assert found.context["listing"].count == 1
        assert "긴급" in found.content.decode()
        for_firm = visit(tier1_rep, f"{address}?tag=긴급")
        assert for_firm.context["listing"].count == 2
        assert "Tags" not in for_firm.content.decode()

    def test_words_of_another_office_are_not_offered(self, grant: Any, topic: Any, officer: Any, visit: Any):
        operations.add_tag(topic=topic, label="긴급", by=officer, at=MOMENT)
        Tag.objects.create(
            subject_kind="grant", subject_id=grant.pk + 1, label="남의말", tagged_at=MOMENT, tagged_by=officer
        )

        offered = visit(officer, reverse("disbursements:grants")).content.decode()
        assert "긴급" in offered
        assert "남의말" not in offered

    def test_no_letter_says_what_a_note_says(self, topic: Any, officer: Any):
        operations.add_note(topic=topic, text="비밀", by=officer, at=MOMENT)
        operations.add_tag(topic=topic, label="비밀", by=officer, at=MOMENT)

        assert not Item.objects.filter(subject_kind="question").exists()
        assert mail.outbox == []


class TestEveryRoomThatTalks:
    def test_declares_what_it_has(self):
        assert set(topics.kinds()) == {"application", "grant", "payment", "statement"}

    def test_a_stranger_finds_no_topic(self, grant: Any):
        assert topics.find("grant", people.UserFactory(), pk=grant.pk) is None
        assert topics.find("nonsense", people.UserFactory(), pk=1) is None
