"""Assessing, refusing and awarding."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from applications import operations
from applications.models import Application
from applications.refusals import (
    AmountAboveAsked,
    CapExceeded,
    NotAssessed,
    ReasonMissing,
)
from core.inbox.models import Item
from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.ledger.refusals import InsufficientFunds, InvalidAmount
from core.users.models import User
from core.workflow.refusals import InvalidTransition
from programs.models import Call
from tests.applications.conftest import add_item
from tests.applications.told import mailed, waiting
from tests.factories import cases, people, programmes
from tests.factories.people import MOMENT
from tests.factories.programmes import change_rules

pytestmark = pytest.mark.django_db


class TestAssess:
    def test_waits_for_the_approving_officer(self, assessed: Application, officer: User) -> None:
        assert (assessed.status, assessed.assessed_by) == ("ASSESSED", officer)
        assert assessed.assessments.get().recommended_won == 120_000_000
        assert waiting(assessed) == [("award_application", "APPROVING_OFFICER")]

    def test_needs_a_finding(self, submitted: Application, officer: User) -> None:
        with pytest.raises(ReasonMissing):
            operations.assess(
                application=submitted, recommendation="AWARD", finding="  ", by=officer, at=MOMENT
            )

    def test_refuses_more_than_was_asked(self, submitted: Application, officer: User) -> None:
        with pytest.raises(AmountAboveAsked, match="120,000,000"):
            operations.assess(
                application=submitted,
                recommendation="AWARD",
                finding="적정",
                recommended_won=120_000_001,
                by=officer,
                at=MOMENT,
            )

    def test_refuses_the_other_ministry_and_the_approving_officer(
        self, submitted: Application, other_officer: User, approving_officer: User, auditor: User
    ) -> None:
        for person in (other_officer, approving_officer, auditor):
            with pytest.raises(PermissionDenied):
                operations.assess(
                    application=submitted, recommendation="AWARD", finding="적정", by=person, at=MOMENT
                )


class TestRefuse:
    def test_tells_the_firm(self, assessed: Application, approving_officer: User) -> None:
        refused = operations.refuse(application=assessed, reason="요건 미달", by=approving_officer, at=MOMENT)
        assert refused.status == "REFUSED"
        assert waiting(refused) == []
        assert Item.objects.get(kind="application_refused").scope_id == refused.firm_id
        assert not mailed("application_refused")

    def test_refuses_the_officer_who_assessed_it(self, assessed: Application, officer: User) -> None:
        with pytest.raises(PermissionDenied, match="another person"):
            operations.refuse(application=assessed, reason="요건 미달", by=officer, at=MOMENT)

    def test_needs_a_reason(self, submitted: Application, officer: User) -> None:
        with pytest.raises(ReasonMissing):
            operations.refuse(application=submitted, reason=" ", by=officer, at=MOMENT)


class TestAward:
    def award(self, application: Application, by: User, **extra: Any) -> Application:
        terms = {
            "amount": 120_000_000,
            "reason": "결정",
            "effective_on": MOMENT.date(),
            "at": MOMENT,
            **extra,
        }
        return operations.award(application=application, by=by, **terms)

    def test_commits_the_money_and_asks_the_firm(self, awarded: Application, call: Call) -> None:
        assert (awarded.status, awarded.awarded_won) == ("AWARDED", 120_000_000)
        assert balance(awarded.owner, "committed") == 120_000_000
        assert balance(Owner("call", call.pk), "available") == 10_500_000_000 - 120_000_000
        assert waiting(awarded) == [("accept_award", "REPRESENTATIVE")]
        assert not mailed("accept_award")

    def test_refuses_the_officer_who_assessed_it(
        self, assessed: Application, funded_call: Call, officer: User
    ) -> None:
        people.give_role(officer, "APPROVING_OFFICER", "OFFICE", funded_call.program.office_id)
        with pytest.raises(PermissionDenied, match="You assessed"):
            self.award(assessed, officer)

    def test_refuses_whoever_submitted_it(
        self, assessed: Application, funded_call: Call, tier1_rep: User
    ) -> None:
        people.give_role(tier1_rep, "APPROVING_OFFICER", "OFFICE", funded_call.program.office_id)
        with pytest.raises(PermissionDenied, match="You submitted"):
            self.award(assessed, tier1_rep)

    def test_refuses_the_second_click(self, awarded: Application, approving_officer: User) -> None:
        with pytest.raises(InvalidTransition, match="박승인"):
            self.award(awarded, approving_officer)
        assert balance(awarded.owner, "committed") == 120_000_000

    def test_refuses_before_an_assessment(
        self, submitted: Application, funded_call: Call, approving_officer: User
    ) -> None:
        with pytest.raises(NotAssessed):
            self.award(submitted, approving_officer)

    def test_refuses_more_than_was_asked(
        self, assessed: Application, funded_call: Call, approving_officer: User
    ) -> None:
        with pytest.raises(AmountAboveAsked):
            self.award(assessed, approving_officer, amount=120_000_001)

    @pytest.mark.parametrize("amount", [0, -1, 10**18])
    def test_refuses_what_is_no_amount(
        self, assessed: Application, funded_call: Call, approving_officer: User, amount: int
    ) -> None:
        with pytest.raises(InvalidAmount):
            self.award(assessed, approving_officer, amount=amount)

    def test_refuses_more_than_the_call_has_left(
        self, assessed: Application, call: Call, approving_officer: User
    ) -> None:
        programmes.fund(call, 100_000_000)
        with pytest.raises(InsufficientFunds, match="100,000,000"):
            self.award(assessed, approving_officer)
        assessed.refresh_from_db()
        assert (assessed.status, assessed.awarded_won) == ("ASSESSED", None)
        assert self.award(assessed, approving_officer, amount=100_000_000).awarded_won == 100_000_000

    def test_refuses_to_pass_the_cap_of_the_consortium(
        self, assessed: Application, funded_call: Call, approving_officer: User
    ) -> None:
        change_rules(100_000_000, kind="CAP_CONSORTIUM", cost_kind="")
        with pytest.raises(CapExceeded, match="100,000,000") as refusal:
            self.award(assessed, approving_officer)
        assert refusal.value.field == "amount"

    def test_counts_what_others_of_the_consortium_were_awarded(
        self, assessed: Application, awarded_elsewhere: int, funded_call: Call, approving_officer: User
    ) -> None:
        change_rules(awarded_elsewhere + 119_999_999, kind="CAP_CONSORTIUM", cost_kind="")
        with pytest.raises(CapExceeded, match="119,999,999"):
            self.award(assessed, approving_officer)
        assert self.award(assessed, approving_officer, amount=119_999_999).status == "AWARDED"

    @pytest.fixture
    def awarded_elsewhere(
        self,
        consortium: Any,
        selected_plan: Application,
        rival: Any,
        rival_rep: User,
        second_officer: User,
        approving_officer: User,
        funded_call: Call,
    ) -> int:
        programmes.join(consortium, rival, consortium.members.get(tier=0))
        other = cases.draft(consortium, rival, rival_rep)
        cases.awarded(
            other, rep=rival_rep, assessor=second_officer, approver=approving_officer, amount=50_000_000
        )
        return 50_000_000

    def test_is_held_to_four_eyes_by_the_database(self, awarded: Application) -> None:
        with (
            pytest.raises(IntegrityError, match="applications_application_four_eyes"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE applications_application SET decided_by_id = assessed_by_id WHERE id = %s",
                [awarded.pk],
            )

    def test_is_held_to_an_assessment_by_the_database(self, awarded: Application) -> None:
        with (
            pytest.raises(IntegrityError, match="awards_were_assessed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "UPDATE applications_application SET assessed_by_id = NULL WHERE id = %s", [awarded.pk]
            )


class TestConsultingCap:
    """KRW 300 m per consortium and KRW 30 m per firm for consulting (2026 call)."""

    def test_lowers_what_is_asked(
        self, draft: Application, technology: Any, tier1_clerk: User, tier1_rep: User
    ) -> None:
        add_item(
            draft,
            None,
            tier1_clerk,
            cost_kind="CONSULTING",
            name="제품 탄소발자국 컨설팅",
            cost_won=80_000_000,
        )
        submitted = operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        assert submitted.asked_won == 120_000_000 + 30_000_000

    def test_counts_the_share_of_consulting_in_an_award(
        self,
        draft: Application,
        technology: Any,
        tier1_clerk: User,
        tier1_rep: User,
        officer: User,
        approving_officer: User,
        funded_call: Call,
    ) -> None:
        add_item(draft, None, tier1_clerk, cost_kind="CONSULTING", name="컨설팅", cost_won=80_000_000)
        submitted = operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        assessed = operations.assess(
            application=submitted, recommendation="AWARD", finding="적정", by=officer, at=MOMENT
        )
        change_rules(20_000_000, kind="CAP_FIRM", cost_kind="CONSULTING")
        with pytest.raises(CapExceeded, match="20,000,000"):
            operations.award(
                application=assessed,
                amount=150_000_000,
                reason="결정",
                effective_on=MOMENT.date(),
                by=approving_officer,
                at=MOMENT,
            )
