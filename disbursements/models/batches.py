"""Payments that go to the bank together."""

import datetime as dt
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.workflow import clock
from core.workflow.models import Case, StatusChange, VersionedQuerySet, counts_versions, tracked
from disbursements.bank.content import Order, content_hash
from disbursements.models.bank_accounts import BankAccount, BankProfile
from disbursements.models.payments import PaymentRequest
from disbursements.workflow import BATCH_TRANSITIONS, BatchStatus
from programs.models import Program
from programs.models.programmes import within
from programs.permissions import VIEW_CASES


class PaymentBatchQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the batches of the programmes of a person's office."""
        return self.filter(within(user.scopes(VIEW_CASES, clock.day(at or clock.now())), "program"))

    def with_names(self) -> Self:
        """Fetch along what a page about a batch names."""
        return self.select_related("program", "composed_by", "released_by", "profile")


@tracked
class PaymentBatch(Case):
    """Approved payments of one programme that a paying officer releases as a whole."""

    transitions = BATCH_TRANSITIONS
    tones: ClassVar = {"COMPOSED": "info", "RELEASED": "success", "DISSOLVED": "neutral"}

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="batches", db_comment="Which programme pays"
    )
    number = models.PositiveIntegerField(db_comment="1, 2, 3 … within the programme")
    pays_on = models.DateField(_("day of payment"), db_comment="On which day the bank is to pay")
    status = models.CharField(
        max_length=12, choices=BatchStatus, default=BatchStatus.COMPOSED, db_comment="How far it is"
    )
    composed_at = models.DateTimeField(db_comment="When it was begun")
    composed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who began it"
    )
    released_at = models.DateTimeField(null=True, db_comment="When it was released to the bank")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who released it",
    )
    profile = models.ForeignKey(
        BankProfile,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="From which account, with which layout it was released",
    )
    content_hash = models.CharField(
        max_length=64, blank=True, db_comment="SHA-256 of what was released, in hexadecimal"
    )

    objects: ClassVar[Any] = PaymentBatchQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Payments that go to the bank together"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            BATCH_TRANSITIONS.constraint("disbursements_paymentbatch_status"),
            models.UniqueConstraint(name="disbursements_paymentbatch_number", fields=["program", "number"]),
            models.CheckConstraint(
                name="disbursements_paymentbatch_released",
                condition=~Q(status="RELEASED")
                | (
                    Q(released_at__isnull=False, released_by__isnull=False, profile__isnull=False)
                    & ~Q(content_hash="")
                ),
            ),
            models.CheckConstraint(
                name="disbursements_paymentbatch_two_people",
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("composed_by")),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            BATCH_TRANSITIONS.trigger(),
            pgtrigger.Trigger(
                name="batch_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF OLD.status <> 'COMPOSED' THEN"
                    " RAISE EXCEPTION 'batch_fixed: it was released, nothing of it changes'; END IF;"
                    " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Batch %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("disbursements:batch", args=[self.public_id])

    @property
    def message_id(self) -> str:
        """The name by which the bank knows the batch."""
        return f"B{self.program_id}-{self.number}"

    def orders(self) -> list[Order]:
        """Return what the bank is told, entry by entry."""
        entries = self.entries.select_related("account", "payment").order_by("pk")
        return [entry.order for entry in entries]

    def computed_hash(self) -> str:
        """Return the hash of what the batch holds now."""
        return content_hash(self.message_id, self.pays_on, self.orders())


class PaymentBatchChange(StatusChange):
    """A step of a batch."""

    case = models.ForeignKey(
        PaymentBatch, on_delete=models.PROTECT, related_name="changes", db_comment="Which batch"
    )
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="For whom a stand-in took the step",
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of batches"
        triggers: ClassVar = [
            *StatusChange.Meta.triggers,
            pgtrigger.Trigger(
                name="batch_hands",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NEW.to_status = 'RELEASED' AND EXISTS (SELECT 1 FROM ("
                    "SELECT composed_by_id AS person FROM disbursements_paymentbatch WHERE id = NEW.case_id"
                    " UNION SELECT added_by_id FROM disbursements_batchentry WHERE batch_id = NEW.case_id"
                    ") hands WHERE person = NEW.by_id OR person = NEW.acting_for_id) THEN RAISE EXCEPTION"
                    " 'batch_hands: who composed a batch or filled it does not release it, nor does who"
                    " stands in for them'; END IF; RETURN NEW;"
                ),
            ),
        ]


@tracked
class BatchEntry(models.Model):
    """One payment of a batch, with its amount, its account and its text as they were when it was put in."""

    batch = models.ForeignKey(
        PaymentBatch, on_delete=models.PROTECT, related_name="entries", db_comment="Which batch"
    )
    payment = models.ForeignKey(
        PaymentRequest, on_delete=models.PROTECT, related_name="batch_entries", db_comment="Which payment"
    )
    attempt = models.PositiveSmallIntegerField(db_comment="Which release of the payment: 1, 2, 3 …")
    amount_won = models.BigIntegerField(db_comment="What the bank is to pay, won")
    account = models.ForeignKey(
        BankAccount, on_delete=models.PROTECT, related_name="+", db_comment="To which account"
    )
    text = models.CharField(
        max_length=200, db_comment="What the payee reads on its statement: firm and number of the request"
    )
    added_at = models.DateTimeField(db_comment="When it was put in")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who put it in"
    )

    class Meta:
        db_table_comment = "Payments in batches"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="disbursements_batchentry_once", fields=["payment", "attempt"]),
            models.CheckConstraint(
                name="disbursements_batchentry_amount", condition=Q(amount_won__gt=0, attempt__gt=0)
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="entries_fixed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF EXISTS (SELECT 1 FROM disbursements_paymentbatch WHERE status <> 'COMPOSED'"
                    " AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.batch_id END,"
                    " CASE WHEN TG_OP <> 'DELETE' THEN NEW.batch_id END)) THEN"
                    " RAISE EXCEPTION 'entries_fixed: the batch was released, its payments are fixed';"
                    " END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch} · {self.payment}"

    @property
    def order(self) -> Order:
        """What the bank is told about it."""
        return Order(
            end_to_end_id=end_to_end_id(self.payment_id, self.attempt),
            amount_won=self.amount_won,
            bank_code=self.account.bank_code,
            number=self.account.number,
            holder_name=self.account.holder_name,
            text=self.text,
        )


def end_to_end_id(payment_id: int, attempt: int) -> str:
    """Return the name of one release of a payment, which the bank's answer repeats."""
    return f"PAY-{payment_id}-{attempt}"
