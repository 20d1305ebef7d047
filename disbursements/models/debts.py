"""What firms owe after the fact: recovered subsidy, interest, surcharges, late fees; how it is paid."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ledger.operations import Owner
from core.workflow.models import (
    Case,
    PublicIdField,
    StatusChange,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from disbursements.models.disposals import AssetRequest
from disbursements.models.grants import Grant
from disbursements.models.payments import PaymentRequest
from disbursements.models.visibility import firms_of, open_to, seen_by_office
from disbursements.workflow import DEBT_TRANSITIONS, STANDING_DEBTS, DebtGround, DebtKind, DebtStatus
from firms.models import Firm


def person_who(words: str, *, null: bool = True) -> Any:
    """Return the field for a person who did what the words say."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=null, on_delete=models.PROTECT, related_name="+", db_comment=words
    )


class DebtQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: Any = None) -> "DebtQuerySet":
        """Return the debts of programmes of the person's office; a firm's own once they were ordered."""
        ordered = Q(ordered_at__isnull=False)
        own = Q(firm__in=firms_of(user, at)) | open_to(user, at, "grant__")
        return self.filter(seen_by_office(user, "grant__consortium", at) | (ordered & own))

    def with_parties(self) -> "DebtQuerySet":
        """Join what every page about a debt names."""
        return self.select_related(
            "firm", "grant__firm", "grant__application", "grant__consortium__program", "of", "payment"
        )

    def with_names(self) -> "DebtQuerySet":
        """Join what a page about one debt names."""
        return self.with_parties()

    def standing(self) -> "DebtQuerySet":
        """Return those that took subsidy from its grant: ordered and not withdrawn."""
        return self.filter(status__in=STANDING_DEBTS)


@tracked
class Debt(Case):
    """
    One sum that a firm owes; it belongs to the grant whose account it left, whoever owes it.

    Principal is subsidy taken back; interest, surcharge and late fee are owed beside another debt (`of`).
    """

    transitions = DEBT_TRANSITIONS
    tones: ClassVar = {
        "PROPOSED": "info",
        "ORDERED": "danger",
        "DROPPED": "neutral",
        "PAID": "success",
        "WRITTEN_OFF": "neutral",
        "WITHDRAWN": "neutral",
    }

    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="debts", db_comment="Grant whose money it is about"
    )
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="debts", db_comment="Who owes it: held the grant then"
    )
    of = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="beside",
        db_comment="Debt beside which interest, surcharge or late fee is owed; empty for principal",
    )
    payment = models.ForeignKey(
        PaymentRequest,
        null=True,
        on_delete=models.PROTECT,
        related_name="recoveries",
        db_comment="Out of a conduit: the payment whose money is taken back, whole",
    )
    disposal = models.ForeignKey(
        AssetRequest,
        null=True,
        on_delete=models.PROTECT,
        related_name="debts",
        db_comment="Approved disposal by which the subsidy is given back (Act, art. 35)",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=DebtKind, db_comment="What is owed")
    ground = models.CharField(_("ground"), max_length=20, choices=DebtGround, db_comment="Why it is owed")
    amount_won = models.BigIntegerField(_("amount"), db_comment="What is owed in all, won")
    held_won = models.BigIntegerField(default=0, db_comment="Of it, taken from what was held, won")
    spent_won = models.BigIntegerField(default=0, db_comment="Of it, taken from what was spent, won")
    conduit_won = models.BigIntegerField(default=0, db_comment="Of it, taken from a conduit, won")
    finding = models.TextField(_("finding"), db_comment="What was found, in words")
    due_on = models.DateField(_("due on"), null=True, db_comment="Last day to pay it; set with the order")
    status = models.CharField(
        max_length=11, choices=DebtStatus, default=DebtStatus.PROPOSED, db_comment="How far it is"
    )
    proposed_at = models.DateTimeField(db_comment="When it was proposed")
    proposed_by = person_who("Who proposed it", null=False)
    ordered_at = models.DateTimeField(null=True, db_comment="When it was ordered")
    ordered_by = person_who("Who ordered it: another person")

    objects: ClassVar[Any] = DebtQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "What firms owe: recovered subsidy, interest, surcharges, late fees"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            DEBT_TRANSITIONS.constraint("disbursements_debt_status"),
            models.CheckConstraint(name="disbursements_debt_kind", condition=Q(kind__in=DebtKind.values)),
            models.CheckConstraint(
                name="disbursements_debt_ground", condition=Q(ground__in=DebtGround.values)
            ),
            models.CheckConstraint(
                name="disbursements_debt_amounts",
                condition=Q(amount_won__gt=0, held_won__gte=0, spent_won__gte=0, conduit_won__gte=0),
            ),
            models.CheckConstraint(
                name="disbursements_debt_sources",
                condition=Q(
                    kind="PRINCIPAL",
                    of__isnull=True,
                    amount_won=F("held_won") + F("spent_won") + F("conduit_won"),
                )
                | (~Q(kind="PRINCIPAL") & Q(of__isnull=False, held_won=0, spent_won=0, conduit_won=0)),
            ),
            models.CheckConstraint(
                name="disbursements_debt_conduit",
                condition=Q(conduit_won=0, payment__isnull=True)
                | Q(conduit_won__gt=0, payment__isnull=False),
            ),
            models.UniqueConstraint(
                name="disbursements_debt_payment",
                fields=["payment"],
                condition=Q(status__in=["PROPOSED", *STANDING_DEBTS]),
            ),
            models.CheckConstraint(
                name="disbursements_debt_of_disposal",
                condition=Q(kind="PRINCIPAL", ground="DISPOSAL", disposal__isnull=False)
                | ~Q(kind="PRINCIPAL", ground="DISPOSAL") & Q(disposal__isnull=True),
            ),
            models.UniqueConstraint(
                name="disbursements_debt_disposal",
                fields=["disposal"],
                condition=Q(status__in=["PROPOSED", *STANDING_DEBTS]),
            ),
            models.CheckConstraint(
                name="disbursements_debt_ordered",
                condition=Q(status__in=["PROPOSED", "DROPPED"])
                | Q(ordered_at__isnull=False, ordered_by__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="disbursements_debt_four_eyes",
                condition=Q(ordered_by__isnull=True) | ~Q(ordered_by=F("proposed_by")),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            DEBT_TRANSITIONS.trigger(),
            frozen_fields(
                "debt_frozen",
                "grant_id",
                "firm_id",
                "of_id",
                "payment_id",
                "disposal_id",
                "kind",
                "ground",
                "amount_won",
                "held_won",
                "spent_won",
                "conduit_won",
                "proposed_by_id",
                "ordered_by_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.grant}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:debt", args=[self.public_id])

    @property
    def owner(self) -> Owner:
        """Owner of its ledger accounts."""
        return Owner("debt", self.pk)

    @property
    def code(self) -> str:
        """Code of the ledger account in which it lies until it is paid: principal, interest, …"""
        return self.kind.lower()


class DebtStep(StatusChange):
    """A step of a debt."""

    case = models.ForeignKey(Debt, on_delete=models.PROTECT, related_name="changes", db_comment="Which debt")

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of debts"


class RelatedPart(models.Model):
    """What of a grant above is related to a debt below (Act, art. 30): written down, never taken twice."""

    debt = models.ForeignKey(
        Debt, on_delete=models.PROTECT, related_name="related_parts", db_comment="Which debt below"
    )
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="related_debts", db_comment="Grant above it"
    )
    amount_won = models.BigIntegerField(db_comment="Part of what it received that the debt concerns, won")

    class Meta:
        db_table_comment = "Parts of grants above that are related to a debt below"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="disbursements_relatedpart_once", fields=["debt", "grant"]),
            models.CheckConstraint(name="disbursements_relatedpart_amount", condition=Q(amount_won__gt=0)),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.grant}: {self.amount_won}"


