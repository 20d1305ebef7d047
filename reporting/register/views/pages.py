"""The overview, the snapshots, one snapshot with its whole file, and the office's button."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.ui.lists import MOMENT, NUMBER, TEXT, Column, Empty, Listing
from core.workflow import clock
from reporting.register import charts, downloads, operations, permissions, queries
from reporting.register.public import RecordKind
from reporting.register.views import reading

KIND_WORDS = {
    RecordKind.PROGRAM: ("programs", gettext_lazy("Programmes")),
    RecordKind.CALL: ("calls", gettext_lazy("Calls")),
    RecordKind.CONSORTIUM: ("consortia", gettext_lazy("Consortia")),
    RecordKind.GRANT: ("grants", gettext_lazy("Grants")),
    RecordKind.PASSED_ON: ("passed_on", gettext_lazy("Payments passed on")),
    RecordKind.REDUCTION: ("reductions", gettext_lazy("Groups of reductions")),
}

SNAPSHOTS = (
    Column(
        "taken", gettext_lazy("State of"), "taken_at", MOMENT, sort="taken_at",
        href=lambda snapshot: snapshot.get_absolute_url(),
    ),
    Column("id", gettext_lazy("Snapshot"), "public_id", TEXT),
    Column("records", gettext_lazy("Records"), "content.records_number", NUMBER),
    Column("sha256", gettext_lazy("Fingerprint (SHA-256)"), "content.sha256", TEXT),
)  # fmt: skip


@require_GET
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show sums over programmes, or of one, with charts and the table they are drawn from."""
    snapshot = reading.asked_snapshot(request)
    if snapshot is None:
        return reading.none_yet(request)
    every = list(queries.records(snapshot, RecordKind.PROGRAM).values_list("data", flat=True))
    asked = request.GET.get("program", "")
    programs = [data for data in every if not asked or data["id"] == asked]
    if asked and not programs:
        raise Http404
    rows = [(queries.named(data, "name"), data) for data in programs]
    context = {
        "choices": [(data["id"], queries.named(data, "name")) for data in every],
        "asked": asked,
        "rows": rows,
        "totals": queries.totals(programs),
        "money_chart": charts.money(rows),
        "tonnes_chart": charts.reductions(rows),
        "suppressed": charts.suppressed(rows),
        "cost_chart": charts.cost(rows),
    }
    return render(
        request, "register/overview.html", context | reading.context_of(request, snapshot, "overview")
    )


@require_GET
def snapshots(request: HttpRequest) -> HttpResponseBase:
    """List every snapshot that was taken."""
    newest = queries.snapshot_of("")
    if newest is None:
        return reading.none_yet(request)
    listing = Listing(
        title=_("Snapshots"), columns=SNAPSHOTS, rows=queries.snapshots(), params=request.GET,
        path=request.path, order=("-taken_at", "-pk"),
    )  # fmt: skip
    context = {
        "listing": listing,
        "empty": Empty(_("No snapshot was taken yet")),
        "may_take": bool(permissions.may_take_snapshot(request.user, at=clock.now())),
    }
    return render(
        request, "register/snapshots.html", context | reading.context_of(request, newest, "snapshots")
    )


@require_GET
def snapshot(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Show one snapshot: its moment, its fingerprint, how many records of each kind it has."""
    found = queries.snapshot_of(public_id)
    if found is None:
        raise Http404
    end = f"?snapshot={found.public_id}"
    kinds = [
        (label, number, reverse(f"register:{key}") + end)
        for kind, number in queries.by_kind(found).items()
        for key, label in [KIND_WORDS[RecordKind(kind)]]
    ]
    context = {"kinds": kinds} | reading.context_of(request, found, "snapshots")
    return render(request, "register/snapshot.html", context)


@require_GET
def whole(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Hand out all records of a snapshot as one file, to which its fingerprint belongs."""
    found = queries.snapshot_of(public_id)
    if found is None:
        raise Http404
    return downloads.whole(found) if reading.THROTTLE.allows(request) else reading.refused(request)


@require_POST
@login_required
def take(request: HttpRequest) -> HttpResponseBase:
    """Have a snapshot taken now; lead to how far it is."""
    user: Any = request.user
    job = operations.request_snapshot(by=user, at=clock.now())
    messages.success(
        request, _("The snapshot is being taken. You may leave this page: it will be in your work list.")
    )
    return HttpResponseRedirect(reverse("jobs:detail", args=[job.public_id]))
