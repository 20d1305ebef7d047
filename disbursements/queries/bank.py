"""Which payment an entry of a bank statement names, and what a batch is as a file."""

import re

from django.db.models import Q
from django.utils.translation import gettext as _

from core.ui.templatetags.ui import won
from disbursements import refusals
from disbursements.bank.content import Payer
from disbursements.bank.writing import bank_csv, pain001
from disbursements.models import BankProfile, PaymentBatch, PaymentRequest, StatementEntry
from disbursements.queries.paying import bank_part, releases
from disbursements.workflow import BatchStatus, PaymentStatus

_NAME = re.compile(r"PAY-(\d{1,15})-(\d{1,4})")


def named_by(entry: StatementEntry) -> tuple[PaymentRequest | None, str]:
    """
    Return the payment that an entry names, or None with the reason in words.

    It is of any programme that pays from the account: years of one programme share it.
    """
    found = _NAME.fullmatch(entry.end_to_end_id)
    if found is None:
        return None, _("It names no release of a payment.")
    number = entry.statement.account_number.replace("-", "")
    pays = BankProfile.objects.filter(number=number).values("program")
    own = Q(grant__consortium__program=entry.statement.program_id) | Q(grant__consortium__program__in=pays)
    payment = PaymentRequest.objects.filter(own, pk=int(found[1])).first()
    if payment is None:
        return None, _("It names a payment that no programme pays from this account.")
    return payment, ""


def not_answered(entry: StatementEntry, payment: PaymentRequest) -> str:
    """Return why an entry does not answer the last release of its locked payment, empty if it does."""
    attempt = int(entry.end_to_end_id.rpartition("-")[2])
    if releases(payment) != attempt:
        return _("It names a release of %(payment)s that is not the last one.") % {"payment": payment}
    if entry.amount_won != bank_part(payment):
        amounts = {"found": won(entry.amount_won), "wanted": won(bank_part(payment))}
        return _("The amount is %(found)s, but %(wanted)s were released.") % amounts
    if not entry.is_debit and payment.status not in (PaymentStatus.RELEASED, PaymentStatus.CONFIRMED):
        return _("The payment is “%(now)s”: it came back before.") % {"now": payment.get_status_display()}
    return ""


def check_content(batch: PaymentBatch) -> None:
    """
    Refuse to go on with a batch that holds another thing than what was released.

    :raises BatchAltered: if the hashes differ, or it was not released.
    """
    if batch.status != BatchStatus.RELEASED or batch.computed_hash() != batch.content_hash:
        raise refusals.BatchAltered(batch=str(batch))


def as_pain001(batch: PaymentBatch) -> bytes:
    """
    Return a released batch as pain.001.001.09.

    :raises BatchAltered, UnwritableText: if it was altered, or a name can't be written.
    """
    check_content(batch)
    profile = batch.profile
    if profile is None or batch.released_at is None:
        raise refusals.NoBankProfile
    return pain001(
        message_id=batch.message_id,
        made_at=batch.released_at,
        pays_on=batch.pays_on,
        payer=Payer(profile.payer_name, profile.bank_code, profile.number),
        orders=batch.orders(),
    )


def as_csv(batch: PaymentBatch) -> bytes:
    """
    Return a released batch as CSV in the layout of its bank.

    :raises BatchAltered, UnwritableText: if it was altered, or a name can't be written.
    """
    check_content(batch)
    profile = batch.profile
    if profile is None:
        raise refusals.NoBankProfile
    return bank_csv(
        columns=profile.columns.split(","),
        separator=profile.separator,
        encoding=profile.encoding,
        orders=batch.orders(),
    )
