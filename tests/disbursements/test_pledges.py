"""An anchor's pledge: promised, paid in, given, answered, used, given back; and what it gives in kind."""

import pytest

from core.evidence.operations import AlreadyUsed
from core.inbox.models import Item
from core.inbox.promises import promises
from core.ledger.models import Account
from core.ledger.refusals import InsufficientFunds
from core.users.permissions import NotAllowed
from disbursements import operations, refusals
from disbursements.models import InKind, Pledge, PledgeGift
from disbursements.queries import gift_gap, identity_gap, node_figures
from disbursements.queries.pledges import figures_of, promised_for
from disbursements.refusals import pledges as refused
from disbursements.refusals.lines import GiftPaidMore
from disbursements.rules import spread_use
from tests.disbursements.conftest import invoice_number, line_terms
from tests.factories import cases
from tests.factories.people import MOMENT, give_role, person_of

MILLION = 1_000_000


def transfer(by, won, reference, **extra):
    return {
        "amount_won": won, "paid_on": MOMENT.date(), "bank_reference": reference,
        "evidence": cases.paper(by, filename="receipt.pdf"), "by": by, "at": MOMENT, **extra,
    }  # fmt: skip


@pytest.fixture
def pledge(grant, anchor_rep) -> Pledge:
    """30 million in cash and 10 in kind, promised to the whole consortium; 25 million paid in."""
    pledge = operations.promise(
        consortium=grant.consortium, cash_won=30 * MILLION, in_kind_won=10 * MILLION, purpose="자부담 지원",
        by=anchor_rep, at=MOMENT,
    )  # fmt: skip
    operations.pay_in(pledge=pledge, **transfer(anchor_rep, 25 * MILLION, "IN-1"))
    return pledge


@pytest.fixture
def gift(pledge, grant, anchor_rep):
    """20 million of it on their way to tier 1."""
    return operations.give(pledge=pledge, grant=grant, **transfer(anchor_rep, 20 * MILLION, "OUT-1"))


@pytest.fixture
def held(gift, tier1_rep):
    return operations.confirm_gift(gift=gift, amount_won=20 * MILLION, by=tier1_rep, at=MOMENT)


def figures(pledge):
    return figures_of([Pledge.objects.with_sums().get(pk=pledge.pk)])


def use(grant, by, won, number):
    return operations.record_gift_use(
        grant=grant, name="압축기", invoice_number=number, spent_on=MOMENT.date(), amount_won=won,
        invoice=cases.paper(by), by=by, at=MOMENT,
    )  # fmt: skip


