"""Addresses of the public register: open to everybody, but for the button of the office."""

from django.urls import path

from reporting.register.views import lists, pages

app_name = "register"

urlpatterns = [
    path("", pages.overview, name="overview"),
    path("programs/", lists.ProgramsView.as_view(), name="programs"),
    path("calls/", lists.CallsView.as_view(), name="calls"),
    path("consortia/", lists.ConsortiaView.as_view(), name="consortia"),
    path("grants/", lists.GrantsView.as_view(), name="grants"),
    path("passed-on/", lists.PassedOnView.as_view(), name="passed_on"),
    path("reductions/", lists.ReductionsView.as_view(), name="reductions"),
    path("snapshots/", pages.snapshots, name="snapshots"),
    path("snapshots/take/", pages.take, name="take"),
    path("snapshots/<slug:public_id>/", pages.snapshot, name="snapshot"),
    path("snapshots/<slug:public_id>/file/", pages.whole, name="whole"),
]
