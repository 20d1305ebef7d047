"""Posting, retrying, putting right."""

import pytest

from core.ledger.models import Account, Transfer, Unit
from core.ledger.operations import LARGEST_AMOUNT, Move, Owner, account, outside, post_event, reverse
from core.ledger.queries import accounts_of, balance, transfers_of
from core.ledger.refusals import InsufficientFunds, InvalidAmount, KeyReused
from core.workflow.refusals import Refusal
from tests.factories.people import FIRST_DAY, MOMENT


class TestPost:
    def test_moves_won_from_one_account_to_the_other(self, move, state, pot):
        transfer = move("a", state, pot, 100)

        pot.refresh_from_db()
        state.refresh_from_db()
        assert (pot.balance, state.balance) == (100, -100)
        assert (transfer.amount, transfer.event, transfer.effective_on) == (100, "a", FIRST_DAY)

    def test_is_harmless_when_repeated(self, move, state, pot):
        first = move("a", state, pot, 100)

        assert move("a", state, pot, 100) == first
        assert balance(Owner("call", 1), "available") == 100
        assert Transfer.objects.count() == 1

    @pytest.mark.parametrize("change", ["amount", "source", "target"])
    def test_refuses_other_terms_under_the_same_key(self, move, state, pot, committed, change):
        move("a", state, pot, 100)
        terms = {"source": state, "target": pot, "amount": 100} | {
            "amount": {"amount": 101},
            "source": {"source": outside("bank")},
            "target": {"target": committed},
        }[change]

        with pytest.raises(KeyReused):
            move("a", **terms)

        assert Transfer.objects.count() == 1

    def test_says_what_was_asked_and_what_is_there_when_it_is_not_enough(self, move, state, pot, committed):
        move("a", state, pot, 1_234_567)

        with pytest.raises(InsufficientFunds) as refusal:
            move("b", pot, committed, 2_000_000)

        assert isinstance(refusal.value, Refusal)
        assert "2,000,000" in str(refusal.value)
        assert "1,234,567" in str(refusal.value)
        assert balance(Owner("call", 1), "available") == 1_234_567

    def test_empties_an_account_to_the_last_won(self, move, state, pot, committed):
        move("a", state, pot, 100)
        move("b", pot, committed, 100)

        assert balance(Owner("call", 1), "available") == 0

    @pytest.mark.parametrize("amount", [0, -1, 1.0, 0.5, True, "100", None, LARGEST_AMOUNT + 1, 10**19])
    def test_refuses_what_is_not_a_positive_whole_number_that_fits(self, move, state, pot, amount):
        with pytest.raises(InvalidAmount):
            move("a", state, pot, amount)

    def test_takes_the_largest_amount(self, move, state, pot):
        assert move("a", state, pot, LARGEST_AMOUNT).amount == LARGEST_AMOUNT

    def test_leaves_nothing_of_an_act_that_fails_in_its_middle(self, state, pot, committed, clerk):
        moves = [Move("a", state, pot, 100), Move("b", pot, committed, 101)]

        with pytest.raises(InsufficientFunds):
            post_event(moves=moves, effective_on=FIRST_DAY, at=MOMENT, by=clerk, event="act")

        assert Transfer.objects.count() == 0

    def test_posts_an_act_in_its_order_so_that_money_can_pass_through(self, state, pot, committed, clerk):
        moves = [Move("a", state, pot, 100), Move("b", pot, committed, 100)]

        posted = post_event(moves=moves, effective_on=FIRST_DAY, at=MOMENT, by=clerk, event="act")

        assert [t.key for t in posted] == ["a", "b"]
        assert {t.event for t in posted} == {"act"}


class TestAccount:
    def test_is_opened_once(self, pot):
        assert account(Owner("call", 1), "available") == pot

    def test_is_not_opened_in_two_units(self, pot):
        with pytest.raises(ValueError, match="KRW"):
            account(Owner("call", 1), "available", Unit.KILOGRAM)

    def test_is_called_as_the_docs_call_it(self, pot, state):
        assert (str(pot), str(state)) == ("call:1.available", "outside:state")


class TestReverse:
    def test_moves_it_back_and_names_what_it_put_right(self, move, state, pot, clerk):
        transfer = move("a", state, pot, 100)

        back = reverse(transfer=transfer, effective_on=FIRST_DAY, at=MOMENT, by=clerk, event="mistake")

        assert back.reverses == transfer
        assert (back.source_id, back.target_id) == (pot.pk, state.pk)
        assert balance(Owner("call", 1), "available") == 0

    def test_happens_once(self, move, state, pot, clerk):
        transfer = move("a", state, pot, 100)
        terms = {"effective_on": FIRST_DAY, "at": MOMENT, "by": clerk, "event": "mistake"}

        assert reverse(transfer=transfer, **terms) == reverse(transfer=transfer, **terms)
        assert Transfer.objects.count() == 2

    def test_is_refused_when_the_won_are_no_longer_there(self, move, state, pot, committed, clerk):
        transfer = move("a", state, pot, 100)
        move("b", pot, committed, 1)

        with pytest.raises(InsufficientFunds):
            reverse(transfer=transfer, effective_on=FIRST_DAY, at=MOMENT, by=clerk, event="mistake")

    def test_of_a_reversal_brings_it_back_again(self, move, state, pot, clerk):
        terms = {"effective_on": FIRST_DAY, "at": MOMENT, "by": clerk, "event": "mistake"}
        back = reverse(transfer=move("a", state, pot, 100), **terms)

        reverse(transfer=back, **terms)

        assert balance(Owner("call", 1), "available") == 100


class TestQueries:
    def test_balance_of_an_account_never_opened_is_nothing(self, db):
        assert balance(Owner("call", 77), "available") == 0

    def test_accounts_of_many_owners_take_one_query(self, move, state, django_assert_num_queries):
        for number in (1, 2, 3):
            move(str(number), state, account(Owner("application", number), "committed"), number)

        with django_assert_num_queries(1):
            found = accounts_of("application", [1, 2, 3])

        assert {owner: codes["committed"].balance for owner, codes in found.items()} == {1: 1, 2: 2, 3: 3}

    def test_transfers_of_accounts_come_with_both_sides(
        self, move, state, pot, committed, django_assert_num_queries
    ):
        move("a", state, pot, 100)
        move("b", pot, committed, 40)

        with django_assert_num_queries(1):
            rows = [(t.key, str(t.source), str(t.target), str(t.by)) for t in transfers_of([pot])]

        assert [row[0] for row in rows] == ["a", "b"]

    def test_totals_are_the_sums_of_transfers(self, move, state, pot, committed):
        move("a", state, pot, 100)
        move("b", pot, committed, 40)

        for found in Account.objects.all():
            assert found.total_in == sum(t.amount for t in found.transfers_in.all())
            assert found.total_out == sum(t.amount for t in found.transfers_out.all())
