"""What an anchor promises its consortium: cash through the ledger, and what it gives in kind as rows."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.ledger.operations import Owner
from core.workflow.models import (
    Case,
    PublicIdField,
    StatusChange,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from disbursements.models.grants import Grant
from disbursements.models.pledge_sets import InKindQuerySet, PledgeGiftQuerySet, PledgeQuerySet
from disbursements.workflow import (
    IN_KIND_TRANSITIONS,
    PLEDGE_GIFT_TRANSITIONS,
    InKindStatus,
    PledgeGiftStatus,
)
from firms.models import Firm
from programs.models import Consortium


class Pledge(models.Model):
    """What an anchor promised, for a consortium or one of its grants. Never changed: more is another row."""

    public_id = PublicIdField()
    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="pledges", db_comment="For which consortium"
    )
    grant = models.ForeignKey(
        Grant,
        null=True,
        on_delete=models.PROTECT,
        related_name="pledges",
        db_comment="For which grant alone; empty: for any subsidy of the consortium",
    )
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="pledges", db_comment="The anchor that promised it"
    )
    cash_won = models.BigIntegerField(_("in cash"), db_comment="Promised in cash, won")
    in_kind_won = models.BigIntegerField(_("in kind"), db_comment="Promised in kind, won")
    purpose = models.CharField(_("what it is for"), max_length=200, db_comment="What it is for")
    promised_at = models.DateTimeField(db_comment="When it was promised")
    promised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who promised it"
    )

    objects: ClassVar[Any] = PledgeQuerySet.as_manager()

    class Meta:
        db_table_comment = "What anchors promised"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_pledge_something",
                condition=Q(cash_won__gte=0, in_kind_won__gte=0) & (Q(cash_won__gt=0) | Q(in_kind_won__gt=0)),
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.firm} → {self.grant or self.consortium}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:pledge", args=[self.public_id])

    @property
    def owner(self) -> Owner:
        """Whose ledger accounts hold the cash."""
        return Owner("pledge", self.pk)


class CashKind(models.TextChoices):
    PAID_IN = "PAID_IN", _("Paid in")
    RETURNED = "RETURNED", _("Given back by a firm")
    PAID_BACK = "PAID_BACK", _("Paid back to the anchor")


class PledgeCash(models.Model):
    """One movement of an anchor's cash to or from its pledge, as a bank statement shows it. Never changed."""

    public_id = PublicIdField()
    pledge = models.ForeignKey(
        Pledge, on_delete=models.PROTECT, related_name="cash", db_comment="Which pledge"
    )
    kind = models.CharField(max_length=10, choices=CashKind, db_comment="PAID_IN, RETURNED or PAID_BACK")
    gift = models.ForeignKey(
        "disbursements.PledgeGift",
        null=True,
        on_delete=models.PROTECT,
        related_name="returns",
        db_comment="RETURNED: what of was given back",
    )
    amount_won = models.BigIntegerField(_("amount"), db_comment="What moved, won")
    paid_on = models.DateField(_("paid on"), db_comment="Day of the bank transfer")
    bank_reference = models.CharField(_("bank reference"), max_length=40, db_comment="The bank's reference")
    evidence = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="Transfer receipt"
    )
    recorded_at = models.DateTimeField(db_comment="When it was recorded")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who recorded it"
    )

    class Meta:
        db_table_comment = "Cash of anchors, to and from their pledges"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_pledgecash_kind",
                condition=Q(kind="RETURNED", gift__isnull=False)
                | Q(kind__in=["PAID_IN", "PAID_BACK"], gift__isnull=True),
            ),
            models.CheckConstraint(name="disbursements_pledgecash_amount", condition=Q(amount_won__gt=0)),
            models.UniqueConstraint(
                name="disbursements_pledgecash_once", fields=["pledge", "kind", "bank_reference"]
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_won:,}"


