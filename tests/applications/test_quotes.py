"""Quotes of a cost item: several, one chosen with a reason; a cost that is not what its quote comes to."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from applications import operations
from applications.corrections import outcome_of
from applications.costs import cost_items_of
from applications.eligibility.checks import look_ahead, replay
from applications.eligibility.snapshots import plain
from applications.models import Application, CostItem, Quote
from applications.operations.many_costs import CostEntry, state_of
from applications.points import points_of
from applications.queries import gaps
from applications.receipts import content_of
from applications.refusals import (
    Incomplete,
    NotEditable,
    NotEligible,
    QuoteChosen,
    QuoteFileTwice,
    QuoteNotMadeYet,
    QuoteTooOld,
    ReasonMissing,
)
from core.evidence.operations import AttachmentTaken
from core.ledger.refusals import InvalidAmount
from core.users.models import User
from core.workflow import clock
from core.workflow.refusals import StaleVersion
from programs.models import CheckTerm, Program
from tests.applications.conftest import EXPECTATION, add_item
from tests.applications.workbooks import pdf
from tests.factories import cases
from tests.factories.people import FIRST_DAY, MOMENT

pytestmark = pytest.mark.django_db

TOLD = "가장 싸고 납기가 맞음"


@pytest.fixture
def item(draft: Application) -> CostItem:
    return draft.cost_items.get()


def bytes_of(quote: Any) -> bytes:
    """Return the content of a quote's file."""
    return quote.attachment.blob.path.read_bytes()


def add(item: CostItem, by: User, **terms: Any) -> Quote:
    """Add a competing quote as a clerk would."""
    known = {"supplier": "경쟁기계", "quoted_on": FIRST_DAY, "sum_won": 210_000_000, **terms}
    file = known.pop("attachment", None) or cases.quote(by)
    return operations.add_quote(cost_item=item, attachment=file, **known, by=by, at=MOMENT)


def ahead(case: Application, rule: str) -> tuple[str, str]:
    answers = {finding.rule.code: finding.answer for finding in look_ahead(case, MOMENT)}
    return answers[rule].outcome, answers[rule].reason


