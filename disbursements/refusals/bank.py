"""What stands against sending money to the bank, and against what the bank answers."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NoBankAccount(Refusal):
    message = _(
        "%(firm)s has no confirmed bank account for this subsidy. Its representative registers one on the "
        "page of the grant; an officer confirms it."
    )


class AccountChanging(Refusal):
    message = _(
        "The bank account that %(firm)s registered waits for an officer, who confirms or refuses it. "
        "Until then nothing is asked for or paid."
    )


class AccountAnswered(Refusal):
    message = _("This bank account was answered already. Reload the page.")


class AccountUnderWay(Refusal):
    message = _(
        "A bank account waits for the office already. Wait for its answer before you register another."
    )


class PaymentInBatch(Refusal):
    message = _("This payment lies in “%(batch)s” and is released with it. Take it out of the batch first.")


class MoneyOut(Refusal):
    message = _(
        "%(won)s won of this payment went to the bank on %(day)s and did not come back. Nothing is sent "
        "twice: record the bank's answer first."
    )


class PaidOnce(Refusal):
    message = _("The bank had paid this request once. Correct it and ask again; it can't be given up.")


class HandedOnAlready(Refusal):
    message = _(
        "The money of %(payment)s was handed on to the next firm. It comes back from there first; then "
        "record that the bank has it again."
    )


class NothingChosen(Refusal):
    message = _("Nothing is chosen. Tick at least one approved payment.")


class NotReadyToPay(Refusal):
    message = _("This payment is “%(now)s”. Only approved payments go into a batch.")


class OtherProgram(Refusal):
    message = _("This payment belongs to another programme. A batch is of one programme.")


class InABatch(Refusal):
    message = _("This payment lies in “%(batch)s” already.")


class BatchEmpty(Refusal):
    message = _("There is no payment in this batch. Add payments first, or dissolve it.")


class BatchFixed(Refusal):
    message = _("“%(batch)s” was released or dissolved; nothing of it can be changed. Compose another one.")


class BatchStale(Refusal):
    message = _(
        "“%(payment)s” is not as it was when it was put into the batch: amount, account or status changed. "
        "Take it out, and put it in again if it is approved."
    )


class BatchPaymentRefused(Refusal):
    message = _("The batch was not released, because of “%(payment)s”: %(why)s")


class BatchAltered(Refusal):
    message = _(
        "What “%(batch)s” holds is not what was released: the hashes differ. No file is made; tell whoever "
        "runs this system."
    )


class NoBankProfile(Refusal):
    message = _(
        "The programme has no account yet from which it pays. Set it under “Bank of the programme” first."
    )


class PaysInThePast(Refusal):
    message = _("The day of payment lies in the past. Choose today or a later day.")


class UnwritableText(Refusal):
    message = _(
        "“%(text)s” has characters that the bank's file can't carry: %(characters)s. Let the firm register "
        "its bank account with the name as in the bankbook."
    )


class UnknownColumns(Refusal):
    message = _("These columns are not known: %(unknown)s. Possible are: %(known)s.")


class MissingColumns(Refusal):
    message = _("These columns are missing: %(missing)s.")


class UnreadableStatement(Refusal):
    message = _("The file can't be read as a bank statement: %(why)s. Nothing was changed.")


class StatementKnown(Refusal):
    message = _("This file was read on %(day)s by %(who)s. Nothing was changed.")


class ForeignStatement(Refusal):
    message = _(
        "The statement is about account %(found)s, but this programme pays from %(wanted)s. Nothing was "
        "changed."
    )


class EntryDecided(Refusal):
    message = _("This entry was reconciled already. Reload the page.")


class BindsNobody(Refusal):
    message = _("Choose a role or one other person: a limit is for one of them, and never one's own.")


class LimitInThePast(Refusal):
    message = _("A limit counts from today or a later day on.")
