"""A restated lot under a claim: frozen, then released or replaced, and never two owners of a kilogram."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.inbox.models import Item
from core.ledger.models import Account
from core.ledger.queries import balance
from core.users.models import User
from core.workflow.refusals import InvalidTransition
from firms.models import Firm
from programs.models import Consortium
from reporting.claims import operations, refusals
from reporting.claims.models import Claim
from reporting.claims.pages import actions
from reporting.claims.queries import claimed_by_lot, holdings
from reporting.statements.models import Statement
from tests.claims.conftest import creditable, make, offset, restate_down

pytestmark = pytest.mark.django_db

ALL = 27_246


def missing(claim: Claim) -> int:
    """Return what the ledger says is missing of a claim."""
    found = Account.objects.filter(owner_kind="outside", code=f"shortfall:{claim.pk}").first()
    return -found.balance if found else 0


def verified_of(lot: Statement) -> int:
    """Return share and claims of a lot together."""
    whose = lot.measure.consortium_id
    return balance(lot.owner, f"share:{whose}") + claimed_by_lot([lot.pk]).get((lot.pk, whose), 0)


@pytest.fixture
def frozen(claim: Claim, verified: Statement, officer: User, later: dt.datetime) -> Claim:
    """The share of 17,246 kg and 1,500 kg of the claim are gone."""
    restate_down(verified, 18_746, by=officer, at=later)
    claim.refresh_from_db()
    return claim


class TestFreezing:
    def test_says_what_is_missing(self, frozen: Claim, verified: Statement) -> None:
        assert (frozen.status, frozen.short_kg, missing(frozen)) == ("FROZEN", 1_500, 1_500)
        assert verified_of(verified) == ALL - 18_746

    def test_is_work_for_the_claimant(self, frozen: Claim) -> None:
        item = Item.objects.open().get(kind="cure_claim")
        assert (item.subject_id, item.scope_id) == (frozen.pk, frozen.claimant_id)

    def test_the_newest_claim_first(
        self, claim: Claim, verified: Statement, consortium: Consortium, anchor_rep: User, officer: User,
        later: dt.datetime,
    ) -> None:  # fmt: skip
        newer = make(consortium, anchor_rep, later, 17_246)
        restate_down(verified, 18_000, by=officer, at=later)
        newer.refresh_from_db()
        claim.refresh_from_db()
        assert (newer.short_kg, claim.short_kg) == (17_246, 754)

    def test_a_second_restatement_takes_only_what_is_still_verified(
        self, frozen: Claim, verified: Statement, officer: User, later: dt.datetime
    ) -> None:
        restate_down(verified, 8_500, by=officer, at=later)
        frozen.refresh_from_db()
        assert (frozen.short_kg, verified_of(verified)) == (10_000, 0)

    def test_a_frozen_claim_is_neither_released_nor_retired(
        self, frozen: Claim, anchor_rep: User, later: dt.datetime
    ) -> None:
        for step in (operations.release, operations.retire):
            with pytest.raises(InvalidTransition):
                step(claim=frozen, reason="동결 중", by=anchor_rep, at=later)


class TestCuring:
    def test_releasing_gives_up_what_is_missing(
        self, frozen: Claim, verified: Statement, anchor_rep: User, later: dt.datetime
    ) -> None:
        cured = operations.release_missing(claim=frozen, reason="부족분 반환", by=anchor_rep, at=later)
        assert (cured.status, cured.held_kg, cured.short_kg, missing(cured)) == ("HELD", 8_500, 0, 0)
        assert verified_of(verified) == ALL - 18_746
        assert not Item.objects.open().filter(kind="cure_claim").exists()

    def test_replacing_needs_something_left(
        self, frozen: Claim, anchor_rep: User, later: dt.datetime
    ) -> None:
        with pytest.raises(refusals.ShareTooSmall):
            operations.replace_missing(claim=frozen, reason="대체", by=anchor_rep, at=later)

    def test_replacing_takes_another_share(
        self, verified: Statement, frozen: Claim, anchor_rep: User, officer: User, later: dt.datetime
    ) -> None:
        restate_up(verified, 2_000, by=officer, at=later)
        cured = operations.replace_missing(claim=frozen, reason="대체", by=anchor_rep, at=later)
        assert (cured.status, cured.held_kg, missing(cured)) == ("HELD", 10_000, 0)
        assert holdings(cured) == {(verified.pk, cured.consortium_id): 10_000}
        assert balance(verified.owner, f"share:{cured.consortium_id}") == 500

    def test_a_retired_claim_is_replaced_not_released(
        self, claim: Claim, verified: Statement, anchor_rep: User, officer: User, later: dt.datetime
    ) -> None:
        operations.retire(claim=claim, reason="보고서 발간", by=anchor_rep, at=later)
        restate_down(verified, 18_746, by=officer, at=later)
        with pytest.raises(refusals.RetiredForGood):
            operations.release_missing(claim=claim, reason="반환", by=anchor_rep, at=later)
        restate_up(verified, 1_500, by=officer, at=later)
        cured = operations.replace_missing(claim=claim, reason="대체", by=anchor_rep, at=later)
        assert (cured.status, cured.short_kg) == ("RETIRED", 0)

    def test_an_offset_keeps_whole_tonnes(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, officer: User, later: dt.datetime
    ) -> None:
        creditable(consortium)
        made = offset(consortium, anchor_rep, later, 27_000)
        restate_down(verified, 1_546, by=officer, at=later)  # 246 of the share, 1,300 of the claim
        cured = operations.release_missing(claim=made, reason="부족분 반환", by=anchor_rep, at=later)
        assert (cured.held_kg, balance(verified.owner, f"share:{consortium.pk}")) == (25_000, 700)

    def test_what_was_converted_is_replaced_not_released(
        self, verified: Statement, consortium: Consortium, anchor: Firm, anchor_rep: User, officer: User,
        later: dt.datetime,
    ) -> None:  # fmt: skip
        creditable(consortium)
        Firm.objects.filter(pk=anchor.pk).update(is_in_trading_scheme=True)
        made = offset(consortium, anchor_rep, later, 27_000)
        operations.register_koc(claim=made, koc_number="KOC-2026-1", by=anchor_rep, at=later)
        operations.convert_kcu(claim=made, kcu_account="KR-100", by=anchor_rep, at=later)
        restate_down(verified, 1_546, by=officer, at=later)
        made.refresh_from_db()
        assert [action.href.split("/")[-2] for action in actions(made, anchor_rep, at=later)] == ["replace"]
        with pytest.raises(refusals.ConvertedAlready):
            operations.release_missing(claim=made, reason="부족분 반환", by=anchor_rep, at=later)
        restate_up(verified, 2_000, by=officer, at=later)
        cured = operations.replace_missing(claim=made, reason="대체", by=anchor_rep, at=later)
        assert (cured.held_kg, balance(verified.owner, f"share:{consortium.pk}")) == (27_000, 700)

    def test_replacing_locks_the_shares_in_the_order_in_which_a_claim_does(
        self, verified: Statement, frozen: Claim, anchor_rep: User, officer: User, later: dt.datetime
    ) -> None:
        """Every share of the year at once, by id, before the claim; else a new claim could wait in a circle."""
        restate_up(verified, 2_000, by=officer, at=later)
        with CaptureQueriesContext(connection) as asked:
            operations.replace_missing(claim=frozen, reason="대체", by=anchor_rep, at=later)
        locks = [one["sql"] for one in asked if "FOR NO KEY UPDATE" in one["sql"]]
        assert '"ledger_account"' in locks[0]
        assert "2026-12-31" in locks[0]  # the whole year, not only what it has
        assert 'ORDER BY "ledger_account"."id" ASC' in locks[0]
        assert '"claims_claim"' in locks[1]

    def test_a_claim_of_nothing_is_released(
        self, frozen: Claim, verified: Statement, anchor_rep: User, officer: User, later: dt.datetime
    ) -> None:
        restate_down(verified, 8_500, by=officer, at=later)
        cured = operations.release_missing(claim=frozen, reason="부족분 반환", by=anchor_rep, at=later)
        assert (cured.status, cured.held_kg) == ("RELEASED", 0)

    def test_is_the_claimants(self, frozen: Claim, officer: User, later: dt.datetime) -> None:
        with pytest.raises(PermissionDenied):
            operations.release_missing(claim=frozen, reason="대신", by=officer, at=later)


def restate_up(lot: Statement, kilograms: int, *, by: User, at: dt.datetime) -> None:
    """Post what a restatement by so much more posts."""
    from core.ledger.models import Unit
    from core.ledger.operations import account, outside, post

    post(
        key=f"restate-up:{lot.pk}:{kilograms}", source=outside("verified", Unit.KILOGRAM),
        target=account(lot.owner, f"share:{lot.measure.consortium_id}", Unit.KILOGRAM), amount=kilograms,
        effective_on=lot.period_until, at=at, by=by, event="restate-up",
    )  # fmt: skip