def at_once(write: Callable[[], Any]) -> None:
    """Write, and let the database look at all that is written as at the end of a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        write()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def fresh(item: CostItem) -> CostItem:
    return CostItem.objects.get(pk=item.pk)


class TestChoice:
    def test_the_first_quote_comes_with_the_item_and_is_over_its_cost(self, item: CostItem) -> None:
        quote = item.quotes.get()
        assert (quote.supplier, quote.sum_won, quote.is_chosen) == ("시험기계", 200_000_000, True)
        assert (quote.attachment.owner_kind, quote.attachment.owner_id) == ("cost_item", item.pk)

    def test_several_quotes_want_a_reason_before_the_draft_is_submitted(
        self, item: CostItem, tier1_clerk: User, tier1_rep: User
    ) -> None:
        quote, draft = add(item, tier1_clerk), item.application
        assert not quote.is_chosen
        assert "Say why you chose this quote for “스크루 압축기 75 kW”." in [
            gap.text for gap in gaps(draft, MOMENT)
        ]
        with pytest.raises(Incomplete, match="Say why"):
            operations.submit(application=draft, by=tier1_rep, at=MOMENT)

        operations.choose_quote(quote=item.chosen_quote, reason=TOLD, by=tier1_clerk, at=MOMENT)
        assert operations.submit(application=draft, by=tier1_rep, at=MOMENT).status == "SUBMITTED"

    def test_the_cost_follows_the_choice_if_it_was_what_the_quote_came_to(
        self, item: CostItem, tier1_clerk: User
    ) -> None:
        second = add(item, tier1_clerk, sum_won=190_000_000, is_chosen=True, reason=TOLD)
        assert (fresh(item).cost_won, fresh(item).chosen_quote) == (190_000_000, second)

        operations.change_cost_item(
            cost_item=item, version=fresh(item).version, cost_won=150_000_000, by=tier1_clerk, at=MOMENT
        )
        first = item.quotes.get(is_chosen=False)
        operations.choose_quote(quote=first, reason=TOLD, by=tier1_clerk, at=MOMENT)
        assert (fresh(item).cost_won, fresh(item).chosen_quote) == (150_000_000, first)
        assert item.quotes.count() == 2

    def test_a_reason_for_fewer_quotes_counts_no_more(self, item: CostItem, tier1_clerk: User) -> None:
        add(item, tier1_clerk, reason=TOLD)
        assert fresh(item).choice_reason == TOLD
        third = add(item, tier1_clerk)
        assert fresh(item).choice_reason == ""

        operations.choose_quote(quote=third, reason=TOLD, by=tier1_clerk, at=MOMENT)
        for quote in item.quotes.filter(is_chosen=False):
            operations.remove_quote(quote=quote, by=tier1_clerk, at=MOMENT)
        assert (fresh(item).choice_reason, item.quotes.get()) == ("", third)

    def test_refuses_what_can_not_be(
        self, item: CostItem, technology: Any, tier1_clerk: User, tier1_rep: User
    ) -> None:
        other = add_item(item.application, technology, tier1_clerk)
        chosen, terms = item.chosen_quote, {"by": tier1_clerk, "at": MOMENT}
        for given, refusal in (
            ({"sum_won": 0}, InvalidAmount),
            ({"quoted_on": dt.date(1900, 1, 5)}, QuoteTooOld),
            ({"quoted_on": MOMENT.date() + dt.timedelta(days=1)}, QuoteNotMadeYet),
            ({"attachment": cases.paper(tier1_clerk, bytes_of(chosen))}, QuoteFileTwice),
            ({"is_chosen": True, "reason": " "}, ReasonMissing),
            ({"attachment": other.chosen_quote.attachment}, AttachmentTaken),
        ):
            with pytest.raises(refusal):
                add(item, tier1_clerk, **given)
        second = add(item, tier1_clerk)
        again = cases.paper(tier1_clerk, bytes_of(chosen))
        with pytest.raises(QuoteFileTwice):
            operations.change_quote(quote=second, version=second.version, attachment=again, **terms)
        operations.remove_quote(quote=second, **terms)
        with pytest.raises(QuoteChosen):
            operations.remove_quote(quote=chosen, **terms)
        with pytest.raises(ReasonMissing):
            operations.choose_quote(quote=chosen, reason="", **terms)
        with pytest.raises(StaleVersion):
            operations.change_quote(quote=chosen, version=0, sum_won=1, **terms)
        assert item.quotes.count() == 1

        operations.submit(application=item.application, by=tier1_rep, at=MOMENT)
        with pytest.raises(NotEditable):
            add(item, tier1_clerk)
        with pytest.raises(NotEditable):
            operations.change_quote(quote=chosen, version=chosen.version, sum_won=1, **terms)

    def test_a_quote_that_changes_tells_who_has_the_item_open(
        self, item: CostItem, tier1_clerk: User
    ) -> None:
        quote = item.chosen_quote
        operations.change_quote(quote=quote, version=quote.version, sum_won=1, by=tier1_clerk, at=MOMENT)
        with pytest.raises(StaleVersion):
            operations.change_cost_item(
                cost_item=item, version=item.version, name="x", by=tier1_clerk, at=MOMENT
            )

    def test_the_database_holds_one_chosen(self, item: CostItem) -> None:
        second = cases.quoted(item)
        with pytest.raises(IntegrityError, match="one_chosen"), transaction.atomic():
            Quote.objects.filter(pk=second.pk).update(is_chosen=True)
        for write in (
            lambda: item.quotes.update(is_chosen=False),
            lambda: item.quotes.all().delete(),
            lambda: CostItem.objects.create(
                application=item.application, cost_kind="PCF", name="견적 없음", cost_won=1
            ),
        ):
            with pytest.raises(DatabaseError, match="chosen"):
                at_once(write)

    def test_goes_with_its_item(self, item: CostItem, tier1_clerk: User) -> None:
        add(item, tier1_clerk)
        operations.remove_cost_item(cost_item=item, by=tier1_clerk, at=MOMENT)
        assert not Quote.objects.exists()

    def test_a_workbook_changes_the_chosen_one_alone(self, item: CostItem, tier1_clerk: User) -> None:
        other, draft = add(item, tier1_clerk, reason=TOLD), item.application
        entry = CostEntry(
            "EQUIPMENT", item.technology, item.name, 180_000_000, "새공급", FIRST_DAY,
            item.chosen_quote.attachment, site="1공장", expectation=EXPECTATION, item=item,
        )  # fmt: skip
        state = state_of(cost_items_of(draft))
        terms = {"application": draft, "entries": [entry], "state": state}
        changes = operations.set_cost_items(**terms, by=tier1_clerk, at=MOMENT)

        assert changes.changed[0][2] == ("cost_won", "quote_supplier", "quote_on", "quote_won")
        chosen = fresh(item).chosen_quote
        assert (chosen.supplier, chosen.quoted_on, chosen.sum_won) == ("새공급", FIRST_DAY, 180_000_000)
        assert (Quote.objects.get(pk=other.pk).version, fresh(item).choice_reason) == (1, TOLD)


class TestMismatch:
    def test_blocks_above_the_quote_and_warns_below_it(
        self, item: CostItem, tier1_clerk: User, tier1_rep: User
    ) -> None:
        draft, quote = item.application, item.chosen_quote
        assert ahead(draft, "as_quoted") == ("PASSED", "as_quoted")
        for sum_won, said in ((200_000_001, ("WARNED", "below")), (199_999_999, ("BLOCKED", "above"))):
            quote = operations.change_quote(
                quote=quote, version=quote.version, sum_won=sum_won, by=tier1_clerk, at=MOMENT
            )
            assert ahead(draft, "as_quoted") == said
        with pytest.raises(NotEligible, match=r"199,999,999 won of its quote.*Lower the cost"):
            operations.submit(application=draft, by=tier1_rep, at=MOMENT)

    def test_is_kept_with_the_step(self, draft: Application, tier1_rep: User) -> None:
        submitted = operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        check = submitted.eligibility_checks.get()
        assert check.inputs["facts"]["as_quoted"]["items"] == [
            {"name": "스크루 압축기 75 kW", "cost_won": 200_000_000, "quoted_won": 200_000_000}
        ]
        before = {name: facts for name, facts in check.inputs["facts"].items() if "quoted" not in name}
        before.pop("competing_quotes")  # a look from before quotes had sums is judged as it was
        kept = {finding.rule: finding.answer for finding in check.findings.all()}
        assert replay({**check.inputs, "facts": before}) == {code: kept[code] for code in before}


class TestCompetition:
    def test_warns_from_the_programmes_price_on(
        self, item: CostItem, program: Program, tier1_clerk: User
    ) -> None:
        draft = item.application
        assert ahead(draft, "competing_quotes") == ("PASSED", "not_wanted")
        for kind, value in (("QUOTES_FROM", 200_000_000), ("QUOTES_WANTED", 2)):
            CheckTerm.objects.create(
                program=program, kind=kind, value=value, valid_from=FIRST_DAY,
                source_ko="시험 자료", source_en="Test data",
            )  # fmt: skip
        assert ahead(draft, "competing_quotes") == ("WARNED", "too_few")
        add(item, tier1_clerk, supplier="(주)시험기계", reason=TOLD)  # the same supplier again
        assert ahead(draft, "competing_quotes") == ("WARNED", "too_few")
        add(item, tier1_clerk)
        assert ahead(draft, "competing_quotes") == ("BLOCKED", "no_reason")
        operations.choose_quote(quote=item.chosen_quote, reason=TOLD, by=tier1_clerk, at=MOMENT)
        assert ahead(draft, "competing_quotes") == ("PASSED", "enough")


class TestRecords:
    def test_a_receipt_names_every_quote_and_the_reason(self, item: CostItem, tier1_clerk: User) -> None:
        add(item, tier1_clerk, reason=TOLD)
        (said,) = content_of(item.application)["cost_items"]
        assert said["choice_reason"] == TOLD
        assert [(one["supplier"], one["sum_won"], one["is_chosen"]) for one in said["quotes"]] == [
            ("시험기계", 200_000_000, True),
            ("경쟁기계", 210_000_000, False),
        ]

    def test_a_line_returned_before_quotes_had_sums_is_unchanged_until_it_is(
        self, item: CostItem, tier1_clerk: User
    ) -> None:
        def point() -> Any:
            return next(one for one in points_of(item.application, MOMENT) if one.kind == "QUOTE")

        before = [pair for pair in plain(point().values) if pair[0] != "quote_won"]
        assert outcome_of(before, point()) == "UNCHANGED"
        add(item, tier1_clerk)
        assert outcome_of(before, point()) == "CHANGED"


class TestPages:
    @pytest.fixture(autouse=True)
    def at_the_moment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "now", lambda: MOMENT)

    @pytest.fixture
    def clerk(self, client: Client, tier1_clerk: User) -> Client:
        client.cookies["django_language"] = "en"
        client.force_login(tier1_clerk, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def test_add_choose_change_and_remove(self, clerk: Client, item: CostItem) -> None:
        given = {"supplier": "경쟁기계", "quoted_on": "2026-01-20", "sum_won": "190,000,000", "reason": ""}
        url = reverse("applications:quote_add", args=[item.public_id])
        wrong = clerk.post(url, {**given, "is_chosen": "on", "attachment": pdf(more=b"%2")})
        assert "Give a reason" in wrong.content.decode()
        assert clerk.post(url, {**given, "attachment": pdf(more=b"%2")}).status_code == 302

        quote = item.quotes.get(is_chosen=False)
        page = clerk.get(f"{item.application.get_absolute_url()}?tab=money").content.decode()
        assert "190,000,000" in page
        assert "It is not said yet why this quote was chosen." in page
        for name in ("choose", "edit", "remove"):
            assert reverse(f"applications:quote_{name}", args=[quote.public_id]) in page

        def at(name: str) -> str:
            return reverse(f"applications:quote_{name}", args=[quote.public_id])

        assert "becomes KRW 190,000,000" in clerk.get(at("choose")).content.decode()
        assert clerk.post(at("choose"), {"reason": TOLD}).status_code == 302
        saved = clerk.post(at("edit"), {"autosave": "sum_won", "sum_won": "195,000,000", "version": "2"})
        assert saved.json()["saved"] == ["sum_won"]
        page = clerk.get(f"{item.application.get_absolute_url()}?tab=money").content.decode()
        assert TOLD in page
        assert "The cost is KRW 5,000,000 below its quote" in page
        assert "Choose another one first" in clerk.post(at("remove")).content.decode()

    def test_keep_what_was_typed_into_a_new_quote(self, clerk: Client, item: CostItem) -> None:
        url = reverse("applications:quote_add", args=[item.public_id])
        kept = clerk.post(url, {"autosave": "supplier", "supplier": "경쟁기계"})
        assert kept.json()["saved"] == []
        assert 'value="경쟁기계"' in clerk.get(url).content.decode()

    def test_the_form_of_the_item_takes_the_sum_or_the_cost_for_it(
        self, clerk: Client, item: CostItem
    ) -> None:
        url = reverse("applications:cost_item_edit", args=[item.public_id])
        assert 'value="200,000,000"' in clerk.get(url).content.decode()
        for typed, sum_won in (("210,000,000", 210_000_000), ("", 200_000_000)):
            version = str(fresh(item).version)
            answer = clerk.post(url, {"autosave": "quote_won", "quote_won": typed, "version": version,
                                      "cost_won": "200,000,000"})  # fmt: skip
            assert answer.json()["saved"] == ["quote_won"]
            assert fresh(item).chosen_quote.sum_won == sum_won

    def test_show_the_office_where_the_cost_is_not_the_quote(
        self, client: Client, submitted: Application, officer: User
    ) -> None:
        item = submitted.cost_items.get()
        item.quotes.update(sum_won=150_000_000)
        client.cookies["django_language"] = "en"
        client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(f"{submitted.get_absolute_url()}?tab=money").content.decode()
        assert "The cost is KRW 50,000,000 above its quote" in page
        assert reverse("applications:quote_add", args=[item.public_id]) not in page
