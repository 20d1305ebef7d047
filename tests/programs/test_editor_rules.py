"""Dated rules: a change begins on a day, ends the one before it, and leaves what was submitted alone."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from applications.arithmetic import compute
from applications.models import Application
from core.inbox.models import Item
from core.workflow.refusals import StaleVersion
from programs.models import FundingRule
from programs.operations import editor
from programs.operations.editor.refusals import (
    AmountsRelyOnIt,
    DatesReversed,
    IsInForce,
    RuleDoesNotFit,
    RuleIsThere,
    RulesOverlap,
)
from programs.queries import rules_on
from tests.factories.people import FIRST_DAY, MOMENT
from tests.programs.editor import SOURCES

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 2, 2)
JULY = dt.date(2026, 7, 1)
DAY = dt.timedelta(days=1)
RATE = {"kind": "RATE", "cost_kind": "EQUIPMENT", "size_class": "SME"}


@pytest.fixture
def set_rule(program, officer):
    def run(**other):
        terms = {"program": program, **RATE, "value": 5_500, "valid_from": JULY, **SOURCES}
        return editor.set_rule(**{**terms, "by": officer, "at": MOMENT, **other})

    return run


@pytest.fixture
def submitted(drafted_application, tier1_rep) -> Application:
    """An application that was submitted today."""
    Application.objects.filter(pk=drafted_application.pk).update(submitted_at=MOMENT, submitted_by=tier1_rep)
    return drafted_application


def rates(program):
    found = program.rules.filter(**RATE).order_by("valid_from")
    return [(r.value, r.valid_from, r.valid_until) for r in found]


class TestSetRule:
    def test_begins_on_its_day_and_ends_the_one_before(self, set_rule, program):
        set_rule()
        assert rates(program) == [(6_000, FIRST_DAY, JULY - DAY), (5_500, JULY, None)]

    def test_of_another_size_class_is_another_rule(self, set_rule, program):
        set_rule(size_class="MIDSIZE")
        assert rates(program) == [(6_000, FIRST_DAY, None)]
        assert program.rules.filter(kind="RATE", cost_kind="EQUIPMENT", size_class="MIDSIZE").count() == 2

    def test_of_a_grade_stands_beside_the_one_for_all(self, set_rule, program):
        set_rule(grade="ADVANCED", value=7_000, valid_from=TODAY)
        assert rates(program) == [(6_000, FIRST_DAY, None), (7_000, TODAY, None)]

    def test_before_one_that_is_to_begin_ends_the_day_before_that(self, set_rule, program):
        set_rule()
        set_rule(value=5_800, valid_from=dt.date(2026, 4, 1))
        assert rates(program) == [
            (6_000, FIRST_DAY, dt.date(2026, 3, 31)),
            (5_800, dt.date(2026, 4, 1), JULY - DAY),
            (5_500, JULY, None),
        ]

    def test_of_the_same_day_is_corrected_in_its_place(self, set_rule, program):
        first, second = set_rule(), set_rule(value=5_400)
        assert first.pk == second.pk
        assert rates(program) == [(6_000, FIRST_DAY, JULY - DAY), (5_400, JULY, None)]

    def test_twice_changes_nothing_the_second_time(self, set_rule, program):
        set_rule()
        before = rates(program)
        set_rule()
        assert rates(program) == before

    def test_is_what_an_open_draft_is_computed_with(self, set_rule, drafted_application):
        assert compute(drafted_application, MOMENT).result.subsidy_won == 120_000_000
        set_rule(valid_from=TODAY, value=5_000)
        assert compute(drafted_application, MOMENT).result.subsidy_won == 100_000_000

    @pytest.mark.parametrize("day", [FIRST_DAY, dt.date(2026, 1, 15), TODAY])
    def test_refuses_a_day_whose_rules_an_amount_rests_on(self, day, set_rule, program, submitted):
        with pytest.raises(AmountsRelyOnIt, match="on 2026-02-03 or later"):
            set_rule(valid_from=day)
        assert rates(program) == [(6_000, FIRST_DAY, None)]

    def test_begins_the_day_after_the_last_submission(self, set_rule, program, submitted):
        set_rule(valid_from=TODAY + DAY)
        assert rules_on(program, TODAY).get(**RATE).value == 6_000
        assert rules_on(program, TODAY + DAY).get(**RATE).value == 5_500

    def test_refuses_yesterday_once_something_was_submitted(self, set_rule, submitted):
        with pytest.raises(AmountsRelyOnIt):
            set_rule(valid_from=TODAY + DAY, at=MOMENT + 3 * DAY)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"value": 10_001},
            {"value": -1},
            {"kind": "ROUNDING", "cost_kind": "", "size_class": "", "value": 0},
            {"kind": "ROUNDING", "size_class": "", "value": 1_000},
            {"kind": "PASS_THROUGH", "cost_kind": "", "size_class": "SME"},
            {"kind": "CAP_FIRM", "size_class": "", "grade": "ADVANCED"},
            {"kind": "CAP_POOLED", "size_class": "", "value": 10**15},
        ],
    )
    def test_refuses_what_is_not_of_its_kind(self, wrong, set_rule, program):
        with pytest.raises(RuleDoesNotFit):
            set_rule(**wrong)
        assert FundingRule.objects.filter(valid_from=JULY).count() == 0

    @pytest.mark.parametrize(
        "name", ["approving_officer", "auditor", "other_officer", "tier1_rep", "reviewer"]
    )
    def test_is_for_the_officers_of_the_ministry(self, name, set_rule, request):
        with pytest.raises(PermissionDenied):
            set_rule(by=request.getfixturevalue(name))

    def test_says_in_the_history_who_and_by_what(self, set_rule, officer):
        from programs.models import FundingRuleEvent

        set_rule()
        events = FundingRuleEvent.objects.filter(value=5_500).select_related("pgh_context")
        metadata = events.get().pgh_context.metadata
        assert (metadata["by"], metadata["operation"]) == (officer.pk, "programs.editor.rules.set_rule")


class TestTheDatabase:
    def test_refuses_another_value_where_an_amount_rests(self, program, drafted_application):
        from applications.models import ArithmeticRow

        rule = program.rules.get(**RATE)
        ArithmeticRow.objects.create(
            application=drafted_application, computed_at=MOMENT, position=1, code="rate", rule=rule,
            input_won=1, result_won=1,
        )  # fmt: skip
        with pytest.raises(DatabaseError, match="terms_of_rules_stay"), transaction.atomic():
            FundingRule.objects.filter(pk=rule.pk).update(value=1)

    def test_refuses_two_rules_on_one_day(self, program):
        with pytest.raises(DatabaseError, match="rules_stay_apart"), transaction.atomic():
            FundingRule.objects.create(program=program, **RATE, value=1, valid_from=JULY, **SOURCES)


class TestEndRule:
    def end(self, rule, officer, day, **other):
        return editor.end_rule(rule=rule, valid_until=day, by=officer, at=MOMENT, **other)

    def test_sets_the_last_day(self, program, officer):
        self.end(program.rules.get(**RATE), officer, JULY)
        assert rates(program) == [(6_000, FIRST_DAY, JULY)]

    def test_can_be_put_off(self, program, officer):
        self.end(program.rules.get(**RATE), officer, JULY)
        self.end(program.rules.get(**RATE), officer, JULY + DAY)
        assert rates(program) == [(6_000, FIRST_DAY, JULY + DAY)]

    def test_refuses_a_day_before_the_first(self, program, officer):
        with pytest.raises(DatesReversed):
            self.end(program.rules.get(**RATE), officer, FIRST_DAY - DAY)

    def test_refuses_to_cut_what_an_amount_rests_on(self, program, officer, submitted):
        with pytest.raises(AmountsRelyOnIt):
            self.end(program.rules.get(**RATE), officer, TODAY - DAY)
        self.end(program.rules.get(**RATE), officer, TODAY)

    def test_refuses_days_of_the_next_rule(self, program, officer, set_rule):
        set_rule()
        with pytest.raises(RulesOverlap, match="2026-07-01"):
            self.end(program.rules.get(**RATE, value=6_000), officer, JULY)

    def test_is_for_officers(self, program, approving_officer):
        with pytest.raises(PermissionDenied):
            self.end(program.rules.get(**RATE), approving_officer, JULY)


class TestRemoveRule:
    def test_lets_the_one_before_go_on(self, program, officer, set_rule):
        editor.remove_rule(rule=set_rule(), reason="공고가 바뀌지 않음", by=officer, at=MOMENT)
        assert rates(program) == [(6_000, FIRST_DAY, None)]

    def test_in_the_middle_closes_the_gap(self, program, officer, set_rule):
        set_rule()
        between = set_rule(value=5_800, valid_from=dt.date(2026, 4, 1))
        editor.remove_rule(rule=between, reason="공고가 바뀌지 않음", by=officer, at=MOMENT)
        assert rates(program) == [(6_000, FIRST_DAY, JULY - DAY), (5_500, JULY, None)]

    def test_leaves_ended_what_was_ended_on_purpose(self, program, officer, set_rule):
        rule = program.rules.get(**RATE)
        editor.end_rule(rule=rule, valid_until=JULY - DAY, reason="종료", by=officer, at=MOMENT)
        editor.remove_rule(rule=set_rule(), reason="공고가 바뀌지 않음", by=officer, at=MOMENT)
        assert rates(program) == [(6_000, FIRST_DAY, JULY - DAY)]

    def test_gives_the_one_before_the_last_day_that_was_meant(self, program, officer, set_rule):
        rule, last = program.rules.get(**RATE), dt.date(2026, 10, 31)
        editor.end_rule(rule=rule, valid_until=last, reason="종료", by=officer, at=MOMENT)
        editor.remove_rule(rule=set_rule(), reason="공고가 바뀌지 않음", by=officer, at=MOMENT)
        assert rates(program) == [(6_000, FIRST_DAY, last)]

    def test_lets_one_go_on_that_was_set_before_it(self, program, officer, set_rule):
        later = set_rule()
        set_rule(value=5_800, valid_from=dt.date(2026, 4, 1))
        editor.remove_rule(rule=later, reason="공고가 바뀌지 않음", by=officer, at=MOMENT)
        assert rates(program)[-1] == (5_800, dt.date(2026, 4, 1), None)

    def test_refuses_what_is_in_force(self, program, officer):
        with pytest.raises(IsInForce, match="2026-01-01"):
            editor.remove_rule(rule=program.rules.get(**RATE), reason="까닭 없음", by=officer, at=MOMENT)

    def test_is_for_officers(self, auditor, set_rule):
        with pytest.raises(PermissionDenied):
            editor.remove_rule(rule=set_rule(), reason="까닭 없음", by=auditor, at=MOMENT)


class TestTwoOfficers:
    """Of two who look at the same rule, the second one meets what the first one did."""

    def test_let_another_rule_follow_the_same_one(self, program, set_rule):
        rule = program.rules.get(**RATE)
        set_rule(follows=rule, version=rule.version)
        with pytest.raises(StaleVersion):
            set_rule(follows=rule, version=rule.version, value=5_000)
        assert rates(program)[-1] == (5_500, JULY, None)

    def test_add_a_rule_that_neither_of_them_saw(self, program, set_rule):
        place = {"kind": "CAP_FIRM", "cost_kind": "PCF", "size_class": "", "version": 0}
        set_rule(**place, value=30_000_000)
        with pytest.raises(RuleIsThere, match="2026-07-01"):
            set_rule(**place, value=20_000_000)
        assert program.rules.get(kind="CAP_FIRM", cost_kind="PCF").value == 30_000_000

    def test_end_and_take_out(self, set_rule, officer):
        rule = set_rule()
        given = {"rule": rule, "version": rule.version, "reason": "공고 변경", "by": officer, "at": MOMENT}
        editor.end_rule(**given, valid_until=JULY + DAY)
        with pytest.raises(StaleVersion):
            editor.end_rule(**given, valid_until=JULY)
        with pytest.raises(StaleVersion):
            editor.remove_rule(**given)


class TestNotice:
    def test_one_per_change_to_each_firm_with_an_open_draft(self, set_rule, drafted_application):
        set_rule()
        set_rule(value=5_400, at=MOMENT + DAY)
        told = Item.objects.filter(kind="rules_changed")
        assert {item.scope_id for item in told} == {drafted_application.firm_id}
        assert len(told) == 2

    def test_none_to_what_was_submitted(self, set_rule, submitted):
        Application.objects.filter(pk=submitted.pk).update(status="SUBMITTED")
        set_rule()
        assert not Item.objects.filter(kind="rules_changed").exists()
