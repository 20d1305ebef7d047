"""What a consortium's plan says in the section of its support model."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.models.cases import Application
from applications.readers import Part
from core.evidence.models import Attachment
from core.workflow.models import PublicIdField, Versioned, VersionedQuerySet, immutable, tracked
from firms.models import Firm
from programs.models import Member, RequiredDocument


class OfApplication(VersionedQuerySet):
    """Rows that whoever reads the papers of their case may read."""

    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "OfApplication":
        """Return those of the cases whose papers this person may read."""
        return self.filter(application__in=Application.objects.visible_to(user, at, part=Part.PAPERS))


@tracked
class PlannedPassOn(Versioned):
    """Chain support: how much one member is to hand on to a member below it, in won."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="planned_pass_ons", db_comment="Which plan"
    )
    payer = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_comment="Who hands on")
    receiver = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="+", db_comment="Who receives"
    )
    amount_won = models.BigIntegerField(_("amount"), db_comment="What is to be handed on, won")

    objects: ClassVar[Any] = OfApplication.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Plans of the chain model: who passes how much to whom"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="applications_plannedpasson_once", fields=["application", "payer", "receiver"]
            ),
            models.CheckConstraint(
                name="applications_plannedpasson_sides", condition=~Q(payer=F("receiver"))
            ),
            models.CheckConstraint(name="applications_plannedpasson_amount", condition=Q(amount_won__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.payer.firm} → {self.receiver.firm}"

    def get_absolute_url(self) -> str:
        return self.application.get_absolute_url()


@tracked
class SurplusTerms(Versioned):
    """Performance utilisation: the surplus that is promised, whose it is, by which method it is counted."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="surplus_terms", db_comment="Which plan"
    )
    owner = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="+", db_comment="Firm that owns the claim to the surplus"
    )
    promised_kg = models.BigIntegerField(
        _("reduction promised a year"), db_comment="What the programme counts; above it is surplus, kg CO2e"
    )
    expected_surplus_kg = models.BigIntegerField(
        _("surplus expected a year"), db_comment="Expected above the promise, kg CO2e a year"
    )
    method = models.CharField(
        _("planned method"), max_length=160, db_comment="External-project methodology that is planned"
    )

    objects: ClassVar[Any] = OfApplication.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Plans of the performance model: the surplus and its owner"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="applications_surplusterms_kilograms",
                condition=Q(promised_kg__gt=0, expected_surplus_kg__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner}: {self.expected_surplus_kg} kg"


class HandedIn(models.Model):
    """A required paper that came with an application; the newest of a kind counts."""

    public_id = PublicIdField()
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="handed_in", db_comment="With which case"
    )
    required = models.ForeignKey(
        RequiredDocument, on_delete=models.PROTECT, related_name="+", db_comment="What it was asked for as"
    )
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="The paper"
    )
    at = models.DateTimeField(db_comment="When it was handed in")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who handed it in"
    )

    objects: ClassVar[Any] = OfApplication.as_manager()

    class Meta:
        db_table_comment = "Papers handed in with applications"
        ordering: ClassVar = ["pk"]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.application}: {self.required}"
