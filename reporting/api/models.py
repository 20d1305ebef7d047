"""Tokens with which a firm's programs read its data, webhooks that tell them of its cases, and the log."""

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.models import PublicIdField, VersionedQuerySet, frozen_fields, tracked
from firms.models import Firm
from reporting.api.permissions import CONNECT


def _person(words: str, *, null: bool = False) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=null, on_delete=models.PROTECT, related_name="+", db_comment=words
    )


def connected_firms(user: Any, at: dt.datetime | None = None) -> frozenset[int]:
    """Return the ids of the firms whose tokens and webhooks this person keeps."""
    if not getattr(user, "is_authenticated", False):
        return frozenset()
    return user.scopes(CONNECT, clock.day(at or clock.now())).of(ScopeKind.FIRM)


class OfFirm(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return those of the firms that this person represents."""
        return self.filter(firm__in=connected_firms(user, at))

    def with_names(self) -> Self:
        """Fetch along what a page names."""
        return self.select_related("firm", "made_by")

    def with_makers(self) -> Self:
        """Fetch along what says whether those who made them answer for them still."""
        return self.with_names().prefetch_related("made_by__assignments")


class TokenQuerySet(OfFirm):
    def standing(self, on: dt.date) -> Self:
        """Return those that are neither revoked nor past their last day."""
        return self.filter(revoked_at__isnull=True, expires_on__gte=on)


class HookQuerySet(OfFirm):
    def standing(self) -> Self:
        """Return those that nobody stopped."""
        return self.filter(stopped_at__isnull=True)


@tracked
class Token(models.Model):
    """With this a firm's program reads the firm's data. Only a hash of it is kept."""

    #: that it was used is no change of it
    untracked: ClassVar = ["last_used_at"]

    public_id = PublicIdField()
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="tokens", db_comment="Whose data it reads"
    )
    name = models.CharField(_("name"), max_length=60, db_comment="What the firm calls it")
    digest = models.CharField(max_length=64, unique=True, db_comment="SHA-256 of the token, in hex")
    beginning = models.CharField(
        max_length=12, db_comment="First characters, by which people tell tokens apart"
    )
    expires_on = models.DateField(_("last day"), db_comment="Last day on which it works")
    made_at = models.DateTimeField(_("made"), db_comment="When it was made")
    made_by = _person("Who made it; it works while they represent the firm")
    revoked_at = models.DateTimeField(null=True, db_comment="When it was revoked")
    revoked_by = _person("Who revoked it", null=True)
    last_used_at = models.DateTimeField(
        _("last used"), null=True, db_comment="When it was last used, to the minute"
    )

    objects: ClassVar[Any] = TokenQuerySet.as_manager()

    class Meta:
        db_table_comment = "Tokens of the read API"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="api_token_digest", condition=Q(digest__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="api_token_revoked",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            frozen_fields("api_token_kept", "firm_id", "digest", "expires_on", "made_by_id", "revoked_at")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("api:firm", args=[self.firm.public_id])


@tracked
class Hook(models.Model):
    """An address of a firm that is told of every step of its cases, until somebody stops it."""

    public_id = PublicIdField()
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="hooks", db_comment="Whose cases it is told of"
    )
    address = models.CharField(_("address"), max_length=500, db_comment="Where messages go, https")
    made_at = models.DateTimeField(_("registered"), db_comment="When it was registered")
    made_by = _person("Who registered it")
    stopped_at = models.DateTimeField(null=True, db_comment="When it was stopped")
    stopped_by = _person("Who stopped it", null=True)

    objects: ClassVar[Any] = HookQuerySet.as_manager()

    class Meta:
        db_table_comment = "Webhooks of firms"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="api_hook_once", fields=["firm", "address"], condition=Q(stopped_at__isnull=True)
            ),
            models.CheckConstraint(
                name="api_hook_stopped",
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True)
                | Q(stopped_at__isnull=False, stopped_by__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            frozen_fields("api_hook_kept", "public_id", "firm_id", "address", "made_by_id", "stopped_at")
        ]

    def __str__(self) -> str:
        return self.address

    def get_absolute_url(self) -> str:
        return reverse("api:hook", args=[self.public_id])


class State(models.TextChoices):
    WAITING = "WAITING", _("Waiting")
    DELIVERED = "DELIVERED", _("Delivered")
    GIVEN_UP = "GIVEN_UP", _("Given up")


class Problem(models.TextChoices):
    NONE = "", _("None")
    ANSWER = "ANSWER", _("The receiver answered with an error")
    REDIRECT = "REDIRECT", _("The receiver sent us elsewhere; redirects are not followed")
    SILENT = "SILENT", _("The receiver did not answer in time")
    UNREACHABLE = "UNREACHABLE", _("The receiver could not be reached")
    UNSAFE = "UNSAFE", _("The name leads to an address inside a private network")
    TLS = "TLS", _("The certificate of the receiver is not valid")
    STOPPED = "STOPPED", _("The webhook was stopped")


class DeliveryQuerySet(VersionedQuerySet):
    def visible_to(self, user: Any, at: dt.datetime | None = None) -> Self:
        """Return the log of the firms that this person represents."""
        return self.filter(hook__firm__in=connected_firms(user, at))

    def with_names(self) -> Self:
        """Fetch along what a page names."""
        return self.select_related("hook__firm", "hook__made_by")


class Delivery(models.Model):
    """One message to one address: what it says, how often it was tried, what came back."""

    public_id = PublicIdField()
    hook = models.ForeignKey(
        Hook, on_delete=models.PROTECT, related_name="deliveries", db_comment="To which address"
    )
    case_kind = models.CharField(_("kind"), max_length=32, db_comment="Kind of the case, as the API names it")
    case_id = models.CharField(max_length=16, db_comment="Public id of the case")
    from_status = models.CharField(max_length=32, blank=True, db_comment="Status before; empty at the start")
    to_status = models.CharField(max_length=32, db_comment="Status after")
    body = models.TextField(db_comment="The message as it is signed and sent, JSON")
    happened_at = models.DateTimeField(_("happened"), db_comment="When the step was taken")
    status = models.CharField(
        _("status"), max_length=9, choices=State, default=State.WAITING, db_comment="How far it is"
    )
    tries = models.PositiveSmallIntegerField(
        _("tries"), default=0, db_comment="Tries since it was last asked for"
    )
    answer = models.PositiveSmallIntegerField(
        _("answer"), null=True, db_comment="HTTP status of the last answer, if there was one"
    )
    problem = models.CharField(
        _("problem"), max_length=11, choices=Problem, blank=True, db_comment="Why the last try failed"
    )
    tried_at = models.DateTimeField(_("last try"), null=True, db_comment="When it was last tried")
    next_try_at = models.DateTimeField(
        _("next try"), null=True, db_comment="When it is tried next; empty once it is over"
    )

    objects: ClassVar[Any] = DeliveryQuerySet.as_manager()

    class Meta:
        db_table_comment = "Log of messages to webhooks"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="api_delivery_status", condition=Q(status__in=State.values)),
            models.CheckConstraint(name="api_delivery_problem", condition=Q(problem__in=Problem.values)),
            models.CheckConstraint(
                name="api_delivery_next",
                condition=Q(status="WAITING", next_try_at__isnull=False)
                | (~Q(status="WAITING") & Q(next_try_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="api_delivery_moves",
                condition=Q(from_status="") | ~Q(from_status=F("to_status")),
            ),
        ]
        triggers: ClassVar = [
            frozen_fields("api_delivery_kept", "hook_id", "case_kind", "case_id", "to_status", "body")
        ]

    def __str__(self) -> str:
        return f"{self.case_kind} {self.case_id}: {self.to_status}"

    def get_absolute_url(self) -> str:
        return self.hook.get_absolute_url()

    @property
    def status_tone(self) -> str:
        """Tell how a badge of this status looks."""
        return {"DELIVERED": "success", "GIVEN_UP": "danger"}.get(self.status, "info")
