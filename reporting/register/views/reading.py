"""What every page of the register does: find its snapshot, name its sisters, keep files from being farmed."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.users.throttle import Throttle
from core.workflow import clock
from reporting.register import permissions, queries
from reporting.register.models import Snapshot
from reporting.register.public import RecordKind, disclosed_from_won
from reporting.register.suppression import least_firms

#: a person needs a handful of files; at this pace the house is not read empty at others' cost
THROTTLE = Throttle("register", most=60, seconds=600)

PAGES = (
    ("overview", _("Overview")),
    ("programs", _("Programmes")),
    ("calls", _("Calls")),
    ("consortia", _("Consortia")),
    ("grants", _("Grants")),
    ("passed_on", _("Money passed on")),
    ("reductions", _("Reductions and cost")),
    ("snapshots", _("Snapshots")),
)


def asked_snapshot(request: HttpRequest) -> Snapshot | None:
    """
    Return the snapshot that the address names, else the newest; None before the first.

    :raises Http404: if it names one that there is not.
    """
    asked = request.GET.get("snapshot", "")
    found = queries.snapshot_of(asked)
    if asked and found is None:
        raise Http404
    return found


def tabs(request: HttpRequest) -> list[tuple[str, Any, str]]:
    """Return (key, label, address) of the register's pages, of the snapshot that the address names."""
    asked = request.GET.get("snapshot", "")
    end = f"?snapshot={asked}" if asked else ""
    return [(key, label, reverse(f"register:{key}") + end) for key, label in PAGES]


def context_of(request: HttpRequest, snapshot: Snapshot, current: str) -> dict[str, Any]:
    """Return what every page says of its snapshot and of the rules it follows."""
    day = clock.day(snapshot.taken_at)
    newest = queries.snapshot_of("")
    return {
        "snapshot": snapshot,
        "is_newest": newest == snapshot,
        "tabs": tabs(request),
        "current": current,
        "least": least_firms(day),
        "disclosed_from": disclosed_from(snapshot),
    }


def disclosed_from(snapshot: Snapshot) -> list[tuple[int, list[int]]]:
    """Return from how many won a year grants are named, each amount with its fiscal years."""
    found: dict[int, list[int]] = {}
    for year in queries.field_values(snapshot, RecordKind.PROGRAM, "fiscal_year"):
        found.setdefault(disclosed_from_won(year), []).append(year)
    return list(found.items())


def none_yet(request: HttpRequest) -> HttpResponseBase:
    """Say that no snapshot was taken yet, and when the first one will be."""
    may_take = bool(permissions.may_take_snapshot(request.user, at=clock.now()))
    return render(request, "register/none.html", {"may_take": may_take})


def refused(request: HttpRequest) -> HttpResponseBase:
    """Refuse, in words, whoever asks for files without end."""
    context = {"minutes": THROTTLE.seconds // 60, "back": request.path}
    return render(request, "register/refused.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
