"""The editor's other operations: programmes, calls, technologies, papers, copies, budgets."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.ledger.refusals import KeyReused
from core.users.queries import system_user
from core.workflow.refusals import StaleVersion
from programs import registry
from programs.models import Program, RequiredDocument, Technology
from programs.operations import editor
from programs.operations.budgets import appropriate
from programs.operations.editor.copying import years_later
from programs.operations.editor.refusals import (
    CallDatesReversed,
    CodeTaken,
    DatesReversed,
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
