"""The same thing twice at the same moment: once it counts, the other hand reads why, nobody gets an error."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest

from applications import operations as applications
from applications import rules
from applications.models import Application
from applications.operations.silence import end_silence
from applications.periods import silence_deadline
from core.evidence.models import Blob
from core.ledger.models import Transfer
from core.ledger.queries import balance
from core.users.models import User
from core.users.queries import system_user
from disbursements import operations
from disbursements.models import Grant, PaymentRequest
from disbursements.queries import place_of
from firms import operations as firms
from firms.models import Firm
from programs import operations as programs
from programs import permissions
from programs.models import Member
from tests.attacks.conftest import at_once
from tests.disbursements.conftest import invoice_number, line_terms
from tests.factories import cases, people, programmes
from tests.factories.cases import all_accepted
from tests.factories.people import MOMENT, business_number

pytestmark = pytest.mark.django_db(transaction=True)


class TestFirms:
    def test_two_register_one_number(self, db: None) -> None:
        def register(by: User) -> Any:
            return lambda: firms.register_firm(
                name="새기업",
                business_number=business_number(4711),
                representative_name="김새",
                sector="C29132",
                region="busan",
                address="부산",
                by=by,
                at=MOMENT,
            )

        assert at_once(*map(register, people.UserFactory.create_batch(2))) == [
            "Firm",
            "FirmAlreadyRegistered",
        ]

    def test_two_firms_add_one_newcomer(
        self, tier1: Firm, tier1_rep: User, tier2: Firm, tier2_rep: User
    ) -> None:
        def add(firm: Firm, by: User) -> Any:
            return lambda: firms.add_clerk(
                firm=firm, user_email="newcomer@example.kr", name="서새로", by=by, at=MOMENT
            )

        assert at_once(add(tier1, tier1_rep), add(tier2, tier2_rep)) == ["Membership"] * 2
        assert User.objects.filter(email="newcomer@example.kr").count() == 1

    def test_one_firm_is_invited_twice(
        self, anchor_member: Member, tier1_member: Member, rival: Firm, anchor_rep: User, tier1_rep: User
    ) -> None:
        def invite(upstream: Member, by: User) -> Any:
            return lambda: programs.invite_member(
                consortium=upstream.consortium, firm=rival, upstream=upstream, by=by, at=MOMENT
            )

        outcomes = at_once(
            invite(anchor_member, anchor_rep),
            invite(anchor_member, anchor_rep),
            invite(tier1_member, tier1_rep),
        )
        assert outcomes == ["AlreadyMember"] * 2 + ["Member"]

    def test_one_anchor_registers_twice(
        self, call: Any, chain_model: Any, anchor: Firm, anchor_rep: User
    ) -> None:
        def register(name: str) -> Any:
            return lambda: programs.register_consortium(
                call=call, anchor=anchor, support_model=chain_model, name=name, by=anchor_rep, at=MOMENT
            )

        assert at_once(register("가"), register("나")) == ["AlreadyRegistered", "Consortium"]


class TestPlaces:
    """Whoever is slow meets whoever is quick: the pause lies where both hold their first lock."""

    def test_a_firm_is_replaced_while_it_is_invited_again(
        self,
        anchor_member: Member,
        tier1_member: Member,
        rival: Firm,
        anchor_rep: User,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        for name in ("may_replace", "may_invite"):
            slowly(monkeypatch, permissions, name)
        outcomes = at_once(
            lambda: programs.replace_member(
                member=tier1_member, firm=rival, reason="사업 이관", by=anchor_rep, at=MOMENT
            ),
            lambda: programs.invite_member(
                consortium=tier1_member.consortium,
                firm=tier1_member.firm,
                upstream=anchor_member,
                by=anchor_rep,
                at=MOMENT,
            ),
        )
        assert outcomes in (["AlreadyMember", "Member"], ["Member", "Member"])

    def test_a_firm_leaves_while_a_contribution_is_promised_to_it(
        self,
        grant: Grant,
        tier2_member: Member,
        tier2: Firm,
        tier1_rep: User,
        tier2_rep: User,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        slowly(monkeypatch, rules, "check_period")

        def promise() -> Any:
            return applications.propose_contribution(
                parent=grant.application, firm=tier2, title="계측기", purpose="계측", amount=1_000_000,
                starts_on=None, ends_on=None, by=tier1_rep, at=MOMENT,
            )  # fmt: skip

        def leave() -> Any:
            return programs.leave(member=tier2_member, reason="사업 철수", by=tier2_rep, at=MOMENT)

        assert at_once(promise, leave) in (["Application", "StillTied"], ["Member", "NotASupplier"])


def slowly(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Let a function of a module take so long that the other hand comes to where it is."""
    quick = getattr(module, name)

    def slow(*args: Any, **given: Any) -> Any:
        time.sleep(0.5)
        return quick(*args, **given)

    monkeypatch.setattr(module, name, slow)


