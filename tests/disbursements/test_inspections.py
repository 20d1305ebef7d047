"""Inspections: planned, looked at point by point, findings answered, what the final payment waits for."""

import datetime as dt

import pytest

from core.inbox.models import Item
from core.users.permissions import NotAllowed
from core.workflow.refusals import InvalidTransition
from disbursements import operations
from disbursements.models import Inspection
from disbursements.queries.inspections import facts_of, inspections_condition, needed
from disbursements.refusals import inspections as refusals
from tests.disbursements.test_assets import plate
from tests.factories import cases
from tests.factories.people import MOMENT

TOMORROW = MOMENT.date() + dt.timedelta(days=1)


@pytest.fixture
def inspection(grant, officer, second_officer) -> Inspection:
    return operations.plan_inspection(
        grant=grant, mode="ON_SITE", planned_on=MOMENT.date(), inspector=second_officer, by=officer, at=MOMENT
    )


def answer_all(inspection, by, answer="YES", note=""):
    for point in inspection.points.all():
        operations.answer_point(point=point, answer=answer, note=note, by=by, at=MOMENT)


def conclude(inspection, by, result="PASSED"):
    return operations.conclude_inspection(
        inspection=inspection, result=result, reason="현장 확인함", by=by, at=MOMENT
    )


class TestPlanning:
    def test_lays_the_checklist_out_blank_and_tells_both_sides(self, inspection, second_officer):
        assert [point.answer for point in inspection.points.all()] == [""] * 9
        item = Item.objects.open().get(kind="carry_out_inspection")
        assert (item.user, item.due_on) == (second_officer, MOMENT.date())
        assert Item.objects.open().filter(kind="inspection_planned", is_notice=True).exists()

    def test_from_afar_leaves_out_what_needs_somebody_there(self, grant, officer):
        found = operations.plan_inspection(
            grant=grant, mode="REMOTE", planned_on=TOMORROW, inspector=officer, by=officer, at=MOMENT
        )
        assert found.points.count() == 7

    def test_is_not_for_the_only_checker_of_the_payments(self, checked_payment, officer, second_officer):
        terms = {"grant": checked_payment.grant, "mode": "ON_SITE", "planned_on": TOMORROW, "at": MOMENT}
        with pytest.raises(refusals.OnlyChecker, match="김담당"):
            operations.plan_inspection(**terms, inspector=officer, by=second_officer)
        assert operations.plan_inspection(**terms, inspector=second_officer, by=officer)

    def test_refuses_yesterday_a_firm_and_an_approving_officer(
        self, grant, officer, tier1_rep, approving_officer
    ):
        terms = {"grant": grant, "mode": "REMOTE", "planned_on": MOMENT.date(), "at": MOMENT}
        with pytest.raises(refusals.PlannedBefore):
            operations.plan_inspection(
                **terms | {"planned_on": MOMENT.date() - dt.timedelta(days=1)}, inspector=officer, by=officer
            )
        for person in (tier1_rep, approving_officer):
            with pytest.raises(NotAllowed):
                operations.plan_inspection(**terms, inspector=person, by=officer)


class TestCarryingOut:
    def test_is_for_its_inspector_who_says_why_not(self, inspection, officer, second_officer):
        point = inspection.points.first()
        with pytest.raises(NotAllowed):
            operations.answer_point(point=point, answer="YES", by=officer, at=MOMENT)
        with pytest.raises(refusals.NoteMissing):
            operations.answer_point(point=point, answer="NO", note=" ", by=second_officer, at=MOMENT)
        said = operations.answer_point(point=point, answer="NO", note="미설치", by=second_officer, at=MOMENT)
        assert (said.answer, said.answered_by) == ("NO", second_officer)

    def test_ends_when_every_point_has_an_answer(self, inspection, second_officer):
        with pytest.raises(refusals.PointsOpen, match="9"):
            conclude(inspection, second_officer)
        answer_all(inspection, second_officer)
        with pytest.raises(refusals.FailsWithoutReason):
            conclude(inspection, second_officer, "FAILED")
        operations.add_photo(
            inspection=inspection, photo=plate(second_officer, 9), by=second_officer, at=MOMENT
        )
        assert conclude(inspection, second_officer).carried_out_on == MOMENT.date()
        with pytest.raises(refusals.Concluded):
            operations.raise_finding(
                inspection=inspection, what="표지 없음", due_on=TOMORROW, by=second_officer, at=MOMENT
            )

    def test_not_before_its_day(self, grant, officer):
        early = operations.plan_inspection(
            grant=grant, mode="REMOTE", planned_on=TOMORROW, inspector=officer, by=officer, at=MOMENT
        )
        answer_all(early, officer)
        with pytest.raises(refusals.NotOver):
            conclude(early, officer)
        operations.drop_inspection(inspection=early, reason="필요 없음", by=officer, at=MOMENT)
        assert not Item.objects.open().filter(kind="carry_out_inspection").exists()