@tracked
class InstalmentPlan(models.Model):
    """A debt paid in parts; when one is missed the plan ends and the rest is due at once."""

    public_id = PublicIdField()
    debt = models.ForeignKey(
        Debt, on_delete=models.PROTECT, related_name="plans", db_comment="Which debt is paid in parts"
    )
    reason = models.TextField(db_comment="Why it was agreed to")
    agreed_at = models.DateTimeField(db_comment="When it was agreed to")
    agreed_by = person_who("Who agreed to it", null=False)
    ended_at = models.DateTimeField(null=True, db_comment="When it ended because a part was missed")
    ended_by = person_who("Who ended it")

    class Meta:
        db_table_comment = "Debts paid in parts"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="disbursements_instalmentplan_one",
                fields=["debt"],
                condition=Q(ended_at__isnull=True),
            )
        ]
        triggers: ClassVar = [
            frozen_fields("plan_frozen", "debt_id", "reason", "agreed_at", "agreed_by_id", "ended_at")
        ]

    def __str__(self) -> str:
        return str(self.debt)


class Instalment(models.Model):
    """One part of a plan."""

    plan = models.ForeignKey(
        InstalmentPlan, on_delete=models.PROTECT, related_name="parts", db_comment="Which plan"
    )
    number = models.PositiveSmallIntegerField(db_comment="1, 2, 3 … within the plan")
    due_on = models.DateField(_("due on"), db_comment="Last day to pay it")
    amount_won = models.BigIntegerField(_("amount"), db_comment="How much, won")

    class Meta:
        db_table_comment = "Parts of debts that are paid in parts"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="disbursements_instalment_number", fields=["plan", "number"]),
            models.CheckConstraint(name="disbursements_instalment_amount", condition=Q(amount_won__gt=0)),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.number}: {self.amount_won}"
