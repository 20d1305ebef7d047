"""Addresses of this room."""

from django.urls import URLPattern, path

from reporting.statements import factor_views, views

app_name = "statements"

urlpatterns: list[URLPattern] = [
    path("", views.StatementListView.as_view(), name="list"),
    path("new/<slug:public_id>/", views.CalculateView.as_view(), name="calculate"),
    path("factors/<slug:public_id>/<slug:program_id>/", factor_views.DryRunView.as_view(), name="dry_run"),
    path("<slug:public_id>/", views.StatementView.as_view(), name="detail"),
    path("<slug:public_id>/submit/", views.SubmitView.as_view(), name="submit"),
    path("<slug:public_id>/assign/", views.AssignView.as_view(), name="assign"),
    path("<slug:public_id>/verify/", views.VerifyView.as_view(), name="verify"),
    path("<slug:public_id>/return/", views.ReturnView.as_view(), name="return"),
    path("<slug:public_id>/correct/", views.CorrectView.as_view(), name="correct"),
    path("<slug:public_id>/restate/", views.RestateView.as_view(), name="restate"),
    path("<slug:public_id>/withdraw/", views.WithdrawView.as_view(), name="withdraw"),
]
