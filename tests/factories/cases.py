"""Plans, applications and grants in a given state, walked there along their own transitions."""

import io
from typing import Any
from uuid import uuid4

from django.db import transaction

from applications.models import Application, CostItem, Holder, Quote
from core.evidence.models import Attachment
from core.evidence.operations import store
from core.ledger.operations import Owner, account, post
from core.users.models import User
from disbursements.models import BankAccount, Grant, PaymentRequest
from disbursements.rules import Verdict
from firms.models import Firm
from programs.models import Consortium, Technology
from tests.factories.people import FIRST_DAY, MOMENT, UserFactory

SMALL_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def file_of(item: CostItem) -> Attachment:
    """Return the file of the quote that a cost item rests on."""
    return item.chosen_quote.attachment


def paper(by: User | None = None, content: bytes = SMALL_PDF, filename: str = "quote.pdf") -> Attachment:
    """Hand in a small PDF that belongs to no case yet."""
    return store(file=io.BytesIO(content), filename=filename, by=by or UserFactory(), at=MOMENT)


def quote(by: User) -> Attachment:
    """Hand in a quote of its own: one file serves one application."""
    return paper(by, SMALL_PDF + f"% {uuid4()}\n".encode())


def draft(consortium: Consortium, firm: Firm, by: User, **extra: Any) -> Application:
    """Begin a subsidy application."""
    terms = {"kind": "GRANT", "grant_kind": "SUBSIDY", "title": "압축기 교체", **extra}
    application = Application.objects.create(
        call=consortium.call,
        consortium=consortium,
        firm=firm,
        starts_on=FIRST_DAY,
        ends_on=FIRST_DAY.replace(month=12),
        drafted_at=MOMENT,
        drafted_by=by,
        **terms,
    )
    return application.begin(by=by, at=MOMENT)


def add_cost(application: Application, technology: Technology, cost_won: int = 200_000_000) -> CostItem:
    """Add an equipment line with its quote."""
    return cost_item(
        application,
        cost_kind="EQUIPMENT",
        technology=technology,
        name="스크루 압축기 75 kW",
        maker="시험기계",
        model="SC-75",
        cost_won=cost_won,
    )


@transaction.atomic
def cost_item(application: Application, **terms: Any) -> CostItem:
    """Add any line with the quote it rests on."""
    item = CostItem.objects.create(application=application, **terms)
    quoted(item, is_chosen=True)
    return item


def quoted(item: CostItem, **terms: Any) -> Quote:
    """Add a quote to a cost item, over its cost."""
    by = item.application.drafted_by
    known = {
        "supplier": "시험기계",
        "quoted_on": FIRST_DAY,
        "sum_won": item.cost_won,
        "attachment": terms.pop("attachment", None) or quote(by),
        "is_chosen": False,
    }
    return Quote.objects.create(cost_item=item, added_at=MOMENT, added_by=by, **known | terms)


def plan(consortium: Consortium, by: User, *path: str) -> Application:
    """Make the consortium's plan and walk it along `path`, for instance "SUBMITTED", "SELECTED"."""
    case = draft(consortium, consortium.anchor, by, kind="PLAN", grant_kind="", title="컨소시엄 계획")
    for status in path:
        case.move_to(status, by=by, at=MOMENT)
    return case


def awarded(
    application: Application, *, rep: User, assessor: User | None, approver: User, amount: int
) -> Application:
    """Walk a draft to AWARDED and commit its money, as the operations would."""
    Application.objects.filter(pk=application.pk).update(
        asked_won=amount,
        awarded_won=amount,
        submitted_at=MOMENT,
        submitted_by=rep,
        assessed_at=MOMENT if assessor else None,
        assessed_by=assessor,
        decided_at=MOMENT,
        decided_by=approver,
    )
    application.refresh_from_db()
    application.move_to("SUBMITTED", by=rep, at=MOMENT)
    if application.grant_kind == "SUBSIDY":
        application.move_to("ASSESSED", by=assessor, at=MOMENT)
    application.move_to("AWARDED", by=approver, at=MOMENT, reason="시험 결정")
    if application.grant_kind == "SUBSIDY":
        post(
            key=f"award:{application.pk}",
            source=account(Owner("call", application.call_id), "available"),
            target=account(application.owner, "committed"),
            amount=amount,
            effective_on=FIRST_DAY,
            at=MOMENT,
            by=approver,
            event=f"award:{application.pk}",
        )
    return application


def accepted(application: Application, by: User) -> Grant:
    """Walk an awarded application to its open grant."""
    application.move_to("ACCEPTED", by=by, at=MOMENT)
    Holder.objects.create(application=application, firm=application.firm, number=1, at=MOMENT, by=by)
    grant = Grant.objects.create(
        application=application,
        parent=application.parent.grant if application.parent_id else None,
        kind=application.grant_kind,
        firm=application.firm,
        consortium=application.consortium,
        awarded_won=application.awarded_won,
        accepted_at=MOMENT,
        accepted_by=by,
    )
    if grant.kind != "CONTRIBUTION":
        bank_account(grant, by)
    return grant.begin(by=by, at=MOMENT)


def bank_account(grant: Grant, by: User, **terms: Any) -> BankAccount:
    """Let the firm of a grant be paid to an account that an official confirmed."""
    known = {
        "bank_code": "004",
        "number": f"12345678{grant.pk:04d}",
        "holder_name": grant.firm.name,
        "bankbook": paper(by, filename="bankbook.pdf"),
        "confirmed_at": MOMENT,
        "confirmed_by": UserFactory(),
        **terms,
    }
    return BankAccount.objects.create(
        firm=grant.firm, program=grant.consortium.program, registered_at=MOMENT, registered_by=by, **known
    )


def all_accepted(payment: PaymentRequest) -> dict[int, Verdict]:
    """Return a verdict for every line that was asked for: its evidence bears it."""
    return {line.pk: Verdict(True) for line in payment.lines.offered()}
