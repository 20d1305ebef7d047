"""The list of plans and applications: by address, for each reader, and as a file however long."""

import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications.models import Application
from core.users.models import User
from core.workflow import clock
from tests.factories import cases
from tests.factories.people import MOMENT
from tests.ui.sheets import records, rows_of

pytestmark = pytest.mark.django_db

LONG = 10_000
EVIL = '=HYPERLINK("http://evil","한빛")'


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


@pytest.fixture
def ask(client: Client) -> Any:
    client.cookies["django_language"] = "en"

    def ask(user: User, **query: str) -> Any:
        client.force_login(user)
        return client.get(reverse("applications:list"), query)

    return ask


@pytest.fixture
def titles(ask: Any) -> Any:
    def titles(user: User, **query: str) -> list[str]:
        return [row[0].text for row in ask(user, **query).context["listing"].rows]

    return titles


class TestPage:
    def test_filters_searches_and_sorts_by_address(
        self, submitted: Application, selected_plan: Application, officer: User, titles: Any
    ):
        number = submitted.firm.business_number
        found = {
            "": [submitted.title, selected_plan.title],
            "kind=PLAN": [selected_plan.title],
            "status=SUBMITTED": [submitted.title],
            "q=한빛": [submitted.title],
            f"q={number[:3]}-{number[3:5]}-{number[5:]}": [submitted.title],
            "q=없는말": [],
            "sort=asked": [submitted.title, selected_plan.title],
            "sort=status": [submitted.title, selected_plan.title],
            "sort=-status": [selected_plan.title, submitted.title],
            f"consortium={submitted.consortium.public_id}": [submitted.title, selected_plan.title],
            f"program={submitted.call.program.public_id}": [submitted.title, selected_plan.title],
            "status=NONSENSE": [submitted.title, selected_plan.title],
        }

        for query, expected in found.items():
            asked = dict(part.split("=", 1) for part in query.split("&") if part)
            assert titles(officer, **asked) == expected, query

    def test_refuses_a_consortium_that_is_not_theirs(self, submitted: Application, rival_rep: User, ask: Any):
        page = ask(rival_rep, consortium=submitted.consortium.public_id)

        assert submitted.consortium.name not in page.content.decode()

    def test_speaks_to_an_applicant_in_the_applicants_words(
        self, submitted: Application, tier1_rep: User, officer: User, ask: Any
    ):
        assert "Received, waiting for assessment" in ask(tier1_rep).content.decode()
        assert "Received, waiting for assessment" not in ask(officer).content.decode()
        assert records(ask(tier1_rep, export="xlsx"))[0]["Status"] == "Received, waiting for assessment"
        assert records(ask(officer, export="xlsx"))[0]["Status"] == "Submitted"

    def test_pages_and_keeps_the_filter(
        self,
        consortium: Any,
        selected_plan: Application,
        officer: User,
        ask: Any,
        tier1: Any,
        tier1_rep: User,
    ):
        for number in range(21):
            case = cases.draft(consortium, tier1, tier1_rep, title=f"신청 {number}")
            case.move_to("SUBMITTED", by=tier1_rep, at=MOMENT)

        page = ask(officer, status="SUBMITTED", sort="firm").content.decode()

        assert "status=SUBMITTED&amp;sort=firm&amp;page=2" in page
        assert "status=SUBMITTED&amp;sort=firm&amp;export=xlsx" in page

    def test_empty_says_what_to_do(self, rival_rep: User, officer: User, ask: Any):
        assert "start page" in ask(rival_rep).content.decode()
        assert "Nothing was submitted yet" in ask(officer).content.decode()


class TestFile:
    def test_is_what_its_reader_sees(
        self, submitted: Application, draft: Application, officer: User, tier1_rep: User, ask: Any
    ):
        assert {row["Title"] for row in records(ask(officer, export="xlsx"))} == {
            case.title for case in Application.objects.visible_to(officer)
        }
        assert records(ask(officer, export="xlsx", q="없는말")) == []

    def test_of_ten_thousand_cases_is_complete_and_harmless(
        self,
        consortium: Any,
        selected_plan: Application,
        tier1: Any,
        tier1_rep: User,
        officer: User,
        ask: Any,
    ):
        Application.objects.bulk_create(
            Application(
                call=consortium.call, consortium=consortium, firm=tier1, kind="GRANT", grant_kind="SUBSIDY",
                title=f"{EVIL} {number}", drafted_at=MOMENT, drafted_by=tier1_rep,
                asked_won=number + 1, expected_kg=number,
            )
            for number in range(LONG)
        )  # fmt: skip

        begun = time.monotonic()
        head, *rows = rows_of(ask(tier1_rep, kind="SUBSIDY", sort="-asked", export="xlsx"))
        took = time.monotonic() - begun

        assert head == (
            "Title", "Kind", "Firm", "Business number", "Consortium", "Status", "Submitted on",
            "Amount asked (won)", "Amount awarded (won)", "Expected reduction a year (tCO₂e)", "Next step",
            "Whose turn",
        )  # fmt: skip
        assert [row[7] for row in rows] == list(range(LONG, 0, -1))
        assert rows[0][0] == f"{EVIL} {LONG - 1}"
        assert {type(row[7]) for row in rows} == {int}
        print(f"{LONG:,} rows written and read again in {took:.1f} s")
