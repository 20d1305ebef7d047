"""Cost items by workbook: the template, the preview, taking it over, two people, thousands of rows."""

import datetime as dt
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from applications import operations
from applications.models import Application
from core.evidence.models import Attachment
from core.users.models import User
from core.workflow import clock
from programs.models import Technology
from tests.applications.conftest import add_item
from tests.applications.workbooks import (
    AIR,
    ROW,
    SEC_NOW,
    SHEET,
    add,
    address,
    columns,
    looked_at,
    pdf,
    problems,
    saved,
    send,
    taken_over,
    template,
)
from tests.factories.cases import file_of
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages play at the cast's moment."""
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


@pytest.fixture
def clerk(client: Client, tier1_clerk: User) -> Client:
    client.cookies["django_language"] = "en"
    client.force_login(tier1_clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestTemplate:
    def test_holds_what_the_draft_has(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        item, places, sheet = draft.cost_items.get(), columns(book), book[SHEET]

        def read(heading: str) -> Any:
            return sheet.cell(2, places[heading]).value

        assert read("Number") == item.public_id
        assert read("Cost without VAT") == 200_000_000
        assert read("Date of the quote").date() == dt.date(2026, 1, 20)
        assert read("The quote") == "quote.pdf"
        assert str(read(SEC_NOW)) == "0.135"
        assert read(AIR) == 5_000_000
        assert book.sheetnames == [SHEET, "Choices", "How to fill it in"]

    def test_offers_kinds_and_technologies_to_choose_from(
        self, clerk: Client, draft: Application, technology: Technology
    ):
        book = template(clerk, draft)

        lists = [v.formula1 for v in book[SHEET].data_validations.dataValidation if v.type == "list"]
        assert lists == ["'Choices'!$A$2:$A$3", "'Choices'!$B$2:$B$2"]
        assert book["Choices"]["B2"].value == technology.name_en

    def test_speaks_korean_to_those_who_do(self, clerk: Client, draft: Application):
        clerk.cookies["django_language"] = "ko"

        book = template(clerk, draft)

        assert book.sheetnames[0] == "비용 항목"
        with translation.override("ko"):
            page = looked_at(clerk, draft, book)
        assert page.context["preview"].changes.is_empty

    def test_keeps_text_that_looks_like_a_formula(
        self, clerk: Client, draft: Application, technology: Technology, tier1_clerk: User
    ):
        add_item(draft, technology, tier1_clerk, name="=1+1")

        book = template(clerk, draft)

        assert book[SHEET].cell(3, columns(book)["What is bought"]).data_type == "s"
        assert looked_at(clerk, draft, book).context["preview"].changes.is_empty

    def test_is_read_in_either_language(self, clerk: Client, draft: Application):
        clerk.cookies["django_language"] = "ko"
        korean = template(clerk, draft)
        clerk.cookies["django_language"] = "en"

        page = looked_at(clerk, draft, korean)

        assert len(page.context["preview"].changes.unchanged) == 1


class TestPreview:
    def test_counts_and_sums_and_writes_nothing(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        book[SHEET].cell(2, columns(book)["Cost without VAT"], "150,000,000원")
        row = {**ROW, "The quote": "new.pdf"}
        add(book, row, {**row, "Cost without VAT": 30_000_000, "What is bought": "둘째"})

        page = looked_at(clerk, draft, book, pdf("new.pdf"))

        found = page.context["preview"]
        assert (len(found.changes.added), len(found.changes.changed), len(found.changes.removed)) == (2, 1, 0)
        assert (found.before_won, found.added_won, found.changed_won, found.after_won) == (
            200_000_000, 230_000_000, -50_000_000, 380_000_000,
        )  # fmt: skip
        assert found.changed_lines()[0][1] == [("Cost without VAT", 200_000_000, 150_000_000)]
        assert draft.cost_items.get().cost_won == 200_000_000

    def test_says_that_there_is_nothing_to_do(self, clerk: Client, draft: Application):
        page = looked_at(clerk, draft, template(clerk, draft))

        assert "nothing to take over" in page.content.decode()
        refused = taken_over(clerk, page)
        assert refused.status_code == 422

    def test_reads_exactly_the_bytes_that_were_kept(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        add(book, ROW)
        page = looked_at(clerk, draft, book, pdf())
        kept = Attachment.objects.get(owner_kind="cost_workbook")
        kept.blob.path.write_bytes(saved(template(clerk, draft)))

        refused = taken_over(clerk, page)

        assert "not what was uploaded any more" in refused.content.decode()
        assert draft.cost_items.count() == 1

    def test_is_for_those_who_may_change_the_draft(
        self, client: Client, clerk: Client, draft: Application, rival_rep: User, officer: User
    ):
        page = looked_at(clerk, draft, template(clerk, draft)).request["PATH_INFO"]
        for person in (rival_rep, officer):
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            assert client.get(page).status_code == 404
            assert client.get(f"{page}marked/").status_code == 404
            assert client.get(address("workbook_template", draft.public_id)).status_code == 404


class TestTakingOver:
    def test_adds_changes_and_takes_out_in_one_go(
        self, clerk: Client, draft: Application, technology: Technology, tier1_clerk: User
    ):
        gone, first = add_item(draft, technology, tier1_clerk, name="없앨 것"), draft.cost_items.first()
        book = template(clerk, draft)
        places, sheet = columns(book), book[SHEET]
        sheet.cell(2, places["Maker"], "새 제작사")
        sheet.cell(2, places["Site"], "2공장")
        sheet.delete_rows(3)
        add(book, {**ROW, "Date of the quote": "2026. 1. 5.", "Cost without VAT": "1,234,567원"})
        page = looked_at(clerk, draft, book, pdf())

        assert taken_over(clerk, page).status_code == 422, "taking out needs a word"
        done = taken_over(clerk, page, removes="on")

        assert done.status_code == 302
        changed, new = draft.cost_items.order_by("pk")
        assert (changed.pk, changed.maker, changed.measure.site) == (first.pk, "새 제작사", "2공장")
        assert changed.version == 2
        assert (new.cost_won, new.chosen_quote.quoted_on, new.measure.expected_kg) == (
            1_234_567,
            dt.date(2026, 1, 5),
            68_115,
        )
        assert (file_of(new).owner_kind, file_of(new).owner_id) == ("cost_item", new.pk)
        assert not type(gone.measure).objects.filter(pk=gone.measure.pk).exists()

    def test_gives_one_quote_to_many_items(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        add(book, *({**ROW, "What is bought": f"기기 {n}", "The quote": "견적서"} for n in range(3)))
        page = looked_at(clerk, draft, book, pdf("견적서.pdf", b"%3"))

        taken_over(clerk, page)

        new = draft.cost_items.order_by("pk")[1:]
        assert len({file_of(item).blob_id for item in new}) == 1
        assert len({file_of(item).pk for item in new}) == 3

    def test_remembers_quotes_that_came_with_an_earlier_upload(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        add(book, {**ROW, "The quote": "other.pdf", "Cost without VAT": 0})
        looked_at(clerk, draft, book, pdf("other.pdf", b"%4"))
        book[SHEET].cell(3, columns(book)["Cost without VAT"], 5)

        page = looked_at(clerk, draft, book)

        assert page.context["preview"].may_be_taken_over
        assert taken_over(clerk, page).status_code == 302
        assert file_of(draft.cost_items.last()).filename == "other.pdf"

    def test_replaces_the_quote_of_an_item_by_a_new_file_of_that_name(
        self, clerk: Client, draft: Application
    ):
        before = file_of(draft.cost_items.get())

        page = looked_at(clerk, draft, template(clerk, draft), pdf("quote.pdf", b"%5"))
        taken_over(clerk, page)

        after = file_of(draft.cost_items.get())
        assert after.blob_id != before.blob_id
        assert (after.owner_kind, after.owner_id) == ("cost_item", draft.cost_items.get().pk)

    def test_is_one_operation_in_the_history(self, clerk: Client, draft: Application, tier1_clerk: User):
        book = template(clerk, draft)
        add(book, ROW)
        taken_over(clerk, looked_at(clerk, draft, book, pdf()))

        item = draft.cost_items.last()
        event = type(item).pgh_event_model.objects.filter(pgh_obj_id=item.pk).first()
        assert event.pgh_context.metadata["operation"].endswith("set_cost_items")
        assert event.pgh_context.metadata["by"] == tier1_clerk.pk

    def test_refuses_what_was_submitted_meanwhile(self, clerk: Client, draft: Application, tier1_rep: User):
        book = template(clerk, draft)
        add(book, ROW)
        page = looked_at(clerk, draft, book, pdf())
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)

        refused = taken_over(clerk, page)

        assert refused.status_code == 422
        assert "can&#x27;t be changed any more" in refused.content.decode()
        assert draft.cost_items.count() == 1


class TestTwoPeople:
    def test_the_second_reads_that_somebody_was_first(
        self, clerk: Client, draft: Application, technology: Technology, tier1_rep: User
    ):
        book = template(clerk, draft)
        add(book, ROW)
        page = looked_at(clerk, draft, book, pdf())
        add_item(draft, technology, tier1_rep, name="동료의 것")

        stale = taken_over(clerk, page)

        assert stale.status_code == 422
        assert "Somebody else changed this record" in stale.content.decode()
        assert "동료의 것" in stale.content.decode(), "what the colleague added would go: it is listed"
        assert draft.cost_items.count() == 2
        again = taken_over(clerk, page, state=stale.context["preview"].state)
        assert again.status_code == 422, "a colleague's item is not taken out without a word"

    def test_a_template_from_before_says_so(
        self, clerk: Client, draft: Application, technology: Technology, tier1_rep: User
    ):
        book = template(clerk, draft)
        add_item(draft, technology, tier1_rep, name="동료의 것")

        page = looked_at(clerk, draft, book)

        assert page.context["preview"].is_stale
        assert "changed since this template was downloaded" in page.content.decode()

    def test_a_second_press_takes_nothing_over_twice(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        add(book, ROW)
        page = looked_at(clerk, draft, book, pdf())

        first, second = taken_over(clerk, page), taken_over(clerk, page)

        assert (first.status_code, second.status_code) == (302, 422)
        assert draft.cost_items.count() == 2


class TestErrors:
    def test_come_back_inside_the_workbook(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        add(book, {**ROW, "Cost without VAT": "이백만", "Date of the quote": "언젠가"})
        page = looked_at(clerk, draft, book, pdf())
        cost = book[SHEET].cell(3, columns(book)["Cost without VAT"]).coordinate

        assert set(problems(page)) == {
            cost,
            book[SHEET].cell(3, columns(book)["Date of the quote"]).coordinate,
        }
        assert f"{SHEET}!{cost}" in page.content.decode()
        from tests.applications.workbooks import opened

        back = opened(clerk.get(page.request["PATH_INFO"] + "marked/"))
        assert "Enter a number only" in back[SHEET][cost].comment.text
        assert back[SHEET][cost].value == "이백만"
        assert back["To be mended"]["A2"].value == f"{SHEET}!{cost}"

    def test_a_mended_copy_of_the_marked_workbook_is_taken(self, clerk: Client, draft: Application):
        from tests.applications.workbooks import opened

        book = template(clerk, draft)
        add(book, {**ROW, "Cost without VAT": "이백만"})
        page = looked_at(clerk, draft, book, pdf())
        back = opened(clerk.get(page.request["PATH_INFO"] + "marked/"))
        back[SHEET].cell(3, columns(back)["Cost without VAT"], 2_000_000)

        again = looked_at(clerk, draft, back)

        assert not problems(again)
        assert taken_over(clerk, again).status_code == 302

    def test_nothing_is_taken_over_while_one_cell_is_wrong(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        add(book, ROW, {**ROW, "Cost without VAT": 0})
        page = looked_at(clerk, draft, book, pdf())

        refused = taken_over(clerk, page)

        assert refused.status_code == 422
        assert "Cells to be mended first: 1." in refused.content.decode()
        assert draft.cost_items.count() == 1

    def test_a_bad_quote_is_named(self, clerk: Client, draft: Application):
        response = send(clerk, draft, template(clerk, draft), pdf("good.pdf"), pdf("empty.pdf"), *[_empty()])

        assert response.status_code == 422
        assert "none.pdf: The file is empty" in response.content.decode()


def _empty() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("none.pdf", b"")


class TestThousands:
    def test_of_rows_cost_as_many_queries_as_a_few(
        self, clerk: Client, draft: Application, tier1_clerk: User
    ):
        counts = []
        for number in (3, 60):
            book = template(clerk, draft)
            for row in range(2, book[SHEET].max_row + 1):
                book[SHEET].cell(row, columns(book)["Maker"], f"제작사 {number}")
            add(book, *({**ROW, "What is bought": f"기기 {n}"} for n in range(number)))
            page = looked_at(clerk, draft, book, pdf())
            with CaptureQueriesContext(connection) as queries:
                assert taken_over(clerk, page).status_code == 302
            counts.append(len(queries))

        assert draft.cost_items.count() == 64
        assert counts[1] <= counts[0] + 2

    def test_are_taken_over_within_seconds(self, clerk: Client, draft: Application):
        book = template(clerk, draft)
        add(book, *({**ROW, "What is bought": f"기기 {n}"} for n in range(2_000)))
        data, began = saved(book), time.perf_counter()

        page = looked_at(clerk, draft, data, pdf())
        assert taken_over(clerk, page).status_code == 302

        assert draft.cost_items.count() == 2_001
        assert time.perf_counter() - began < 30