@tracked
class PledgeGift(Case):
    """Cash that an anchor gave to one grant out of its pledge: recorded by it, confirmed by the receiver."""

    transitions = PLEDGE_GIFT_TRANSITIONS
    tones: ClassVar = {"RECORDED": "info", "CONFIRMED": "success", "DISPUTED": "danger"}

    pledge = models.ForeignKey(
        Pledge, on_delete=models.PROTECT, related_name="gifts", db_comment="Out of which pledge"
    )
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="pledge_gifts", db_comment="Grant that received"
    )
    amount_won = models.BigIntegerField(_("amount"), db_comment="What was given, won")
    paid_on = models.DateField(_("paid on"), db_comment="Day of the bank transfer")
    bank_reference = models.CharField(_("bank reference"), max_length=40, db_comment="The bank's reference")
    evidence = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="Transfer receipt of the anchor"
    )
    status = models.CharField(
        max_length=12,
        choices=PledgeGiftStatus,
        default=PledgeGiftStatus.RECORDED,
        db_comment="How far it is",
    )
    recorded_at = models.DateTimeField(db_comment="When the anchor recorded it")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who recorded it"
    )

    objects: ClassVar[Any] = PledgeGiftQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "Cash given to grants out of pledges"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            PLEDGE_GIFT_TRANSITIONS.constraint("disbursements_pledgegift_status"),
            models.CheckConstraint(name="disbursements_pledgegift_amount", condition=Q(amount_won__gt=0)),
            models.UniqueConstraint(
                name="disbursements_pledgegift_once",
                fields=["pledge", "grant", "bank_reference"],
                condition=~Q(status="DISPUTED"),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            PLEDGE_GIFT_TRANSITIONS.trigger(),
            frozen_fields("terms_frozen", "pledge_id", "grant_id", "amount_won", "paid_on"),
        ]

    def __str__(self) -> str:
        return f"{self.pledge.firm} → {self.grant.firm}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:pledge_gift", args=[self.public_id])


class PledgeGiftChange(StatusChange):
    """A step of cash given out of a pledge."""

    case = models.ForeignKey(
        PledgeGift, on_delete=models.PROTECT, related_name="changes", db_comment="Which gift"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of cash given out of pledges"


@tracked
class InKind(Case):
    """Something an anchor gave in kind: handed in with its proof, recognised by an officer at a value."""

    transitions = IN_KIND_TRANSITIONS
    tones: ClassVar = {"RECORDED": "info", "RECOGNISED": "success", "REFUSED": "danger"}

    pledge = models.ForeignKey(
        Pledge, on_delete=models.PROTECT, related_name="in_kind", db_comment="Under which pledge"
    )
    name = models.CharField(_("what was given"), max_length=160, db_comment="What was given, and to whom")
    given_on = models.DateField(_("given on"), db_comment="Day on which it was given, or the last one")
    claimed_won = models.BigIntegerField(_("value stated"), db_comment="Value the anchor states, won")
    recognised_won = models.BigIntegerField(
        _("value recognised"), null=True, db_comment="Value the officer recognised, won"
    )
    proof = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="Proof: price list, work record …"
    )
    status = models.CharField(
        max_length=12, choices=InKindStatus, default=InKindStatus.RECORDED, db_comment="How far it is"
    )
    recorded_at = models.DateTimeField(db_comment="When it was handed in")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who handed it in"
    )
    judged_at = models.DateTimeField(null=True, db_comment="When it was recognised or refused")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who recognised or refused it; never who handed it in",
    )

    objects: ClassVar[Any] = InKindQuerySet.as_manager()

    class Meta(Case.Meta):
        db_table_comment = "What anchors gave in kind"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            IN_KIND_TRANSITIONS.constraint("disbursements_inkind_status"),
            models.CheckConstraint(name="disbursements_inkind_claimed", condition=Q(claimed_won__gt=0)),
            models.CheckConstraint(
                name="disbursements_inkind_recognised",
                condition=Q(status="RECOGNISED", recognised_won__gt=0, recognised_won__lte=F("claimed_won"))
                | (~Q(status="RECOGNISED") & Q(recognised_won__isnull=True)),
            ),
            models.CheckConstraint(
                name="disbursements_inkind_judged",
                condition=Q(status="RECORDED", judged_by__isnull=True, judged_at__isnull=True)
                | (~Q(status="RECORDED") & Q(judged_by__isnull=False, judged_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="disbursements_inkind_four_eyes",
                condition=Q(judged_by__isnull=True) | ~Q(judged_by=F("recorded_by")),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            IN_KIND_TRANSITIONS.trigger(),
            frozen_fields(
                "terms_frozen", "pledge_id", "claimed_won", "given_on", "recognised_won", "proof_id"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("disbursements:in_kind", args=[self.public_id])


class InKindChange(StatusChange):
    """A step of something given in kind."""

    case = models.ForeignKey(
        InKind, on_delete=models.PROTECT, related_name="changes", db_comment="Which contribution in kind"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of what anchors gave in kind"