class TestCash:
    def test_goes_from_the_anchor_to_the_firm_that_confirms_and_the_rest_goes_back(
        self, pledge, held, grant, tier1_rep, anchor, anchor_rep, lies
    ):
        use(grant, tier1_rep, 12 * MILLION, invoice_number(901))
        operations.return_gift(gift=held, **transfer(tier1_rep, 8 * MILLION, "BACK-1"))
        operations.pay_back(pledge=pledge, **transfer(anchor_rep, 13 * MILLION, "BACK-2"))
        found = figures(pledge)
        assert (found.cash, found.paid_in, found.given, found.used) == (
            30 * MILLION, 25 * MILLION, 20 * MILLION, 12 * MILLION,
        )  # fmt: skip
        assert (found.returned, found.paid_back, found.left) == (8 * MILLION, 13 * MILLION, 0)
        assert Account.objects.get(owner_kind="outside", code=f"firm:{anchor.pk}").balance == -12 * MILLION
        node = node_figures([grant])[grant.pk]
        assert (node.gift_received, node.gift_spent, node.gift_returned) == (
            20 * MILLION, 12 * MILLION, 8 * MILLION,
        )  # fmt: skip
        assert (gift_gap(node), identity_gap(node), node.received) == (0, 0, 0)

    def test_is_on_its_way_until_the_receiver_confirms_and_nobody_else_can_have_it(
        self, pledge, gift, grant, anchor_rep, lies
    ):
        assert (figures(pledge).on_its_way, figures(pledge).left) == (20 * MILLION, 5 * MILLION)
        assert lies(grant, "gift_held") == 0
        assert not promises()[PledgeGift].is_broken(gift)
        with pytest.raises(refused.MoreThanPaidIn, match="5,000,000"):
            operations.give(pledge=pledge, grant=grant, **transfer(anchor_rep, 6 * MILLION, "OUT-2"))
        with pytest.raises(refused.MoreThanPaidIn):
            operations.pay_back(pledge=pledge, **transfer(anchor_rep, 6 * MILLION, "BACK-1"))

    def test_disputed_is_free_again(self, pledge, gift, tier1_rep, lies, grant):
        operations.dispute_gift(gift=gift, reason="입금되지 않음", by=tier1_rep, at=MOMENT)
        assert figures(pledge).left == 25 * MILLION
        assert Item.objects.open().filter(kind="gift_disputed").exists()

    def test_more_confirmed_than_was_given_is_refused(self, gift, tier1_rep):
        with pytest.raises(refusals.MoreThanSent):
            operations.confirm_gift(gift=gift, amount_won=20 * MILLION + 1, by=tier1_rep, at=MOMENT)

    def test_is_never_the_anchors_to_confirm(self, gift, anchor_rep):
        with pytest.raises(NotAllowed):
            operations.confirm_gift(gift=gift, amount_won=20 * MILLION, by=anchor_rep, at=MOMENT)

    def test_goes_to_no_contribution(self, pledge, linked_grant, anchor_rep):
        with pytest.raises(refused.GiftsGoToSubsidies):
            operations.give(pledge=pledge, grant=linked_grant, **transfer(anchor_rep, 1, "OUT-3"))

    def test_comes_back_no_further_than_it_was_given_and_is_held(self, held, grant, tier1_rep):
        with pytest.raises(refused.MoreThanGiven):
            operations.return_gift(gift=held, **transfer(tier1_rep, 20 * MILLION + 1, "BACK-1"))
        use(grant, tier1_rep, 15 * MILLION, invoice_number(902))
        with pytest.raises(InsufficientFunds):
            operations.return_gift(gift=held, **transfer(tier1_rep, 6 * MILLION, "BACK-1"))

    def test_pays_the_other_part_of_an_invoice_of_the_same_grant(
        self, held, drafted_payment, grant, tier1_rep, rival_rep
    ):
        number = line_terms(grant, tier1_rep)["invoice_number"]
        with pytest.raises(refused.AboveOwnPart, match="40,000,000"):
            use(grant, tier1_rep, 41 * MILLION, number)
        use(grant, tier1_rep, 20 * MILLION, number)
        with pytest.raises(AlreadyUsed):
            use(grant, tier1_rep, 1, number)

    def test_and_the_grant_pay_no_invoice_beyond_its_cost(self, held, grant, tier1_rep, moment):
        use(grant, tier1_rep, 20 * MILLION, invoice_number(903))
        payment = operations.draft_payment(grant=grant, by=tier1_rep, at=moment)
        terms = {"payment": payment, "by": tier1_rep, "at": moment}
        for supply, is_too_much in ((49_999_997, True), (49_999_998, False)):
            line = line_terms(grant, tier1_rep, n=9, supply_won=supply) | {
                "invoice_number": invoice_number(903)
            }
            if is_too_much:
                with pytest.raises(GiftPaidMore, match="29,999,998"):
                    operations.add_payment_line(**line, **terms)
            else:
                assert operations.add_payment_line(**line, **terms).subsidised_won == 29_999_998


