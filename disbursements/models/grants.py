"""Grants and their tree."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from core.ledger.operations import Owner
from core.workflow.models import Case, StatusChange, counts_versions, tracked
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
            " IF (NEW.kind, NEW.firm_id, NEW.consortium_id, NEW.awarded_won)"
            " IS DISTINCT FROM (a.grant_kind, a.firm_id, a.consortium_id, a.awarded_won) THEN"
            " RAISE EXCEPTION"
            " 'follows_its_application: kind, firm, consortium and amount are the application''s';"
            " END IF; RETURN NEW;"
        ),
    )


@tracked
class Grant(Case):
    """Support agreed by both sides, over the ledger accounts of its application."""

    transitions = GRANT_TRANSITIONS
    tones: ClassVar = {"OPENED": "success", "CLOSED": "neutral"}

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
    awarded_won = models.BigIntegerField(_("amount awarded"), db_comment="Amount awarded, won")
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
            models.CheckConstraint(name="disbursements_grant_amount", condition=Q(awarded_won__gt=0)),
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


class GrantChange(StatusChange):
    """A step of a grant."""

    case = models.ForeignKey(
        Grant, on_delete=models.PROTECT, related_name="changes", db_comment="Which grant"
    )

    class Meta(StatusChange.Meta):
        db_table_comment = "Steps of grants"
