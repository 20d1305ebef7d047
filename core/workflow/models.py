"""Abstract models: an unguessable id, a version, a case with a status, a row per status change."""

import datetime as dt
import secrets
from typing import Any, ClassVar, Self, TypeVar, cast
from zoneinfo import ZoneInfo

import pghistory
import pgtrigger
from django.conf import settings
from django.db import connections, models
from django.utils.translation import gettext_lazy as _

from core.workflow import listening
from core.workflow.refusals import Gone, InvalidTransition, StaleVersion
from core.workflow.transitions import Transitions

SEOUL = ZoneInfo("Asia/Seoul")
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_public_id() -> str:
    """Return 16 random characters (80 bits) that read well and can't be guessed."""
    return "".join(_ALPHABET[byte % 32] for byte in secrets.token_bytes(16))


M = TypeVar("M", bound=type[models.Model])


def tracked(model: M) -> M:
    """Keep every version of every row: who, by which operation, why. For tables whose rows can change."""
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    tracker: Any = pghistory.track(*events, exclude=getattr(model, "untracked", None))
    return cast(M, tracker(model))


def counts_versions() -> pgtrigger.Trigger:
    """Return the trigger that adds one to `version` with every change, whoever writes."""
    return pgtrigger.Trigger(
        name="version_counts",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="NEW.version = OLD.version + 1; RETURN NEW;",
    )


def immutable(name: str = "immutable") -> pgtrigger.Trigger:
    """Return the trigger that refuses any change of, and any farewell to, a row of an append-only table."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)


def frozen_fields(name: str, *fields: str) -> pgtrigger.Trigger:
    """Return the trigger that refuses a change of these columns once they are written (not null)."""
    changed = " OR ".join(f"(OLD.{f} IS NOT NULL AND NEW.{f} IS DISTINCT FROM OLD.{f})" for f in fields)
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=f"IF {changed} THEN RAISE EXCEPTION '{name}: these columns are frozen'; END IF; RETURN NEW;",
    )


class PublicIdField(models.CharField):
    """The id that appears in addresses."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", new_public_id)
        kwargs.setdefault("db_comment", "Unguessable id used in addresses")
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        """Say `unique` always: history tables repeat the id, and migrations must not fall back on ours."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "unique": self.unique}


class VersionedQuerySet(models.QuerySet):
    def lock(self, pk: int, version: int | None = None) -> Any:
        """
        Return the row, locked until the transaction ends.

        :raises Gone: if somebody removed it at this very moment.
        :raises StaleVersion: if `version` is given and somebody changed the row since it was read.
        """
        # Keys never change, so rows that refer to this one may still be written: fewer circles of waiting.
        row: Any
        if self.query.select_related:  # joined, a row is lost that refers to another one by then
            list(self.model._base_manager.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))
            row = self.filter(pk=pk).first()
        else:
            row = self.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
        if row is None:
            raise Gone
        if version is not None:  # rows without versions are locked, too
            row.check_version(version)
        return row

    def keep(self, pk: int) -> Any:
        """
        Return the row, which nobody changes until the transaction ends; others may keep it as well.

        For what many rest on at once and few change, as a programme in the last minutes of its call: whoever
        changes it locks it, and waits for those who keep it.
        """
        connection = connections[self.db]
        table, key = (connection.ops.quote_name(name) for name in (self.model._meta.db_table, "id"))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE {key} = %s FOR SHARE", [pk])  # noqa: S608 - own names
        return self.get(pk=pk)

    def with_names(self) -> Self:
        """Fetch along what a page about a row names; here nothing, a room says what of its own."""
        return self


class Versioned(models.Model):
    """A record that people edit: unguessable id, and a version that tells the second writer."""

    public_id = PublicIdField()
    version = models.PositiveIntegerField(
        default=1, editable=False, db_comment="Goes up with every change; tells a second writer of the first"
    )

    objects = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True
        triggers: ClassVar = [counts_versions()]

    def check_version(self, version: int | None) -> None:
        """
        Refuse to go on from another version than the one that was read; None: nobody looked at a page.

        :raises StaleVersion: if somebody changed the row since.
        """
        if version is not None and self.version != version:
            raise StaleVersion


class Case(Versioned):
    """
    A versioned record with a status that moves along one table of transitions.

    A concrete case declares `transitions`, a `status` column and a `StatusChange` model with
    `related_name="changes"`.
    """

    transitions: ClassVar[Transitions]
    status: Any
    changes: Any
    #: status value → "neutral", "info", "success", "warning" or "danger"
    tones: ClassVar[dict[str, str]] = {}

    class Meta:
        abstract = True

    @property
    def status_tone(self) -> str:
        """Tell how a badge of this status looks."""
        return self.tones.get(self.status, "neutral")

    def can_move_to(self, status: str) -> bool:
        """Say whether the table lets this case become `status`."""
        return self.transitions.allows(self.status, status)

    def check_can_move_to(self, status: str) -> None:
        """
        Refuse unless the table lets this case become `status`.

        :raises InvalidTransition: if not, saying who brought the case to where it is, and when.
        """
        if not self.can_move_to(status):
            raise self._not_now()

    def check_stands_in(self, *statuses: str) -> None:
        """
        Refuse unless the case is in one of them: for a step whose target another step leads to as well.

        :raises InvalidTransition: if not, saying who brought the case to where it is, and when.
        """
        if self.status not in statuses:
            raise self._not_now()

    def _not_now(self) -> InvalidTransition:
        last = self.changes.order_by("pk").last()
        return InvalidTransition(
            now=self.get_status_display(),  # type: ignore[attr-defined]
            since=f"{last.at.astimezone(SEOUL):%Y-%m-%d %H:%M}" if last else "–",
            who=last.by.get_full_name() if last and last.by else "–",
        )

    def move_to(self, status: str, *, by: Any, at: dt.datetime, reason: str = "", **more: Any) -> Self:
        """
        Move to `status` and write down who, when and why, and `more` where the steps of a case say more.

        :raises InvalidTransition: if the table does not lead from here to there.
        """
        self.check_can_move_to(status)
        before, self.status = self.status, str(status)
        self.save(update_fields=["status"])
        self.write_down(before, by=by, at=at, reason=reason, **more)
        return self

    def write_down(self, before: str, *, by: Any, at: dt.datetime, reason: str = "", **more: Any) -> None:
        """
        Write down the step that led from `before` to where the case is, and tell who listens to steps.

        For a step whose status is saved together with other columns; every other one is a `move_to`.
        """
        self.changes.create(from_status=before, to_status=self.status, by=by, at=at, reason=reason, **more)
        listening.tell(self, before=str(before), at=at)

    def begin(self, *, by: Any, at: dt.datetime, reason: str = "") -> Self:
        """Write down the first status of a case that was just created."""
        self.write_down("", by=by, at=at, reason=reason)
        return self


class StatusChange(models.Model):
    """One step of a case: from, to, who, when, why. Never changed."""

    from_status = models.CharField(
        _("from"), max_length=32, blank=True, db_comment="Status before; empty at the start"
    )
    to_status = models.CharField(_("to"), max_length=32, db_comment="Status after")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_comment="Who took the step"
    )
    at = models.DateTimeField(_("at"), db_comment="When the step was taken")
    reason = models.TextField(
        _("reason"), blank=True, db_comment="Why, where the law or the operation wants a reason"
    )

    class Meta:
        abstract = True
        ordering: ClassVar = ["pk"]
        triggers: ClassVar = [immutable()]
