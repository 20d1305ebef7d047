"""Firms, the certificates that prove their size, and who may act for them."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.users.models import RoleAssignment
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import Versioned, VersionedQuerySet, immutable, tracked
from firms import visibility
from firms.permissions import FIRM_ROLES, VIEW_ALL_FIRMS
from firms.regions import Region
from firms.sanctions.models import (  # noqa: F401 - models of this room
    Exclusion,
    ExclusionEnd,
    LateReport,
)


class SizeClass(models.TextChoices):
    LARGE = "LARGE", _("Large firm")
    MIDSIZE = "MIDSIZE", _("Mid-size firm")
    SME = "SME", _("Small or medium firm (SME)")


class Regulation(models.TextChoices):
    CBAM = "CBAM", _("Carbon border adjustment (EU CBAM)")
    BATTERY = "BATTERY", _("EU Battery Regulation")
    CSDDD = "CSDDD", _("Corporate due diligence (EU CSDDD)")
    IMO = "IMO", _("Shipping emissions (IMO)")


def _own_firm_ids(user: Any, at: dt.datetime | None) -> frozenset[int]:
    """Return the ids of the firms for which the person acts."""
    if not getattr(user, "is_authenticated", False):
        return frozenset()
    return user.scopes_in(FIRM_ROLES, clock.day(at or clock.now())).of(ScopeKind.FIRM)


def _sees_all_firms(user: Any, at: dt.datetime | None) -> bool:
    signed_in = getattr(user, "is_authenticated", False)
    return signed_in and bool(user.scopes(VIEW_ALL_FIRMS, clock.day(at or clock.now())))


class FirmQuerySet(VersionedQuerySet):
    def acted_for_by(self, user: Any, at: dt.datetime | None = None) -> "FirmQuerySet":
        """Return the firms for which this person acts."""
        return self.filter(pk__in=_own_firm_ids(user, at))

    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "FirmQuerySet":
        """Return all firms for officials and auditors; else one's own, and those met in a consortium."""
        if _sees_all_firms(user, at):
            return self
        own = _own_firm_ids(user, at)
        if not own:
            return self.none()
        known = Q(pk__in=own)
        for met in visibility.acquaintances().values():
            known |= Q(pk__in=met(own))
        return self.filter(known)


@tracked
class Firm(Versioned):
    """A firm, known by its business registration number."""

    name = models.CharField(_("name of the firm"), max_length=120, db_comment="Registered name")
    business_number = models.CharField(
        _("business registration number"), max_length=10, unique=True, db_comment="Ten digits without hyphens"
    )
    corporate_number = models.CharField(
        _("corporate registration number"), max_length=13, blank=True, db_comment="13 digits, if it has one"
    )
    representative_name = models.CharField(
        _("representative"), max_length=80, db_comment="Who represents the firm"
    )
    sector = models.CharField(
        _("sector (KSIC)"), max_length=6, db_comment="KSIC rev. 11: a letter and up to 5 digits"
    )
    region = models.CharField(
        _("region"), max_length=24, choices=Region, db_comment="Province or metropolitan city, as a code"
    )
    address = models.CharField(_("address"), max_length=200, db_comment="Address of the head office")
    is_in_trading_scheme = models.BooleanField(
        _("takes part in the emissions trading scheme"),
        default=False,
        db_comment="Whether the firm is allotted allowances in the emissions trading scheme",
    )
    is_stand_in = models.BooleanField(
        default=False, db_comment="Stands in for a firm that public sources do not name"
    )
    registered_at = models.DateTimeField(db_comment="When it was registered")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who registered it"
    )

    objects: ClassVar[Any] = FirmQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Firms"
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="firms_firm_business_number", condition=Q(business_number__regex=r"^[0-9]{10}$")
            ),
            models.CheckConstraint(name="firms_firm_sector", condition=Q(sector__regex=r"^[A-U][0-9]{0,5}$")),
            models.CheckConstraint(name="firms_firm_region", condition=Q(region__in=Region.values)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("dashboards:firm", args=[self.public_id])


class SizeCertificateQuerySet(models.QuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "SizeCertificateQuerySet":
        """Return what officials, auditors and the firm's own people may read; partners may not."""
        return self if _sees_all_firms(user, at) else self.filter(firm__in=_own_firm_ids(user, at))


class SizeCertificate(models.Model):
    """A dated proof of a firm's size class. Never changed; a new one is added."""

    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="certificates", db_comment="Whose size"
    )
    size_class = models.CharField(
        _("size class"), max_length=8, choices=SizeClass, db_comment="What it proves"
    )
    number = models.CharField(_("certificate number"), max_length=40, db_comment="Number on the certificate")
    issued_on = models.DateField(_("issued on"), db_comment="Day of issue")
    valid_until = models.DateField(_("valid until"), db_comment="Last day of validity")
    attachment = models.ForeignKey(
        Attachment, null=True, on_delete=models.PROTECT, related_name="+", db_comment="The certificate itself"
    )
    recorded_at = models.DateTimeField(db_comment="When it was handed in")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who handed it in"
    )

    objects: ClassVar[Any] = SizeCertificateQuerySet.as_manager()

    class Meta:
        db_table_comment = "Certificates of size class"
        ordering: ClassVar = ["-issued_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="firms_sizecertificate_size_class", condition=Q(size_class__in=SizeClass.values)
            ),
            models.CheckConstraint(
                name="firms_sizecertificate_dates", condition=Q(valid_until__gte=F("issued_on"))
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.get_size_class_display()} {self.number}"

    def is_valid_on(self, day: dt.date) -> bool:
        """Say whether it proves anything on `day`."""
        return self.issued_on <= day <= self.valid_until


