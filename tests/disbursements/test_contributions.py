"""Money passed on through the chain, answered by the receiver, and what gifts bought."""

import io

import pytest

from core.evidence.checks import CSV
from core.evidence.operations import AlreadyUsed, store
from core.inbox.models import Item
from core.ledger.models import Account
from core.ledger.refusals import InsufficientFunds, InvalidAmount
from core.users.permissions import NotAllowed
from core.workflow.refusals import InvalidTransition
from disbursements import operations, refusals
from disbursements.models import Grant
from disbursements.queries import consortium_tree, node_figures
from tests.disbursements.conftest import invoice_number
from tests.factories import cases, people, programmes


def outside_balance(code):
    return Account.objects.get(owner_kind="outside", code=code).balance


@pytest.fixture
def third_grant(linked_grant, tier2_member, tier2_rep, officer) -> Grant:
    """A contribution of 5 million won from tier 2 to a firm of tier 3."""
    firm = people.FirmFactory(name="동해부품")
    rep = people.person_of(firm, name="고삼차", email="tier3@example.kr")
    programmes.join(linked_grant.consortium, firm, tier2_member)
    application = cases.draft(
        linked_grant.consortium, firm, tier2_rep, grant_kind="CONTRIBUTION", parent=linked_grant.application
    )
    cases.awarded(application, rep=tier2_rep, assessor=None, approver=officer, amount=5_000_000)
    return cases.accepted(application, rep)


class TestRecordPassThrough:
    def test_is_in_transit_until_the_receiver_answers(self, pass_on, grant, linked_grant, lies, tier1, tier2):
        pass_through = pass_on(20_000_000)
        assert (lies(linked_grant, "gift_incoming"), lies(linked_grant, "gift_held")) == (20_000_000, 0)
        assert outside_balance(f"firm:{tier1.pk}") == -20_000_000
        figures = node_figures([grant, linked_grant])
        assert (figures[grant.pk].in_transit, figures[grant.pk].passed_on) == (20_000_000, 0)
        assert figures[linked_grant.pk].gift_incoming == 20_000_000
        item = Item.objects.open().get(kind="confirm_pass_through")
        assert (item.subject_id, item.role, item.scope_id) == (pass_through.pk, "REPRESENTATIVE", tier2.pk)

    @pytest.mark.parametrize("amount", [0, -1, 10**18, 1.5])
    def test_refuses_what_is_no_amount(self, pass_on, amount):
        with pytest.raises(InvalidAmount):
            pass_on(amount)

    def test_never_refuses_more_than_was_agreed_or_owed(
        self, pass_on, confirmed_payment, tier2_rep, moment, grant, lies
    ):
        operations.confirm_pass_through(
            pass_through=pass_on(90_000_000), amount_won=90_000_000, by=tier2_rep, at=moment
        )
        assert [lies(grant, c) for c in ("duty_open", "duty_done", "voluntary")] == [
            0,
            60_000_000,
            30_000_000,
        ]

    def test_refuses_a_firm_that_is_not_linked_under_it(self, pass_on, linked_grant, grant, tier2_rep):
        with pytest.raises(refusals.NotLinked):
            pass_on(payer=linked_grant, receiver=grant, by=tier2_rep)

    def test_records_one_transfer_once_unless_it_was_disputed(self, pass_on, tier2_rep, moment):
        first = pass_on()
        with pytest.raises(refusals.BankReferenceUsed):
            pass_on()
        pass_on(bank_reference="GIFT-2")
        operations.dispute_pass_through(pass_through=first, reason="미입금", by=tier2_rep, at=moment)
        assert pass_on().status == "RECORDED"

    def test_refuses_another_firm(self, pass_on, rival_rep):
        with pytest.raises(NotAllowed):
            pass_on(by=rival_rep)


