"""Telling those who act next on a table of factors. Called within the operation that moves it."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import close_items, hand_to, office, person, tell
from core.inbox.promises import Nobody, declare, work
from core.inbox.registry import OFFICES, Group, Offices
from core.users.models import Role, User
from measurement.models import FactorTable

SUBJECT = "factor_table"
FACTORS = Group("factors", _("Emission factors"), 55)


def declare_kinds() -> None:
    """Declare the kinds of inbox items about tables of factors, and what waits in which status."""
    page = "factoring:table"
    FACTORS.about(SUBJECT, page=page, offices=_offices)
    FACTORS.declare("approve_factors", _("Approve a table of factors"), page, OFFICES, within_days=14)
    FACTORS.declare("factors_decided", _("A table of factors was approved or refused"), page, OFFICES)
    declare(
        FactorTable,
        SUBJECT,
        {
            "DRAFT": Nobody("still being entered by who began it"),
            "PROPOSED": work("approve_factors"),
            "APPROVED": Nobody("can be used"),
            "REFUSED": Nobody("another table is begun in its place"),
        },
    )


def _offices(ids: Collection[int]) -> dict[int, Offices]:
    rows = FactorTable.objects.filter(pk__in=ids, office__isnull=False).values_list("pk", "office")
    return {pk: (office_id, None) for pk, office_id in rows}


def waits_for_approval(table: FactorTable, *, by: User, at: dt.datetime) -> None:
    """Put the table among the work of the office's approving officers."""
    assert table.office_id is not None  # noqa: S101 - only an office's table is proposed
    to = office(table.office_id, Role.APPROVING_OFFICER)
    hand_to(to, kind="approve_factors", **_facts(table), by=by, at=at)


def decided(table: FactorTable, *, by: User, at: dt.datetime) -> None:
    """Take the table out of every inbox and tell who proposed it."""
    close_items(subject_kind=SUBJECT, subject_id=table.pk, by=by, at=at)
    if table.proposed_by:
        tell(person(table.proposed_by), kind="factors_decided", **_facts(table), at=at)


def _facts(table: FactorTable) -> dict[str, Any]:
    return {
        "subject": table,
        "subject_kind": SUBJECT,
        "about": str(table),
        "step": table.changes.count(),
    }
