"""Proposing and awarding what is handed on: bad input, four eyes, two hands at once."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from applications import operations, refusals
from applications.models import Application
from applications.pages.actions import offered
from core.ledger.queries import balance
from core.ledger.refusals import InsufficientFunds, InvalidAmount
from core.workflow.refusals import InvalidTransition, Refusal
from programs.models import Call, Member
from tests.disbursements.chains import Chain
from tests.disbursements.conftest import chain, tree
from tests.factories import cases, people
from tests.factories.people import MOMENT

__all__ = ["chain", "tree"]


def edited(tree: Chain, draft: Application, number: int, **terms: object) -> Application:
    """Change a draft as the person below does."""
    version = Application.objects.get(pk=draft.pk).version
    return operations.edit_application(
        application=draft, version=version, by=tree.reps[number], at=MOMENT, **terms
    )


class TestPropose:
    def test_is_a_draft_of_the_firm_below(self, tree: Chain):
        draft = tree.propose(0, 1, 30_000_000)

        assert (draft.grant_kind, draft.status, draft.proposed_won) == ("INDIRECT", "DRAFTED", 30_000_000)
        assert draft.applicant_id == tree.firms[1].pk

    def test_refuses_more_than_the_regrant(self, tree: Chain):
        with pytest.raises(refusals.AboveRegrant, match="240,000,000"):
            tree.propose(0, 1, 240_000_001)

    def test_counts_what_is_proposed_already(self, tree: Chain):
        tree.propose(0, 1, 240_000_000)

        with pytest.raises(refusals.AboveRegrant, match="At most 0"):
            tree.propose(0, 1, 1)

    def test_refuses_the_second_press_of_the_button(self, tree: Chain):
        tree.propose(0, 1, 30_000_000)

        with pytest.raises(refusals.JustProposed):
            tree.propose(0, 1, 30_000_000)

    @pytest.mark.parametrize("amount", [0, -1, 10**15, True])
    def test_refuses_what_is_no_amount(self, tree: Chain, amount: int):
        with pytest.raises(InvalidAmount):
            tree.propose(0, 1, amount)

    def test_refuses_a_firm_that_is_not_directly_below(self, tree: Chain):
        for number in (0, 2):
            with pytest.raises(refusals.NotBelow):
                tree.propose(0, number, 1_000)

    def test_refuses_a_firm_that_has_left(self, tree: Chain):
        member = Member.objects.get(pk=tree.members[1].pk)
        member.move_to("LEFT", by=tree.officer, at=MOMENT)

        with pytest.raises(refusals.NotBelow):
            tree.propose(0, 1, 1_000)

    def test_refuses_a_parent_that_was_refused(self, tree: Chain):
        draft = tree.propose(0, 1, 30_000_000)
        cases.add_cost(draft, tree.technology, 500_000_000)
        tree.assessed(draft, 1)
        operations.refuse(application=draft, reason="부적합", by=tree.approver, at=MOMENT)

        with pytest.raises(refusals.GrantNotOpen):
            operations.propose_regrant(
                parent=draft, firm=tree.firms[2], title="x", purpose="", amount=1_000, starts_on=None,
                ends_on=None, by=tree.reps[1], at=MOMENT,
            )  # fmt: skip

    def test_refuses_the_clerk_of_the_firm_above(self, tree: Chain):
        clerk = people.person_of(tree.firms[0], "CLERK", name="실무", email="chain.clerk@example.kr")

        with pytest.raises(PermissionDenied):
            operations.propose_regrant(
                parent=tree.grants[0].application, firm=tree.firms[1], title="x", purpose="", amount=1_000,
                starts_on=None, ends_on=None, by=clerk, at=MOMENT,
            )  # fmt: skip

    def test_is_taken_back_until_it_was_submitted(self, tree: Chain):
        draft = tree.propose(0, 1, 240_000_000)
        operations.retract_regrant(application=draft, reason="다시 정함", by=tree.reps[0], at=MOMENT)
        again = tree.propose(0, 1, 240_000_000)
        cases.add_cost(again, tree.technology, 500_000_000)
        operations.submit(application=again, by=tree.reps[1], at=MOMENT)

        with pytest.raises(refusals.SubmittedAlready):
            operations.retract_regrant(application=again, reason="늦음", by=tree.reps[0], at=MOMENT)
        with pytest.raises(PermissionDenied):
            operations.retract_regrant(application=again, reason="늦음", by=tree.reps[1], at=MOMENT)


class TestDatabase:
    def test_refuses_a_cycle(self, tree: Chain):
        top, last = tree.grants[0].application_id, tree.grants[2].application_id

        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            Application.objects.filter(pk=top).update(parent_id=last, grant_kind="INDIRECT")

    def test_refuses_a_case_under_one_that_was_not_accepted(self, tree: Chain):
        draft = tree.propose(0, 1, 1_000)

        with pytest.raises(DatabaseError, match="parents_are_accepted"), transaction.atomic():
            cases.draft(
                tree.consortium, tree.firms[2], tree.reps[1], grant_kind="INDIRECT", parent=draft,
                proposed_won=1,
            )  # fmt: skip

    def test_refuses_more_taken_back_than_was_awarded(self, tree: Chain):
        with pytest.raises(IntegrityError, match="reduced"), transaction.atomic():
            Application.objects.filter(pk=tree.grants[2].application_id).update(reduced_won=60_000_001)


class TestSubmit:
    def test_asks_within_the_proposal(self, tree: Chain):
        draft = tree.propose(0, 1, 30_000_000)
        cases.add_cost(draft, tree.technology, 500_000_000)
        edited(tree, draft, 1, regrant_asked_won=10_000_000)

        submitted = operations.submit(application=draft, by=tree.reps[1], at=MOMENT)

        assert (submitted.asked_won, submitted.regrant_asked_won) == (20_000_000, 10_000_000)

    def test_is_taken_after_the_call_closed(self, tree: Chain):
        draft = tree.propose(0, 1, 30_000_000)
        cases.add_cost(draft, tree.technology, 500_000_000)
        late = tree.consortium.call.applications_close_at + dt.timedelta(days=1)

        with pytest.raises(Refusal, match="size certificate"):  # the only thing that is missing by then
            operations.submit(application=draft, by=tree.reps[1], at=late)

    def test_is_offered_after_the_call_closed(self, tree: Chain):
        draft = tree.propose(0, 1, 30_000_000)
        cases.add_cost(draft, tree.technology, 500_000_000)
        days = {"opens_at": 3, "plans_close_at": 2, "applications_close_at": 1}
        closed = {name: MOMENT - dt.timedelta(days=ago) for name, ago in days.items()}
        Call.objects.filter(pk=draft.call_id).update(**closed)
        draft = Application.objects.get(pk=draft.pk)

        offers = {action.href: action.reason for action in offered(tree.reps[1], draft, at=MOMENT)}

        assert offers[reverse("applications:submit", args=[draft.public_id])] == ""
        assert operations.submit(application=draft, by=tree.reps[1], at=MOMENT).status == "SUBMITTED"

    def test_refuses_to_ask_for_more_to_hand_on_than_was_proposed(self, tree: Chain):
        draft = tree.propose(0, 1, 30_000_000)

        with pytest.raises(refusals.AboveProposed):
            edited(tree, draft, 1, regrant_asked_won=30_000_001)


class TestAward:
    def assessed(self, tree: Chain, amount: int = 30_000_000, regrant: int = 0) -> Application:
        draft = tree.propose(0, 1, amount)
        cases.add_cost(draft, tree.technology, 500_000_000)
        if regrant:
            edited(tree, draft, 1, regrant_asked_won=regrant)
        return tree.assessed(draft, 1)

    def award(self, tree: Chain, case: Application, amount: int, regrant: int = 0) -> Application:
        return operations.award(
            application=case, amount=amount, regrant=regrant, reason="결정", effective_on=MOMENT.date(),
            by=tree.approver, at=MOMENT,
        )  # fmt: skip

    def test_goes_back_to_the_firm_above_when_it_is_declined(self, tree: Chain):
        case = self.award(tree, self.assessed(tree, regrant=10_000_000), 20_000_000, 10_000_000)
        assert balance(tree.grants[0].owner, "regrant") == 210_000_000

        operations.withdraw(application=case, reason="사정", by=tree.reps[1], at=MOMENT)

        assert balance(tree.grants[0].owner, "regrant") == 240_000_000

    def test_refuses_more_to_hand_on_than_was_asked(self, tree: Chain):
        with pytest.raises(refusals.RegrantAboveAsked):
            self.award(tree, self.assessed(tree), 1_000, 1)

    def test_hands_all_of_it_on(self, tree: Chain):
        people.certify(tree.firms[1], "LARGE")  # its own part is computed as 0
        case = self.assessed(tree, regrant=10_000_000)
        assert case.asked_won == 0

        case = self.award(tree, case, 0, 10_000_000)

        assert (case.awarded_won, case.regrant_won) == (0, 10_000_000)
        assert balance(case.owner, "regrant") == 10_000_000

    @pytest.mark.parametrize(("amount", "regrant"), [(0, 0), (-1, 2), (10, -1)])
    def test_refuses_what_is_no_amount(self, tree: Chain, amount: int, regrant: int):
        case = self.assessed(tree, regrant=10_000_000)

        with pytest.raises(InvalidAmount):
            self.award(tree, case, amount, regrant)

    def test_of_the_top_keeps_to_the_programmes_ratio(self, chain: Chain):
        application = cases.draft(
            chain.consortium, chain.firms[0], chain.reps[0], regrant_asked_won=100, purpose="절감"
        )
        cases.add_cost(application, chain.technology, 1_000_000)
        assessed = chain.assessed(application, 0)

        with pytest.raises(refusals.RegrantTooSmall, match="599,999"):
            self.award(chain, assessed, 599_999, 599_998)
        assert self.award(chain, assessed, 599_999, 599_999).regrant_won == 599_999

    def test_refuses_to_hand_on_where_contributions_are_made(
        self, consortium, tier1, tier1_rep, selected_plan, technology
    ):
        with pytest.raises(refusals.NoRegrant):
            operations.draft_application(
                consortium=consortium, firm=tier1, title="x", purpose="", starts_on=None, ends_on=None,
                regrant_asked_won=1, by=tier1_rep, at=MOMENT,
            )  # fmt: skip


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run the acts at the same moment, each in a thread; return what each ended with, sorted."""
    barrier, ends = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=30)
            act()
            ends.append("done")
        except Exception as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(ends)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_awards_never_take_more_than_the_regrant(self, tree: Chain):
        from disbursements import operations as money

        first = TestAward().assessed(tree, 150_000_000)
        second = tree.propose(0, 1, 90_000_000)
        cases.add_cost(second, tree.technology, 500_000_000)
        second = tree.assessed(second, 1)
        money.shrink_grant(
            grant=tree.fresh(0), own_won=0, regrant_won=90_000_000, reason="축소", by=tree.approver, at=MOMENT
        )

        ends = at_once(
            lambda: TestAward().award(tree, first, 150_000_000),
            lambda: TestAward().award(tree, second, 90_000_000),
        )

        assert ends == [InsufficientFunds.__name__, "done"]

    def test_cancelling_and_awarding_below_end_without_a_deadlock(self, tree: Chain):
        from disbursements import operations as money

        case = TestAward().assessed(tree, 50_000_000)

        ends = at_once(
            lambda: money.cancel_grant(grant=tree.fresh(0), reason="위반", by=tree.approver, at=MOMENT),
            lambda: TestAward().award(tree, case, 50_000_000),
        )

        assert "done" in ends
        assert set(ends) <= {"done", InvalidTransition.__name__, refusals.LineHalted.__name__}
        assert balance(tree.grants[0].owner, "regrant") == 0
        case.refresh_from_db()
        assert balance(case.owner, "committed") == 0
