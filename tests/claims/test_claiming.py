"""A verified tonne has one owner of its claim at a time."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client

from applications.models import SurplusTerms
from applications.rules import ReasonMissing
from core.ledger.models import Transfer
from core.ledger.queries import balance
from core.ledger.refusals import InvalidAmount
from core.users.models import User
from core.workflow.refusals import InvalidTransition, Refusal
from firms.models import Firm
from measurement.models import Reading
from programs.models import Consortium
from reporting.claims import operations, refusals
from reporting.claims.kinds import scale_of, whole_tonnes
from reporting.claims.models import Claim, ClaimPart
from reporting.claims.pages import actions
from reporting.claims.queries import claimed_by_lot, holdings, years_of
from reporting.claims.rules import take
from reporting.statements.models import Statement
from reporting.statements.operations import correct_verified
from reporting.statements.surplus import verified_kg
from tests.claims.conftest import FIT, creditable, make, offset
from tests.measurement.test_pages import sign_in

pytestmark = pytest.mark.django_db

ALL = 27_246


def share(lot: Statement) -> int:
    return balance(lot.owner, f"share:{lot.measure.consortium_id}")


class TestTake:
    @pytest.mark.parametrize(
        ("asked", "lots", "taken"),
        [
            (10, [("a", 4), ("b", 9)], [("a", 4), ("b", 6)]),
            (4, [("a", 4), ("b", 9)], [("a", 4)]),
            (10, [("a", 4)], [("a", 4)]),
            (0, [("a", 4)], []),
        ],
    )
    def test_uses_up_the_first_lots_first(self, asked: int, lots: Any, taken: Any) -> None:
        assert take(asked, lots) == taken


class TestClaim:
    def test_moves_the_kilograms_out_of_the_share(self, claim: Claim, verified: Statement) -> None:
        assert share(verified) == ALL - 10_000
        assert holdings(claim) == {(verified.pk, claim.consortium_id): 10_000}
        assert (claim.claimant, claim.kilograms, claim.held_kg) == (claim.consortium.anchor, 10_000, 10_000)
        assert Transfer.objects.filter(event=f"claim:{claim.pk}").count() == 1

    def test_does_not_change_what_was_verified(self, claim: Claim, verified: Statement) -> None:
        assert verified_kg(claim.consortium, 2026) == ALL
        assert claimed_by_lot([verified.pk]) == {(verified.pk, claim.consortium_id): 10_000}

    def test_more_than_is_left_is_refused_and_says_who_has_the_rest(
        self, claim: Claim, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        with pytest.raises(refusals.ShareTooSmall) as refused:
            make(consortium, anchor_rep, later, 17_247)
        assert "17,246" in str(refused.value)
        assert "10,000 kg" in str(refused.value)
        assert Claim.objects.count() == 1

    def test_the_oldest_lots_of_the_year_only(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        with pytest.raises(refusals.ShareTooSmall):
            make(consortium, anchor_rep, later, 1, year=2025)

    @pytest.mark.parametrize("kilograms", [0, -1])
    def test_nothing_is_no_claim(
        self,
        verified: Statement,
        consortium: Consortium,
        anchor_rep: User,
        later: dt.datetime,
        kilograms: int,
    ) -> None:
        with pytest.raises(InvalidAmount):
            make(consortium, anchor_rep, later, kilograms)

    def test_a_scope_3_report_names_its_category(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        with pytest.raises(refusals.CategoryMissing):
            make(consortium, anchor_rep, later, category=None)

    @pytest.mark.parametrize("who", ["officer", "approving_officer", "tier1_rep", "rival_rep", "tier1_clerk"])
    def test_is_the_anchors_alone(
        self,
        verified: Statement,
        consortium: Consortium,
        later: dt.datetime,
        who: str,
        request: pytest.FixtureRequest,
    ) -> None:
        with pytest.raises(PermissionDenied):
            make(consortium, request.getfixturevalue(who), later)

    def test_years_say_what_is_left(self, claim: Claim, consortium: Consortium) -> None:
        (year,) = years_of(consortium)
        assert (year.year, year.left_kg, year.claimed_kg) == (2026, 17_246, 10_000)

    def test_parts_never_change(self, claim: Claim) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            ClaimPart.objects.update(kilograms=1)


class TestRelease:
    def test_gives_everything_back(
        self, claim: Claim, verified: Statement, anchor_rep: User, later: dt.datetime
    ) -> None:
        released = operations.release(claim=claim, reason="보고 범위 변경", by=anchor_rep, at=later)
        assert (released.status, released.held_kg, share(verified)) == ("RELEASED", 0, ALL)

    def test_happens_once(self, claim: Claim, anchor_rep: User, later: dt.datetime) -> None:
        operations.release(claim=claim, reason="보고 범위 변경", by=anchor_rep, at=later)
        with pytest.raises(InvalidTransition):
            operations.release(claim=claim, reason="다시 반환", by=anchor_rep, at=later)

    def test_a_retired_claim_is_never_released(
        self, claim: Claim, verified: Statement, anchor_rep: User, later: dt.datetime
    ) -> None:
        operations.retire(claim=claim, reason="보고서 발간", by=anchor_rep, at=later)
        with pytest.raises(refusals.RetiredForGood):
            operations.release(claim=claim, reason="되돌리기", by=anchor_rep, at=later)
        assert share(verified) == ALL - 10_000

    def test_the_database_keeps_a_retired_claim_too(
        self, claim: Claim, anchor_rep: User, later: dt.datetime
    ) -> None:
        operations.retire(claim=claim, reason="보고서 발간", by=anchor_rep, at=later)
        with pytest.raises(DatabaseError), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(status="RELEASED")

    def test_says_why(self, claim: Claim, anchor_rep: User, later: dt.datetime) -> None:
        for step in (operations.release, operations.retire):
            with pytest.raises(ReasonMissing):
                step(claim=claim, reason="  ", by=anchor_rep, at=later)

    def test_is_the_claimants(self, claim: Claim, officer: User, later: dt.datetime) -> None:
        with pytest.raises(PermissionDenied):
            operations.release(claim=claim, reason="대신 반환", by=officer, at=later)
        with pytest.raises(PermissionDenied):
            operations.retire(claim=claim, reason="대신 사용", by=officer, at=later)


class TestExternalProject:
    @pytest.fixture(autouse=True)
    def counts_outside(self, verified: Statement, consortium: Consortium) -> None:
        creditable(consortium)

    def test_takes_whole_tonnes(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        made = offset(consortium, anchor_rep, later, ALL)
        assert (made.kilograms, share(verified), made.external.scale) == (27_000, 246, "MICRO")

    def test_999_kg_are_no_tonne(self, consortium: Consortium, anchor_rep: User, later: dt.datetime) -> None:
        with pytest.raises(refusals.LessThanATonne):
            offset(consortium, anchor_rep, later, 999)
        assert not Claim.objects.exists()

    def test_is_refused_tonnes_that_the_anchor_claimed(
        self, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        make(consortium, anchor_rep, later, 27_000)
        with pytest.raises(refusals.ShareTooSmall) as refused:
            offset(consortium, anchor_rep, later, 1_000)
        assert "246 kg left" in str(refused.value)

    @pytest.mark.parametrize(
        ("answer", "value", "refusal"),
        [
            ("is_legal_duty", True, refusals.LegalDuty),
            ("is_in_own_boundary", True, refusals.OwnBoundary),
            ("is_used_elsewhere", True, refusals.UsedElsewhere),
            ("is_ownership_agreed", False, refusals.OwnershipOpen),
        ],
    )
    def test_a_wrong_answer_refuses_it(
        self,
        consortium: Consortium,
        anchor_rep: User,
        later: dt.datetime,
        answer: str,
        value: bool,
        refusal: type[Refusal],
    ) -> None:
        answers = dataclasses.replace(FIT, **{answer: value})
        with pytest.raises(refusal):
            offset(consortium, anchor_rep, later, 1_000, answers=answers)

    def test_cancelled_it_returns_the_tonnes_and_says_why(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        made = offset(consortium, anchor_rep, later, 5_000)
        operations.cancel(
            claim=made, cause="OTHER_SCHEME", reason="다른 제도에서 사용됨", by=anchor_rep, at=later
        )
        made.refresh_from_db()
        assert (made.status, made.external.cause, share(verified)) == ("CANCELLED", "OTHER_SCHEME", ALL)

    def test_only_a_firm_in_the_scheme_converts_what_was_registered(
        self, client: Client, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        made = offset(consortium, anchor_rep, later, 5_000)
        given = {"claim": made, "kcu_account": "KR-100", "by": anchor_rep, "at": later}
        with pytest.raises(refusals.NotInTheScheme):
            operations.convert_kcu(**given)
        Firm.objects.filter(pk=made.claimant_id).update(is_in_trading_scheme=True)
        with pytest.raises(refusals.NotRegistered):
            operations.convert_kcu(**given)
        operations.register_koc(claim=made, koc_number="KOC-2026-1", by=anchor_rep, at=later)
        operations.convert_kcu(**given)
        assert "KR-100" in sign_in(client, anchor_rep).get(made.get_absolute_url()).text
        with pytest.raises(refusals.ConvertedAlready):
            operations.release(claim=made, reason="되돌리기", by=anchor_rep, at=later)

    def test_what_a_register_counts_is_not_released_but_cancelled(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        made = offset(consortium, anchor_rep, later, 5_000)
        operations.register_koc(claim=made, koc_number="KOC-2026-1", by=anchor_rep, at=later)
        with pytest.raises(refusals.RegisteredOutside, match="KOC-2026-1"):
            operations.release(claim=made, reason="되돌리기", by=anchor_rep, at=later)
        made.refresh_from_db()
        offered = [action.href.split("/")[-2] for action in actions(made, anchor_rep, at=later)]
        assert offered == ["retire", "cancel"]
        operations.cancel(claim=made, cause="OTHER_SCHEME", reason="등록 취소됨", by=anchor_rep, at=later)
        assert share(verified) == ALL

    def test_takes_nothing_that_an_allocation_counts(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        Firm.objects.filter(pk=verified.firm_id).update(is_in_trading_scheme=True)
        with pytest.raises(refusals.CountedByAllocation, match="27,246 kg"):
            offset(consortium, anchor_rep, later, 1_000)
        assert make(consortium, anchor_rep, later, 1_000).held_kg == 1_000

    def test_a_number_is_used_once(
        self, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        first, second = (offset(consortium, anchor_rep, later, 1_000) for _ in "ab")
        operations.register_koc(claim=first, koc_number="KOC-1", by=anchor_rep, at=later)
        with pytest.raises(refusals.NumberTaken):
            operations.register_koc(claim=second, koc_number="KOC-1", by=anchor_rep, at=later)
        with pytest.raises(refusals.RegisteredAlready):
            operations.register_koc(claim=first, koc_number="KOC-2", by=anchor_rep, at=later)

    def test_the_surplus_owner_may_claim_the_surplus_and_no_more(
        self,
        verified: Statement,
        selected_plan: Any,
        consortium: Consortium,
        tier1: Any,
        tier1_rep: User,
        later: dt.datetime,
    ) -> None:
        SurplusTerms.objects.create(
            application=selected_plan, owner=tier1, promised_kg=20_000, expected_surplus_kg=5_000, method="m"
        )
        with pytest.raises(refusals.AboveCreditable):
            offset(consortium, tier1_rep, later, 8_000)
        assert offset(consortium, tier1_rep, later, 7_246).claimant == tier1
        with pytest.raises(refusals.AboveCreditable):
            offset(consortium, tier1_rep, later, 1_000)
        with pytest.raises(PermissionDenied):
            make(consortium, tier1_rep, later)


class TestVoid:
    def test_nothing_is_claimed_whose_signature_is_void(
        self, claim: Claim, verified: Statement, consortium: Consortium, anchor_rep: User,
        tier1_clerk: User, later: dt.datetime,
    ) -> None:  # fmt: skip
        reading = Reading.objects.get(meter__quantity="electricity_kwh", month=dt.date(2026, 2, 1))
        correct_verified(
            reading=reading, closing=reading.closing - 1_000, reason="고지서와 대조", by=tier1_clerk, at=later
        )
        with pytest.raises(refusals.RestatementAwaited, match="17,246 kg wait"):
            make(consortium, anchor_rep, later, 1_000)
        with pytest.raises(refusals.ShareTooSmall):
            make(consortium, anchor_rep, later, 17_247)
        assert Claim.objects.count() == 1
        operations.release(claim=claim, reason="보고 범위 변경", by=anchor_rep, at=later)


class TestCreditable:
    def test_nothing_counts_outside_while_the_programme_leaves_it_open(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        with pytest.raises(refusals.CreditableOpen):
            offset(consortium, anchor_rep, later, 1_000)

    def test_its_share_caps_the_year(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        creditable(consortium, 5_000)  # 13,623 kg
        offset(consortium, anchor_rep, later, 13_000)
        with pytest.raises(refusals.AboveCreditable):
            offset(consortium, anchor_rep, later, 1_000)


@pytest.mark.parametrize(
    ("kilograms", "scale"),
    [(100_000, "MICRO"), (100_001, "SMALL"), (3_000_000, "SMALL"), (3_000_001, "GENERAL")],
)
def test_scales_by_tonnes_a_year(kilograms: int, scale: str) -> None:
    assert scale_of(kilograms).scale == scale


@pytest.mark.parametrize(("kilograms", "whole"), [(999, 0), (1_000, 1_000), (1_999, 1_000)])
def test_whole_tonnes_are_rounded_down(kilograms: int, whole: int) -> None:
    assert whole_tonnes(kilograms) == whole
