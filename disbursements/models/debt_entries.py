"""What lessens a debt: payments of the firm, set-offs against payments to it, write-offs."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.workflow.models import (
    PublicIdField,
    VersionedQuerySet,
    frozen_fields,
    immutable,
    tracked,
)
from disbursements.models.debts import Debt, person_who
from disbursements.models.payments import PaymentRequest
from disbursements.models.visibility import open_to


class SetOffQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: Any = None) -> "SetOffQuerySet":
        """Return the set-offs against payments whose costs this person may read."""
        return self.filter(open_to(user, at, "payment__grant__"))

    def with_names(self) -> "SetOffQuerySet":
        """Join what a page about one set-off names."""
        return self.select_related("payment__grant__application", "payment__grant__consortium__program")


@tracked
class SetOff(models.Model):
    """Won of a payment that the firm does not get because it owes them: fixed before the release."""

    public_id = PublicIdField()
    debt = models.ForeignKey(
        Debt, on_delete=models.PROTECT, related_name="set_offs", db_comment="Debt that is paid by it"
    )
    payment = models.ForeignKey(
        PaymentRequest, on_delete=models.PROTECT, related_name="set_offs", db_comment="Out of which payment"
    )
    amount_won = models.BigIntegerField(_("amount"), db_comment="How much, won")
    bound_at = models.DateTimeField(db_comment="When it was decided")
    bound_by = person_who("Who decided it", null=False)
    lifted_at = models.DateTimeField(null=True, db_comment="When it was taken off before the release")
    lifted_by = person_who("Who took it off")

    objects: ClassVar[Any] = SetOffQuerySet.as_manager()

    class Meta:
        db_table_comment = "Parts of payments that are set off against debts"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="disbursements_setoff_amount", condition=Q(amount_won__gt=0)),
            models.UniqueConstraint(
                name="disbursements_setoff_once",
                fields=["debt", "payment"],
                condition=Q(lifted_at__isnull=True),
            ),
        ]
        triggers: ClassVar = [
            frozen_fields("set_off_frozen", "debt_id", "payment_id", "amount_won", "bound_by_id", "lifted_at")
        ]

    def __str__(self) -> str:
        return f"{self.payment}: {self.amount_won}"

    def get_absolute_url(self) -> str:
        return self.payment.get_absolute_url()


class EntryKind(models.TextChoices):
    PAID = "PAID", _("Paid by the firm")
    SET_OFF = "SET_OFF", _("Set off against a payment")
    WRITTEN_OFF = "WRITTEN_OFF", _("Written off")


def never_more_than_owed() -> pgtrigger.Trigger:
    """Return the trigger that refuses entries which come to more than the debt."""
    return pgtrigger.Trigger(
        name="never_more_than_owed",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF NEW.amount_won + (SELECT coalesce(sum(amount_won), 0) FROM disbursements_debtentry"
            " WHERE debt_id = NEW.debt_id)"
            " > (SELECT amount_won FROM disbursements_debt WHERE id = NEW.debt_id) THEN"
            " RAISE EXCEPTION 'never_more_than_owed: entries come to more than the debt'; END IF;"
            " RETURN NEW;"
        ),
    )


class DebtEntry(models.Model):
    """One thing that lessened a debt: a payment of the firm, a set-off, a write-off. Never changed."""

    public_id = PublicIdField()
    debt = models.ForeignKey(Debt, on_delete=models.PROTECT, related_name="entries", db_comment="Which debt")
    kind = models.CharField(max_length=11, choices=EntryKind, db_comment="What lessened it")
    amount_won = models.BigIntegerField(_("amount"), db_comment="By how much, won")
    paid_on = models.DateField(_("paid on"), db_comment="Day to which it belongs")
    bank_reference = models.CharField(
        _("bank reference"), max_length=40, blank=True, db_comment="The bank's reference of a payment"
    )
    set_off = models.OneToOneField(
        SetOff, null=True, on_delete=models.PROTECT, related_name="entry", db_comment="Which set-off it is"
    )
    reason = models.TextField(blank=True, db_comment="Why, for what was written off")
    at = models.DateTimeField(db_comment="When it was recorded")
    by = person_who("Who recorded it", null=False)

    class Meta:
        db_table_comment = "What lessened debts: payments, set-offs, write-offs"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_debtentry_kind",
                condition=Q(kind="PAID", set_off__isnull=True) & ~Q(bank_reference="")
                | Q(kind="SET_OFF", set_off__isnull=False, bank_reference="")
                | Q(kind="WRITTEN_OFF", set_off__isnull=True, bank_reference="") & ~Q(reason=""),
            ),
            models.CheckConstraint(name="disbursements_debtentry_amount", condition=Q(amount_won__gt=0)),
            models.UniqueConstraint(
                name="disbursements_debtentry_reference",
                fields=["bank_reference"],
                condition=~Q(bank_reference=""),
            ),
        ]
        triggers: ClassVar = [immutable(), never_more_than_owed()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount_won}"
