"""Permissions, what they are held over, and the table that maps roles to them."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class ScopeKind(models.TextChoices):
    EVERYTHING = "EVERYTHING", _("Everything")
    OFFICE = "OFFICE", _("Office")
    PROGRAM = "PROGRAM", _("Programme")
    FIRM = "FIRM", _("Firm")


class Permission(str):
    """The name of something a role may do, "room.verb"; declared once, in the room that asks for it."""

    __slots__ = ()
    declared: "set[Permission]" = set()  # a registry on purpose

    def __new__(cls, name: str) -> "Permission":
        permission = super().__new__(cls, name)
        cls.declared.add(permission)
        return permission


@dataclass(frozen=True)
class Scopes:
    """Everything over which a person holds one permission: all, or ids by kind."""

    everything: bool
    ids: Mapping[str, frozenset[int]]

    @classmethod
    def of_pairs(cls, pairs: Iterable[tuple[str, int]]) -> "Scopes":
        """Gather (kind, id) pairs."""
        gathered: dict[str, set[int]] = {}
        for kind, scope_id in pairs:
            gathered.setdefault(kind, set()).add(scope_id)
        return cls(
            everything=ScopeKind.EVERYTHING in gathered, ids={k: frozenset(v) for k, v in gathered.items()}
        )

    def of(self, kind: str) -> frozenset[int]:
        """Return the ids of one kind."""
        return self.ids.get(kind, frozenset())

    def covers(self, *pairs: tuple[str, int | None]) -> bool:
        """Say whether one of the (kind, id) pairs is within these scopes."""
        return self.everything or any(scope_id in self.of(kind) for kind, scope_id in pairs)

    def __bool__(self) -> bool:
        return self.everything or bool(self.ids)


@functools.cache
def role_table() -> Mapping[Any, frozenset[Permission]]:
    """Return the table Role → permissions, which config/roles.py owns (setting ROLES names it)."""
    table: Mapping[Any, frozenset[Permission]] = import_string(settings.ROLES)
    return table
