"""Verified above the promise: how much, whose, and what of it counts outside."""

import datetime as dt
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from applications.models import SurplusTerms
from programs.models import Consortium, FundingRule
from reporting.statements.models import Statement
from reporting.statements.surplus import surplus_of
from tests.factories import cases
from tests.factories.people import FIRST_DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms(selected_plan: Any, consortium: Consortium, tier1: Any) -> SurplusTerms:
    """20,000 kg promised; what is above belongs to tier 1."""
    return SurplusTerms.objects.create(
        application=selected_plan,
        owner=tier1,
        promised_kg=20_000,
        expected_surplus_kg=5_000,
        method="01A-004",
    )


def creditable(consortium: Consortium, value: int) -> None:
    FundingRule.objects.create(
        program=consortium.program, kind="CREDITABLE", value=value, valid_from=FIRST_DAY,
        source_ko="시험 자료", source_en="Test data",
    )  # fmt: skip


class TestSurplus:
    def test_is_what_was_verified_above_the_promise(
        self, terms: SurplusTerms, verified: Statement, consortium: Consortium
    ) -> None:
        found = surplus_of(consortium, 2026)
        assert found
        assert (found.verified_kg, found.surplus_kg, found.unmet_kg) == (27_246, 7_246, 0)
        assert (found.owner, found.creditable_kg, found.whole_tonnes) == (terms.owner, None, None)

    @pytest.mark.parametrize(
        ("bp", "kilograms", "tonnes"), [(10_000, 7_246, 7), (3_333, 2_415, 2), (0, 0, 0)]
    )
    def test_counts_outside_by_the_creditable_part_in_whole_tonnes(
        self,
        terms: SurplusTerms,
        verified: Statement,
        consortium: Consortium,
        bp: int,
        kilograms: int,
        tonnes: int,
    ) -> None:
        creditable(consortium, bp)
        found = surplus_of(consortium, 2026)
        assert found
        assert (found.creditable_kg, found.whole_tonnes) == (kilograms, tonnes)

    def test_is_nothing_while_the_promise_is_not_met(
        self, terms: SurplusTerms, consortium: Consortium
    ) -> None:
        found = surplus_of(consortium, 2026)
        assert found
        assert (found.surplus_kg, found.unmet_kg) == (0, 20_000)

    def test_counts_each_year_by_itself(
        self, terms: SurplusTerms, verified: Statement, consortium: Consortium
    ) -> None:
        found = surplus_of(consortium, 2027)
        assert found
        assert found.verified_kg == 0

    def test_there_is_none_without_the_section(self, selected_plan: Any, consortium: Consortium) -> None:
        assert surplus_of(consortium, 2026) is None

    def test_there_is_none_before_the_plan_is_selected(
        self, consortium: Consortium, tier1: Any, tier1_member: Any, anchor_rep: Any
    ) -> None:
        draft = cases.plan(consortium, anchor_rep)
        SurplusTerms.objects.create(
            application=draft, owner=tier1, promised_kg=1, expected_surplus_kg=1, method="01A-004"
        )
        assert surplus_of(consortium, 2026) is None

    def test_is_shown_with_its_owner(
        self, terms: SurplusTerms, verified: Statement, consortium: Consortium
    ) -> None:
        creditable(consortium, 5_000)
        text = render_to_string("statements/surplus.html", {"surplus": surplus_of(consortium, 2026)})
        for words in ("7.246", "3.623", "3 tCO₂e", terms.owner.name, "01A-004"):
            assert words in text


class TestOutcome:
    """What a performance contract proposes, on the page where promise and verified reduction meet."""

    def shown(self, consortium: Consortium) -> str:
        with translation.override("ko"):
            return render_to_string("statements/surplus.html", {"surplus": surplus_of(consortium, 2026)})

    def rule(self, consortium: Consortium, kind: str, value: int) -> None:
        FundingRule.objects.create(
            program=consortium.program, kind=kind, value=value, valid_from=FIRST_DAY,
            source_ko="성과계약서", source_en="Contract",
        )  # fmt: skip

    def test_an_incentive_is_proposed_above_the_promise(
        self, terms: SurplusTerms, verified: Statement, consortium: Consortium
    ) -> None:
        self.rule(consortium, "INCENTIVE", 30_000)
        text = self.shown(consortium)
        assert "217,380원" in text  # 7.246 t × 30,000
        assert "성과계약서" in text

    def test_a_recovery_is_proposed_below_it_of_what_stands_of_the_subsidies(
        self, terms: SurplusTerms, grant: Any, consortium: Consortium
    ) -> None:
        self.rule(consortium, "TOLERANCE", 1_000)
        grant.application.reduced_won = 20_000_000
        grant.application.save(update_fields=["reduced_won"])
        found = surplus_of(consortium, 2026)
        assert found
        assert found.outcome
        assert found.outcome.recovery_won == 90_000_000  # (120 - 20) million × 18 t of 20 t
        assert "90,000,000원" in self.shown(consortium)

    def test_nothing_is_proposed_where_the_programme_has_no_such_rules(
        self, terms: SurplusTerms, verified: Statement, consortium: Consortium
    ) -> None:
        found = surplus_of(consortium, 2026)
        assert found
        assert found.outcome is None
        assert "성과계약서" not in self.shown(consortium)


def test_the_year_is_that_of_the_last_day(verified: Statement) -> None:
    assert verified.period_until == dt.date(2026, 3, 31)
