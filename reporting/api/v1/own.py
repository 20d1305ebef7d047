"""A firm's own data, behind its token: lists in pages, and one record each; another firm's is 404."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_noop as _
from ninja import Path, Query, Router
from pydantic import Field

from core.workflow import clock
from reporting.api import queries
from reporting.api.v1 import schemas, shown
from reporting.api.v1.entrance import FirmToken
from reporting.api.v1.paging import Page, Paging, check_parameters, page
from reporting.api.v1.problems import documented

router = Router(auth=FirmToken(), tags=["own"])

_ERRORS = documented(401, 403, 422, 429)
_ERRORS_OF_ONE = documented(401, 403, 404, 422, 429)

PublicId = Annotated[str, Field(pattern=r"^[0-9a-z]{16}$", max_length=16, description=_("Id of the record"))]
Rows = Callable[..., QuerySet[Any]]
Shown = Callable[[list[Any]], list[Any]]


def _list(request: Any, paging: Paging, rows: Rows, give: Shown) -> dict[str, Any]:
    """Return a page of the firm's rows, the oldest first."""
    return page(request, paging, rows(request.auth.firm, clock.now()).order_by("pk"), give)


def _one(request: Any, public_id: str, rows: Rows, give: Shown) -> Any:
    """Return one of the firm's rows, or 404."""
    check_parameters(request, set())
    return give([get_object_or_404(rows(request.auth.firm, clock.now()), public_id=public_id)])[0]


@router.get(
    "/firm", response={200: schemas.FirmOut, **_ERRORS}, url_name="own_firm", operation_id="read_firm",
    summary=_("Read the firm that the token is of"),
)  # fmt: skip
def read_firm(request: HttpRequest) -> Any:  # noqa: D103 - its words are the summary
    check_parameters(request, set())
    return shown.firm(request.auth)  # type: ignore[attr-defined]


def _declare(path: str, name: str, words: tuple[str, str], out: Any, rows: Rows, give: Any) -> None:
    """Give a kind of row its two addresses: the list, and one record; `give` says how to show rows."""

    def read_list(request: HttpRequest, paging: Query[Paging]) -> Any:
        return _list(request, paging, rows, give(request))

    def read_one(request: HttpRequest, public_id: Path[PublicId]) -> Any:
        return _one(request, public_id, rows, give(request))

    router.get(
        path, response={200: Page[out], **_ERRORS}, url_name=f"own_{name}s", operation_id=f"list_{name}s",
        summary=words[0],
    )(read_list)  # fmt: skip
    router.get(
        f"{path}/{{slug:public_id}}", response={200: out, **_ERRORS_OF_ONE}, url_name=f"own_{name}",
        operation_id=f"read_{name}", summary=words[1],
    )(read_one)  # fmt: skip


def _plain(give: Shown) -> Callable[[Any], Shown]:
    """Return what gives rows out the same whoever asks."""
    return lambda request: give


def _of_asker(request: Any) -> Shown:
    """Return what gives money passed on out as the firm that asks sees it."""
    return partial(shown.passed_on, request.auth.firm_id)


_declare(
    "/consortia", "membership", (_("List the firm's consortia"), _("Read a place in a consortium")),
    schemas.MembershipOut, queries.consortia, _plain(shown.members),
)  # fmt: skip
_declare(
    "/applications", "application", (_("List the firm's applications"), _("Read an application")),
    schemas.ApplicationOut, queries.applications, _plain(shown.applications),
)  # fmt: skip
_declare(
    "/grants", "grant", (_("List the firm's grants"), _("Read a grant with its money")),
    schemas.GrantOut, queries.grants, _plain(shown.grants),
)  # fmt: skip
_declare(
    "/payments", "payment", (_("List the firm's payments"), _("Read a payment")),
    schemas.PaymentOut, queries.payments, _plain(shown.payments),
)  # fmt: skip
_declare(
    "/pass-throughs", "pass_through", (_("List money passed on"), _("Read a pass-through")),
    schemas.PassThroughOut, queries.passed_on, _of_asker,
)  # fmt: skip
_declare(
    "/statements", "statement", (_("List the firm's statements"), _("Read a statement")),
    schemas.StatementOut, queries.statements, _plain(shown.statements),
)  # fmt: skip
_declare(
    "/claims", "claim", (_("List the firm's claims to tonnes"), _("Read a claim to tonnes")),
    schemas.ClaimOut, queries.claims, _plain(shown.claims),
)  # fmt: skip