class TestConfirmPassThrough:
    def test_is_held_and_meets_the_duty_in_one_event(
        self, confirmed_payment, pass_on, grant, linked_grant, tier2_rep, moment, lies
    ):
        operations.confirm_pass_through(
            pass_through=pass_on(20_000_000), amount_won=20_000_000, by=tier2_rep, at=moment
        )
        assert [lies(linked_grant, c) for c in ("gift_incoming", "gift_held")] == [0, 20_000_000]
        assert [lies(grant, c) for c in ("duty_open", "duty_done", "voluntary")] == [
            40_000_000,
            20_000_000,
            0,
        ]
        figures = node_figures([grant, linked_grant])
        assert (figures[grant.pk].passed_on, figures[grant.pk].in_transit) == (20_000_000, 0)
        assert figures[linked_grant.pk].received == 0  # a contribution is never a subsidy
        assert Item.objects.open().filter(kind="duty_open").count() == 1

    def test_what_comes_before_any_duty_is_voluntary(self, pass_on, grant, tier2_rep, moment, lies):
        operations.confirm_pass_through(pass_through=pass_on(7), amount_won=7, by=tier2_rep, at=moment)
        assert [lies(grant, c) for c in ("duty_open", "duty_done", "voluntary")] == [0, 0, 7]

    def test_takes_a_met_duty_out_of_the_inbox(self, confirmed_payment, pass_on, tier2_rep, moment):
        operations.confirm_pass_through(
            pass_through=pass_on(60_000_000), amount_won=60_000_000, by=tier2_rep, at=moment
        )
        assert not Item.objects.open().filter(kind__in=["duty_open", "confirm_pass_through"]).exists()

    @pytest.mark.parametrize(
        ("amount", "refusal", "words"),
        [
            (20_000_001, refusals.MoreThanSent, "20,000,001"),
            (19_999_999, refusals.LessThanSent, "19,999,999"),
        ],
    )
    def test_refuses_another_amount(
        self, pass_on, linked_grant, tier2_rep, moment, lies, amount, refusal, words
    ):
        pass_through = pass_on(20_000_000)
        with pytest.raises(refusal, match=words):
            operations.confirm_pass_through(
                pass_through=pass_through, amount_won=amount, by=tier2_rep, at=moment
            )
        assert lies(linked_grant, "gift_held") == 0

    def test_refuses_the_giver_and_the_receivers_clerk(self, pass_on, tier1_rep, tier2_clerk, moment):
        pass_through = pass_on()
        for by in (tier1_rep, tier2_clerk):
            with pytest.raises(NotAllowed):
                operations.confirm_pass_through(pass_through=pass_through, amount_won=1, by=by, at=moment)

    def test_refuses_a_double_click(self, pass_on, linked_grant, tier2_rep, moment, lies):
        pass_through = pass_on(20_000_000)
        operations.confirm_pass_through(
            pass_through=pass_through, amount_won=20_000_000, by=tier2_rep, at=moment
        )
        with pytest.raises(InvalidTransition, match="문대표"):
            operations.confirm_pass_through(
                pass_through=pass_through, amount_won=20_000_000, by=tier2_rep, at=moment
            )
        assert lies(linked_grant, "gift_held") == 20_000_000


class TestDisputePassThrough:
    def test_goes_back_and_the_giver_is_told(self, pass_on, linked_grant, tier2_rep, tier1, moment, lies):
        pass_through = operations.dispute_pass_through(
            pass_through=pass_on(20_000_000), reason="1,900만 원만 입금됨", by=tier2_rep, at=moment
        )
        assert pass_through.status == "DISPUTED"
        assert (lies(linked_grant, "gift_incoming"), outside_balance(f"firm:{tier1.pk}")) == (0, 0)
        assert Item.objects.open().get(kind="pass_through_disputed").scope_id == tier1.pk

    def test_refuses_after_confirmation(self, pass_on, tier2_rep, moment):
        pass_through = pass_on(20)
        operations.confirm_pass_through(pass_through=pass_through, amount_won=20, by=tier2_rep, at=moment)
        with pytest.raises(InvalidTransition):
            operations.dispute_pass_through(pass_through=pass_through, reason="늦음", by=tier2_rep, at=moment)


