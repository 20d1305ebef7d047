"""Addresses of this room."""

from django.urls import URLPattern, path

from reporting.statements import factor_views, finding_views, views

app_name = "statements"

urlpatterns: list[URLPattern] = [
    path("", views.StatementListView.as_view(), name="list"),
    path("new/<slug:public_id>/", views.CalculateView.as_view(), name="calculate"),
    path("factors/<slug:public_id>/<slug:program_id>/", factor_views.DryRunView.as_view(), name="dry_run"),
    path("findings/<slug:public_id>/", finding_views.FindingView.as_view(), name="finding"),
    path(
        "findings/<slug:public_id>/answer/", finding_views.FindingAnswerView.as_view(), name="finding_answer"
    ),
    path(
        "findings/<slug:public_id>/again/", finding_views.FindingReopenView.as_view(), name="finding_reopen"
    ),
    path("findings/<slug:public_id>/close/", finding_views.FindingCloseView.as_view(), name="finding_close"),
    path(
        "findings/<slug:public_id>/withdraw/",
        finding_views.FindingWithdrawView.as_view(),
        name="finding_withdraw",
    ),
    path(
        "findings/<slug:public_id>/deduct/", finding_views.FindingDeductView.as_view(), name="finding_deduct"
    ),
    path("sampled/<slug:public_id>/", finding_views.MarkView.as_view(), name="sample_mark"),
    path("<slug:public_id>/", views.StatementView.as_view(), name="detail"),
    path("<slug:public_id>/evidence/", finding_views.EvidenceView.as_view(), name="evidence"),
    path("<slug:public_id>/sample/", finding_views.SampleView.as_view(), name="sample"),
    path("<slug:public_id>/findings/new/", finding_views.FindingNewView.as_view(), name="finding_new"),
    path("<slug:public_id>/conflict/", finding_views.ConflictView.as_view(), name="conflict"),
    path("<slug:public_id>/again/", finding_views.ReproduceView.as_view(), name="reproduce"),
    path("<slug:public_id>/submit/", views.SubmitView.as_view(), name="submit"),
    path("<slug:public_id>/assign/", views.AssignView.as_view(), name="assign"),
    path("<slug:public_id>/verify/", views.VerifyView.as_view(), name="verify"),
    path("<slug:public_id>/return/", views.ReturnView.as_view(), name="return"),
    path("<slug:public_id>/correct/", views.CorrectView.as_view(), name="correct"),
    path("<slug:public_id>/bill/", views.SignedBillView.as_view(), name="signed_bill"),
    path("<slug:public_id>/restate/", views.RestateView.as_view(), name="restate"),
    path("<slug:public_id>/withdraw/", views.WithdrawView.as_view(), name="withdraw"),
]