@tracked
class Membership(models.Model):
    """Who may act for a firm; the role and its dates are in the assignment."""

    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="memberships", db_comment="For which firm"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships", db_comment="Who"
    )
    assignment = models.OneToOneField(
        RoleAssignment, on_delete=models.PROTECT, related_name="membership", db_comment="Role and dates"
    )

    class Meta:
        db_table_comment = "Who may act for a firm"
        constraints: ClassVar = [
            models.UniqueConstraint(name="firms_membership_once", fields=["firm", "user"]),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.firm}"


class ExposureQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "ExposureQuerySet":
        """Return the exposures of the firms this person may see."""
        return self.filter(firm__in=Firm.objects.visible_to(user, at))

    def present(self) -> "ExposureQuerySet":
        """Return those that have not ended."""
        return self.filter(ended_on__isnull=True)


@tracked
class Exposure(Versioned):
    """An export rule that a firm meets with one of its products, directly or through its customers."""

    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="exposures", db_comment="Which firm"
    )
    regulation = models.CharField(
        _("regulation"), max_length=8, choices=Regulation, db_comment="Which export rule"
    )
    product = models.CharField(_("product"), max_length=120, db_comment="With which product")
    hs_code = models.CharField(
        _("HS/CN code"), max_length=10, blank=True, db_comment="Customs code of the product, digits only"
    )
    since = models.DateField(_("since"), db_comment="First day")
    ended_on = models.DateField(
        _("until"), null=True, blank=True, db_comment="Last day; empty while it is met"
    )

    objects: ClassVar[Any] = ExposureQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Export rules that firms meet"
        ordering: ClassVar = ["regulation", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="firms_exposure_regulation", condition=Q(regulation__in=Regulation.values)
            ),
            models.CheckConstraint(
                name="firms_exposure_hs_code", condition=Q(hs_code__regex=r"^([0-9]{4,10})?$")
            ),
            models.UniqueConstraint(
                name="firms_exposure_once",
                fields=["firm", "regulation", "product"],
                condition=Q(ended_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_regulation_display()}: {self.product}"

    def get_absolute_url(self) -> str:
        return self.firm.get_absolute_url()


class BusinessState(models.TextChoices):
    RUNNING = "RUNNING", _("In business")
    SUSPENDED = "SUSPENDED", _("Business suspended")
    CLOSED = "CLOSED", _("Closed down")


@tracked
class ListedBusiness(models.Model):
    """What the newest imported list of the tax office says of a business number."""

    business_number = models.CharField(
        max_length=10, unique=True, db_comment="Ten digits without hyphens, registered here or not"
    )
    state = models.CharField(max_length=9, choices=BusinessState, db_comment="Running, suspended, closed")
    closed_on = models.DateField(null=True, db_comment="Day on which it closed down")
    listed_on = models.DateField(db_comment="Day of the list that says so")
    source = models.CharField(max_length=200, db_comment="Which list, as its importer called it")
    imported_at = models.DateTimeField(db_comment="When the list was imported")
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who imported it"
    )

    class Meta:
        db_table_comment = "Business numbers on imported lists of running, suspended and closed businesses"
        ordering: ClassVar = ["business_number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="firms_listedbusiness_number", condition=Q(business_number__regex=r"^[0-9]{10}$")
            ),
            models.CheckConstraint(
                name="firms_listedbusiness_state", condition=Q(state__in=BusinessState.values)
            ),
            models.CheckConstraint(
                name="firms_listedbusiness_closed_on",
                condition=Q(state="CLOSED", closed_on__isnull=False)
                | (~Q(state="CLOSED") & Q(closed_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business_number}: {self.get_state_display()}"
