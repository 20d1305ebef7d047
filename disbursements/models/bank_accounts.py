"""The bank account in which a firm keeps a subsidy apart (Act, art. 34), and the programme's own bank."""

import datetime as dt
from typing import Any, ClassVar, Self

import pgtrigger
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.workflow.models import (
    Versioned,
    VersionedQuerySet,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from disbursements.bank.codes import BANKS, masked
from disbursements.models.grants import Grant
from disbursements.models.visibility import firms_of, seen_by_office
from firms.models import Firm
from programs.models import Program

ONLY_DIGITS = RegexValidator(r"^[0-9]{8,16}$")


class BankAccountQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return those of a person's firms, and of the programmes of their office."""
        office = seen_by_office(user, "consortium", at)
        programmes = Grant.objects.filter(office).order_by().values("consortium__program")
        return self.filter(Q(firm__in=firms_of(user, at)) | Q(program__in=programmes))

    def usable(self) -> Self:
        """Return those that a second person confirmed."""
        return self.filter(confirmed_at__isnull=False)

    def waiting(self) -> Self:
        """Return those that nobody has answered."""
        return self.filter(confirmed_at__isnull=True, refused_at__isnull=True)

    def with_names(self) -> Self:
        """Fetch along what a page about an account names."""
        return self.select_related(
            "firm", "program", "grant", "bankbook__blob", "registered_by", "confirmed_by"
        )


@tracked
class BankAccount(Versioned):
    """Where a firm wants a subsidy paid: registered by it, confirmed by the office, changed by a new row."""

    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="bank_accounts", db_comment="Whose account it is"
    )
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="+", db_comment="For the subsidies of this programme"
    )
    grant = models.ForeignKey(
        Grant,
        null=True,
        on_delete=models.PROTECT,
        related_name="bank_accounts",
        db_comment="For this grant alone; empty for all of the programme",
    )
    bank_code = models.CharField(
        _("bank"), max_length=3, choices=BANKS, db_comment="Code of the bank in the interbank network"
    )
    number = models.CharField(
        _("account number"), max_length=16, validators=[ONLY_DIGITS], db_comment="Digits only"
    )
    holder_name = models.CharField(
        _("account holder"), max_length=70, db_comment="Name of the holder as in the bankbook"
    )
    bankbook = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, related_name="+", db_comment="Copy of the bankbook"
    )
    registered_at = models.DateTimeField(db_comment="When it was registered")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who registered it"
    )
    confirmed_at = models.DateTimeField(null=True, db_comment="When the office confirmed it")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who confirmed it: not who registered it",
    )
    refused_at = models.DateTimeField(null=True, db_comment="When the office refused it")
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who refused it",
    )
    refusal = models.TextField(_("reason"), blank=True, db_comment="Why it was refused")

    objects: ClassVar[Any] = BankAccountQuerySet.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Bank accounts of firms for subsidies"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_bankaccount_bank", condition=Q(bank_code__in=[code for code, _n in BANKS])
            ),
            models.CheckConstraint(
                name="disbursements_bankaccount_number", condition=Q(number__regex=r"^[0-9]{8,16}$")
            ),
            models.CheckConstraint(
                name="disbursements_bankaccount_two_people",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("registered_by")),
            ),
            models.CheckConstraint(
                name="disbursements_bankaccount_answered_once",
                condition=Q(confirmed_at__isnull=True) | Q(refused_at__isnull=True),
            ),
            models.CheckConstraint(
                name="disbursements_bankaccount_who",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            frozen_fields(
                "bank_account_fixed", "firm_id", "program_id", "bank_code", "number", "holder_name",
                "bankbook_id", "registered_by_id", "confirmed_at", "confirmed_by_id", "refused_at",
            ),
            pgtrigger.Protect(name="bank_account_kept", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_bank_code_display()} {masked(self.number)}"

    def get_absolute_url(self) -> str:
        return reverse("disbursements:bank_account", args=[self.public_id])

    @property
    def is_waiting(self) -> bool:
        """Whether nobody of the office has answered."""
        return self.confirmed_at is None and self.refused_at is None


class Separator(models.TextChoices):
    COMMA = ",", _("Comma")
    SEMICOLON = ";", _("Semicolon")
    TAB = "\t", _("Tab")
    BAR = "|", _("Vertical bar")


class Encoding(models.TextChoices):
    UTF8 = "utf-8", "UTF-8"
    CP949 = "cp949", "CP949"


class BankProfile(Versioned):
    """From which account a programme pays, and how its bank writes and reads files; the last row counts."""

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="bank_profiles", db_comment="Which programme"
    )
    payer_name = models.CharField(_("payer"), max_length=70, db_comment="Name of the account's holder")
    bank_code = models.CharField(
        _("bank"), max_length=3, choices=BANKS, db_comment="Code of the paying bank in the interbank network"
    )
    number = models.CharField(
        _("account number"), max_length=16, validators=[ONLY_DIGITS], db_comment="Digits only"
    )
    columns = models.CharField(
        _("columns of the payment file"), max_length=200, db_comment="Names of columns in order, by comma"
    )
    answer_columns = models.CharField(
        _("columns of the statement file"), max_length=200, db_comment="Names of columns in order, by comma"
    )
    separator = models.CharField(
        _("separator"), max_length=1, choices=Separator, default=Separator.COMMA, db_comment="Between columns"
    )
    encoding = models.CharField(
        _("encoding"), max_length=8, choices=Encoding, default=Encoding.CP949, db_comment="Of the characters"
    )
    set_at = models.DateTimeField(db_comment="Since when it counts")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who set it"
    )

    class Meta(Versioned.Meta):
        db_table_comment = "Paying accounts of programmes and file layouts of their banks"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="disbursements_bankprofile_bank", condition=Q(bank_code__in=[code for code, _n in BANKS])
            ),
            models.CheckConstraint(
                name="disbursements_bankprofile_number", condition=Q(number__regex=r"^[0-9]{8,16}$")
            ),
            models.CheckConstraint(
                name="disbursements_bankprofile_separator", condition=Q(separator__in=Separator.values)
            ),
            models.CheckConstraint(
                name="disbursements_bankprofile_encoding", condition=Q(encoding__in=Encoding.values)
            ),
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.get_bank_code_display()} {masked(self.number)}"
