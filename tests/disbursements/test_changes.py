"""Changes after the award: minor or not, approved and made at once, refused when the world moved on."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from applications.models import Application, CostItem
from applications.refusals import LineHalted
from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.ledger.refusals import InvalidAmount
from core.users.models import User
from disbursements import operations, refusals, refusals_changes
from disbursements.models import ChangeRequest, Grant, GrantReduction
from disbursements.queries import left_of_award, place_of
from reporting.dashboards import books
from tests.disbursements.conftest import line_terms
from tests.factories import cases, programmes
from tests.factories.people import MOMENT

Ask = Callable[..., ChangeRequest]
TOMORROW = MOMENT + dt.timedelta(days=1)


def differences() -> list[str]:
    return [str(one) for comparison in books.check() for one in comparison.differences]


@pytest.fixture
def numbers(program: Any) -> None:
    """A fifth of an item or thirty days are minor."""
    programmes.add_numbers(program)


@pytest.fixture
def items(grant: Grant, numbers: None) -> Iterator[tuple[CostItem, CostItem]]:
    """A compressor of 150 million and one of 50 million: the 200 million that the award was computed from."""
    first = grant.application.cost_items.get()
    CostItem.objects.filter(pk=first.pk).update(cost_won=150_000_000)
    second = cases.add_cost(grant.application, first.technology, 50_000_000)
    first.refresh_from_db()
    yield first, second
    assert differences() == []


@pytest.fixture
def ask(grant: Grant, tier1_rep: User) -> Ask:
    """Return the firm's act: its representative asks for other amounts of items."""

    def request(new: dict[CostItem, int], **terms: Any) -> ChangeRequest:
        wanted = {place_of(item, "cost_won"): won for item, won in new.items()}
        at = MOMENT + dt.timedelta(minutes=grant.change_requests.count())
        given = {"grant": grant, "kind": "REALLOCATION", "wanted": wanted, "by": tier1_rep, "at": at}
        return operations.request_change(**{**given, "reason": "견적 변경", **terms})

    return request


@pytest.fixture
def ask_for(grant: Grant, tier1_rep: User) -> Ask:
    """Return the firm's act: its representative asks for another term of the undertaking."""

    def request(kind: str, term: str, new: str, **terms: Any) -> ChangeRequest:
        given = {"grant": grant, "kind": kind, "by": tier1_rep, "at": MOMENT, "reason": "사정 변경"}
        about = terms.pop("about", grant.application)
        return operations.request_change(**{**given, "wanted": {place_of(about, term): new}, **terms})

    return request


def approve(change: ChangeRequest, by: User) -> ChangeRequest:
    at = TOMORROW + dt.timedelta(minutes=change.number)
    return operations.approve_change(change=change, reason="타당함", by=by, at=at)


