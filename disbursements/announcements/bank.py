"""Telling who answers a bank account, who releases a batch, and who looks at what the bank answered."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import close_items, firm, office, open_item, person
from core.inbox.registry import FIRMS, OFFICES
from core.jobs.models import Job
from core.users.models import Role, User
from disbursements.announcements.money import PAYMENT, PAYMENTS, payment_approved
from disbursements.models import BankAccount, BankStatement, PaymentBatch, PaymentRequest
from disbursements.workflow import PaymentStatus
from programs.addressees import offices_of, those_who_handle

ACCOUNT, BATCH, STATEMENT = "bank_account", "payment_batch", "bank_statement"


def declare_kinds() -> None:
    """Declare the kinds of inbox items about accounts and batches."""
    PAYMENTS.about(ACCOUNT, page="disbursements:bank_account", offices=offices_of(BankAccount, "program"))
    PAYMENTS.about(BATCH, page="disbursements:batch", offices=offices_of(PaymentBatch, "program"))
    PAYMENTS.about(STATEMENT, page="disbursements:statement", offices=offices_of(BankStatement, "program"))
    PAYMENTS.declare(
        "statement_reconciled", _("The bank statement was reconciled"), "disbursements:statement", OFFICES
    )
    PAYMENTS.declare(
        "answer_bank_account", _("Confirm the bank account"), "disbursements:bank_account", OFFICES,
        within_days=7,
    )  # fmt: skip
    PAYMENTS.declare(
        "bank_account_answered", _("The bank account was answered"), "disbursements:bank_account", FIRMS
    )
    PAYMENTS.declare(
        "release_batch", _("Release the batch"), "disbursements:batch", OFFICES, within_days=7,
        by_stand_ins=True,
    )  # fmt: skip


def statement_reconciled(statement: BankStatement, *, job: Job, by: User, at: dt.datetime) -> None:
    """Tell whoever asked for it that the report is complete; once for each piece of work."""
    open_item(
        key=f"statement_reconciled:{job.pk}",
        kind="statement_reconciled",
        subject=statement,
        subject_kind=STATEMENT,
        about=f"{statement.program} · {statement}",
        to=person(by),
        at=at,
        is_notice=True,
    )


def account_registered(account: BankAccount, *, by: User, at: dt.datetime) -> None:
    """Put the account before the officers who confirm it."""
    for number, officers in enumerate(those_who_handle(account.program)):
        open_item(
            key=f"answer_bank_account:{account.pk}:{number}",
            kind="answer_bank_account",
            subject=account,
            subject_kind=ACCOUNT,
            about=str(account.firm),
            to=officers,
            at=at,
        )


def account_answered(account: BankAccount, *, by: User, at: dt.datetime) -> None:
    """Take it out of the officers' inboxes and tell the firm."""
    close_items(subject_kind=ACCOUNT, subject_id=account.pk, by=by, at=at)
    open_item(
        key=f"bank_account_answered:{account.pk}",
        kind="bank_account_answered",
        subject=account,
        subject_kind=ACCOUNT,
        about=str(account),
        to=firm(account.firm_id),
        at=at,
        is_notice=True,
    )


def batch_composed(batch: PaymentBatch, *, by: User, at: dt.datetime) -> None:
    """Put the batch before the ministry's paying officers."""
    open_item(
        key=f"release_batch:{batch.pk}",
        kind="release_batch",
        subject=batch,
        subject_kind=BATCH,
        about=str(batch),
        to=office(batch.program.office_id, Role.PAYING_OFFICER),
        at=at,
    )


def put_in_a_batch(payment: PaymentRequest, *, by: User, at: dt.datetime) -> None:
    """Let a payment wait with its batch, and no longer by itself."""
    close_items(subject_kind=PAYMENT, subject_id=payment.pk, kinds={"release_payment"}, by=by, at=at)


def taken_from_batch(payments: Iterable[PaymentRequest], *, by: User, at: dt.datetime) -> None:
    """Let payments wait by themselves again."""
    for payment in payments:
        if payment.status == PaymentStatus.APPROVED:
            payment_approved(payment, by=by, at=at)


def batch_ended(batch: PaymentBatch, *, by: User, at: dt.datetime) -> None:
    """Take a batch that was released or dissolved out of every inbox."""
    close_items(subject_kind=BATCH, subject_id=batch.pk, by=by, at=at)
