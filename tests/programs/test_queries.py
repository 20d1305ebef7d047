"""Rules in force, and who sees which consortium."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser

from programs.models import Call, Consortium, FundingRule, Member, Program
from programs.queries import rule, support_input
from programs.refusals import NoRate
from programs.rules import CostLine, compute_support
from tests.factories import people

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 1)


class TestRule:
    def test_finds_the_rate_of_a_size_class(self, program):
        assert rule(program, "RATE", "EQUIPMENT", "MIDSIZE", DAY).value == 5_000
        assert rule(program, "RATE", "PCF", "SME", DAY) is None

    def test_prefers_the_rule_for_exactly_these_costs(self, program):
        assert rule(program, "CAP_CONSORTIUM", "CONSULTING", "SME", DAY).value == 300_000_000
        assert rule(program, "CAP_CONSORTIUM", "EQUIPMENT", "SME", DAY).value == 5_000_000_000
        assert rule(program, "CAP_FIRM", "EQUIPMENT", "SME", DAY) is None

    def test_asks_for_the_day(self, program):
        FundingRule.objects.filter(kind="RATE", size_class="SME").update(valid_until=dt.date(2026, 6, 30))
        new = FundingRule.objects.create(
            program=program,
            kind="RATE",
            cost_kind="EQUIPMENT",
            size_class="SME",
            value=7_000,
            source_ko="시험 자료",
            source_en="Test data",
            valid_from=dt.date(2026, 7, 1),
        )
        assert rule(program, "RATE", "EQUIPMENT", "SME", dt.date(2026, 6, 30)).value == 6_000
        assert rule(program, "RATE", "EQUIPMENT", "SME", dt.date(2026, 7, 1)) == new
        assert rule(program, "RATE", "EQUIPMENT", "SME", dt.date(2025, 12, 31)) is None


class TestSupportInput:
    def test_gathers_rates_and_caps_in_one_query(self, program, django_assert_num_queries):
        costs = [CostLine("EQUIPMENT", 200_000_000), CostLine("CONSULTING", 100_000_000)]
        with django_assert_num_queries(1):
            given = support_input(
                program=program,
                size_class="SME",
                costs=costs,
                on=DAY,
                used_by_consortium={"": 4_900_000_000},
                used_by_firm={"CONSULTING": 10_000_000},
            )
        assert compute_support(given).subsidy_won == 100_000_000
        assert [c.room_won for c in given.firm_caps] == [20_000_000]

    def test_names_in_words_the_costs_that_have_no_rate(self, program):
        with pytest.raises(
            NoRate, match=r"“Third-party PCF verification” and the size class “Small or medium"
        ):
            support_input(program=program, size_class="SME", costs=[CostLine("PCF", 1)], on=DAY)


class TestVisibleTo:
    def test_shows_a_consortium_to_its_firms_and_its_officials(
        self,
        consortium,
        tier1_rep,
        tier1_member,
        tier2_rep,
        tier2_member,
        anchor_rep,
        officer,
        auditor,
        moment,
    ):
        for person in (anchor_rep, tier1_rep, tier2_rep, officer, auditor):
            assert list(Consortium.objects.visible_to(person, moment)) == [consortium]
            assert Member.objects.visible_to(person, moment).count() == 3

    def test_hides_it_from_everybody_else(
        self, tier1_member, rival_rep, other_officer, reviewer, verifier, moment
    ):
        for person in (rival_rep, other_officer, reviewer, verifier, AnonymousUser()):
            assert not Consortium.objects.visible_to(person, moment).exists()
            assert not Member.objects.visible_to(person, moment).exists()

    def test_shows_an_agency_the_programmes_it_runs(self, consortium, agency, program, moment):
        clerk = people.with_role("AGENCY_OFFICER", "OFFICE", agency.pk)
        assert not Consortium.objects.visible_to(clerk, moment).exists()
        Program.objects.filter(pk=program.pk).update(agency=agency)
        assert Consortium.objects.visible_to(clerk, moment).exists()

    def test_shows_calls_to_the_public_except_practice(self, call, program, officer):
        assert Call.objects.visible_to(AnonymousUser()).exists()
        Program.objects.filter(pk=program.pk).update(is_practice=True)
        assert not Call.objects.visible_to(AnonymousUser()).exists()
        assert Call.objects.visible_to(officer).exists()
