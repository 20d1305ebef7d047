"""Long forms sent in ways no page sends them, and by many hands at once: nothing is lost in silence."""

from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from applications import operations
from applications.answers import sheet_of
from applications.models import Application, DraftEntry
from core.ledger.operations import LARGEST_AMOUNT
from core.ledger.refusals import InvalidAmount
from core.ui import lists
from core.ui.export import answer as export
from core.ui.rows import MOST_ROWS
from core.users.models import User
from programs.models import Call
from tests.applications.conftest import add_item
from tests.attacks.conftest import at_once
from tests.factories.people import MOMENT
from tests.programs.questions import asks, published

COSTS = {"q-plan.rows": "2", "q-plan.0.name": "압축기", "q-plan.0.won": "100"}


@pytest.fixture
def asked(call: Call, officer: User) -> None:
    published(call, officer, asks("plan", "TABLE"), asks("why"))


@pytest.fixture
def page(draft: Application, asked: None) -> str:
    return reverse("applications:questions", args=[draft.public_id])


@pytest.mark.django_db
class TestTables:
    def test_are_saved_when_a_cell_is_left(
        self, page: str, draft: Application, tier1_clerk: User, send: Any
    ) -> None:
        told = send(tier1_clerk, page, version=0, **COSTS, autosave="q-plan.0.name").json()

        assert (told["saved"], told["version"]) == (["q-plan"], sheet_of(draft).version)
        assert [row["name"] for row in sheet_of(draft).answers["plan"]] == ["압축기"]

    def test_with_a_wrong_cell_are_kept_and_shown_again(
        self, page: str, draft: Application, tier1_clerk: User, send: Any, visit: Any
    ) -> None:
        told = send(
            tier1_clerk, page, version=0, **COSTS | {"q-plan.0.won": "x1\x00"}, autosave="q-plan.0.won"
        )

        assert (told.status_code, told.json()["kept"]) == (422, True)
        again = visit(tier1_clerk, page)
        assert again.context["restored"] == [("Question plan", "압축기, x1")]
        assert 'value="x1"' in again.content.decode()
        assert not draft.answers.exists()

    @pytest.mark.parametrize("number", [MOST_ROWS + 1, 10_000])
    def test_of_too_many_rows_are_refused_and_not_cut(
        self, number: int, page: str, draft: Application, tier1_clerk: User, send: Any
    ) -> None:
        rows = {f"q-plan.{n}.name": "x" for n in range(number)}

        refused = send(tier1_clerk, page, version=0, **{"q-plan.rows": number, **rows})

        assert refused.status_code == 422
        assert refused.context["form"].errors["q-plan"] == ["Fill in at most 200 rows."]
        assert not draft.answers.exists()

    def test_of_a_second_writer_name_who_answered_first(
        self, page: str, draft: Application, tier1_clerk: User, tier1_rep: User, send: Any
    ) -> None:
        """The draft itself was written by the clerk; the answers were not."""
        operations.answer_questions(application=draft, answers={"why": "먼저"}, by=tier1_rep, at=MOMENT)

        told = send(tier1_clerk, page, **{"version": 0, "q-why": "나중", "autosave": "q-why"})

        assert told.status_code == 409
        assert f"{tier1_rep} changed this at" in told.json()["text"]


@pytest.mark.django_db
class TestTexts:
    def test_of_ten_megabytes_are_not_read(self, draft: Application, tier1_clerk: User, send: Any) -> None:
        url = reverse("applications:edit", args=[draft.public_id])
        for more in ({}, {"autosave": "purpose"}):
            assert send(tier1_clerk, url, purpose="가" * 3_500_000, **more).status_code == 400
        assert not DraftEntry.objects.exists()


@pytest.mark.django_db
class TestCosts:
    def test_of_more_than_any_amount_are_not_handed_in(
        self, draft: Application, technology: Any, tier1_clerk: User, tier1_rep: User
    ) -> None:
        """Ten thousand items of fifteen digits each would be more than the database counts to."""
        add_item(draft, technology, tier1_clerk, cost_won=LARGEST_AMOUNT)
        with pytest.raises(InvalidAmount):
            operations.submit(application=draft, by=tier1_rep, at=MOMENT)


@pytest.mark.django_db
class TestReturns:
    def test_of_thousands_of_lines_are_read(self, submitted: Application, officer: User, send: Any) -> None:
        """A workbook brings up to 10,000 cost items; the page of a return has two fields for each."""
        url = reverse("applications:return", args=[submitted.public_id])

        answer = send(officer, url, **{f"reason-COST_ITEM:{n}": "" for n in range(20_000)})

        assert answer.status_code == 422


class TestExports:
    def test_have_no_character_that_breaks_the_file(self, tmp_path: Any) -> None:
        column = lists.Column("x", "x", "x")
        file = export(title="a\x01b\x7f\n", columns=[column], rows=[], by="김\x0b\x01훈련", at=MOMENT)

        assert "a-b" in file["Content-Disposition"]
        (tmp_path / "list.xlsx").write_bytes(b"".join(file.streaming_content))
        assert load_workbook(tmp_path / "list.xlsx").properties.creator == "김훈련"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_fields_left_are_one_entry_with_both(self, draft: Application, tier1_clerk: User) -> None:
        def keep(**values: str) -> Any:
            return lambda: operations.keep_entry(
                application=draft, form="new_cost_item:CONSULTING:", values=values, by=tier1_clerk, at=MOMENT
            )

        assert at_once(keep(name="진단"), keep(cost_won="많이")) == ["DraftEntry"] * 2
        assert DraftEntry.objects.get().values == {"name": "진단", "cost_won": "많이"}

    def test_a_field_left_while_it_is_submitted(
        self, draft: Application, tier1_clerk: User, tier1_rep: User
    ) -> None:
        """Either what is handed in has it, or it is refused: never is a case changed behind its receipt."""

        def leave() -> Any:
            return operations.edit_application(
                application=draft, version=draft.version, title="바뀐 제목", by=tier1_clerk, at=MOMENT
            )

        def submit() -> Any:
            return operations.submit(application=draft, by=tier1_rep, at=MOMENT)

        outcomes = at_once(leave, submit)
        found = Application.objects.get(pk=draft.pk)
        assert found.status == "SUBMITTED"
        assert outcomes in (
            ["Application"] * 2,
            ["Application", "StaleVersion"],
            ["Application", "NotEditable"],
        )
        assert f'"title":"{found.title}"' in found.receipts.get().content
