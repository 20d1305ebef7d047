"""The agreement that the members of a consortium sign."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.workflow.models import (
    Versioned,
    counts_versions,
    frozen_fields,
    immutable,
    tracked,
)
from programs.models.consortia import Consortium, Member
from programs.models.links import OfConsortium


@tracked
class Agreement(Versioned):
    """The consortium's agreement as it was drawn up, by the hash of its text; each party signs that hash."""

    consortium = models.ForeignKey(
        Consortium, on_delete=models.PROTECT, related_name="agreements", db_comment="Whose agreement"
    )
    number = models.PositiveSmallIntegerField(db_comment="1, 2, 3 … within the consortium")
    text = models.TextField(db_comment="The agreement, word for word")
    sha256 = models.CharField(max_length=64, db_comment="SHA-256 of the text in UTF-8")
    facts_sha256 = models.CharField(
        max_length=64,
        default="",
        db_comment="SHA-256 of what it was drawn up from (parties, roles, section); another one is outdated",
    )
    drawn_up_at = models.DateTimeField(db_comment="When it was drawn up")
    drawn_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who drew it up"
    )
    superseded_at = models.DateTimeField(
        null=True, db_comment="Since when another one takes its place; empty for the present one"
    )
    superseded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who drew up the one that takes its place",
    )

    objects: ClassVar[Any] = OfConsortium.as_manager()

    class Meta(Versioned.Meta):
        db_table_comment = "Agreements of consortia"
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_agreement_number", fields=["consortium", "number"]),
            models.UniqueConstraint(
                name="programs_agreement_present",
                fields=["consortium"],
                condition=Q(superseded_at__isnull=True),
            ),
        ]
        triggers: ClassVar = [
            counts_versions(),
            frozen_fields(
                "text_frozen", "consortium_id", "number", "text", "sha256", "facts_sha256", "superseded_at"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consortium} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("programs:agreement", args=[self.public_id])


class Signature(models.Model):
    """A party's signature under an agreement: name, moment, and the hash that was signed. Never changed."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="signatures", db_comment="Which agreement"
    )
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="signatures", db_comment="Which party"
    )
    name = models.CharField(_("name"), max_length=80, db_comment="Name as the person typed it")
    sha256 = models.CharField(max_length=64, db_comment="Hash of the text that was signed")
    at = models.DateTimeField(db_comment="When")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who signed"
    )

    class Meta:
        db_table_comment = "Signatures under agreements"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="programs_signature_once", fields=["agreement", "member"])
        ]
        triggers: ClassVar = [immutable()]

    def __str__(self) -> str:
        return f"{self.name} ({self.member.firm})"