class TestApplications:
    def test_two_plans(self, consortium: Any, anchor_member: Member, anchor_rep: User) -> None:
        def draft() -> Any:
            return applications.draft_plan(
                consortium=consortium,
                title="계획",
                purpose="절감",
                starts_on=MOMENT.date(),
                ends_on=MOMENT.date(),
                by=anchor_rep,
                at=MOMENT,
            )

        assert at_once(draft, draft) == ["Application", "PlanExists"]

    def test_submitted_twice_accepted_twice(
        self, draft: Application, tier1_rep: User, officer: User, approving_officer: User, funded_call: Any
    ) -> None:
        def submit() -> Any:
            return applications.submit(application=draft, by=tier1_rep, at=MOMENT)

        assert at_once(submit, submit, submit) == ["Application"] + ["InvalidTransition"] * 2
        assert draft.changes.filter(to_status="SUBMITTED").count() == 1
        applications.assess(
            application=draft, recommendation="AWARD", finding="적정함", by=officer, at=MOMENT
        )
        applications.award(
            application=draft,
            amount=120_000_000,
            reason="선정",
            effective_on=MOMENT.date(),
            by=approving_officer,
            at=MOMENT,
        )

        def accept() -> Any:
            return operations.accept_award(application=draft, by=tier1_rep, at=MOMENT)

        assert at_once(accept, accept, accept) == ["Grant"] + ["InvalidTransition"] * 2

    def test_accepted_while_it_is_withdrawn(self, awarded: Application, tier1_rep: User) -> None:
        outcomes = at_once(
            lambda: operations.accept_award(application=awarded, by=tier1_rep, at=MOMENT),
            lambda: applications.withdraw(application=awarded, reason="", by=tier1_rep, at=MOMENT),
        )
        assert outcomes in (["Grant", "InvalidTransition"], ["Application", "InvalidTransition"])
        kept = 120_000_000 if Grant.objects.exists() else 0
        assert balance(awarded.owner, "committed") == kept


class TestDecisions:
    def test_an_objection_in_the_last_second_and_the_end_by_silence_a_second_later(
        self, awarded: Application, tier1_rep: User
    ) -> None:
        last = silence_deadline(awarded).moment

        def object_to() -> Any:
            return applications.object_to(
                application=awarded, against="AMOUNT", grounds="부대공사도 대상임", by=tier1_rep, at=last
            )

        def end() -> Any:
            at = last + dt.timedelta(seconds=1)
            return end_silence(application=awarded, by=system_user(), at=at)

        outcomes = at_once(object_to, end)
        found = Application.objects.get(pk=awarded.pk)
        objected = outcomes == ["Objection", "bool"]
        assert objected or outcomes == ["NothingToObject", "bool"]
        assert found.status == ("AWARDED" if objected else "WITHDRAWN")
        assert balance(awarded.owner, "committed") == (120_000_000 if objected else 0)

    def test_assessed_while_it_is_returned_and_withdrawn(
        self, submitted: Application, tier1_rep: User, officer: User, second_officer: User
    ) -> None:
        terms: dict[str, Any] = {"application": submitted, "at": MOMENT}
        outcomes = at_once(
            lambda: applications.assess(recommendation="AWARD", finding="적정함", by=officer, **terms),
            lambda: applications.return_for_correction(reason="보완 바람", by=second_officer, **terms),
            lambda: applications.withdraw(reason="", by=tier1_rep, **terms),
        )
        steps = list(submitted.changes.order_by("pk").values_list("from_status", "to_status"))
        assert outcomes.count("Application") == len(steps) - 2
        assert set(outcomes) <= {"Application", "InvalidTransition"}
        assert [now for now, _then in steps[1:]] == [then for _now, then in steps[:-1]]


