"""One book, two units: accounts, and immutable transfers between them."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.workflow.models import PublicIdField, immutable


class Unit(models.TextChoices):
    WON = "KRW", _("won")
    KILOGRAM = "KGCO2E", _("kilograms of CO2e")


class Account(models.Model):
    """
    Where won or kilograms lie: an owner (kind, id), a code, a unit.

    Balance = total_in - total_out, in whole won or whole kilograms of CO2e. Only accounts of owner "outside"
    may overdraw. The totals are kept by the database and by nothing else.
    """

    public_id = PublicIdField()
    owner_kind = models.CharField(
        max_length=24, db_comment="Kind of the owner: call, application, lot, outside …"
    )
    owner_id = models.BigIntegerField(db_comment="Id of the owner; 0 for outside")
    code = models.CharField(max_length=48, db_comment="What lies here: available, committed, held, spent …")
    unit = models.CharField(max_length=8, choices=Unit, db_comment="KRW or KGCO2E")
    total_in = models.BigIntegerField(
        default=0, db_comment="Sum of all transfers into the account, kept by trigger"
    )
    total_out = models.BigIntegerField(
        default=0, db_comment="Sum of all transfers out of it, kept by trigger"
    )

    class Meta:
        db_table_comment = "Ledger accounts"
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="ledger_account_owner_code", fields=["owner_kind", "owner_id", "code"]
            ),
            models.CheckConstraint(name="ledger_account_unit", condition=Q(unit__in=Unit.values)),
            models.CheckConstraint(
                name="ledger_account_totals", condition=Q(total_in__gte=0, total_out__gte=0)
            ),
            models.CheckConstraint(
                name="ledger_account_no_overdraft",
                condition=Q(owner_kind="outside") | Q(total_in__gte=F("total_out")),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="starts_empty",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NEW.total_in <> 0 OR NEW.total_out <> 0 THEN"
                    " RAISE EXCEPTION 'starts_empty: an account begins with nothing in it'; END IF;"
                    " RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="only_transfers_move",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=(
                    "IF pg_trigger_depth() < 2"
                    " OR (NEW.owner_kind, NEW.owner_id, NEW.code, NEW.unit, NEW.public_id)"
                    " IS DISTINCT FROM (OLD.owner_kind, OLD.owner_id, OLD.code, OLD.unit, OLD.public_id) THEN"
                    " RAISE EXCEPTION 'only_transfers_move: totals change by transfers alone'; END IF;"
                    " RETURN NEW;"
                ),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The account as docs/ledger.md writes it, for instance `call:3.available` or `outside:state`."""
        if self.owner_kind == "outside":
            return f"outside:{self.code}"
        return f"{self.owner_kind}:{self.owner_id}.{self.code}"

    @property
    def balance(self) -> int:
        """What lies here now, in whole units; below zero only outside."""
        return self.total_in - self.total_out


class Transfer(models.Model):
    """One movement between two accounts. Written once, never changed; a mistake is put right by another."""

    public_id = PublicIdField()
    key = models.CharField(
        max_length=160, unique=True, db_comment="Names the movement, so that a retry is harmless"
    )
    event = models.CharField(max_length=120, db_index=True, db_comment="Groups the transfers of one act")
    source = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="transfers_out", db_comment="Where it comes from"
    )
    target = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="transfers_in", db_comment="Where it goes"
    )
    amount = models.BigIntegerField(db_comment="Whole won or whole kilograms of CO2e, above zero")
    effective_on = models.DateField(db_comment="The day to which it belongs")
    at = models.DateTimeField(db_comment="When we learned of it")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who caused it"
    )
    reverses = models.OneToOneField(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="reversed_by",
        db_comment="The transfer put right",
    )

    class Meta:
        db_table_comment = "Ledger transfers"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="ledger_transfer_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="ledger_transfer_two_sides", condition=~Q(source=F("target"))),
        ]
        triggers: ClassVar = [
            immutable(),
            pgtrigger.Trigger(
                name="locks_in_order",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("units", "text[]")],
                func=(
                    "PERFORM 1 FROM ledger_account WHERE id IN (NEW.source_id, NEW.target_id)"
                    " ORDER BY id FOR NO KEY UPDATE;"
                    " SELECT array_agg(DISTINCT unit) INTO units FROM ledger_account"
                    " WHERE id IN (NEW.source_id, NEW.target_id);"
                    " IF array_length(units, 1) <> 1 THEN"
                    " RAISE EXCEPTION 'locks_in_order: both sides need the same unit'; END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="moves_totals",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=(
                    "UPDATE ledger_account SET total_out = total_out + NEW.amount WHERE id = NEW.source_id;"
                    " UPDATE ledger_account SET total_in = total_in + NEW.amount WHERE id = NEW.target_id;"
                    " RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.amount}"
