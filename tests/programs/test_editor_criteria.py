"""Criteria and numbers of the eligibility checks: from a day on, and never over what was used."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from applications.models import EligibilityCheck
from core.inbox.models import Item
from core.workflow.refusals import StaleVersion
from programs import registry
from programs.comparison import compare
from programs.history import entries
from programs.loader import was_edited
from programs.models import CheckTerm, Criterion
from programs.operations import editor
from programs.operations.editor.refusals import (
    ChecksRelyOnIt,
    CodeTaken,
    DatesReversed,
    IsInForce,
    NumberIsThere,
    PanelsRelyOnIt,
    RuleDoesNotFit,
    RulesOverlap,
    WeightOutOfRange,
)
from tests.applications.panels import add_criteria, opened, pooled, submitted
from tests.factories.people import FIRST_DAY, MOMENT
from tests.programs.editor import SOURCES, criterion_terms, number_terms

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 2, 2)
JULY = dt.date(2026, 7, 1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def act(officer):
    """Run an operation of the editor as the officer."""

    def run(name, **given):
        reason = {} if name.startswith("add") else {"reason": "평가 방침 변경"}
        return getattr(editor, name)(**{"by": officer, "at": MOMENT, **reason, **given})

    return run


@pytest.fixture
def criterion(program):
    add_criteria(program, 60, 40)
    return program.criteria.first()


@pytest.fixture
def term(program):
    return CheckTerm.objects.create(
        program=program, kind="CERTIFICATE_DAYS", value=30, valid_from=FIRST_DAY, **SOURCES
    )


@pytest.fixture
def panel(criterion, program, consortium, anchor_member, call, officer):
    """A panel that was opened today."""
    pooled(program, 1)
    pooled(program, 2)
    submitted(consortium, anchor_member, 1, 50_000_000)
    return opened(call, officer)


def weights(program, code="criterion-1"):
    found = program.criteria.filter(code=code).order_by("valid_from")
    return [(row.weight, row.valid_from, row.valid_until) for row in found]


def numbers(program):
    return [
        (row.value, row.valid_from, row.valid_until) for row in program.check_terms.order_by("valid_from")
    ]


class TestCriteria:
    def test_a_change_begins_on_its_day_and_ends_the_row_before(self, act, criterion, program):
        act("change_criterion", criterion=criterion, terms=criterion_terms(weight=50), valid_from=JULY)
        assert weights(program) == [(60, FIRST_DAY, JULY - DAY), (50, JULY, None)]

    def test_one_that_is_to_begin_is_corrected_in_its_place(self, act, criterion, program):
        for weight in (50, 55):
            act(
                "change_criterion", criterion=criterion, terms=criterion_terms(weight=weight), valid_from=JULY
            )
        assert weights(program) == [(60, FIRST_DAY, JULY - DAY), (55, JULY, None)]

    def test_one_more_is_added(self, act, criterion, program):
        act("add_criterion", program=program, code="new", terms=criterion_terms(weight=5), valid_from=JULY)
        assert weights(program, "new") == [(5, JULY, None)]
        with pytest.raises(CodeTaken):
            act("add_criterion", program=program, code="new", terms=criterion_terms(), valid_from=JULY + DAY)

    @pytest.mark.parametrize("weight", [0, -5, 101, 33.33])
    def test_refuses_a_weight_that_is_no_part_of_a_hundred(self, weight, act, criterion, program):
        terms = criterion_terms(weight=weight)
        with pytest.raises(WeightOutOfRange):
            act("add_criterion", program=program, code="new", terms=terms, valid_from=JULY)
        with pytest.raises(WeightOutOfRange):
            act("change_criterion", criterion=criterion, terms=terms, valid_from=JULY)

    def test_is_ended_and_prolonged_up_to_the_one_that_follows(self, act, criterion, program):
        act("change_criterion", criterion=criterion, terms=criterion_terms(weight=50), valid_from=JULY)
        act("end_criterion", criterion=criterion, valid_until=TODAY)
        assert weights(program)[0] == (60, FIRST_DAY, TODAY)
        with pytest.raises(RulesOverlap):
            act("end_criterion", criterion=criterion, valid_until=JULY)
        with pytest.raises(DatesReversed):
            act("end_criterion", criterion=criterion, valid_until=FIRST_DAY - DAY)

    def test_taken_out_before_it_begins_the_one_before_goes_on(self, act, criterion, program):
        new = act("change_criterion", criterion=criterion, terms=criterion_terms(weight=50), valid_from=JULY)
        act("remove_criterion", criterion=new)
        assert weights(program) == [(60, FIRST_DAY, None)]
        with pytest.raises(IsInForce):
            act("remove_criterion", criterion=criterion)

    def test_refuses_the_second_of_two_writers(self, act, criterion):
        given = {"criterion": criterion, "valid_from": JULY, "version": 1}
        act("change_criterion", terms=criterion_terms(weight=50), **given)
        with pytest.raises(StaleVersion):
            act("change_criterion", terms=criterion_terms(weight=55), **given)

    @pytest.mark.parametrize("name", ["approving_officer", "other_officer", "reviewer", "tier1_rep"])
    def test_is_for_the_officers_of_the_ministry(self, name, act, criterion, program, term, request):
        by = request.getfixturevalue(name)
        with pytest.raises(PermissionDenied):
            act("end_criterion", criterion=criterion, valid_until=JULY, by=by)
        with pytest.raises(PermissionDenied):
            act("change_check_term", term=term, terms=number_terms(7), valid_from=JULY, by=by)


class TestPanel:
    def test_keeps_name_and_weight_when_a_criterion_changes(self, act, panel, criterion, program):
        terms = criterion_terms(name_en="Another name", weight=50)
        act("change_criterion", criterion=criterion, terms=terms, valid_from=TODAY + DAY)
        assert [(str(c), c.weight) for c in panel.criteria.all()] == [
            ("Criterion 1", 60),
            ("Criterion 2", 40),
        ]
        assert weights(program) == [(60, FIRST_DAY, TODAY), (50, TODAY + DAY, None)]

    def test_its_day_and_the_days_before_are_settled(self, act, panel, criterion, program):
        for day in (FIRST_DAY, TODAY):
            with pytest.raises(PanelsRelyOnIt, match="on 2026-02-03 or later"):
                act("change_criterion", criterion=criterion, terms=criterion_terms(), valid_from=day)
            with pytest.raises(PanelsRelyOnIt):
                act("add_criterion", program=program, code="x", terms=criterion_terms(), valid_from=day)
        with pytest.raises(PanelsRelyOnIt):
            act("end_criterion", criterion=criterion, valid_until=TODAY - DAY)
        act("end_criterion", criterion=criterion, valid_until=TODAY)

    def test_the_database_keeps_what_it_scores_by(self, panel, criterion):
        for fact in ({"weight": 10}, {"name_ko": "다른 이름"}, {"position": 9}):
            with pytest.raises(DatabaseError, match="a panel scores by this criterion"), transaction.atomic():
                Criterion.objects.filter(pk=criterion.pk).update(**fact)
        assert Criterion.objects.filter(pk=criterion.pk).update(source_ko="공고 정정") == 1


class TestNumbers:
    def test_a_change_begins_on_its_day_and_tells_who_drafts(self, act, term, program, drafted_application):
        act("change_check_term", term=term, terms=number_terms(7), valid_from=JULY)
        assert numbers(program) == [(30, FIRST_DAY, JULY - DAY), (7, JULY, None)]
        assert Item.objects.filter(kind="rules_changed").count() == 1

    def test_one_of_each_kind_is_added(self, act, term, program):
        terms = number_terms(20_000_000)
        act("add_check_term", program=program, kind="QUOTES_FROM", terms=terms, valid_from=JULY)
        with pytest.raises(NumberIsThere):
            act("add_check_term", program=program, kind=term.kind, terms=number_terms(), valid_from=JULY)

    @pytest.mark.parametrize(
        ("kind", "value"),
        [("QUOTES_FROM", 0), ("QUOTES_FROM", 10**15), ("STANDING_DAYS", -1), ("STANDING_DAYS", 3_651)],
    )
    def test_refuses_what_is_not_of_its_kind(self, kind, value, act, program):
        with pytest.raises(RuleDoesNotFit):
            act("add_check_term", program=program, kind=kind, terms=number_terms(value), valid_from=JULY)

    def test_is_ended_and_taken_out_before_it_begins(self, act, term, program):
        new = act("change_check_term", term=term, terms=number_terms(7), valid_from=JULY)
        act("remove_check_term", term=new)
        act("end_check_term", term=term, valid_until=JULY)
        assert numbers(program) == [(30, FIRST_DAY, JULY)]

    def test_days_with_which_an_application_was_checked_are_settled(
        self, act, term, program, drafted_application, officer
    ):
        EligibilityCheck.objects.create(
            application=drafted_application, moment="AWARD", outcome="PASSED", inputs={}, sha256="0" * 64,
            at=MOMENT, by=officer,
        )  # fmt: skip
        with pytest.raises(ChecksRelyOnIt, match="on 2026-02-03 or later"):
            act("change_check_term", term=term, terms=number_terms(7), valid_from=TODAY)
        with pytest.raises(ChecksRelyOnIt):
            act("end_check_term", term=term, valid_until=TODAY - DAY)
        act("change_check_term", term=term, terms=number_terms(7), valid_from=TODAY + DAY)
        assert registry.first_day_of_checks(program, TODAY) == TODAY + DAY


class TestOverlaps:
    def test_the_database_refuses_them(self, criterion, term, program):
        same = {"program": program, "valid_from": JULY, **SOURCES}
        with pytest.raises(DatabaseError, match="criteria_stay_apart"), transaction.atomic():
            Criterion.objects.create(
                code=criterion.code, name_ko="가", name_en="A", position=1, weight=1, **same
            )
        with pytest.raises(DatabaseError, match="check_terms_stay_apart"), transaction.atomic():
            CheckTerm.objects.create(kind=term.kind, value=1, **same)


class TestWhoKnowsOfBoth:
    @pytest.fixture
    def changed(self, act, criterion, term):
        act("change_criterion", criterion=criterion, terms=criterion_terms(weight=50), valid_from=JULY)
        act("change_check_term", term=term, terms=number_terms(7), valid_from=JULY)

    def test_the_comparison(self, changed, program):
        sections = {s.title: s.differing for s in compare(program, FIRST_DAY, program, JULY)}
        [line] = sections["Numbers of the eligibility checks"]
        assert (line.before, line.after, line.state) == ("30 days", "7 days", "changed")
        [line] = sections["Criteria of the panels"]
        assert (line.label, line.before[:4], line.after[:4]) == ("Reduction effect", "60 %", "50 %")

    def test_the_history(self, changed, program):
        told = [(e.sentence, [c.after for c in e.changes]) for e in entries(program) if e.who]
        assert ("Added the criterion “Reduction effect”.", ["50 %", "2026-07-01"]) in told
        number = "number of the eligibility checks “Days a size certificate that was read goes on holding”"
        assert (f"Changed the {number}.", ["2026-06-30"]) in told

    @pytest.mark.parametrize("name", ["criterion", "check_term"])
    def test_the_loader_which_leaves_them_alone_from_then_on(self, name, act, criterion, term, program):
        assert not was_edited(program)
        row = {"criterion": criterion} if name == "criterion" else {"term": term}
        act(f"end_{name}", **row, valid_until=JULY)
        assert was_edited(program)

    def test_a_copy_takes_those_of_the_last_day(self, changed, program, officer):
        copy = editor.copy_program(program=program, code="next", fiscal_year=2027, by=officer, at=MOMENT)
        assert [(c.code, c.weight) for c in copy.criteria.all()] == [("criterion-1", 50), ("criterion-2", 40)]
        [number] = copy.check_terms.all()
        assert (number.value, number.valid_from, number.valid_until) == (7, copy.starts_on, None)
        assert number.source_en.endswith("New call")
