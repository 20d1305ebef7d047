"""Versions of what was agreed: the award, and what each change made of it; any two side by side."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from disbursements.changes.words import Difference, in_words
from disbursements.models import ChangeRequest, Grant
from disbursements.models.changes import SubjectKind, Term
from disbursements.queries import terms_in, terms_now
from disbursements.queries.changes import Place, Value

Terms = Mapping[Place, Value]


class Version(NamedTuple):
    """One version: its number, what made it, when; the change, None for the award."""

    number: int
    label: str
    at: dt.datetime | None
    change: ChangeRequest | None


def versions_of(grant: Grant) -> list[Version]:
    """Return the award as version 0 and one version for each change that was made."""
    found = [Version(0, _("Award"), grant.accepted_at, None)]
    for change in ChangeRequest.objects.applied().filter(grant=grant).select_related("grant__application"):
        label = _("Change %(number)s: %(kind)s") % {
            "number": f"#{change.number}",
            "kind": change.get_kind_display(),
        }
        found.append(Version(change.revision or 0, label, change.decided_at or change.requested_at, change))
    return found


def compare(grant: Grant, first: int, second: int) -> list[Difference]:
    """Return every term of two versions side by side, in words; what does not apply to either is left out."""
    return _side_by_side(grant, terms_in(grant, first), terms_in(grant, second), terms_now(grant))


def terms_of_version(grant: Grant, revision: int) -> list[Difference]:
    """Return every term of one version in words, named as things were called then."""
    terms = terms_in(grant, revision)
    return _side_by_side(grant, terms, terms, terms)


def _side_by_side(grant: Grant, before: Terms, after: Terms, called: Terms) -> list[Difference]:
    names: dict[Any, str] = {
        (kind, pk): str(value)
        for (kind, pk, term), value in called.items()
        if kind == SubjectKind.COST_ITEM and term == Term.NAME
    }
    rows = [
        (place, before[place], after[place]) for place in after if before[place] != "" or after[place] != ""
    ]
    return in_words(rows, names, grant.consortium.program)
