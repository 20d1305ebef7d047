"""What the bank answered: each entry of a statement reconciled once, in a transaction of its own."""

import datetime as dt
import hashlib
from collections.abc import Callable

from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.jobs.models import Job
from core.jobs.operations import enqueue
from core.users.models import User
from core.users.permissions import NotAllowed, require
from core.workflow import clock
from core.workflow.operations import operation
from core.workflow.refusals import Refusal
from disbursements import permissions, refusals
from disbursements.bank.reading import Entry, Statement, read_camt053, read_csv
from disbursements.models import BankProfile, BankStatement, Outcome, PaymentRequest, StatementEntry
from disbursements.operations.bouncing import return_from_bank
from disbursements.operations.confirming import confirm_payment
from disbursements.queries.bank import named_by, not_answered
from programs.models import Program

STATEMENT = "bank_statement"
#: entries between two signs of how far it is
STEP = 10


def read(program: Program, data: bytes, filename: str) -> Statement:
    """
    Read a statement of a programme's account: camt.053, or CSV by its bank's layout.

    :raises NoBankProfile: if the programme has no account.
    :raises UnreadableStatement, ForeignStatement: if it can't be read, or is about another account.
    """
    profile = BankProfile.objects.filter(program=program).order_by("pk").last()
    if profile is None:
        raise refusals.NoBankProfile
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        found = read_camt053(data)
        if found.account_number.replace("-", "") != profile.number:
            raise refusals.ForeignStatement(field="file", found=found.account_number, wanted=profile.number)
        return found
    return read_csv(
        data,
        columns=profile.answer_columns.split(","),
        separator=profile.separator,
        encoding=profile.encoding,
        account_number=profile.number,
        name=filename,
    )


@operation
def receive_statement(*, program: Program, file: Attachment, by: User, at: dt.datetime) -> BankStatement:
    """
    Keep a statement and its entries; entries that were read before, here or in another file, are told.

    :raises NotAllowed: if `by` does not record the bank's answers for the programme.
    :raises StatementKnown: if this very file was read, saying when and by whom: nothing changes.
    :raises NoBankProfile, UnreadableStatement, ForeignStatement: as `read` does.
    """
    program = Program.objects.lock(program.pk)
    require(permissions.may_receive_statement, by, program, at=at)
    data = file.blob.path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    known = BankStatement.objects.filter(program=program, sha256=sha256).select_related("received_by").first()
    if known is not None:
        day = f"{clock.day(known.received_at):%Y-%m-%d}"
        raise refusals.StatementKnown(field="file", day=day, who=str(known.received_by))
    found = read(program, data, file.filename)
    new, repeats = _sifted(found)
    statement = BankStatement.objects.create(
        program=program, name=found.name, account_number=found.account_number, file=file, sha256=sha256,
        repeats=", ".join(repeats), received_at=at, received_by=by,
    )  # fmt: skip
    attach(attachment=file, owner_kind=STATEMENT, owner_id=statement.pk, purpose="statement", by=by, at=at)
    StatementEntry.objects.bulk_create([_row(statement, entry) for entry in new])
    return statement


@operation
def take_statement(*, program: Program, file: Attachment, by: User, at: dt.datetime) -> Job:
    """
    Keep a statement, and have its entries reconciled in the background: a long one takes minutes.

    What is wrong with the file is refused at once, as `receive_statement` does.
    """
    statement = receive_statement(program=program, file=file, by=by, at=at)
    return ask_to_reconcile(statement=statement, by=by, at=at)


@operation
def ask_to_reconcile(*, statement: BankStatement, by: User, at: dt.datetime) -> Job:
    """
    Have the entries of a statement that wait reconciled in the background, by one worker at a time.

    :return: the work that was asked for, or that is under way.
    :raises NotAllowed: if `by` does not record the bank's answers for the programme.
    """
    statement = BankStatement.objects.lock(statement.pk)
    require(permissions.may_receive_statement, by, statement.program, at=at)
    running = unfinished(statement)
    if running is not None:
        return running
    return enqueue(
        "reconcile_statement", key=f"reconcile_statement:{statement.pk}:{at.isoformat()}", requested_by=by,
        statement_id=statement.pk,
    )  # fmt: skip


def unfinished(statement: BankStatement) -> Job | None:
    """Return the work under way on a statement, if any."""
    found = Job.objects.filter(kind="reconcile_statement", payload__statement_id=statement.pk)
    return next((job for job in found if not job.is_over), None)


