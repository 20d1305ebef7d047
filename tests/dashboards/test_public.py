"""The front page and the calculator: no sign-in, the rules of applications, nothing kept."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from programs.models import FundingRule, Program, RequiredDocument
from programs.rules import CostLine
from reporting.dashboards.queries import public
from tests.factories.people import FIRST_DAY, MOMENT
from tests.factories.programmes import CallFactory, ProgramFactory, TechnologyFactory, add_rules

pytestmark = pytest.mark.django_db

ADDRESS = "/calculator/"
TODAY = dt.date(2026, 2, 2)


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


def ask(client, **said):
    return client.get(ADDRESS, {"size_class": "SME", "is_in_trading_scheme": "no", **said})


def asked(**other):
    terms = {
        "size_class": "SME", "is_in_trading_scheme": False, "consortium": None,
        "costs": [CostLine("EQUIPMENT", 200_000_000, "GENERAL")],
    }  # fmt: skip
    return public.Asked(**{**terms, **other})


def result(program, **other):
    return public.estimate(program, asked(**other), TODAY, MOMENT)


class TestFrontPage:
    def test_says_rates_caps_and_what_is_open(self, client, call, technology):
        text = client.get("/").content.decode()
        for words in (
            "60 %", "50 %", "not supported", "KRW 5 bn", "High-efficiency air compressor", call.program.name_en,
        ):  # fmt: skip
            assert words in text
        assert reverse("account_signup") in text

    def test_names_the_papers_of_the_programme(self, client, call):
        RequiredDocument.objects.create(
            program=call.program, code="b", name_ko="자부담 증빙", name_en="Proof of the self-burden",
            step="APPLICATION", cost_kind="PCF", valid_from=FIRST_DAY, source_ko="가", source_en="a",
        )  # fmt: skip
        text = client.get("/").content.decode()
        assert "Proof of the self-burden" in text
        assert "Third-party PCF verification" in text

    def test_stands_without_any_programme(self, client):
        assert client.get("/").status_code == 200
        assert "No programme is published yet" in client.get(ADDRESS).content.decode()

    def test_asks_as_often_for_many_rules(self, client, call, django_assert_max_num_queries):
        client.get("/")
        with django_assert_max_num_queries(8):
            client.get("/")

    def test_leads_to_the_calculator_with_what_was_typed(self, client, call):
        text = client.get("/").content.decode()
        assert f'action="{ADDRESS}#result"' in text
        answer = client.get(
            ADDRESS, {"program": call.program.public_id, "size_class": "SME", "equipment_won": "200,000,000"}
        )
        assert answer.context["estimate"].result.subsidy_won == 120_000_000


class TestEstimate:
    @pytest.mark.parametrize(("size", "won"), [("SME", 120_000_000), ("MIDSIZE", 100_000_000)])
    def test_is_what_an_application_would_get(self, size, won, call):
        assert result(call.program, size_class=size).result.subsidy_won == won

    def test_is_the_same_as_of_a_draft(self, drafted_application):
        from applications.arithmetic import compute

        draft = compute(drafted_application, MOMENT).result
        found = result(drafted_application.call.program).result
        assert [(r.code, r.factor, r.result_won) for r in found.rows] == [
            (r.code, r.factor, r.result_won) for r in draft.rows
        ]

    @translation.override("en")
    def test_of_a_large_firm_is_nothing_and_says_what_else(self, call):
        found = result(call.program, size_class="LARGE")
        assert found.result is None
        assert any(check.state == "no" and "anchor" in check.hint for check in found.checks)

    def test_of_a_firm_in_the_trading_scheme_depends_on_the_programme(self, call):
        assert result(call.program, is_in_trading_scheme=True).result is not None
        Program.objects.update(excludes_trading_scheme=True)
        found = result(Program.objects.get(), is_in_trading_scheme=True)
        assert found.result is None
        assert found.is_out

    @translation.override("en")
    def test_without_a_rate_says_so(self, call):
        found = result(call.program, costs=[CostLine("PCF", 1_000_000)])
        assert found.result is None
        assert any("names no rate" in check.text for check in found.checks)

    def test_follows_the_grade_of_the_technology(self, client, call):
        TechnologyFactory(program=call.program, code="advanced", grade="ADVANCED")
        FundingRule.objects.create(
            program=call.program, kind="RATE", cost_kind="EQUIPMENT", size_class="SME", grade="ADVANCED",
            value=7_000, valid_from=FIRST_DAY, source_ko="가", source_en="a",
        )  # fmt: skip
        answer = ask(client, equipment_won="100,000,000", technology="advanced")
        assert answer.context["estimate"].result.subsidy_won == 70_000_000

    def test_says_whether_the_anchor_is_in(self, client, selected_plan, consortium):
        assert "You take part through an anchor firm" in ask(client, equipment_won="1000").content.decode()
        text = ask(client, equipment_won="1000", consortium=consortium.public_id).content.decode()
        assert f"{consortium.anchor} leads the selected consortium" in text

    def test_after_the_call_still_shows_what_the_last_rules_give(self, call):
        later = call.applications_close_at + dt.timedelta(days=1)
        found = public.estimate(call.program, asked(), TODAY, later)
        assert (found.checks[0].state, found.result.subsidy_won) == ("open", 120_000_000)


class TestCalculator:
    def test_shows_every_row_with_its_source(self, client, call):
        text = ask(client, equipment_won="200,000,000", consulting_won="100,000,000").content.decode()
        for words in ("KRW 150,000,000", "KRW 30,000,000", "60 %", "Test data", "Cap per firm"):
            assert words in text

    def test_asks_for_a_cost(self, client, call):
        assert "at least one thing you would buy" in ask(client).content.decode()

    @pytest.mark.parametrize("typed", ["-5", "1.5", "abc", "1" * 30])
    def test_keeps_what_is_no_amount(self, typed, client, call):
        answer = ask(client, equipment_won=typed)
        assert answer.status_code == 200
        assert f'value="{typed}"' in answer.content.decode()
        assert answer.context["estimate"] is None

    def test_offers_the_programmes_that_are_public(self, client, call, office):
        other = ProgramFactory(office=office, name_en="Sibling scheme")
        add_rules(other)
        CallFactory(program=other)
        ProgramFactory(office=office, name_en="Practice scheme", is_practice=True)
        text = client.get(ADDRESS, {"program": other.public_id}).content.decode()
        assert "Sibling scheme" in text
        assert "Practice scheme" not in text

    def test_of_a_practice_programme_or_nonsense_is_not_found(self, client, call, office):
        hidden = ProgramFactory(office=office, is_practice=True)
        for program in (hidden.public_id, "nonsense"):
            assert client.get(ADDRESS, {"program": program}).status_code == 404

    def test_keeps_nothing(self, client, call):
        from applications.models import Application

        ask(client, equipment_won="200,000,000")
        assert not Application.objects.exists()
        assert "sessionid" not in client.cookies
