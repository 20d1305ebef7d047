"""The kinds of things a programme names; names and sources in two languages."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class GrantKind(models.TextChoices):
    SUBSIDY = "SUBSIDY", _("Subsidy")
    INDIRECT = "INDIRECT", _("Indirect subsidy")
    CONTRIBUTION = "CONTRIBUTION", _("Private contribution")


class CostKind(models.TextChoices):
    EQUIPMENT = "EQUIPMENT", _("Equipment replacement")
    CONSULTING = "CONSULTING", _("Consulting")
    PCF = "PCF", _("Third-party PCF verification")


class RuleKind(models.TextChoices):
    RATE = "RATE", _("Co-funding rate")
    CAP_FIRM = "CAP_FIRM", _("Cap per firm")
    CAP_CONSORTIUM = "CAP_CONSORTIUM", _("Cap per consortium")
    CAP_POOLED = "CAP_POOLED", _("Cap per partner, pooled over the consortium's partners")
    ROUNDING = "ROUNDING", _("Rounded down to whole")
    IN_KIND_SHARE = "IN_KIND_SHARE", _("Part of the self-burden that may be in kind")
    PASS_THROUGH = "PASS_THROUGH", _("To be passed on by tier 1")
    INCENTIVE = "INCENTIVE", _("Incentive for each tonne above what was promised")
    TOLERANCE = "TOLERANCE", _("Part of the promise that may stay unmet")
    CREDITABLE = "CREDITABLE", _("Creditable part of subsidised tonnes")
    MINOR_SHARE = "MINOR_SHARE", _("Part of a budget item up to which a change is minor")
    MINOR_DAYS = "MINOR_DAYS", _("Days up to which a change of the end is minor")


#: kinds of rules whose value is basis points, not won
PARTS = frozenset(
    {
        RuleKind.RATE,
        RuleKind.IN_KIND_SHARE,
        RuleKind.PASS_THROUGH,
        RuleKind.TOLERANCE,
        RuleKind.CREDITABLE,
        RuleKind.MINOR_SHARE,
    }
)


class CheckTermKind(models.TextChoices):
    """Numbers of a programme's checks and periods: won, quotes, days a fact holds or to act in, seconds."""

    QUOTES_FROM = "QUOTES_FROM", _("Price from which competing quotes are wanted")
    QUOTES_WANTED = "QUOTES_WANTED", _("Number of quotes that is wanted from that price on")
    CERTIFICATE_DAYS = "CERTIFICATE_DAYS", _("Days a size certificate that was read goes on holding")
    STANDING_DAYS = "STANDING_DAYS", _("Days an entry on the list of closed businesses goes on holding")
    EXCLUSION_DAYS = "EXCLUSION_DAYS", _("Days what excludes a firm, once read, goes on holding")
    SUPPLIER_DAYS = "SUPPLIER_DAYS", _("Days what is known of suppliers, once read, goes on holding")
    GRACE_SECONDS = "GRACE_SECONDS", _("Seconds after the deadline for a submission begun before it")
    OBJECTION_DAYS = "OBJECTION_DAYS", _("Days to object after the notice of a decision")
    ANSWER_DAYS = "ANSWER_DAYS", _("Days in which the office answers an objection")
    EXTENSION_DAYS = "EXTENSION_DAYS", _("Days by which that answer can be put off once")
    ACCEPTANCE_DAYS = "ACCEPTANCE_DAYS", _("Days to accept an award before silence withdraws it")
    ASSET_DAYS = "ASSET_DAYS", _("Days to complete the entry of an asset after its payment")
    REPORT_DAYS = "REPORT_DAYS", _("Days after a half-year to report on assets")


class Grade(models.TextChoices):
    GENERAL = "GENERAL", _("General technology")
    ADVANCED = "ADVANCED", _("Advanced technology")


class Step(models.TextChoices):
    APPLICATION = "APPLICATION", _("With the application")
    PAYMENT = "PAYMENT", _("With the payment request")


class EvidenceKind(models.TextChoices):
    """What proves a line of a payment request, and what shows that it was delivered or paid."""

    INVOICE = "INVOICE", _("E-tax invoice")
    CARD = "CARD", _("Approval of the dedicated card")
    TRANSFER = "TRANSFER", _("Bank transfer receipt")
    DELIVERY_NOTE = "DELIVERY_NOTE", _("Delivery note")
    SERIAL_PLATE = "SERIAL_PLATE", _("Photo of the serial plate")


#: either of them proves by itself what was bought (decree, art. 10-8); the others stand beside one of them
PROOFS = (EvidenceKind.INVOICE, EvidenceKind.CARD)


class PaymentKind(models.TextChoices):
    """Which of the payments of a grant a request asks for."""

    ADVANCE = "ADVANCE", _("Advance payment")
    INTERIM = "INTERIM", _("Interim payment")
    FINAL = "FINAL", _("Final payment")
    HOLD_BACK = "HOLD_BACK", _("Payment of what was held back")


#: payments that are asked for without invoices: before any was paid, and after all were accepted
WITHOUT_LINES = (PaymentKind.ADVANCE, PaymentKind.HOLD_BACK)


class Direction(models.TextChoices):
    UPSTREAM = "UPSTREAM", _("From the anchor to its suppliers")
    DOWNSTREAM = "DOWNSTREAM", _("From the anchor to its customers")


class MemberRole(models.TextChoices):
    ANCHOR = "ANCHOR", _("Anchor firm")
    PARTNER = "PARTNER", _("Partner firm")
    SHARED = "SHARED", _("Shared supplier")
    CUSTOMER = "CUSTOMER", _("Customer")
    CONSULTANT = "CONSULTANT", _("Consulting body")


#: roles of firms that are partners of a consortium: neither its anchor nor a consulting body
PARTNER_ROLES = (MemberRole.PARTNER, MemberRole.SHARED, MemberRole.CUSTOMER)


class InTwoLanguages(models.Model):
    """A name in Korean and in English."""

    name_ko = models.CharField(_("name (Korean)"), max_length=160, db_comment="Name in Korean")
    name_en = models.CharField(_("name (English)"), max_length=160, db_comment="Name in English")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_ko


class Sourced(models.Model):
    """Where a fact was published, in Korean and in English."""

    source_ko = models.TextField(_("source (Korean)"), db_comment="Where it was published, in Korean")
    source_en = models.TextField(_("source (English)"), db_comment="Where it was published, in English")

    class Meta:
        abstract = True

    @property
    def source(self) -> str:
        """Where it was published, in the reader's language."""
        return self.source_en if get_language() == "en" else self.source_ko
