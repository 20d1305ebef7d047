"""Who held a case since when: from the acceptance on, each firm until the next one took it over."""

import datetime as dt
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from applications.models.cases import Application
from applications.models.querysets import own_firms
from core.workflow import clock
from core.workflow.models import PublicIdField, immutable
from firms.models import Firm
from programs.models.programmes import within
from programs.permissions import VIEW_CASES


class HolderQuerySet(models.QuerySet):
    def with_until(self) -> "HolderQuerySet":
        """Add `until_at`: when the next firm took the case over, None for the one that holds it today."""
        following = Holder.objects.filter(application=OuterRef("application"), number=OuterRef("number") + 1)
        return self.annotate(until_at=Subquery(following.values("at")[:1]))

    def former(self) -> "HolderQuerySet":
        """Return those that handed their case over."""
        return self.with_until().filter(until_at__isnull=False)

    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "HolderQuerySet":
        """Return what one's own firms held and handed over, and for the office what any firm did."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        run = within(user.scopes(VIEW_CASES, clock.day(at or clock.now())), "application__call__program")
        return self.former().filter(Q(firm__in=own_firms(user, at)) | run)


def takes_over_from_another() -> pgtrigger.Trigger:
    """Return the trigger that lets holders follow one another: numbered, later, each another firm."""
    return pgtrigger.Trigger(
        name="takes_over_from_another",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=(
            "IF NEW.number > 1 AND NOT EXISTS (SELECT 1 FROM applications_holder h"
            " WHERE h.application_id = NEW.application_id AND h.number = NEW.number - 1"
            " AND h.at < NEW.at AND h.firm_id <> NEW.firm_id) THEN RAISE EXCEPTION"
            " 'takes_over_from_another: a holder follows another firm, later'; END IF; RETURN NEW;"
        ),
    )


class Holder(models.Model):
    """
    One firm that holds a case, since it accepted or took it over. Never changed.

    It holds it until the next one does: so there is neither a day without a holder nor one with two.
    """

    public_id = PublicIdField()
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="holders", db_comment="Which case"
    )
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="held", db_comment="Who holds it")
    number = models.PositiveSmallIntegerField(
        db_comment="1 for the firm that accepted, 2 for the next, and so on"
    )
    at = models.DateTimeField(db_comment="Since when: it accepted, or its taking over was approved")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who accepted or approved",
    )

    objects: ClassVar[Any] = HolderQuerySet.as_manager()

    class Meta:
        db_table_comment = "Firms that hold accepted cases, one after the other"
        ordering: ClassVar = ["application", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="applications_holder_number", fields=["application", "number"]),
            models.CheckConstraint(name="applications_holder_counts", condition=Q(number__gt=0)),
        ]
        triggers: ClassVar = [immutable(), takes_over_from_another()]

    def __str__(self) -> str:
        return f"{self.application}: {self.firm}"

    @property
    def since_on(self) -> dt.date:
        """The day from which on it holds the case."""
        return clock.day(self.at)