class TestInKind:
    @pytest.fixture
    def handed_in(self, pledge, anchor_rep):
        return operations.record_in_kind(
            pledge=pledge, name="공정 진단 40시간", given_on=MOMENT.date(), claimed_won=9 * MILLION,
            proof=cases.paper(anchor_rep), by=anchor_rep, at=MOMENT,
        )  # fmt: skip

    def test_counts_at_the_value_an_officer_recognises_and_moves_no_money(self, pledge, handed_in, officer):
        assert (figures(pledge).recognised, figures(pledge).waiting) == (0, 9 * MILLION)
        assert not promises()[InKind].is_broken(handed_in)
        operations.recognise_in_kind(
            in_kind=handed_in, recognised_won=7 * MILLION, reason="단가표와 일치", by=officer, at=MOMENT
        )
        assert (figures(pledge).recognised, figures(pledge).waiting, figures(pledge).left) == (
            7 * MILLION, 0, 25 * MILLION,
        )  # fmt: skip

    def test_is_recognised_up_to_what_is_stated_and_promised(self, pledge, handed_in, officer, anchor_rep):
        with pytest.raises(refused.AboveClaimed):
            operations.recognise_in_kind(
                in_kind=handed_in, recognised_won=9 * MILLION + 1, reason="과다", by=officer, at=MOMENT
            )
        operations.recognise_in_kind(
            in_kind=handed_in, recognised_won=9 * MILLION, reason="확인함", by=officer, at=MOMENT
        )
        more = operations.record_in_kind(
            pledge=pledge, name="금형", given_on=MOMENT.date(), claimed_won=2 * MILLION,
            proof=cases.paper(anchor_rep), by=anchor_rep, at=MOMENT,
        )  # fmt: skip
        with pytest.raises(refused.AbovePromisedInKind, match="1,000,000"):
            operations.recognise_in_kind(
                in_kind=more, recognised_won=2 * MILLION, reason="확인함", by=officer, at=MOMENT
            )
        operations.refuse_in_kind(in_kind=more, reason="약정 초과", by=officer, at=MOMENT)
        assert Item.objects.open().filter(kind="in_kind_refused").exists()

    def test_is_recognised_by_another_person_than_who_handed_it_in(self, pledge, officer, anchor):
        both = person_of(anchor, name="겸직", email="both@example.kr")
        give_role(both, "OFFICER", "OFFICE", pledge.consortium.program.office_id)
        handed_in = operations.record_in_kind(
            pledge=pledge, name="진단", given_on=MOMENT.date(), claimed_won=MILLION, proof=cases.paper(both),
            by=both, at=MOMENT,
        )  # fmt: skip
        with pytest.raises(NotAllowed):
            operations.recognise_in_kind(
                in_kind=handed_in, recognised_won=MILLION, reason="스스로", by=both, at=MOMENT
            )


class TestPromise:
    def test_begins_with_what_the_application_says_less_what_is_pledged(self, grant, anchor_rep):
        grant.application.anchor_won, grant.application.anchor_in_kind_won = 30 * MILLION, 10 * MILLION
        assert promised_for(grant).cash == 20 * MILLION
        operations.promise(
            consortium=grant.consortium, grant=grant, cash_won=15 * MILLION, in_kind_won=0, purpose="자부담",
            by=anchor_rep, at=MOMENT,
        )  # fmt: skip
        assert (promised_for(grant).cash, promised_for(grant).in_kind) == (5 * MILLION, 10 * MILLION)

    def test_is_the_anchors_representatives_and_of_something(self, grant, anchor_rep, tier1_rep):
        terms = {"consortium": grant.consortium, "in_kind_won": 0, "purpose": "자부담", "at": MOMENT}
        with pytest.raises(NotAllowed):
            operations.promise(cash_won=1, by=tier1_rep, **terms)
        with pytest.raises(refused.NothingPromised):
            operations.promise(cash_won=0, by=anchor_rep, **terms)


def test_what_was_spent_is_spread_over_gifts_in_their_order():
    assert spread_use([(1, 10), (2, 5), (1, 4)], 13) == {1: 10, 2: 3}
    assert spread_use([(1, 10)], 0) == {1: 0}
