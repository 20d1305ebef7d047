"""Withdrawing, recording a contribution, accepting."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from applications import operations
from applications.models import Application
from applications.refusals import (
    GrantNotOpen,
    NotASupplier,
)
from core.inbox.models import Item
from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.users.models import User
from programs.models import Call
from tests.applications.conftest import PERIOD
from tests.applications.told import mailed, waiting
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db


class TestWithdraw:
    def test_lets_a_clerk_drop_a_draft_nobody_saw(self, draft: Application, tier1_clerk: User) -> None:
        operations.withdraw(application=draft, reason="", by=tier1_clerk, at=MOMENT)
        assert waiting(draft) == []

    def test_refuses_the_clerk_once_submitted(self, submitted: Application, tier1_clerk: User) -> None:
        with pytest.raises(PermissionDenied, match="representative"):
            operations.withdraw(application=submitted, reason="", by=tier1_clerk, at=MOMENT)

    def test_gives_an_award_back_to_the_call(self, awarded: Application, tier1_rep: User, call: Call) -> None:
        operations.withdraw(application=awarded, reason="자금 사정", by=tier1_rep, at=MOMENT)
        assert balance(awarded.owner, "committed") == 0
        assert balance(Owner("call", call.pk), "available") == 10_500_000_000
        assert Item.objects.get(kind="award_declined").role == "APPROVING_OFFICER"


class TestContribution:
    def propose(self, parent: Application, firm: Any, by: User, **extra: Any) -> Application:
        terms = {
            "title": "2차 지원",
            "purpose": "상생",
            "amount": 30_000_000,
            "at": MOMENT,
            **PERIOD,
            **extra,
        }
        return operations.propose_contribution(parent=parent, firm=firm, by=by, **terms)

    def test_is_proposed_recorded_and_waits_for_the_receiver(
        self, grant: Any, tier2_member: Any, tier1_rep: User, officer: User
    ) -> None:
        proposed = self.propose(grant.application, tier2_member.firm, tier1_rep)
        assert (proposed.status, proposed.grant_kind, proposed.asked_won) == (
            "SUBMITTED",
            "CONTRIBUTION",
            30_000_000,
        )
        assert waiting(proposed) == [("record_contribution", "OFFICER")]
        assert Item.objects.get(kind="contribution_proposed").scope_id == tier2_member.firm_id
        recorded = operations.record_contribution(application=proposed, reason="확인", by=officer, at=MOMENT)
        assert (recorded.status, recorded.awarded_won) == ("AWARDED", 30_000_000)
        assert waiting(recorded) == [("accept_award", "REPRESENTATIVE")]
        assert mailed("accept_award")  # there is no letter about a contribution
        assert balance(recorded.owner, "committed") == 0

    def test_needs_an_accepted_award(self, awarded: Application, tier2_member: Any, tier1_rep: User) -> None:
        with pytest.raises(GrantNotOpen):
            self.propose(awarded, tier2_member.firm, tier1_rep)

    def test_goes_only_to_ones_own_suppliers(self, grant: Any, rival: Any, tier1_rep: User) -> None:
        with pytest.raises(NotASupplier, match=rival.name):
            self.propose(grant.application, rival, tier1_rep)

    def test_refuses_the_clerk_and_the_receiver(
        self, grant: Any, tier2_member: Any, tier1_clerk: User, tier2_rep: User
    ) -> None:
        for person in (tier1_clerk, tier2_rep):
            with pytest.raises(PermissionDenied):
                self.propose(grant.application, tier2_member.firm, person)

    def test_is_never_assessed(self, grant: Any, tier2_member: Any, tier1_rep: User, officer: User) -> None:
        proposed = self.propose(grant.application, tier2_member.firm, tier1_rep)
        with pytest.raises(PermissionDenied, match="giver's own money"):
            operations.assess(
                application=proposed, recommendation="AWARD", finding="…", by=officer, at=MOMENT
            )


class TestAccept:
    def test_moves_on_and_leaves_the_inbox(self, awarded: Application, tier1_rep: User) -> None:
        accepted = operations.accept(application=awarded, by=tier1_rep, at=MOMENT)
        assert accepted.status == "ACCEPTED"
        assert waiting(accepted) == []
