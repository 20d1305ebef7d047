"""Caps as an award meets them: one pot for all partners, own parts with what is handed on, what lies inside."""

from typing import Any

import pytest

from applications import operations, rules
from applications.arithmetic import ceilings_of, latest_rows, used_by_kind, used_in_consortium
from applications.models import Application
from applications.refusals import CapExceeded
from core.users.models import User
from programs.models import Consortium, FundingRule, Program
from tests.applications.conftest import add_item
from tests.factories.people import FIRST_DAY, MOMENT

pytestmark = pytest.mark.django_db
TODAY = MOMENT.date()


def add_rule(program: Program, kind: str, value: int, **terms: Any) -> FundingRule:
    sources = {"source_ko": "시험", "source_en": "test"}
    return FundingRule.objects.create(
        program=program, kind=kind, value=value, valid_from=FIRST_DAY, **sources, **terms
    )


@pytest.fixture
def indirect(draft: Application, consortium: Consortium, tier2_member: Any) -> Application:
    """A draft whose firm must hand on as much as it gets: its consortium hands subsidy on."""
    Consortium.objects.filter(pk=consortium.pk).update(pass_through_kind="INDIRECT")
    return Application.objects.get(pk=draft.pk)


class TestPooledCap:
    def test_is_filled_by_every_joined_partner(
        self, draft: Application, program: Program, tier2_member: Any, tier1_clerk: User, tier1_rep: User
    ) -> None:
        add_rule(program, "CAP_POOLED", 2_500_000, cost_kind="CONSULTING")
        add_item(draft, None, tier1_clerk, cost_kind="CONSULTING", cost_won=10_000_000, expectation=None)
        submitted = operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        assert submitted.asked_won == 125_000_000
        rows = {row.code: (row.factor, row.result_won) for row in latest_rows(submitted)}
        assert rows["pool"] == (2, 5_000_000)
        assert rows["cap_pooled"] == (5_000_000, 5_000_000)
        pooled = [found for found in ceilings_of(submitted, TODAY) if found.cap_won == 5_000_000]
        assert [(found.used_won, found.share) for found in pooled] == [(0, (5_000_000, 125_000_000))]

    def test_leaves_out_who_declined_and_who_only_advises(
        self, draft: Application, program: Program, tier2_member: Any, tier1_clerk: User, tier1_rep: User
    ) -> None:
        add_rule(program, "CAP_POOLED", 2_500_000, cost_kind="CONSULTING")
        type(tier2_member).objects.filter(pk=tier2_member.pk).update(role="CONSULTANT")
        add_item(draft, None, tier1_clerk, cost_kind="CONSULTING", cost_won=10_000_000, expectation=None)
        submitted = operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        assert submitted.asked_won == 122_500_000


class TestHandedOn:
    def test_the_least_is_asked_for_with_the_own_part(self, indirect: Application, tier1_rep: User) -> None:
        done = operations.submit(application=indirect, seen_won=240_000_000, by=tier1_rep, at=MOMENT)
        assert (done.asked_won, done.regrant_asked_won) == (120_000_000, 120_000_000)
        assert "regrant" in {row.code for row in latest_rows(done)}

    def test_counts_under_the_consortiums_cap_over_everything(
        self, indirect: Application, tier1_rep: User
    ) -> None:
        done = operations.submit(application=indirect, by=tier1_rep, at=MOMENT)
        ceilings = ceilings_of(done, TODAY)
        assert rules.exceeded(120_000_000, ceilings, regrant=4_880_000_000) is None
        over = rules.exceeded(120_000_000, ceilings, regrant=4_880_000_001)
        assert over is not None
        assert isinstance(rules.cap_exceeded(over), CapExceeded)
        assert "5,000,000,000" in str(rules.cap_exceeded(over))

    def test_is_used_once_at_the_top(
        self,
        indirect: Application,
        funded_call: Any,
        tier1_rep: User,
        officer: User,
        approving_officer: User,
    ) -> None:
        done = operations.submit(application=indirect, by=tier1_rep, at=MOMENT)
        terms = {"recommendation": "AWARD", "finding": "적법하고 계산이 맞음"}
        operations.assess(application=done, **terms, by=officer, at=MOMENT)
        top = operations.award(
            application=done,
            amount=120_000_000,
            regrant=120_000_000,
            reason="선정평가 결과에 따름",
            effective_on=TODAY,
            by=approving_officer,
            at=MOMENT,
        )
        assert used_in_consortium([top]) == {"": 240_000_000, "EQUIPMENT": 120_000_000}
        assert used_by_kind([top]) == {"": 120_000_000, "EQUIPMENT": 120_000_000}
        below = Application(pk=0, grant_kind="INDIRECT", awarded_won=70_000_000)
        assert used_in_consortium([top, below])[""] == 240_000_000
        assert used_by_kind([top, below])[""] == 190_000_000
