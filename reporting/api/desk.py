"""A firm as a reader: what its programs may read is what `visible_to` shows a clerk of this firm alone."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from core.users.models import Role
from core.users.scopes import Permission, ScopeKind, Scopes, role_table
from firms.permissions import FIRM_ROLES

_NOTHING = Scopes(False, {})


@dataclass(frozen=True)
class Desk:
    """
    Stands where `visible_to` asks for a person: somebody who works for one firm and for nobody else.

    It reads and never acts: operations want a person, and this is none.
    """

    firm_id: int

    is_authenticated: ClassVar = True
    is_active: ClassVar = True
    #: nobody's key: what is asked for by person finds nothing
    pk: ClassVar = 0
    office_id: ClassVar = None

    def _own(self) -> Scopes:
        return Scopes(False, {ScopeKind.FIRM: frozenset({self.firm_id})})

    def scopes(self, permission: Permission, day: dt.date) -> Scopes:
        """Return the firm, for what its clerks may do."""
        return self._own() if permission in role_table()[Role.CLERK] else _NOTHING

    def scopes_in(self, roles: Iterable[str], day: dt.date) -> Scopes:
        """Return the firm, for the roles of a firm."""
        return self._own() if FIRM_ROLES & set(roles) else _NOTHING

    def assignments_on(self, day: dt.date) -> list[Any]:
        """Return nothing: it has no roles of its own."""
        return []

    def has_role(self, role: str, day: dt.date) -> bool:
        """Answer no: nobody is meant."""
        return False
