"""A chain of indirect subsidies as the operations make it: tier 1, tier 2, tier 3 and on."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from applications import operations as applications
from applications.models import Application
from core.users.models import User
from disbursements import operations
from disbursements.models import Grant, PassThrough, PaymentRequest
from firms.models import Firm
from programs.models import Consortium, Member, Technology
from tests.factories import cases, people, programmes
from tests.factories.cases import all_accepted
from tests.factories.people import MOMENT

PERIOD = {"starts_on": dt.date(2026, 4, 1), "ends_on": dt.date(2026, 12, 31)}


@dataclass
class Chain:
    """Everybody who acts on a chain of subsidies, and the grants from the top down."""

    consortium: Consortium
    technology: Technology
    officer: User
    approver: User
    payer: User
    at: dt.datetime = MOMENT
    firms: list[Firm] = field(default_factory=list)
    reps: list[User] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    count: int = 0

    def join(self, name: str, upstream: Member) -> int:
        """Let a firm join below a member; return its number in the chain."""
        firm = people.FirmFactory(name=name)
        people.certify(firm)
        self.firms.append(firm)
        self.reps.append(people.person_of(firm, name=f"{name} 대표", email=f"rep{firm.pk}@example.kr"))
        self.members.append(programmes.join(self.consortium, firm, upstream))
        return len(self.firms) - 1

    def top(self, own: int, regrant: int, cost: int = 1_000_000_000) -> Grant:
        """Award and open the topmost grant: `own` won for the firm, `regrant` won to hand on."""
        application = cases.draft(
            self.consortium, self.firms[0], self.reps[0], regrant_asked_won=regrant, purpose="전력 절감"
        )
        cases.add_cost(application, self.technology, cost)
        return self.decide(application, 0, own, regrant)

    def propose(self, above: int, below: int, amount: int, **extra: Any) -> Application:
        """Let a firm propose to hand on to the one below."""
        terms = {"title": f"{self.firms[below]} 압축기", "purpose": "전력 절감", **PERIOD, **extra}
        return applications.propose_regrant(
            parent=self.grants[above].application,
            firm=self.firms[below],
            amount=amount,
            by=self.reps[above],
            at=self.at,
            **terms,
        )

    def decide(self, application: Application, number: int, own: int, regrant: int = 0) -> Grant:
        """Submit, assess, award and accept a draft, each by its person; return the grant."""
        awarded = self.award(application, number, own, regrant)
        grant = operations.accept_award(application=awarded, by=self.reps[number], at=self.at)
        cases.bank_account(grant, self.reps[number])
        self.grants.append(grant)
        return grant

    def award(self, application: Application, number: int, own: int, regrant: int = 0) -> Application:
        """Submit, assess and award a draft."""
        self.assessed(application, number)
        return applications.award(
            application=application, amount=own, regrant=regrant, reason="평가 결과에 따름",
            effective_on=self.at.date(), by=self.approver, at=self.at,
        )  # fmt: skip

    def assessed(self, application: Application, number: int) -> Application:
        """Submit and assess a draft."""
        applications.submit(application=application, by=self.reps[number], at=self.at)
        return applications.assess(
            application=application, recommendation="AWARD", finding="적법함", by=self.officer, at=self.at
        )

    def hand_down(self, above: int, below: int, own: int, regrant: int = 0, cost: int = 500_000_000) -> Grant:
        """Propose, complete, award and accept a linked subsidy."""
        application = self.propose(above, below, own + regrant)
        cases.add_cost(application, self.technology, cost)
        if regrant:
            application = applications.edit_application(
                application=application, version=Application.objects.get(pk=application.pk).version,
                regrant_asked_won=regrant, by=self.reps[below], at=self.at,
            )  # fmt: skip
        return self.decide(application, below, own, regrant)

    def requested(self, grant: Grant, rep: User, supply_won: int) -> PaymentRequest:
        """Ask for a payment against one invoice."""
        from tests.disbursements.conftest import line_terms

        self.count += 1
        payment = operations.draft_payment(grant=grant, by=rep, at=self.at)
        terms = line_terms(grant, rep, n=7_000_000 + grant.pk * 100 + self.count, supply_won=supply_won)
        operations.add_payment_line(payment=payment, **terms, by=rep, at=self.at)
        return operations.submit_payment(payment=payment, by=rep, at=self.at)

    def released(self, grant: Grant, rep: User, supply_won: int) -> PaymentRequest:
        """Ask, check, approve and release."""
        payment = self.requested(grant, rep, supply_won)
        operations.check_payment(
            payment=payment, decisions=all_accepted(payment), finding="확인함", by=self.officer, at=self.at
        )
        operations.approve_payment(payment=payment, by=self.approver, at=self.at)
        return operations.release_payment(payment=payment, by=self.payer, at=self.at)

    def paid(self, grant: Grant, rep: User, supply_won: int) -> PaymentRequest:
        """Ask, check, approve, release and confirm."""
        payment = self.released(grant, rep, supply_won)
        return operations.confirm_payment(
            payment=payment, paid_on=self.at.date(), bank_reference=f"BANK-{payment.pk}",
            amount_won=payment.payable_won, by=self.officer, at=self.at,
        )  # fmt: skip

    def hop(self, payment: PaymentRequest, payer: int, **extra: Any) -> PassThrough:
        """Hand the money of a payment on to the next firm."""
        self.count += 1
        rep = self.reps[payer]
        terms = {"paid_on": self.at.date(), "bank_reference": f"HOP-{payment.pk}-{self.count}", **extra}
        return operations.record_hop(
            payment=payment, payer=self.grants[payer], evidence=cases.paper(rep, filename="receipt.pdf"),
            by=rep, at=self.at, **terms,
        )  # fmt: skip

    def confirm(self, hop: PassThrough, receiver: int) -> PassThrough:
        """Confirm a hop."""
        return operations.confirm_pass_through(
            pass_through=hop, amount_won=hop.amount_won, by=self.reps[receiver], at=self.at
        )

    def fresh(self, number: int) -> Grant:
        """Return a grant as it is now."""
        return Grant.objects.get(pk=self.grants[number].pk)


Lies = Callable[[Grant, str], int]