class TestFindings:
    @pytest.fixture
    def finding(self, inspection, second_officer):
        return operations.raise_finding(
            inspection=inspection, what="자산 표지가 없음", due_on=TOMORROW, by=second_officer, at=MOMENT
        )

    def test_go_back_and_forth_until_they_are_closed(
        self, grant, inspection, finding, second_officer, tier1_clerk
    ):
        answer_all(inspection, second_officer)
        conclude(inspection, second_officer)
        assert inspections_condition(grant, None, MOMENT)
        with pytest.raises(InvalidTransition):
            operations.close_finding(finding=finding, reason="확인함", by=second_officer, at=MOMENT)
        for n in range(2):
            operations.answer_finding(
                finding=finding, answer="표지를 붙임", evidence=[cases.paper(tier1_clerk, filename=f"p{n}.pdf")],
                by=tier1_clerk, at=MOMENT,
            )  # fmt: skip
            assert Item.objects.open().get(kind="settle_finding").user == second_officer
            if not n:
                operations.reopen_finding(finding=finding, reason="읽히지 않음", by=second_officer, at=MOMENT)
        operations.close_finding(finding=finding, reason="확인함", by=second_officer, at=MOMENT)
        assert inspections_condition(grant, None, MOMENT) is None

    def test_leave_the_firm_a_day_and_are_answered_by_it(
        self, inspection, finding, second_officer, rival_rep
    ):
        with pytest.raises(refusals.NoReturnBefore):
            operations.raise_finding(
                inspection=inspection, what="표지 없음", due_on=MOMENT.date(), by=second_officer, at=MOMENT
            )
        with pytest.raises(NotAllowed):
            operations.answer_finding(finding=finding, answer="붙였음", by=rival_rep, at=MOMENT)


class TestFinalPayment:
    def test_waits_for_what_the_rating_asks_for(self, grant, inspection, officer, second_officer):
        assert facts_of(grant, MOMENT)["FIRST_GRANT"] == 1
        found = needed(grant, MOMENT)
        assert (found.rating, found.term.inspections, found.is_met) == ("LOW", 1, False)
        answer_all(inspection, second_officer)
        conclude(inspection, second_officer)
        assert needed(grant, MOMENT).is_met
        operations.override_rating(grant=grant, rating="HIGH", reason="제보 있음", by=officer, at=MOMENT)
        refusal = inspections_condition(grant, None, MOMENT)
        assert "2" in str(refusal)
        assert "%(" not in str(refusal)
        operations.override_rating(grant=grant, rating="", reason="사실무근", by=officer, at=MOMENT)
        assert needed(grant, MOMENT).is_met

    def test_counts_returned_requests_and_failed_inspections(
        self, grant, inspection, submitted_payment, officer, second_officer
    ):
        operations.return_payment(payment=submitted_payment, reason="증빙 부족", by=officer, at=MOMENT)
        answer_all(inspection, second_officer, "NO", "미설치")
        conclude(inspection, second_officer, "FAILED")
        facts = facts_of(grant, MOMENT)
        assert (facts["RETURNED"], facts["FAILED"]) == (1, 1)
        assert needed(grant, MOMENT).rated.points == 3
