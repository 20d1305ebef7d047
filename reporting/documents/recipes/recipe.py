"""What a kind of document is made from: of which rows, by whom, what it states, in which template."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from core.users.permissions import ALLOWED, Verdict
from programs.models import Program
from reporting.documents.kinds import Kind, Period
from reporting.documents.permissions import may_sign_for_office


@dataclass(frozen=True)
class Stated:
    """
    What a document states: facts as a plain structure (texts, integers, decimals, dates, lists, dicts).

    Codes stand in it instead of words, so that both languages state the same. Drawings are made of the same
    figures and are no facts of their own; they do not enter the hash. What has to be read for a drawing alone
    is read by the recipe's `draw`.
    """

    plain: dict[str, Any]
    drawings: Mapping[str, Any] = field(default_factory=dict)


def anybody_who_reads(_user: Any, _subject: Any, *, at: dt.datetime) -> Verdict:
    """Allow whoever may read the case itself; the operation has asked that already."""
    return ALLOWED


@dataclass(frozen=True)
class Recipe:
    """
    How the documents of one kind are made.

    `subjects(user)` are the rows whose document this person may read and have made; `is_due(subject)` says
    whether there is a decision to state: nothing undecided leaves the house. `state` reads the facts;
    `draw` what only the pages need, at the same moment, but not where facts are only compared.
    """

    kind: Kind
    template: str
    model: Any
    subjects: Callable[[Any], QuerySet[Any]]
    program: Callable[[Any], Program]
    is_due: Callable[[Any], bool]
    state: Callable[[Any, Period | None], Stated]
    draw: Callable[[Any], Mapping[str, Any]] | None = None
    may_make: Callable[..., Verdict] = anybody_who_reads
    may_sign: Callable[..., Verdict] = may_sign_for_office
    related: tuple[str, ...] = ()
    is_of_period: bool = False

    def subject(self, pk: int) -> Any:
        """Return the row that a document of this kind is about."""
        return self.model._default_manager.select_related(*self.related).get(pk=pk)
