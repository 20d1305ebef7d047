"""What the bank answered: statements and their entries, each read once."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.workflow import clock
from core.workflow.models import (
    Versioned,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from disbursements.models.payments import PaymentRequest
from programs.models import Program
from programs.models.programmes import within
from programs.permissions import VIEW_CASES


class Outcome(models.TextChoices):
    READ = "READ", _("To be reconciled")
    MATCHED = "MATCHED", _("Matched: payment confirmed")
    RETURNED = "RETURNED", _("Sent back by the bank")
    UNMATCHED = "UNMATCHED", _("Unmatched")
    EXPLAINED = "EXPLAINED", _("Unmatched, explained by an officer")


class BankStatementQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the statements of the programmes of a person's office."""
        return self.filter(within(user.scopes(VIEW_CASES, clock.day(at or clock.now())), "program"))

    def with_names(self) -> Self:
        """Fetch along what a page about a statement names."""
        return self.select_related("program", "received_by", "file__blob")


class BankStatement(Versioned):
    """A file in which the bank says what it did with a programme's account."""

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="bank_statements", db_comment="Which programme's"
    )
    name = models.CharField(_("statement"), max_length=80, db_comment="The bank's name of the statement")
    account_number = models.CharField(max_length=40, db_comment="Of which account, as the bank writes it")
    file = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="The file as it came"
    )
    sha256 = models.CharField(max_length=64, db_comment="Hash of the file: the same one is read once")
    repeats = models.TextField(blank=True, db_comment="Lines that repeat an entry read before, in words")
    received_at = models.DateTimeField(db_comment="When it was read")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who brought it"
    )

    objects: ClassVar[Any] = BankStatementQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Bank statements"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="disbursements_bankstatement_once", fields=["program", "sha256"])
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("disbursements:statement", args=[self.public_id])


class StatementEntryQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the entries of the statements that a person sees."""
        return self.filter(
            within(user.scopes(VIEW_CASES, clock.day(at or clock.now())), "statement__program")
        )

    def with_names(self) -> Self:
        """Fetch along what a page about an entry names."""
        return self.select_related("statement__program", "payment__grant__firm", "decided_by")


@tracked
class StatementEntry(Versioned):
    """One line of a statement, and what it was found to be."""

    statement = models.ForeignKey(
        BankStatement, on_delete=models.PROTECT, related_name="entries", db_comment="Which statement"
    )
    line = models.PositiveIntegerField(db_comment="Which line or entry of the file")
    identity = models.CharField(
        max_length=64, unique=True, db_comment="SHA-256 of account and entry: read once in the whole system"
    )
    booked_on = models.DateField(_("booked on"), db_comment="Day on which the bank booked it")
    amount_won = models.BigIntegerField(_("amount"), db_comment="Won")
    is_debit = models.BooleanField(db_comment="Whether the money left the programme's account")
    end_to_end_id = models.CharField(max_length=40, blank=True, db_comment="Name of the payment's release")
    bank_reference = models.CharField(_("bank reference"), max_length=40, db_comment="The bank's reference")
    counterpart = models.CharField(_("other side"), max_length=140, blank=True, db_comment="Name as written")
    text = models.CharField(_("text"), max_length=400, blank=True, db_comment="What the bank wrote beside it")
    outcome = models.CharField(
        max_length=12, choices=Outcome, default=Outcome.READ, db_comment="What it was found to be"
    )
    why = models.TextField(
        _("reason"), blank=True, db_comment="Why it is unmatched, or what an officer found"
    )
    payment = models.ForeignKey(
        PaymentRequest,
        null=True,
        on_delete=models.PROTECT,
        related_name="statement_entries",
        db_comment="Which payment it answers",
    )
    decided_at = models.DateTimeField(null=True, db_comment="When the outcome was found")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who reconciled or explained it",
    )

    objects: ClassVar[Any] = StatementEntryQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Entries of bank statements"
        ordering: ClassVar = ["statement", "line"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_statemententry_outcome", condition=Q(outcome__in=Outcome.values)
            ),
            models.CheckConstraint(name="disbursements_statemententry_amount", condition=Q(amount_won__gt=0)),
            models.CheckConstraint(
                name="disbursements_statemententry_payment",
                condition=~Q(outcome__in=["MATCHED", "RETURNED"]) | Q(payment__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            frozen_fields(
                "entry_fixed", "statement_id", "line", "identity", "booked_on", "amount_won", "is_debit",
                "end_to_end_id", "bank_reference", "payment_id",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.bank_reference

    def get_absolute_url(self) -> str:
        return self.statement.get_absolute_url()
