"""The files of grants: for the search box and for bundles of evidence."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from applications.models import Holder
from core.evidence.models import Attachment
from disbursements.models import Grant
from disbursements.queries.files import WAYS, Whose, files_of, whose_files
from reporting.auditing.reading import followed


def within_grants(grants: Any, *, of_consortia: bool = False) -> Q:
    """
    Return which files belong to these grants, given as ids or as a query: to their cases and who held them.

    `of_consortia` adds what belongs to their consortia as a whole and to none of their grants.
    """
    rows = Grant.objects.filter(pk__in=grants).order_by()
    return files_of(
        cases=rows.values("application"),
        firms=Holder.objects.filter(application__grant__in=grants).order_by().values("firm"),
        programs=rows.values("consortium__program"),
        consortia=rows.values("consortium") if of_consortia else (),
    )


def grants_by_file(attachments: Collection[Attachment], grants: Any) -> dict[int, int]:
    """
    Return {attachment: the one of these grants that it belongs to}; a fixed number of queries.

    What belongs to several of them stands with the first: a firm's with the first grant it held.
    """
    found = whose_files(attachments)
    asked = {way: {one.pk for whose in found.values() for one in whose if one.way == way} for way in WAYS}
    rows = Grant.objects.filter(pk__in=grants).order_by("pk")
    held = Holder.objects.filter(application__grant__in=grants).order_by("application__grant", "pk")
    known = {
        "case": rows.filter(application__in=asked["case"]).values_list("application", "pk"),
        "firm": held.filter(firm__in=asked["firm"]).values_list("firm", "application__grant"),
        "consortium": rows.filter(consortium__in=asked["consortium"]).values_list("consortium", "pk"),
    }
    first: dict[Whose, int] = {}
    for way, pairs in known.items():
        for pk, grant in pairs:
            first.setdefault(Whose(way, pk), grant)
    led = {pk: next((first[one] for one in whose if one in first), None) for pk, whose in found.items()}
    return {pk: grant for pk, grant in led.items() if grant}


def found(condition: Q, user: Any, at: dt.datetime, most: int) -> list[tuple[Attachment, Grant]]:
    """Return the newest files under a condition that the person may follow, with the grants they are of."""
    grants = followed(Grant, user, at)
    ids = grants.order_by().values("pk")
    files: QuerySet[Attachment] = Attachment.objects.filter(condition & within_grants(ids, of_consortia=True))
    rows = list(files.select_related("blob").order_by("-pk")[:most])
    whose = grants_by_file(rows, ids)
    named = grants.select_related("firm").in_bulk(set(whose.values()))
    return [(one, named[whose[one.pk]]) for one in rows if whose.get(one.pk) in named]