def _sifted(found: Statement) -> tuple[list[Entry], list[str]]:
    """Return the entries that nobody read before, and the lines of the others."""
    known = set(
        StatementEntry.objects.filter(identity__in=[entry.identity for entry in found.entries]).values_list(
            "identity", flat=True
        )
    )
    new = [entry for entry in found.entries if entry.repeats is None and entry.identity not in known]
    return new, [
        str(entry.line) for entry in found.entries if entry.repeats is not None or entry.identity in known
    ]


def _row(statement: BankStatement, entry: Entry) -> StatementEntry:
    return StatementEntry(
        statement=statement, line=entry.line, identity=entry.identity, booked_on=entry.booked_on,
        amount_won=entry.amount_won, is_debit=entry.is_debit, bank_reference=entry.bank_reference,
        end_to_end_id=entry.end_to_end_id, counterpart=entry.counterpart, text=entry.text,
    )  # fmt: skip


@operation
def reconcile_entry(*, entry: StatementEntry, by: User, at: dt.datetime) -> StatementEntry:
    """
    Find what an entry is: a payment that was paid, one that came back, or unmatched, with the reason.

    Money that left under the name of a release confirms it; money that came in under it takes it back. The
    payment may be another programme's that pays from the same account. Locks the entry, then the payment.

    :raises NotAllowed: if `by` does not record the bank's answers, the payment's programme included, or
        released the payment: another does it.
    :raises EntryDecided: if it was reconciled before.
    """
    entry = StatementEntry.objects.lock(entry.pk)
    require(permissions.may_reconcile, by, entry, at=at)
    if entry.outcome not in (Outcome.READ, Outcome.UNMATCHED):
        raise refusals.EntryDecided
    payment, why = named_by(entry)
    if payment is not None:
        payment = PaymentRequest.objects.lock(payment.pk)  # whose release it answers is read once it stands
        why = not_answered(entry, payment) or _try(entry, payment, by, at)
    if why:
        entry.outcome = Outcome.UNMATCHED
    entry.why, entry.decided_at, entry.decided_by = why, at, by
    entry.save(update_fields=["outcome", "payment", "why", "decided_at", "decided_by"])
    return entry


def _try(entry: StatementEntry, payment: PaymentRequest, by: User, at: dt.datetime) -> str:
    """Do what the entry says; return what stands against it, empty if it was done."""
    try:
        entry.outcome = _answer(entry, payment, by, at)
    except Refusal as refusal:
        return str(refusal)
    entry.payment = payment
    return ""


def _answer(entry: StatementEntry, payment: PaymentRequest, by: User, at: dt.datetime) -> str:
    """Confirm the payment or take it back, as the entry says."""
    if entry.is_debit:
        confirm_payment(
            payment=payment, paid_on=entry.booked_on, bank_reference=entry.bank_reference,
            amount_won=entry.amount_won, by=by, at=at,
        )  # fmt: skip
        return Outcome.MATCHED
    reason = f"{entry.booked_on:%Y-%m-%d} {entry.bank_reference} {entry.text}".strip()
    return_from_bank(payment=payment, reason=reason, by=by, at=at)
    return Outcome.RETURNED


def reconcile_statement(
    *,
    statement: BankStatement,
    by: User,
    at: dt.datetime,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> dict[int, str]:
    """
    Reconcile every entry of a statement that waits, each in a transaction of its own, in the file's order.

    Run twice, or after a worker that ended half way, it goes on with what waits. `tell` hears how many of how
    many entries are done.

    :return: by entry, why it could not be reconciled by this person; it waits for another one.
    """
    refused = {}
    waiting = list(statement.entries.filter(outcome=Outcome.READ).order_by("line", "pk"))
    total = statement.entries.count()
    for done, entry in enumerate(waiting, start=total - len(waiting)):
        if done % STEP == 0:
            tell(done, total)
        try:
            reconcile_entry(entry=entry, by=by, at=at)
        except (Refusal, NotAllowed) as why:
            refused[entry.pk] = str(why)
    return refused


@operation
def explain_entry(*, entry: StatementEntry, reason: str, by: User, at: dt.datetime) -> StatementEntry:
    """
    Write down what an unmatched entry is; it is settled so, and no payment moves.

    :raises EntryDecided: if it is not unmatched.
    """
    entry = StatementEntry.objects.lock(entry.pk)
    require(permissions.may_explain_entry, by, entry, at=at)
    if entry.outcome != Outcome.UNMATCHED:
        raise refusals.EntryDecided
    entry.outcome, entry.why, entry.decided_at, entry.decided_by = Outcome.EXPLAINED, reason, at, by
    entry.save(update_fields=["outcome", "why", "decided_at", "decided_by"])
    return entry