class TestThirdTier:
    def test_hands_on_the_gift_it_holds_and_no_more(
        self, pass_on, linked_grant, third_grant, tier2_rep, moment, lies
    ):
        operations.confirm_pass_through(
            pass_through=pass_on(8_000_000), amount_won=8_000_000, by=tier2_rep, at=moment
        )
        further = {"payer": linked_grant, "receiver": third_grant, "by": tier2_rep}
        with pytest.raises(InsufficientFunds):
            pass_on(8_000_001, **further, evidence=cases.paper(tier2_rep))
        third_rep = third_grant.accepted_by
        pass_through = pass_on(5_000_000, **further, evidence=cases.paper(tier2_rep))
        operations.confirm_pass_through(
            pass_through=pass_through, amount_won=5_000_000, by=third_rep, at=moment
        )
        figures = node_figures([linked_grant, third_grant])
        second, third = figures[linked_grant.pk], figures[third_grant.pk]
        assert (second.gift_received, second.gift_held, second.gift_handed_on) == (
            8_000_000,
            3_000_000,
            5_000_000,
        )
        assert (third.gift_received, third.gift_held) == (5_000_000, 5_000_000)
        assert (lies(linked_grant, "duty_done"), lies(linked_grant, "voluntary")) == (0, 0)

    def test_the_tree_is_read_in_four_queries(
        self, linked_grant, third_grant, consortium, officer, django_assert_num_queries
    ):
        officer._assignments  # noqa: B018 - read once per request
        with django_assert_num_queries(4):  # grants, cases, transfers, debts
            (root,) = consortium_tree(consortium, officer)
        assert [(n.depth, n.grant.firm.name) for n in root.walk()] == [
            (0, "한빛정밀"),
            (1, "가온열처리"),
            (2, "동해부품"),
        ]


class TestRecordGiftUse:
    @pytest.fixture
    def buy(self, pass_on, linked_grant, tier2_rep, tier2_clerk, moment):
        operations.confirm_pass_through(
            pass_through=pass_on(10_000_000), amount_won=10_000_000, by=tier2_rep, at=moment
        )

        def record(amount_won=4_000_000, n=1, by=tier2_clerk):
            return operations.record_gift_use(
                grant=linked_grant,
                name="인버터",
                invoice_number=invoice_number(n).lower(),
                spent_on=moment.date(),
                amount_won=amount_won,
                invoice=cases.paper(by),
                by=by,
                at=moment,
            )

        return record

    def test_moves_what_was_held_to_what_was_spent(self, buy, linked_grant, lies):
        use = buy()
        assert [lies(linked_grant, c) for c in ("gift_held", "gift_spent")] == [6_000_000, 4_000_000]
        assert (use.invoice_number, use.invoice.owner_kind) == (invoice_number(1), "gift_use")

    def test_refuses_more_than_is_held(self, buy, linked_grant, lies):
        with pytest.raises(InsufficientFunds, match="10,000,000"):
            buy(10_000_001)
        assert lies(linked_grant, "gift_spent") == 0

    def test_refuses_an_invoice_that_was_used(self, buy):
        buy()
        with pytest.raises(AlreadyUsed):
            buy(1)

    def test_bought_with_a_cancelled_invoice_there_is_an_alert(
        self, buy, program, officer, client, linked_grant, moment
    ):
        use = buy()
        listed = "승인번호,취소일자\n" + "".join(f"{invoice_number(n)},20260202\n" for n in (1, 2))
        listing = store(
            file=io.BytesIO(listed.encode()), filename="cancelled.csv", allowed=frozenset({CSV}), by=officer,
            at=moment,
        )  # fmt: skip
        taken = {"program": program, "by": officer, "at": moment}
        (alert,) = operations.take_cancelled_invoices(listing=listing, **taken)
        assert (alert.gift_use, alert.grant, alert.kind) == (use, linked_grant, "INVOICE_CANCELLED")
        client.force_login(officer)
        assert use.name in client.get(alert.get_absolute_url()).content.decode()
        with pytest.raises(refusals.GapStillThere):
            operations.clear_discrepancy(discrepancy=alert, reason="확인", by=officer, at=moment)
        with pytest.raises(refusals.InvoiceCancelled):
            buy(n=2)

    def test_refuses_a_subsidy(self, grant, tier1_rep, moment):
        with pytest.raises(NotAllowed):
            operations.record_gift_use(
                grant=grant,
                name="x",
                invoice_number=invoice_number(5),
                spent_on=moment.date(),
                amount_won=1,
                invoice=cases.paper(tier1_rep),
                by=tier1_rep,
                at=moment,
            )
