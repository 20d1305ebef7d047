"""Grants and their tree."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from core.ledger.operations import Owner
from core.workflow.models import Case, PublicIdField, StatusChange, counts_versions, immutable, tracked
from disbursements.models.visibility import GrantQuerySet
from disbursements.workflow import GRANT_TRANSITIONS, GrantStatus
from firms.models import Firm
from programs.models import Consortium, GrantKind


def hangs_where_its_application_hangs() -> pgtrigger.Trigger:
    """Return the trigger that holds a grant to its application: parent, kind, firm, amount; so no cycles."""
    return pgtrigger.Trigger(
        name="follows_its_application",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        declare=[("a", "applications_application%ROWTYPE"), ("above", "bigint")],
        func=(
            "SELECT * INTO a FROM applications_application WHERE id = NEW.application_id;"
            " SELECT id INTO above FROM disbursements_grant WHERE application_id = a.parent_id;"
            " IF NEW.parent_id IS DISTINCT FROM above OR (a.parent_id IS NOT NULL AND above IS NULL) THEN"
            " RAISE EXCEPTION"
            " 'follows_its_application: the parent must be the grant of the parent application';"
            " END IF;"
            " IF (NEW.kind, NEW.firm_id, NEW.consortium_id, NEW.awarded_won, NEW.regrant_won)"
            " IS DISTINCT FROM (a.grant_kind, a.firm_id, a.consortium_id, a.awarded_won, a.regrant_won) THEN"
            " RAISE EXCEPTION"
            " 'follows_its_application: kind, firm, consortium and amount are the application''s';"
            " END IF; RETURN NEW;"
        ),
    )


@tracked
class Grant(Case):
    """Support agreed by both sides, over the ledger accounts of its application."""

    transitions = GRANT_TRANSITIONS
    tones: ClassVar = {
        "OPENED": "success",
        "SUSPENDED": "warning",
        "CANCELLED": "danger",
        "CLOSED": "neutral",
    }

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="grant", db_comment="What it grew from"
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="children",
        db_comment="Grant it is linked under",
    )
    kind = models.CharField(max_length=16, choices=GrantKind, db_comment="Legal kind")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="grants", db_comment="Holder")
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="grants", db_comment="Lead consortium"
    )
    awarded_won = models.BigIntegerField(
        _("amount awarded"), db_comment="Amount awarded for its own purposes, won"
    )
    regrant_won = models.BigIntegerField(
        _("awarded to hand on"), default=0, db_comment="Subsidy awarded for handing on to firms below, won"
    )
    status = models.CharField(
        max_length=12, choices=GrantStatus, default=GrantStatus.OPENED, db_comment="How far it is"
    )
    accepted_at = models.DateTimeField(db_comment="When the firm accepted")
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who accepted for the firm",
    )

    objects: ClassVar[Any] = GrantQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Grants"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            GRANT_TRANSITIONS.constraint("disbursements_grant_status"),
            models.CheckConstraint(name="disbursements_grant_kind", condition=Q(kind__in=GrantKind.values)),
            models.CheckConstraint(
                name="disbursements_grant_amount",
                condition=Q(awarded_won__gt=0, regrant_won__gte=0) | Q(awarded_won=0, regrant_won__gt=0),
            ),
            models.CheckConstraint(
                name="disbursements_grant_linked",
                condition=Q(kind="SUBSIDY", parent__isnull=True)
                | (~Q(kind="SUBSIDY") & Q(parent__isnull=False)),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            GRANT_TRANSITIONS.trigger(),
            hangs_where_its_application_hangs(),
        ]

    def __str__(self) -> str:
        return str(self.application)

    def get_absolute_url(self) -> str:
        return reverse("disbursements:grant", args=[self.public_id])

    @property
    def owner(self) -> Owner:
        """Owner of its ledger accounts."""
        return Owner("application", self.application_id)

    def held_at(self, at: dt.datetime) -> Firm:
        """Return the firm that held it at that moment; lists read the holders by `with_parties`."""
        holders = (holder for holder in reversed(self.application.holders.all()) if holder.at <= at)
        first = next(holders, None)
        return first.firm if first else self.firm

    @property
    def pass_through_days(self) -> int:
        """Days within which its firm passes money on: those under which the case was submitted."""
        frozen = self.application.frozen_pass_through_days
        return self.consortium.program.pass_through_days if frozen is None else frozen

    @property
    def pass_through_time(self) -> dt.timedelta:
        """The same as a length of time."""
        return dt.timedelta(days=self.pass_through_days)


class GrantChange(StatusChange):
    """A step of a grant."""

    case = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="changes", db_comment="Which grant"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of grants"


class GrantReduction(models.Model):
    """A part of an award taken back before it was paid: shrunk, changed or cancelled. Never changed."""

    public_id = PublicIdField()
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="reductions", db_comment="Which grant"
    )
    own_won = models.BigIntegerField(db_comment="Taken from its own part, won")
    regrant_won = models.BigIntegerField(db_comment="Taken from what was to be handed on, won")
    change = models.OneToOneField(
        "ChangeRequest",
        null=True,
        on_delete=models.PROTECT,
        related_name="reduction",
        db_comment="The change that lowered the support, if it was one",
    )
    reason = models.TextField(db_comment="Why")
    at = models.DateTimeField(db_comment="When")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who decided"
    )

    class Meta:
        db_table_comment = "Parts of awards that were taken back"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_grantreduction_amounts",
                condition=Q(own_won__gte=0, regrant_won__gte=0) & (Q(own_won__gt=0) | Q(regrant_won__gt=0)),
            )
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.grant}: {self.total_won}"

    @property
    def total_won(self) -> int:
        """What was taken back in all, won."""
        return self.own_won + self.regrant_won


class MoneyReturn(models.Model):
    """Subsidy that a firm paid back: what it held, or what lay with it for another. Never changed."""

    public_id = PublicIdField()
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="money_returns", db_comment="Which grant"
    )
    account = models.CharField(
        max_length=40, db_comment="Code of the ledger account it left: held, conduit:…"
    )
    payment = models.OneToOneField(
        "PaymentRequest",
        null=True,
        on_delete=models.PROTECT,
        related_name="returned",
        db_comment="Out of a conduit: the payment whose money came back; empty for money that was held",
    )
    amount_won = models.BigIntegerField(_("amount"), db_comment="What came back, won")
    paid_on = models.DateField(_("paid on"), db_comment="Day of the bank transfer")
    bank_reference = models.CharField(
        _("bank reference"), max_length=40, unique=True, db_comment="The bank's reference of the transfer"
    )
    reason = models.TextField(db_comment="Why")
    at = models.DateTimeField(db_comment="When it was recorded")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who recorded it"
    )

    class Meta:
        db_table_comment = "Subsidy paid back by firms"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="disbursements_moneyreturn_amount", condition=Q(amount_won__gt=0)),
            models.CheckConstraint(
                name="disbursements_moneyreturn_account",
                condition=Q(account="held", payment__isnull=True)
                | Q(account__startswith="conduit:", payment__isnull=False),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.grant}: {self.amount_won}"
