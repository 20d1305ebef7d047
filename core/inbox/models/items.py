"""What waits for whom, until when."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.inbox import registry
from core.inbox.ladder import is_soon
from core.users.models import Role, RoleAssignment
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import PublicIdField, tracked


def acts_for_firm(day: dt.date) -> Exists:
    """Return what asks of an item whether the person it waits for acts for its firm on the day."""
    held = RoleAssignment.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        user=OuterRef("user"),
        user__is_active=True,
        scope_kind=ScopeKind.FIRM,
        scope_id=OuterRef("scope_id"),
        valid_from__lte=day,
    )
    return Exists(held)


class ItemQuerySet(models.QuerySet):
    def open(self) -> "ItemQuerySet":
        """Return what nobody has done yet."""
        return self.filter(closed_at__isnull=True)

    def visible_to(self, user: Any, at: dt.datetime | None = None) -> "ItemQuerySet":
        """
        Return what is addressed to this person by name, or by a role they hold over its scope.

        What waits for a colleague who doesn't act for the firm any more waits for everybody there.
        """
        if not user.is_authenticated:
            return self.none()
        today = clock.day(at or clock.now())
        firms = {held.scope_id for held in user.assignments_on(today) if held.scope_kind == ScopeKind.FIRM}
        addressed = Q(user=user.pk) & (Q(scope_id__isnull=True) | Q(scope_id__in=firms))
        if firms:
            of_firm = Q(user__isnull=False, scope_kind="", scope_id__in=firms)
            addressed |= of_firm & ~Q(acts_for_firm(today))
        for held in user.assignments_on(today):
            if held.scope_kind == ScopeKind.EVERYTHING:
                addressed |= Q(role=held.role)
            else:
                addressed |= Q(role__in=["", held.role], scope_kind=held.scope_kind, scope_id=held.scope_id)
        return self.filter(addressed)

    def left_behind(self, day: dt.date) -> "ItemQuerySet":
        """Return what waits for somebody who doesn't act for its firm on the day: the firm does it."""
        named = self.filter(user__isnull=False, scope_kind="", scope_id__isnull=False)
        return named.exclude(acts_for_firm(day))

    def by_urgency(self) -> "ItemQuerySet":
        """Order by due day, then oldest first."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "pk")


@tracked
class Item(models.Model):
    """One thing that waits: of a kind, about a case, for a role over a scope or for one person."""

    public_id = PublicIdField()
    key = models.CharField(
        max_length=160, unique=True, db_comment="Names the item, so that it is opened once"
    )
    kind = models.CharField(
        max_length=48, db_comment="What is to be done; titles and addresses come from a table"
    )
    subject_kind = models.CharField(max_length=24, db_comment="Kind of the case it is about")
    subject_id = models.BigIntegerField(db_comment="Id of the case it is about")
    subject_public_id = models.CharField(max_length=16, db_comment="Public id of that case, for its address")
    about = models.CharField(
        max_length=240, db_comment="Name of the case, as it was when the item was opened"
    )
    role = models.CharField(
        max_length=20, blank=True, db_comment="Role it waits for; empty for any role over the scope"
    )
    scope_kind = models.CharField(
        max_length=16, blank=True, db_comment="Kind of scope it waits in; empty for a person"
    )
    scope_id = models.BigIntegerField(null=True, db_comment="Id of that scope")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="The one person it waits for, if it is one",
    )
    due_on = models.DateField(null=True, db_comment="Day until which it should be done")
    is_notice = models.BooleanField(
        default=False, db_comment="Only to be read; closed by whoever has read it"
    )
    overdue_item = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="told_by",
        db_comment="The overdue work that this notice tells the next responsible of",
    )
    opened_at = models.DateTimeField(db_comment="When it was opened")
    closed_at = models.DateTimeField(null=True, db_comment="When it was done or read")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_comment="Who did or read it",
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        db_table_comment = "What waits for whom"
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(
                name="inbox_item_open",
                fields=["scope_kind", "scope_id", "role"],
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(name="inbox_item_subject", fields=["subject_kind", "subject_id"]),
            models.Index(
                name="inbox_item_due",
                fields=["due_on"],
                condition=Q(closed_at__isnull=True, due_on__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="inbox_item_role", condition=Q(role__in=["", *Role.values])),
            models.CheckConstraint(
                name="inbox_item_addressee",
                condition=Q(user__isnull=False, scope_kind="")
                | Q(user__isnull=True, scope_kind__in=ScopeKind.values),
            ),
            models.CheckConstraint(
                name="inbox_item_overdue_is_notice",
                condition=Q(overdue_item__isnull=True) | Q(is_notice=True),
            ),
            models.CheckConstraint(
                name="inbox_item_closed",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.about}"

    @property
    def title(self) -> str:
        """What is to be done, in words; of a notice about overdue work, what was not done."""
        words = str(registry.kind(self.kind).title)
        return f"{words}: {self.overdue_item.title}" if self.overdue_item else words

    @property
    def href(self) -> str:
        """Where it is done: one click. A notice about overdue work leads to the case instead."""
        case = (
            registry.subject(self.subject_kind).address(self.subject_public_id)
            if self.overdue_item_id
            else ""
        )
        return case or registry.kind(self.kind).address(self.subject_public_id)

    @property
    def is_of_firm(self) -> bool:
        """Whether it waits for one person as somebody of a firm, whose id is then its `scope_id`."""
        return self.user_id is not None and self.scope_id is not None

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed."""
        return self.due_on is not None and self.due_on < clock.day(clock.now())

    @property
    def is_soon(self) -> bool:
        """Whether its day comes within the next few days."""
        return is_soon(self.due_on, clock.day(clock.now()))
