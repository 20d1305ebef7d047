"""Where a firm is paid: registered by it, answered by the office; from where a programme pays."""

import datetime as dt

from applications.rules import check_reason
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from disbursements import permissions, refusals
from disbursements.announcements import bank as announcements
from disbursements.bank.layouts import check_answer_columns, check_columns
from disbursements.models import BankAccount, BankProfile, Grant
from disbursements.queries.paying import account_waiting
from programs.models import Program

BANK_ACCOUNT = "bank_account"


@operation
def register_bank_account(
    *,
    grant: Grant,
    bank_code: str,
    number: str,
    holder_name: str,
    bankbook: Attachment,
    only_this_grant: bool = False,
    by: User,
    at: dt.datetime,
) -> BankAccount:
    """
    Register the account in which a firm keeps the subsidy apart (Act, art. 34): for its grants of the
    programme, or for one alone. It counts once a second person has confirmed it; until then nothing is paid.

    :raises NotAllowed: if `by` does not represent the firm, or it is no subsidy.
    :raises AccountUnderWay: if one waits for the office already.
    """
    grant = Grant.objects.lock(grant.pk)
    require(permissions.may_register_bank_account, by, grant, at=at)
    waiting = account_waiting(grant, at)
    if waiting is not None and waiting.firm_id == grant.firm_id:
        raise refusals.AccountUnderWay
    account = BankAccount.objects.create(
        firm=grant.firm,
        program=grant.consortium.program,
        grant=grant if only_this_grant else None,
        bank_code=bank_code,
        number=number,
        holder_name=" ".join(holder_name.split()),
        bankbook=bankbook,
        registered_at=at,
        registered_by=by,
    )
    attach(
        attachment=bankbook, owner_kind=BANK_ACCOUNT, owner_id=account.pk, purpose="bankbook", by=by, at=at
    )
    announcements.account_registered(account, by=by, at=at)
    return account


@operation
def confirm_bank_account(*, account: BankAccount, by: User, at: dt.datetime) -> BankAccount:
    """
    Find that the account is the firm's: number and holder as in the bankbook. From now on it is paid there.

    :raises NotAllowed: if `by` registered it, or does not confirm accounts of this programme.
    :raises AccountAnswered: if it was answered before.
    """
    account = _waiting(account, by, at)
    account.confirmed_at, account.confirmed_by = at, by
    account.save(update_fields=["confirmed_at", "confirmed_by"])
    announcements.account_answered(account, by=by, at=at)
    return account


@operation
def refuse_bank_account(*, account: BankAccount, reason: str, by: User, at: dt.datetime) -> BankAccount:
    """
    Send an account back to the firm with a reason; the one confirmed before it counts again.

    :raises NotAllowed, AccountAnswered: as confirming it does.
    """
    account = _waiting(account, by, at)
    account.refused_at, account.refused_by, account.refusal = at, by, check_reason(reason)
    account.save(update_fields=["refused_at", "refused_by", "refusal"])
    announcements.account_answered(account, by=by, at=at)
    return account


def _waiting(account: BankAccount, by: User, at: dt.datetime) -> BankAccount:
    """Lock an account that may be answered by this person."""
    locked: BankAccount = BankAccount.objects.lock(account.pk)
    require(permissions.may_answer_bank_account, by, locked, at=at)
    if not locked.is_waiting:
        raise refusals.AccountAnswered
    return locked


@operation
def set_bank_profile(
    *,
    program: Program,
    payer_name: str,
    bank_code: str,
    number: str,
    columns: str,
    answer_columns: str,
    separator: str,
    encoding: str,
    by: User,
    at: dt.datetime,
) -> BankProfile:
    """
    Say from which account a programme pays, and how its bank's files look; what was released keeps its own.

    :raises NotAllowed: if `by` does not edit the programme.
    :raises UnknownColumns, MissingColumns: if a layout names what is not known, or leaves out what is needed.
    """
    require(permissions.may_set_bank_profile, by, program, at=at)
    return BankProfile.objects.create(
        program=program,
        payer_name=" ".join(payer_name.split()),
        bank_code=bank_code,
        number=number,
        columns=",".join(check_columns(columns)),
        answer_columns=",".join(check_answer_columns(answer_columns)),
        separator=separator,
        encoding=encoding,
        set_at=at,
        set_by=by,
    )