class TestChanges:
    @pytest.fixture
    def items(self, grant: Grant, program: Any) -> list[Any]:
        """A compressor of 150 million and one of 50 million; a fifth of an item is minor."""
        programmes.add_numbers(program)
        first = grant.application.cost_items.get()
        type(first).objects.filter(pk=first.pk).update(cost_won=150_000_000)
        return [first, cases.add_cost(grant.application, first.technology, 50_000_000)]

    def ask(self, grant: Grant, items: list[Any], by: User, won: int) -> Callable[[], Any]:
        """Return the firm's act: so many won for the second item; no two acts share a microsecond."""
        at = MOMENT + dt.timedelta(microseconds=won)
        amounts = zip(items, (200_000_000 - won, won), strict=True)
        wanted: dict[Any, Any] = {place_of(item, "cost_won"): amount for item, amount in amounts}
        return lambda: operations.request_change(
            grant=grant, kind="REALLOCATION", wanted=wanted, reason="견적 변경", by=by, at=at
        )

    def test_one_that_is_minor_and_an_invoice_over_all_of_its_item(
        self, grant: Grant, items: list[Any], tier1_rep: User
    ) -> None:
        payment = operations.draft_payment(grant=grant, by=tier1_rep, at=MOMENT)
        terms = line_terms(grant, tier1_rep, supply_won=150_000_000, cost_item=items[0])
        outcomes = at_once(
            self.ask(grant, items, tier1_rep, 60_000_000),
            lambda: operations.add_payment_line(payment=payment, **terms, by=tier1_rep, at=MOMENT),
        )
        assert outcomes in (["AboveCostItem", "ChangeRequest"], ["PaymentAskedForItem", "PaymentLine"])

    def test_two_minor_ones_and_one_that_is_decided_while_it_is_withdrawn(
        self, grant: Grant, items: list[Any], tier1_rep: User, approving_officer: User
    ) -> None:
        asked = self.ask(grant, items, tier1_rep, 100_000_000)()
        assert asked.status == "REQUESTED"
        terms: dict[str, Any] = {"change": asked, "reason": "사정 변경", "at": MOMENT}
        outcomes = at_once(
            lambda: operations.approve_change(by=approving_officer, **terms),
            lambda: operations.withdraw_change(by=tier1_rep, **terms),
        )
        assert outcomes == ["ChangeRequest", "InvalidTransition"]
        made = [self.ask(grant, items, tier1_rep, won) for won in (98_000_000, 95_000_000)]
        assert at_once(*made) == ["ChangeRequest"] * 2
        numbers = list(grant.change_requests.order_by("number").values_list("number", flat=True))
        assert numbers == [1, 2, 3]
        assert sum(grant.application.cost_items.values_list("cost_won", flat=True)) == 200_000_000


class TestPayments:
    def test_two_drafts(self, grant: Grant, tier1_clerk: User) -> None:
        def draft() -> Any:
            return operations.draft_payment(grant=grant, by=tier1_clerk, at=MOMENT)

        assert at_once(draft, draft) == ["DraftExists", "PaymentRequest"]

    def test_asked_released_and_confirmed_by_many(
        self,
        drafted_payment: PaymentRequest,
        tier1_rep: User,
        officer: User,
        second_officer: User,
        approving_officer: User,
        paying_officer: User,
        releaser: User,
    ) -> None:
        def submit() -> Any:
            return operations.submit_payment(payment=drafted_payment, by=tier1_rep, at=MOMENT)

        def release(by: User) -> Any:
            return lambda: operations.release_payment(payment=drafted_payment, by=by, at=MOMENT)

        def confirm(by: User) -> Any:
            return lambda: operations.confirm_payment(
                payment=drafted_payment,
                paid_on=MOMENT.date(),
                bank_reference="BANK-1",
                amount_won=60_000_000,
                by=by,
                at=MOMENT,
            )

        assert at_once(submit, submit) == ["InvalidTransition", "PaymentRequest"]
        operations.check_payment(
            payment=drafted_payment,
            decisions=all_accepted(drafted_payment),
            finding="일치함",
            by=officer,
            at=MOMENT,
        )
        operations.approve_payment(payment=drafted_payment, by=approving_officer, at=MOMENT)
        assert at_once(release(paying_officer), release(releaser)) == [
            "InvalidTransition",
            "PaymentRequest",
        ]
        assert at_once(confirm(officer), confirm(second_officer)) == ["InvalidTransition", "PaymentRequest"]
        assert balance(drafted_payment.grant.owner, "spent") == 60_000_000
        assert Transfer.objects.filter(key__startswith=f"confirm:{drafted_payment.pk}:").count() == 3

    def test_one_bank_reference_for_two_payments(
        self,
        released_payment: PaymentRequest,
        another_released: PaymentRequest,
        officer: User,
        second_officer: User,
    ) -> None:
        def confirm(payment: PaymentRequest, by: User) -> Any:
            return lambda: operations.confirm_payment(
                payment=payment,
                paid_on=MOMENT.date(),
                bank_reference="BANK-1",
                amount_won=60_000_000,
                by=by,
                at=MOMENT,
            )

        outcomes = at_once(confirm(released_payment, officer), confirm(another_released, second_officer))
        assert outcomes == ["BankReferenceUsed", "PaymentRequest"]

    @pytest.fixture
    def another_released(
        self,
        released_payment: PaymentRequest,
        technology: Any,
        rival: Firm,
        rival_rep: User,
        officer: User,
        approving_officer: User,
        paying_officer: User,
        anchor_member: Member,
    ) -> PaymentRequest:
        """The same amount, released to another firm of the consortium."""
        programmes.join(anchor_member.consortium, rival, anchor_member)
        application = cases.draft(anchor_member.consortium, rival, rival_rep)
        cases.add_cost(application, technology)
        cases.awarded(
            application, rep=rival_rep, assessor=officer, approver=approving_officer, amount=120_000_000
        )
        grant = cases.accepted(application, rival_rep)
        payment = operations.draft_payment(grant=grant, by=rival_rep, at=MOMENT)
        operations.add_payment_line(
            payment=payment, **line_terms(grant, rival_rep, n=2), by=rival_rep, at=MOMENT
        )
        payment.refresh_from_db()
        operations.submit_payment(payment=payment, by=rival_rep, at=MOMENT)
        operations.check_payment(
            payment=payment, decisions=all_accepted(payment), finding="일치함", by=officer, at=MOMENT
        )
        operations.approve_payment(payment=payment, by=approving_officer, at=MOMENT)
        return operations.release_payment(payment=payment, by=paying_officer, at=MOMENT)


