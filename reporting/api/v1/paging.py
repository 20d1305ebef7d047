"""Lists in pages of bounded size."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Schema
from ninja.errors import ValidationError
from pydantic import Field

T = TypeVar("T")

#: rows of a page, at most; and how far into a list one may ask
MOST = 100
FARTHEST = 100_000


class Paging(Schema):
    """Which rows of a list."""

    limit: int = Field(50, ge=1, le=MOST, description=_("How many rows, 1 to 100"))
    offset: int = Field(0, ge=0, le=FARTHEST, description=_("After how many rows, 0 to 100,000"))


class Page(Schema, Generic[T]):
    """A page of a list."""

    total: int = Field(ge=0, description=_("How many rows there are in all"))
    limit: int = Field(ge=1, le=MOST, description=_("How many rows a page has at most"))
    offset: int = Field(ge=0, description=_("After how many rows this page begins"))
    next: str | None = Field(description=_("Address of the next page; null on the last one"))
    items: list[T] = Field(description=_("The rows"))


def page(
    request: HttpRequest,
    paging: Paging,
    rows: "QuerySet[Any] | Sequence[Any]",
    shown: Callable[[list[Any]], list[Any]],
    kept: dict[str, str] | None = None,
) -> dict[str, Any]:
    """
    Return a page of the rows as `shown` gives them out: one query counts, one reads.

    `kept` are parameters, by name, with which the address of the next page asks as well.

    :raises ValidationError: if the address has a parameter that the list does not know.
    """
    check_parameters(request, set(type(paging).model_fields))
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    until = paging.offset + paging.limit
    found = list(rows[paging.offset : until])
    wanted = {name: value for name, value in (kept or {}).items() if value}
    more = urlencode({**wanted, "limit": paging.limit, "offset": until})
    goes_on = until < total and until <= FARTHEST
    return {
        "total": total,
        "limit": paging.limit,
        "offset": paging.offset,
        "next": request.build_absolute_uri(f"{request.path}?{more}") if goes_on else None,
        "items": shown(found),
    }


def check_parameters(request: HttpRequest, known: set[str]) -> None:
    """
    Refuse parameters that are not known, or given twice: a misspelt one would silently do nothing.

    :raises ValidationError: if there is one.
    """
    odd = [
        {"loc": ["query", name], "msg": "Unknown parameter" if name not in known else "Given more than once"}
        for name, values in request.GET.lists()
        if name not in known or len(values) > 1
    ]
    if odd:
        raise ValidationError(odd)
