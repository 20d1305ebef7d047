"""The editor's other operations: programmes, calls, technologies, papers, copies, budgets."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import translation

from applications.documents import papers_of
from applications.models import Application
from core.inbox.models import Item
from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.ledger.refusals import KeyReused
from core.users.queries import system_user
from core.workflow.refusals import StaleVersion
from programs import registry
from programs.models import Call, Program, RequiredDocument, Technology
from programs.operations import editor
from programs.operations.budgets import appropriate
from programs.operations.editor.copying import years_later
from programs.operations.editor.refusals import (
    CallDatesReversed,
    CallHasOpened,
    CasesRelyOnIt,
    CodeTaken,
    DatesReversed,
    DeadlineBroughtForward,
    DeadlineOver,
    DeadlinePassed,
    NotAnEarlierYear,
    TechnologyInUse,
)
from tests.factories.people import FIRST_DAY, MOMENT
from tests.factories.programmes import ProgramFactory
from tests.programs.editor import (
    SOURCES,
    document_terms,
    of_call,
    of_program,
    program_terms,
    technology_terms,
)

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 2, 2)


class TestRegistry:
    def test_is_full(self, program):
        assert registry.is_full()
        assert {offer.code for offer in registry.methods()} >= {"air_compressor"}
        assert registry.affected(program).submitted == 0


class TestCreateProgram:
    def test_begins_without_call_and_rule(self, office, officer):
        made = editor.create_program(
            office=office, code="new-2027", terms=program_terms(), by=officer, at=MOMENT
        )
        assert (made.office, made.fiscal_year, made.rules.count()) == (office, 2027, 0)
        periods = made.check_terms.values_list("kind", "value", "valid_from")
        assert ("OBJECTION_DAYS", 30, made.starts_on) in periods
        assert len(periods) == 6

    def test_refuses_a_short_name_twice(self, office, officer, program):
        with pytest.raises(CodeTaken):
            editor.create_program(
                office=office, code=program.code, terms=program_terms(), by=officer, at=MOMENT
            )

    def test_refuses_an_end_before_the_start(self, office, officer):
        terms = program_terms(ends_on=dt.date(2026, 12, 31))
        with pytest.raises(DatesReversed):
            editor.create_program(office=office, code="new", terms=terms, by=officer, at=MOMENT)

    @pytest.mark.parametrize("name", ["approving_officer", "other_officer", "auditor", "anchor_rep"])
    def test_is_for_officers_of_that_ministry(self, name, office, request):
        with pytest.raises(PermissionDenied):
            editor.create_program(
                office=office, code="new", terms=program_terms(), by=request.getfixturevalue(name), at=MOMENT
            )


class TestEditProgram:
    def edit(self, program, by, **other):
        terms = of_program(program, pass_through_days=60)
        given = {"program": program, "terms": terms, "reason": "부처 방침", "by": by, "at": MOMENT}
        return editor.edit_program(**{**given, **other})

    def test_changes_what_is_said(self, program, officer):
        assert self.edit(program, officer).pass_through_days == 60

    def test_firms_that_draft_are_told_once_of_all_that_changes(self, program, officer, drafted_application):
        terms = of_program(program, pass_through_days=60, excludes_trading_scheme=True)
        editor.edit_program(program=program, terms=terms, reason="부처 방침", by=officer, at=MOMENT)
        assert [item.scope_id for item in Item.objects.filter(kind="rules_changed")] == [
            drafted_application.firm_id
        ]

    def test_another_wording_is_no_notice(self, program, officer, drafted_application):
        terms = of_program(program, name_en="Other words")
        editor.edit_program(program=program, terms=terms, reason="부처 방침", by=officer, at=MOMENT)
        assert not Item.objects.filter(kind="rules_changed").exists()

    def test_refuses_the_second_of_two(self, program, officer):
        self.edit(program, officer, version=1)
        with pytest.raises(StaleVersion):
            self.edit(program, officer, version=1)

    def test_is_for_officers(self, program, approving_officer):
        with pytest.raises(PermissionDenied):
            self.edit(program, approving_officer)


class TestCalls:
    def edit(self, call, by, **other):
        at = other.pop("at", MOMENT)
        return editor.edit_call(call=call, terms=of_call(call, **other), reason="연장", by=by, at=at)

    def test_a_second_call(self, program, call, officer):
        made = editor.add_call(program=program, code="second", terms=of_call(call), by=officer, at=MOMENT)
        assert list(program.calls.order_by("pk")) == [call, made]

    def test_refuses_a_short_name_twice(self, program, call, officer):
        with pytest.raises(CodeTaken):
            editor.add_call(program=program, code=call.code, terms=of_call(call), by=officer, at=MOMENT)

    def test_a_deadline_can_be_put_off(self, call, officer):
        later = call.applications_close_at + DAY
        assert self.edit(call, officer, applications_close_at=later).applications_close_at == later

    def test_firms_that_draft_are_told_that_it_was_put_off_and_why(self, call, officer, drafted_application):
        later = call.applications_close_at + DAY
        self.edit(call, officer, plans_close_at=call.plans_close_at + DAY, applications_close_at=later)
        notice = Item.objects.get(kind="deadline_moved")
        assert notice.scope_id == drafted_application.firm_id
        assert notice.about.endswith("· 연장")

    def test_another_wording_of_a_call_is_no_notice(self, call, officer, drafted_application):
        self.edit(call, officer, name_en="Other words")
        assert not Item.objects.filter(kind="deadline_moved").exists()

    @pytest.mark.parametrize("name", ["plans_close_at", "applications_close_at"])
    def test_refuses_to_bring_a_deadline_forward(self, name, call, officer):
        Call.objects.filter(pk=call.pk).update(plans_close_at=MOMENT + 2 * DAY)
        call.refresh_from_db()
        with pytest.raises(DeadlineBroughtForward):
            self.edit(call, officer, **{name: getattr(call, name) - DAY})

    @pytest.mark.parametrize("days", [-1, 1])
    def test_refuses_to_move_a_deadline_that_has_passed(self, days, call, officer):
        late = call.plans_close_at + dt.timedelta(seconds=1)
        moved = call.plans_close_at + days * DAY
        with translation.override("en"), pytest.raises(DeadlineOver, match="add a new call"):
            self.edit(
                call, officer, plans_close_at=moved, applications_close_at=max(moved, late) + DAY, at=late
            )

    def test_before_it_opens_all_its_moments_are_free(self, call, officer):
        moments = {"opens_at": MOMENT + 3 * DAY, "plans_close_at": MOMENT + 5 * DAY}
        early = call.opens_at - DAY
        assert self.edit(call, officer, at=early, **moments).plans_close_at == MOMENT + 5 * DAY

    def test_refuses_another_opening_once_it_is_open(self, call, officer):
        with pytest.raises(CallHasOpened):
            self.edit(call, officer, opens_at=MOMENT + DAY)

    def test_refuses_to_close_an_open_call_in_the_past(self, call, officer):
        before = MOMENT - DAY
        with pytest.raises(DeadlinePassed):
            self.edit(call, officer, plans_close_at=before)
        with pytest.raises(DeadlinePassed):
            self.edit(call, officer, plans_close_at=MOMENT)

    def test_refuses_moments_out_of_order(self, call, officer):
        with pytest.raises(CallDatesReversed):
            self.edit(call, officer, plans_close_at=call.opens_at)
        with pytest.raises(CallDatesReversed):
            self.edit(call, officer, applications_close_at=call.plans_close_at - DAY)


class TestTechnologies:
    def test_are_added_with_their_days(self, program, officer):
        terms = technology_terms(valid_from=FIRST_DAY, valid_until=FIRST_DAY + DAY)
        made = editor.add_technology(program=program, code="pv", terms=terms, by=officer, at=MOMENT)
        assert (made.program, made.valid_until) == (program, FIRST_DAY + DAY)

    def test_refuse_a_short_name_twice(self, program, technology, officer):
        with pytest.raises(CodeTaken):
            editor.add_technology(
                program=program, code=technology.code, terms=technology_terms(), by=officer, at=MOMENT
            )

    def test_refuse_days_the_wrong_way_round(self, program, officer):
        terms = technology_terms(valid_from=FIRST_DAY, valid_until=FIRST_DAY - DAY)
        with pytest.raises(DatesReversed):
            editor.add_technology(program=program, code="pv", terms=terms, by=officer, at=MOMENT)

    @pytest.mark.parametrize("change", [{"grade": "ADVANCED"}, {"method": ""}])
    def test_keep_method_and_grade_once_cases_rest_on_them(
        self, change, technology, drafted_application, officer
    ):
        before = {n: getattr(technology, n) for n in ("method", "grade")}
        terms = technology_terms(**{**before, **change})
        with pytest.raises(TechnologyInUse, match="1 cost items"):
            editor.edit_technology(technology=technology, terms=terms, reason="r", by=officer, at=MOMENT)
        ended = technology_terms(**before, valid_until=FIRST_DAY)
        editor.edit_technology(technology=technology, terms=ended, reason="r", by=officer, at=MOMENT)
        assert Technology.objects.get().valid_until == FIRST_DAY


class TestRequiredDocuments:
    def test_are_added_and_changed(self, program, officer):
        made = editor.add_required_document(
            program=program, code="burden", terms=document_terms(), by=officer, at=MOMENT
        )
        editor.edit_required_document(
            document=made, terms=document_terms(is_required=False), reason="r", by=officer, at=MOMENT
        )
        assert RequiredDocument.objects.get().is_required is False

    @pytest.fixture
    def asked(self, program, officer):
        """A paper asked for from the first day on, for which somebody has applied."""
        return editor.add_required_document(
            program=program, code="burden", terms=document_terms(), by=officer, at=MOMENT
        )

    @pytest.fixture
    def submitted(self, asked, drafted_application, tier1_rep):
        Application.objects.filter(pk=drafted_application.pk).update(
            submitted_at=MOMENT, submitted_by=tier1_rep, rules_on=TODAY
        )
        return Application.objects.get(pk=drafted_application.pk)

    @pytest.mark.parametrize(
        "change",
        [
            {"is_required": False}, {"step": "PAYMENT"}, {"cost_kind": "PCF"}, {"valid_until": TODAY - DAY},
            {"is_required": False, "valid_from": TODAY}, {"valid_from": FIRST_DAY - DAY},
        ],
    )  # fmt: skip
    def test_stay_under_what_was_submitted(self, change, asked, submitted, officer):
        with pytest.raises(CasesRelyOnIt):
            editor.edit_required_document(
                document=asked, terms=document_terms(**change), reason="r", by=officer, at=MOMENT
            )

    def test_change_from_a_later_day_on(self, asked, submitted, officer, program):
        terms = document_terms(is_required=False, valid_from=TODAY + DAY)
        editor.edit_required_document(document=asked, terms=terms, reason="r", by=officer, at=MOMENT)
        found = program.required_documents.order_by("valid_from").values_list(
            "code", "is_required", "valid_from", "valid_until"
        )
        assert list(found) == [
            ("burden", True, dt.date(2026, 1, 1), TODAY), ("burden", False, TODAY + DAY, None)
        ]  # fmt: skip
        assert [paper.required.is_required for paper in papers_of(submitted, MOMENT + 2 * DAY)] == [True]

    def test_new_ones_are_not_asked_of_what_was_submitted(self, submitted, officer, program):
        given = {"program": program, "code": "other", "by": officer, "at": MOMENT}
        with pytest.raises(CasesRelyOnIt):
            editor.add_required_document(**given, terms=document_terms(valid_from=TODAY))
        editor.add_required_document(**given, terms=document_terms(valid_from=TODAY + DAY))
        assert len(papers_of(submitted, MOMENT + 2 * DAY)) == 1

    def test_the_wording_can_be_mended_at_any_time(self, asked, submitted, officer):
        terms = document_terms(name_en="Other words")
        changed = editor.edit_required_document(
            document=asked, terms=terms, reason="r", by=officer, at=MOMENT
        )
        assert (changed.pk, changed.name_en) == (asked.pk, "Other words")

    def test_refuse_the_second_of_two(self, asked, officer):
        given = {"document": asked, "reason": "r", "by": officer, "at": MOMENT, "version": asked.version}
        editor.edit_required_document(**given, terms=document_terms(name_en="First"))
        with pytest.raises(StaleVersion):
            editor.edit_required_document(**given, terms=document_terms(name_en="Second"))

    def test_the_database_keeps_two_ways_apart(self, asked, program):
        with pytest.raises(DatabaseError, match="papers_stay_apart"), transaction.atomic():
            RequiredDocument.objects.create(
                program=program, code="burden", **vars(document_terms(valid_from=TODAY))
            )

    def test_are_for_officers(self, program, tier1_rep):
        with pytest.raises(PermissionDenied):
            editor.add_required_document(
                program=program, code="burden", terms=document_terms(), by=tier1_rep, at=MOMENT
            )


class TestCopyProgram:
    @pytest.fixture
    def original(self, office):
        return ProgramFactory(
            office=office, code="partnership-2026", name_ko="파트너십 2026", name_en="Partnership 2026",
            ends_on=dt.date(2026, 12, 31),
        )  # fmt: skip

    @pytest.fixture
    def copy(self, original, officer):
        def run(**other):
            terms = {"program": original, "code": "partnership-2027", "fiscal_year": 2027, **other}
            return editor.copy_program(**{"by": officer, "at": MOMENT, **terms})

        return run

    def test_is_the_same_a_year_later(self, copy, original):
        made = copy()
        assert (made.name_ko, made.fiscal_year, made.copied_from) == ("파트너십 2027", 2027, original)
        assert (made.starts_on, made.ends_on) == (dt.date(2027, 1, 1), dt.date(2027, 12, 31))
        assert (made.target_kg, made.pass_through_kind) == (original.target_kg, original.pass_through_kind)

    def test_takes_the_rules_of_the_last_day(self, copy, original, officer):
        rate = {"kind": "RATE", "cost_kind": "EQUIPMENT", "size_class": "SME", **SOURCES}
        set_ = {"program": original, "by": officer, "at": MOMENT, **rate}
        editor.set_rule(**set_, value=6_000, valid_from=FIRST_DAY)
        editor.set_rule(**set_, value=5_500, valid_from=dt.date(2026, 7, 1))
        rule = copy().rules.get()
        assert (rule.value, rule.valid_from, rule.valid_until) == (5_500, dt.date(2027, 1, 1), None)
        assert rule.source_ko.startswith("2026년도 사업에서 복사")
        assert rule.source_en.endswith("New call")

    def test_takes_technologies_and_papers_that_last(self, copy, original, officer):
        by = {"program": original, "by": officer, "at": MOMENT}
        editor.add_technology(**by, code="pv", terms=technology_terms())
        editor.add_technology(**by, code="old", terms=technology_terms(valid_until=FIRST_DAY))
        editor.add_required_document(**by, code="burden", terms=document_terms())
        made = copy()
        assert made.technologies.get().code == "pv"
        assert made.required_documents.get().valid_from == dt.date(2027, 1, 1)

    def test_shifts_the_calls_by_the_hour(self, copy, original, officer):
        from tests.factories.programmes import CallFactory

        call = CallFactory(program=original, name_ko="2026년 공고", opens_at=MOMENT)
        made = copy().calls.get()
        assert (made.name_ko, made.opens_at) == ("2027년 공고", MOMENT.replace(year=2027))
        assert (made.code, made.budget_won) == ("partnership-2027-call", call.budget_won)

    def test_refuses_the_same_year_and_a_short_name_twice(self, copy):
        with pytest.raises(NotAnEarlierYear):
            copy(fiscal_year=2026)
        with pytest.raises(CodeTaken):
            copy(code="partnership-2026")
        assert Program.objects.count() == 1

    def test_is_for_officers(self, copy, other_officer):
        with pytest.raises(PermissionDenied):
            copy(by=other_officer)

    def test_29_february(self):
        assert years_later(dt.date(2028, 2, 29), 1) == dt.date(2029, 2, 28)
        assert years_later(dt.date(2028, 2, 29), 4) == dt.date(2032, 2, 29)


class TestAppropriate:
    def test_counts_a_paper_once(self, call, approving_officer):
        for _ in range(2):
            appropriate(call=call, amount=1_000, reference="기획-12", by=approving_officer, at=MOMENT)
        assert balance(Owner("call", call.pk), "available") == 1_000

    def test_refuses_another_amount_of_the_same_paper(self, call, approving_officer):
        appropriate(call=call, amount=1_000, reference="기획-12", by=approving_officer, at=MOMENT)
        with pytest.raises(KeyReused):
            appropriate(call=call, amount=2_000, reference="기획-12", by=approving_officer, at=MOMENT)

    def test_set_up_may_and_a_retry_is_harmless(self, call):
        for _ in range(2):
            appropriate(call=call, amount=1_000, by=system_user(), at=MOMENT)
        assert balance(Owner("call", call.pk), "available") == 1_000

    @pytest.mark.parametrize("name", ["officer", "auditor", "anchor_rep", "other_officer"])
    def test_is_for_the_approving_officer(self, name, call, request):
        with pytest.raises(PermissionDenied):
            appropriate(call=call, amount=1, by=request.getfixturevalue(name), at=MOMENT)
