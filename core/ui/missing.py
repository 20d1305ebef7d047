"""The page of what is not there; where the reason is meant for the reader, it says it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


class Missing(Http404):
    """Something the reader may see is not there; its words say what, and whom to tell."""


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404. Why something was not found is said only if it was written for the reader."""
    words = str(exception) if isinstance(exception, Missing) else ""
    return render(request, "404.html", {"words": words}, status=404)
