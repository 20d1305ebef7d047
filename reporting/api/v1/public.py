"""Published data: the records of one snapshot of the public register, field by field what it may give out."""

import datetime as dt
from typing import Annotated, Any, TypeVar

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Query, Router, Schema
from pydantic import Field, create_model

from reporting.api.v1.entrance import PublicPace
from reporting.api.v1.paging import Page, Paging, page
from reporting.api.v1.problems import documented
from reporting.register.public import PUBLIC_FIELDS, RecordKind
from reporting.register.queries import records, snapshot_of

router = Router(auth=None, throttle=[PublicPace()], tags=["public"])

T = TypeVar("T")

#: ids, as everywhere; the length besides, for `$` also stands before a last newline in some languages
ID = r"^[0-9a-z]{16}$"
#: fields that count something
COUNTS = frozenset({"consortia", "grants", "grants_not_disclosed", "firms", "fiscal_year", "tier"})


def type_of(name: str) -> Any:
    """Return the type of a public field, which its name says; null is what is not shown or not there."""
    if name.endswith("_won"):
        return Annotated[int | None, Field(description=_("Whole won"))]
    if name.endswith("_kg"):
        return Annotated[int | None, Field(description=_("Whole kilograms of CO2e"))]
    if name.endswith("_on"):
        return Annotated[dt.date | None, Field(description=_("Calendar day in Seoul"))]
    if name.startswith("is_"):
        return bool
    if name == "won_per_tonne":
        return Annotated[int | None, Field(description=_("Whole won for each tonne of CO2e, rounded down"))]
    return int | None if name in COUNTS else str | None


def schema_of(kind: RecordKind) -> type[Schema]:
    """Return what is said of a kind of record: its public fields and no other, by construction."""
    fields: dict[str, Any] = {name: (type_of(name), ...) for name in PUBLIC_FIELDS[kind]}
    name = "Public" + "".join(word.title() for word in kind.value.split("_"))
    return create_model(name, __base__=Schema, **fields)


class Asked(Paging):
    """Which records of which snapshot."""

    snapshot: str = Field(
        "", pattern=ID, max_length=16, description=_("Id of a snapshot; empty for the newest one")
    )
    program: str = Field(
        "", pattern=ID, max_length=16, description=_("Id of a programme; empty for all of them")
    )


class PublicPage(Page[T]):
    """A page of published records, and the snapshot that they are of."""

    snapshot: str = Field(description=_("Id of the snapshot that all pages of this list are read from"))
    taken_at: dt.datetime = Field(description=_("The moment that all records are of"))


def _answer(request: HttpRequest, asked: Asked, kind: RecordKind) -> dict[str, Any]:
    """
    Return a page of a kind of record.

    :raises Http404: if there is no such snapshot, or none was taken yet.
    """
    snapshot = snapshot_of(asked.snapshot)
    if snapshot is None:
        raise Http404
    narrowed = {"id" if kind is RecordKind.PROGRAM else "program": asked.program}
    found = records(snapshot, kind, **narrowed).order_by("position")
    kept = {"snapshot": snapshot.public_id, "program": asked.program}
    said = page(request, asked, found, lambda rows: [row.data for row in rows], kept)
    return {**said, "snapshot": snapshot.public_id, "taken_at": snapshot.taken_at}


def _declare(path: str, kind: RecordKind, summary: str) -> None:
    """Give a kind of record its address."""

    def read(request: HttpRequest, asked: Query[Asked]) -> Any:
        return _answer(request, asked, kind)

    name = path.strip("/").replace("-", "_")
    router.get(
        path, response={200: PublicPage[schema_of(kind)], **documented(404, 422, 429)},  # type: ignore[misc]
        url_name=f"public_{name}", operation_id=f"list_public_{name}", summary=summary,
    )(read)  # fmt: skip


_declare("/programs", RecordKind.PROGRAM, _("List programmes with their sums"))
_declare("/calls", RecordKind.CALL, _("List calls"))
_declare("/consortia", RecordKind.CONSORTIUM, _("List selected consortia with their sums"))
_declare("/grants", RecordKind.GRANT, _("List grants that are disclosed"))
_declare("/passed-on", RecordKind.PASSED_ON, _("List money passed on between disclosed grants"))
_declare("/reductions", RecordKind.REDUCTION, _("List verified reductions by group"))
