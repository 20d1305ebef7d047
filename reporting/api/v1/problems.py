"""Errors in one shape: problem details, as RFC 9457 has them."""

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_noop as _
from ninja import Schema
from ninja.errors import HttpError
from pydantic import Field

MEDIA_TYPE = "application/problem+json"

#: what each error means, as the list of addresses has it
MEANINGS = {
    401: _("The token is missing, unknown, revoked or past its last day."),
    403: _("Whoever made the token does not represent the firm any more: make a new one."),
    404: _("There is no such record, or it is not yours."),
    422: _("A parameter can't be read: `errors` says which, and why."),
    429: _("Too many requests: wait as many seconds as the header Retry-After says."),
}


class Mistake(Schema):
    """One thing that can't be read."""

    parameter: str = Field(description=_("Name of the parameter"))
    detail: str = Field(description=_("What is wrong with it"))


class Problem(Schema):
    """What went wrong, and what to do."""

    type: str = Field(description=_("Always about:blank: the status says what kind of problem it is"))
    title: str = Field(description=_("Name of the status"))
    status: int = Field(description=_("HTTP status"))
    detail: str = Field(description=_("What went wrong here, in words"))
    errors: list[Mistake] = Field(description=_("What can't be read, parameter by parameter; often empty"))


def problem(status: int, detail: str = "", errors: list[dict[str, str]] | None = None) -> JsonResponse:
    """Return an error as the API answers it."""
    said = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or MEANINGS.get(status, HTTPStatus(status).description),
        "errors": errors or [],
    }
    answer = JsonResponse(said, status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Bearer realm="api"'
    return answer


class TooOften(HttpError):
    """More requests than a minute allows."""

    def __init__(self, wait: dt.timedelta) -> None:
        super().__init__(429, MEANINGS[429])
        self.wait = wait


class MayNot(HttpError):
    """The token is genuine, and nobody answers for it any more."""

    def __init__(self) -> None:
        super().__init__(403, MEANINGS[403])


def on_error(request: HttpRequest, error: Any) -> JsonResponse:
    """Answer an error that this room or ninja raised."""
    answer = problem(error.status_code, "" if error.status_code in MEANINGS else str(error))
    if isinstance(error, TooOften):
        answer["Retry-After"] = str(int(error.wait.total_seconds()))
    return answer


def on_missing(request: HttpRequest, error: Any) -> JsonResponse:
    """Answer that there is no such record."""
    return problem(404)


def on_invalid(request: HttpRequest, error: Any) -> JsonResponse:
    """Answer what can't be read, parameter by parameter."""
    return problem(422, errors=[_mistake(one) for one in error.errors])


def _mistake(error: dict[str, Any]) -> dict[str, str]:
    where = [str(part) for part in error.get("loc", ())]
    return {"parameter": where[-1] if where else "", "detail": str(error.get("msg", ""))}


def documented(*statuses: int) -> dict[int, Any]:
    """Return what an operation says of its errors."""
    return dict.fromkeys(statuses, Problem)