class TestReallocation:
    #: compressor of 150 million, compressor of 50 million → minor; a fifth of 50 million is the limit
    @pytest.mark.parametrize(
        ("first", "second", "is_minor"),
        [
            (140_000_000, 60_000_000, True),
            (139_999_999, 60_000_001, False),
            (140_000_001, 59_999_999, True),
            (160_000_000, 40_000_000, True),
            (160_000_001, 39_999_999, False),
        ],
    )
    def test_up_to_the_programmes_part_of_each_item_is_minor(self, items, ask, first, second, is_minor):
        change = ask({items[0]: first, items[1]: second})

        assert change.is_minor is is_minor
        assert change.status == ("RECORDED" if is_minor else "REQUESTED")
        made = CostItem.objects.get(pk=items[1].pk).cost_won
        assert made == (second if is_minor else 50_000_000)

    def test_small_steps_add_up_from_what_the_office_last_decided(self, items, ask, approving_officer):
        ask({items[0]: 142_000_000, items[1]: 58_000_000})

        again = ask({items[0]: 139_000_000, items[1]: 61_000_000})

        assert again.status == "REQUESTED"
        approve(again, approving_officer)
        assert ask({items[0]: 130_000_000, items[1]: 70_000_000}).status == "RECORDED"

    def test_needs_approval_where_the_programme_names_no_number(self, items, ask, program):
        program.rules.filter(kind="MINOR_SHARE").delete()

        assert ask({items[0]: 149_999_999, items[1]: 50_000_001}).status == "REQUESTED"

    #: costs after → support that stands: 60 % of them, never more than the 120 million awarded
    @pytest.mark.parametrize(
        ("first", "second", "stands"),
        [
            (150_000_000, 49_999_999, 119_999_999),
            (149_999_998, 50_000_000, 119_999_998),
            (100_000_000, 50_000_000, 90_000_000),
            (20_000_000, 180_000_000, 120_000_000),
        ],
    )
    def test_gives_back_what_the_rules_no_longer_give(
        self, items, ask, grant, approving_officer, first, second, stands
    ):
        call = Owner("call", grant.application.call_id)
        before = balance(call, "available")

        change = ask({items[0]: first, items[1]: second})
        assert not change.is_minor or stands == 120_000_000
        approve(change, approving_officer)

        assert Application.objects.get(pk=grant.application_id).standing_won == stands
        assert balance(grant.owner, "committed") == stands
        assert balance(call, "available") == before + 120_000_000 - stands
        assert left_of_award(Grant.objects.get(pk=grant.pk)) == stands
        assert GrantReduction.objects.filter(change=change).count() == (stands < 120_000_000)

    def test_pays_later_invoices_in_proportion_to_what_stands(
        self, items, ask, grant, approving_officer, tier1_clerk
    ):
        approve(ask({items[0]: 100_000_000}), approving_officer)

        payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=TOMORROW)
        terms = line_terms(grant, tier1_clerk, cost_item=items[0], supply_won=100_000_000)
        line = operations.add_payment_line(payment=payment, **terms, by=tier1_clerk, at=TOMORROW)

        assert line.subsidised_won == 60_000_000

    def test_gives_less_where_a_cap_of_the_kind_of_cost_binds(self, items, ask, grant, approving_officer):
        CostItem.objects.filter(pk=items[1].pk).update(cost_kind="CONSULTING", technology=None)

        change = approve(ask({items[0]: 100_000_000, items[1]: 100_000_000}), approving_officer)

        # 60 % of 100 million, and of consulting the 30 million a firm can be given
        assert grant.application.arithmetic.get(code="subsidy").result_won == 90_000_000
        assert change.reduction.own_won == 30_000_000

    @pytest.mark.parametrize(
        ("first", "second", "refusal"),
        [
            (150_000_001, 50_000_000, refusals_changes.TotalGrows),
            (150_000_000, 50_000_000, refusals_changes.NothingChanges),
            (200_000_000, 0, InvalidAmount),
            (200_000_001, -1, InvalidAmount),
            (2**63, 50_000_000, InvalidAmount),
        ],
    )
    def test_refuses_what_no_change_can_be(self, items, ask, first, second, refusal):
        with pytest.raises(refusal):
            ask({items[0]: first, items[1]: second})

    def test_refuses_an_item_of_another_grant(self, items, ask, linked_grant, technology):
        other = cases.add_cost(linked_grant.application, technology, 1_000_000)

        with pytest.raises(refusals.NotOfThisGrant):
            ask({other: 900_000})

    def test_refuses_while_a_payment_request_names_the_item(self, items, ask, drafted_payment):
        with pytest.raises(refusals_changes.PaymentAskedForItem):
            ask({items[0]: 140_000_000, items[1]: 60_000_000})

    def test_refuses_less_than_was_invoiced(self, items, ask, confirmed_payment):
        with pytest.raises(refusals_changes.MoreInvoiced):
            ask({items[0]: 99_999_999})
        assert ask({items[0]: 100_000_000}).status == "REQUESTED"

    def test_refuses_while_the_grant_is_suspended(self, items, ask, grant, officer):
        operations.suspend_grant(grant=grant, reason="현장 점검", by=officer, at=MOMENT)

        with pytest.raises(LineHalted):
            ask({items[0]: 140_000_000, items[1]: 60_000_000})
