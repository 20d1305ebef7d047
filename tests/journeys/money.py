"""Money on its way before the first person enters: by operations, many payments or a chain that was paid."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from applications import operations as applications
from applications.models import Application
from core.users.models import User
from core.workflow import clock
from disbursements import operations
from disbursements.models import Grant, PaymentRequest
from firms.models import Firm
from programs.models import Consortium, EvidenceKind, Member, Program
from tests.disbursements.chains import Chain
from tests.factories import cases, people, programmes
from tests.factories.people import business_number

SUPPLIER = business_number(777)


def today() -> dt.datetime:
    """Return this moment as the clocks of the office show it."""
    return timezone.localtime(clock.now())


def official(email: str) -> User:
    """Return an official of the setting."""
    return User.objects.get(email=f"{email}@journey.example")


@dataclass
class Desk:
    """An office at work: grants it awarded, payments it checked and approved, each by another person."""

    program: Program
    consortium: Consortium
    at: dt.datetime = field(default_factory=today)
    made: int = 0

    def grant(self, firm: Firm, rep: User, cost_won: int = 100_000_000) -> Grant:
        """Award 60 % of one machine to a firm."""
        application = cases.draft(self.consortium, firm, rep)
        cases.add_cost(application, self.program.technologies.get(code="air_compressor"), cost_won)
        cases.awarded(
            application, rep=rep, assessor=official("officer"), approver=official("approver"),
            amount=cost_won * 6 // 10,
        )  # fmt: skip
        return cases.accepted(application, rep)

    def approved(self, grant: Grant, supply_won: int, by: User) -> PaymentRequest:
        """Ask, check and approve."""
        payment = self.checked(grant, supply_won, by)
        return operations.approve_payment(payment=payment, by=official("approver"), at=self.at)

    def asked(self, grant: Grant, supply_won: int, by: User) -> PaymentRequest:
        """Ask for the subsidised part of one invoice, with the receipt of the firm's transfer."""
        payment = operations.draft_payment(grant=grant, by=by, at=self.at)
        line = operations.add_payment_line(payment=payment, **self.invoice(grant, supply_won, by))
        operations.add_line_evidence(
            line=line, kind=EvidenceKind.TRANSFER, number=f"TR-{self.made}", dated_on=clock.day(self.at),
            amount_won=supply_won, attachment=cases.paper(by, filename="receipt.pdf"), by=by, at=self.at,
        )  # fmt: skip
        return operations.submit_payment(payment=payment, by=by, at=self.at)

    def checked(self, grant: Grant, supply_won: int, by: User) -> PaymentRequest:
        """Ask for the subsidised part of one invoice, and accept it."""
        payment = self.asked(grant, supply_won, by)
        return operations.check_payment(
            payment=payment, decisions=cases.all_accepted(payment), finding="증빙이 금액과 일치함",
            by=official("officer"), at=self.at,
        )  # fmt: skip

    def invoice(self, grant: Grant, supply_won: int, by: User) -> dict[str, Any]:
        """Return the next invoice for the machine of a grant."""
        self.made += 1
        return {
            "cost_item": grant.application.cost_items.get(),
            "invoice_number": f"{clock.day(self.at):%Y%m%d}{self.made:016d}",
            "invoice_on": clock.day(self.at),
            "supplier_number": SUPPLIER,
            "supplier_name": "시험기계",
            "supply_won": supply_won,
            "invoice": cases.paper(by, filename="invoice.pdf"),
            "by": by,
            "at": self.at,
        }


def a_firm(name: str) -> tuple[Firm, User]:
    """Make a firm with its certificate and its representative, who never enters."""
    firm = people.FirmFactory(name=name)
    people.certify(firm)
    return firm, people.person_of(firm)


@dataclass
class RunningChain(Chain):
    """A chain of subsidies that runs already, with papers and receipts as the journeys' programme wants them."""

    desk: Desk | None = None

    def enter(self, firm: Firm, rep: User, upstream: Member) -> Member:
        """Let a firm join below a member."""
        self.firms.append(firm)
        self.reps.append(rep)
        self.members.append(programmes.join(self.consortium, firm, upstream))
        return self.members[-1]

    def assessed(self, application: Application, number: int) -> Application:
        """Hand in what the programme asks for, submit and assess."""
        rep = self.reps[number]
        proof = cases.paper(rep, cases.SMALL_PDF + f"% {application.pk}\n".encode(), "proof.pdf")
        required = self.consortium.program.required_documents.get(code="self_burden_proof")
        applications.hand_in(application=application, required=required, attachment=proof, by=rep, at=self.at)
        return super().assessed(Application.objects.get(pk=application.pk), number)

    def requested(self, grant: Grant, rep: User, supply_won: int) -> PaymentRequest:
        """Ask for a payment against one invoice with its receipt."""
        assert self.desk is not None
        return self.desk.asked(grant, supply_won, rep)


def a_chain_of_three(program: Program, anchor: Firm, *firms: Firm) -> str:
    """
    Let three tiers each be paid for a machine, the second and third through the hands of those above; the
    address of their consortium is returned. Tier 1 has 60 million of its own, tier 2 60, tier 3 30.
    """
    consortium = programmes.ConsortiumFactory(
        call=program.calls.get(), support_model=programmes.SupportModelFactory(), anchor=anchor,
        name="간접보조 컨소시엄", pass_through_kind="INDIRECT",
    )  # fmt: skip
    desk = Desk(program, consortium)
    chain = RunningChain(
        consortium, program.technologies.get(code="air_compressor"), official("officer"), official("approver"),
        official("payer"), at=desk.at, desk=desk,
    )  # fmt: skip
    above = programmes.join(consortium, anchor)
    for firm in firms:
        above = chain.enter(firm, firm.registered_by, above)
    chain.top(60_000_000, 90_000_000, cost=100_000_000)
    chain.hand_down(0, 1, 60_000_000, 30_000_000, cost=100_000_000)
    chain.hand_down(1, 2, 30_000_000, cost=50_000_000)
    for tier, supply_won in ((0, 100_000_000), (1, 100_000_000), (2, 50_000_000)):
        payment = chain.paid(chain.grants[tier], chain.reps[tier], supply_won)
        for payer in range(tier):
            chain.confirm(chain.hop(payment, payer), payer + 1)
    return str(consortium.get_absolute_url())
