"""Money on its way before the first person enters: many payments, approved by operations."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from core.users.models import User
from core.workflow import clock
from disbursements import operations
from disbursements.models import Grant, PaymentRequest
from firms.models import Firm
from programs.models import Consortium, EvidenceKind, Program
from tests.factories import cases, people
from tests.factories.people import business_number

SUPPLIER = business_number(777)


def official(email: str) -> User:
    """Return an official of the setting."""
    return User.objects.get(email=f"{email}@journey.example")


@dataclass
class Desk:
    """An office at work: grants it awarded, payments it checked and approved, each by another person."""

    program: Program
    consortium: Consortium
    at: dt.datetime = field(default_factory=clock.now)
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

    def checked(self, grant: Grant, supply_won: int, by: User) -> PaymentRequest:
        """Ask for the subsidised part of one invoice, and accept it."""
        payment = operations.draft_payment(grant=grant, by=by, at=self.at)
        line = operations.add_payment_line(payment=payment, **self.invoice(grant, supply_won, by))
        operations.add_line_evidence(
            line=line, kind=EvidenceKind.TRANSFER, number=f"TR-{self.made}", dated_on=clock.day(self.at),
            amount_won=supply_won, attachment=cases.paper(by, filename="receipt.pdf"), by=by, at=self.at,
        )  # fmt: skip
        payment = operations.submit_payment(payment=payment, by=by, at=self.at)
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
