"""What an address may hold: no NUL, which PostgreSQL keeps in no text and compares with none."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

NUL = "\x00"


def holds_nul(request: HttpRequest) -> bool:
    """Say whether the path or the query string holds a NUL, plain or percent-encoded."""
    query = request.META.get("QUERY_STRING", "")
    return NUL in request.path or NUL in query or "%00" in query


class RefusesNul:
    """
    Middleware that answers 400, in words, where the database refused a NUL that stands in the address.

    Pages that pass over a NUL themselves, as lists and searches do, answer as ever.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page that says what is wrong with the address, or None if it is something else."""
        if not isinstance(exception, DataError) or not holds_nul(request):
            return None
        reason = _(
            "The address holds a character that no address has (NUL). Follow a link to the page instead."
        )
        return render(request, "400.html", {"reason": reason}, status=HTTPStatus.BAD_REQUEST)