class TestPassingOn:
    def test_recorded_twice(self, pass_on: Callable[..., Any], linked_grant: Grant) -> None:
        outcomes = at_once(pass_on, pass_on)
        assert outcomes == ["BankReferenceUsed", "PassThrough"]
        assert balance(linked_grant.owner, "gift_incoming") == 20_000_000

    def test_answered_by_many(
        self, pass_on: Callable[..., Any], tier2_rep: User, tier2: Firm, linked_grant: Grant
    ) -> None:
        passed, other = pass_on(), people.person_of(tier2)

        def confirm(by: User) -> Any:
            return lambda: operations.confirm_pass_through(
                pass_through=passed, amount_won=20_000_000, by=by, at=MOMENT
            )

        def dispute() -> Any:
            return operations.dispute_pass_through(
                pass_through=passed, reason="받지 못함", by=tier2_rep, at=MOMENT
            )

        outcomes = at_once(confirm(tier2_rep), confirm(other), dispute)
        assert outcomes == ["InvalidTransition"] * 2 + ["PassThrough"]
        assert balance(linked_grant.owner, "gift_incoming") == 0

    def test_one_invoice_for_two_contributions(
        self,
        pass_on: Callable[..., Any],
        grant: Grant,
        linked_grant: Grant,
        rival: Firm,
        rival_rep: User,
        tier1_rep: User,
        tier2_rep: User,
        tier1_member: Member,
        officer: User,
    ) -> None:
        programmes.join(tier1_member.consortium, rival, tier1_member)
        application = cases.draft(
            grant.consortium, rival, tier1_rep, grant_kind="CONTRIBUTION", parent=grant.application
        )
        cases.awarded(application, rep=tier1_rep, assessor=None, approver=officer, amount=30_000_000)
        other = cases.accepted(application, rival_rep)
        for receiver, by, reference in ((linked_grant, tier2_rep, "A"), (other, rival_rep, "B")):
            passed = pass_on(receiver=receiver, bank_reference=reference)
            operations.confirm_pass_through(pass_through=passed, amount_won=20_000_000, by=by, at=MOMENT)

        def use(of: Grant, by: User) -> Any:
            invoice = cases.paper(by)
            return lambda: operations.record_gift_use(
                grant=of,
                name="계측기",
                invoice_number=invoice_number(9),
                spent_on=MOMENT.date(),
                amount_won=1_000_000,
                invoice=invoice,
                by=by,
                at=MOMENT,
            )

        assert at_once(use(linked_grant, tier2_rep), use(other, rival_rep)) == ["AlreadyUsed", "GiftUse"]


class TestFiles:
    def test_one_content_at_once(self, db: None) -> None:
        users = people.UserFactory.create_batch(6)
        outcomes = at_once(*(lambda by=by: cases.paper(by, content=b"%PDF-once") for by in users))
        assert outcomes == ["Attachment"] * 6
        assert Blob.objects.count() == 1

    def test_killed_between_file_and_row(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whoever dies after the bytes were written leaves no row, and the next one finds them harmless."""
        from core.evidence import operations as evidence

        def die(**_: Any) -> None:
            raise SystemExit

        with monkeypatch.context() as patched:
            patched.setattr(evidence.Attachment.objects, "create", die)
            with pytest.raises(SystemExit):
                cases.paper(people.UserFactory(), content=b"%PDF-killed")
        assert not Blob.objects.exists()
        kept = cases.paper(people.UserFactory(), content=b"%PDF-killed")
        assert kept.blob.path.read_bytes() == b"%PDF-killed"

    def test_killed_in_mid_file(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        """A half file never lies under the hash."""
        import os

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(SystemExit()))
            with pytest.raises(SystemExit):
                cases.paper(people.UserFactory(), content=b"%PDF-half")
        kept = cases.paper(people.UserFactory(), content=b"%PDF-half")
        assert kept.blob.path.read_bytes() == b"%PDF-half"
