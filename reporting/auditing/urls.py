"""Addresses of this room."""

from typing import Any

from django.urls import path

from disbursements.models import Grant, PassThrough, PaymentRequest
from measurement.models import Measure
from programs.models import Call
from reporting.auditing.trails import tonne, won
from reporting.auditing.views import bundles, findings, samples
from reporting.auditing.views.trails import FollowView, TrailView
from reporting.claims.models import Claim
from reporting.statements.models import Statement

app_name = "auditing"

_PROGRAM = "consortium__call__program__office"


def _trail(route: str, name: str, model: Any, build: Any, *related: str) -> Any:
    view: Any = type("TrailView", (TrailView,), {"build": staticmethod(build)})
    return path(f"{route}/<slug:public_id>/", view.as_view(model=model, related=related), name=name)


urlpatterns = [
    path("", FollowView.as_view(), name="follow"),
    _trail("won/calls", "call", Call, won.of_call, "program__office"),
    _trail("won/grants", "grant", Grant, won.of_grant, "firm", "application", _PROGRAM),
    _trail("won/payments", "payment", PaymentRequest, won.of_payment,
           "grant__firm", "grant__application", f"grant__{_PROGRAM}"),
    _trail("won/passed", "passed", PassThrough, won.of_passed,
           f"payer__{_PROGRAM}", "payer__firm", "payer__application",
           "receiver__firm", "receiver__application"),
    _trail("tonnes/measures", "measure", Measure, tonne.of_measure, "firm"),
    _trail("tonnes/lots", "lot", Statement, tonne.of_lot,
           "firm", "measure__firm", "measure__technology", "measure__consortium__program", "lot__measure"),
    _trail("tonnes/claims", "claim", Claim, tonne.of_claim, "claimant"),
    path("samples/", samples.SampleListView.as_view(), name="samples"),
    path("samples/draw/<slug:public_id>/", samples.DrawView.as_view(), name="draw"),
    path("samples/<slug:public_id>/", samples.SampleView.as_view(), name="sample"),
    path("samples/<slug:public_id>/population/", samples.population, name="population"),
    path("samples/<slug:public_id>/bundle/", bundles.of_sample, name="bundle_sample"),
    path("items/<slug:public_id>/look/", samples.LookView.as_view(), name="look"),
    path("items/<slug:public_id>/finding/", samples.RaiseView.as_view(), name="finding_new"),
    path("findings/", findings.FindingListView.as_view(), name="findings"),
    path("findings/<slug:public_id>/", findings.FindingView.as_view(), name="finding"),
    path("findings/<slug:public_id>/file/", findings.file, name="finding_file"),
    path("findings/<slug:public_id>/answer/", findings.AnswerView.as_view(), name="finding_answer"),
    path("findings/<slug:public_id>/again/", findings.AskAgainView.as_view(), name="finding_again"),
    path("findings/<slug:public_id>/close/", findings.CloseView.as_view(), name="finding_close"),
    path("grants/<slug:public_id>/bundle/", bundles.of_grant, name="bundle_grant"),
    path("bundles/<slug:public_id>/", bundles.BundleView.as_view(), name="bundle"),
    path("bundles/<slug:public_id>/file/", bundles.file, name="bundle_file"),
]  # fmt: skip
