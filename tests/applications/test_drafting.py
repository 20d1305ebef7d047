"""Drafting plans and applications."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from applications import operations
from applications.models import Application
from applications.refusals import (
    CallClosed,
    Incomplete,
    NotAPartner,
    NotEditable,
    PeriodReversed,
    PlanExists,
    PlanNotSelected,
)
from core.inbox.models import Item
from core.users.models import User
from core.workflow.refusals import StaleVersion
from tests.applications.conftest import PERIOD
from tests.applications.told import waiting
from tests.factories.consortia import in_order
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db


class TestDraftPlan:
    def draft(self, consortium: Any, by: User, **extra: Any) -> Application:
        terms = {"title": "계획", "purpose": "목적", "at": MOMENT, **PERIOD, **extra}
        return operations.draft_plan(consortium=consortium, by=by, **terms)

    def test_begins_with_the_deadline_in_the_firms_inbox(self, consortium: Any, anchor_rep: User) -> None:
        plan = self.draft(consortium, anchor_rep)
        assert (plan.kind, plan.status, plan.firm) == ("PLAN", "DRAFTED", consortium.anchor)
        assert waiting(plan) == [("finish_draft", "")]
        assert Item.objects.get(subject_id=plan.pk, kind="finish_draft").due_on == plan.deadline.day

    def test_refuses_another_firms_people(self, consortium: Any, rival_rep: User) -> None:
        with pytest.raises(PermissionDenied):
            self.draft(consortium, rival_rep)

    def test_refuses_a_second_plan(self, consortium: Any, anchor_rep: User) -> None:
        self.draft(consortium, anchor_rep)
        with pytest.raises(PlanExists):
            self.draft(consortium, anchor_rep)

    def test_refuses_after_the_deadline(self, consortium: Any, anchor_rep: User) -> None:
        late = consortium.call.plans_close_at + dt.timedelta(seconds=1)
        with pytest.raises(CallClosed, match="2098-12-31 18:00"):
            self.draft(consortium, anchor_rep, at=late)

    def test_refuses_an_end_before_the_start(self, consortium: Any, anchor_rep: User) -> None:
        with pytest.raises(PeriodReversed):
            self.draft(consortium, anchor_rep, ends_on=dt.date(2026, 3, 1))

    def test_needs_a_partner_to_be_submitted(
        self, consortium: Any, anchor_member: Any, anchor_rep: User
    ) -> None:
        plan = self.draft(consortium, anchor_rep)
        with pytest.raises(Incomplete, match="partner"):
            operations.submit(application=plan, by=anchor_rep, at=MOMENT)

    def test_is_selected_by_an_officer_and_partners_are_told(
        self, consortium: Any, tier1_member: Any, anchor_rep: User, officer: User
    ) -> None:
        plan = self.draft(consortium, anchor_rep)
        in_order(consortium)
        operations.submit(application=plan, by=anchor_rep, at=MOMENT)
        assert waiting(plan) == [("select_plan", "OFFICER")]
        plan = operations.select_plan(application=plan, reason="우수한 계획", by=officer, at=MOMENT)
        assert plan.status == "SELECTED"
        assert waiting(plan) == []
        assert Item.objects.filter(kind="apply_for_support", scope_id=tier1_member.firm_id).count() == 1

    def test_is_never_assessed_or_awarded(
        self, consortium: Any, tier1_member: Any, anchor_rep: User, officer: User, approving_officer: User
    ) -> None:
        in_order(consortium)
        plan = operations.submit(application=self.draft(consortium, anchor_rep), by=anchor_rep, at=MOMENT)
        with pytest.raises(PermissionDenied, match="as a whole"):
            operations.assess(application=plan, recommendation="AWARD", finding="…", by=officer, at=MOMENT)
        with pytest.raises(PermissionDenied, match="as a whole"):
            operations.award(
                application=plan,
                amount=1,
                reason="…",
                effective_on=MOMENT.date(),
                by=approving_officer,
                at=MOMENT,
            )


class TestDraftApplication:
    def draft(self, consortium: Any, firm: Any, by: User) -> Application:
        return operations.draft_application(
            consortium=consortium, firm=firm, title="교체", purpose="", by=by, at=MOMENT, **PERIOD
        )

    def test_refuses_before_the_plan_is_selected(
        self, consortium: Any, tier1_member: Any, tier1_rep: User
    ) -> None:
        with pytest.raises(PlanNotSelected):
            self.draft(consortium, tier1_member.firm, tier1_rep)

    def test_refuses_a_firm_outside(
        self, consortium: Any, selected_plan: Application, rival: Any, rival_rep: User
    ) -> None:
        with pytest.raises(NotAPartner, match=rival.name):
            self.draft(consortium, rival, rival_rep)

    def test_refuses_a_tier_2_firm(
        self, consortium: Any, selected_plan: Application, tier2_member: Any, tier2_rep: User
    ) -> None:
        with pytest.raises(NotAPartner):
            self.draft(consortium, tier2_member.firm, tier2_rep)


class TestEditApplication:
    def test_tells_the_second_writer(self, draft: Application, tier1_clerk: User, tier1_rep: User) -> None:
        read = Application.objects.get(pk=draft.pk).version
        operations.edit_application(application=draft, version=read, title="처음", by=tier1_clerk, at=MOMENT)
        with pytest.raises(StaleVersion):
            operations.edit_application(
                application=draft, version=read, title="둘째", by=tier1_rep, at=MOMENT
            )
        draft.refresh_from_db()
        assert draft.title == "처음"

    def test_refuses_what_was_submitted(self, submitted: Application, tier1_rep: User) -> None:
        submitted.refresh_from_db()
        with pytest.raises(NotEditable, match="Received"):
            operations.edit_application(
                application=submitted, version=submitted.version, title="x", by=tier1_rep, at=MOMENT
            )
