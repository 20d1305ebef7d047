"""Addresses of this room."""

from django.urls import path

from disbursements.views import (
    agreeing,
    chain,
    changes,
    deliverables,
    discrepancies,
    evidence,
    held,
    lists,
    pages,
    standing,
    steps,
)

app_name = "disbursements"

urlpatterns = [
    path("grants/", lists.GrantListView.as_view(), name="grants"),
    path("grants/<slug:public_id>/", pages.GrantView.as_view(), name="grant"),
    path("grants/<slug:public_id>/payments/new/", steps.PaymentDraftView.as_view(), name="payment_draft"),
    path("grants/<slug:public_id>/pass-on/", chain.record, name="pass_through_record"),
    path(
        "grants/<slug:public_id>/measures/new/", chain.MeasureDescribeView.as_view(), name="measure_describe"
    ),
    path("grants/<slug:public_id>/suspend/", standing.SuspendView.as_view(), name="suspend"),
    path("grants/<slug:public_id>/resume/", standing.ResumeView.as_view(), name="resume"),
    path("grants/<slug:public_id>/shrink/", standing.ShrinkView.as_view(), name="shrink"),
    path("grants/<slug:public_id>/cancel/", standing.CancelView.as_view(), name="cancel"),
    path("grants/<slug:public_id>/return/", standing.ReturnRecordView.as_view(), name="money_return"),
    path("grants/<slug:public_id>/gift-used/", chain.GiftUseRecordView.as_view(), name="gift_use_record"),
    path("grants/<slug:public_id>/changes/new/", changes.ChangeNewView.as_view(), name="change_new"),
    path("grants/<slug:public_id>/versions/", changes.VersionsView.as_view(), name="versions"),
    path("changes/<slug:public_id>/", changes.ChangeView.as_view(), name="change"),
    path("changes/<slug:public_id>/approve/", changes.ChangeApproveView.as_view(), name="change_approve"),
    path("changes/<slug:public_id>/refuse/", changes.ChangeRefuseView.as_view(), name="change_refuse"),
    path(
        "changes/<slug:public_id>/recommend/",
        changes.ChangeRecommendView.as_view(),
        name="change_recommend",
    ),
    path("changes/<slug:public_id>/agree/", agreeing.ChangeAgreeView.as_view(), name="change_agree"),
    path("changes/<slug:public_id>/decline/", agreeing.ChangeDeclineView.as_view(), name="change_decline"),
    path("held/<slug:public_id>/", held.HeldView.as_view(), name="held"),
    path("changes/<slug:public_id>/withdraw/", changes.ChangeWithdrawView.as_view(), name="change_withdraw"),
    path(
        "grants/<slug:public_id>/results/new/",
        deliverables.DeliverableRecordView.as_view(),
        name="deliverable_record",
    ),
    path(
        "results/<slug:public_id>/edit/", deliverables.DeliverableEditView.as_view(), name="deliverable_edit"
    ),
    path("applications/<slug:public_id>/accept/", steps.AcceptView.as_view(), name="accept"),
    path("payments/", lists.PaymentListView.as_view(), name="payments"),
    path("payments/files/<slug:public_id>/", pages.file, name="file"),
    path(
        "payments/lines/<slug:public_id>/remove/",
        steps.PaymentLineRemoveView.as_view(),
        name="payment_line_remove",
    ),
    path(
        "payments/lines/<slug:public_id>/evidence/new/",
        evidence.EvidenceAddView.as_view(),
        name="evidence_add",
    ),
    path(
        "payments/evidence/<slug:public_id>/remove/",
        evidence.EvidenceRemoveView.as_view(),
        name="evidence_remove",
    ),
    path(
        "payments/cancelled/<slug:public_id>/",
        evidence.CancelledListView.as_view(),
        name="cancelled_invoices",
    ),
    path(
        "payments/<slug:public_id>/lines/file/", evidence.InvoiceFileView.as_view(), name="payment_line_file"
    ),
    path("discrepancies/<slug:public_id>/", discrepancies.DiscrepancyView.as_view(), name="discrepancy"),
    path(
        "discrepancies/<slug:public_id>/close/", discrepancies.ClearView.as_view(), name="discrepancy_clear"
    ),
    path("discrepancies/<slug:public_id>/waive/", discrepancies.WaiverAskView.as_view(), name="waiver_ask"),
    path(
        "discrepancies/<slug:public_id>/waive/grant/",
        discrepancies.WaiverGrantView.as_view(),
        name="waiver_grant",
    ),
    path(
        "passed-on/<slug:public_id>/match/",
        discrepancies.PassedOnMatchView.as_view(),
        name="passed_on_match",
    ),
    path(
        "payments/lines/<slug:public_id>/correct/",
        steps.PaymentLineCorrectView.as_view(),
        name="payment_line_correct",
    ),
    path("payments/<slug:public_id>/", pages.PaymentView.as_view(), name="payment"),
    path("payments/<slug:public_id>/lines/new/", steps.PaymentLineAddView.as_view(), name="payment_line_add"),
    path("payments/<slug:public_id>/submit/", steps.PaymentSubmitView.as_view(), name="payment_submit"),
    path("payments/<slug:public_id>/return/", steps.PaymentReturnView.as_view(), name="payment_return"),
    path("payments/<slug:public_id>/check/", steps.PaymentCheckView.as_view(), name="payment_check"),
    path("payments/<slug:public_id>/release/", steps.PaymentReleaseView.as_view(), name="payment_release"),
    path("payments/<slug:public_id>/sent-back/", standing.PaymentBounceView.as_view(), name="payment_bounce"),
    path("payments/<slug:public_id>/confirm/", steps.PaymentConfirmView.as_view(), name="payment_confirm"),
    path("passed-on/", lists.PassedOnListView.as_view(), name="passed_on"),
    path("passed-on/open/", lists.OpenDutyListView.as_view(), name="open_duties"),
    path("passed-on/<slug:public_id>/", pages.PassThroughView.as_view(), name="pass_through"),
    path(
        "passed-on/<slug:public_id>/confirm/",
        chain.PassThroughConfirmView.as_view(),
        name="pass_through_confirm",
    ),
    path(
        "passed-on/<slug:public_id>/dispute/",
        chain.PassThroughDisputeView.as_view(),
        name="pass_through_dispute",
    ),
]
