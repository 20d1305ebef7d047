"""Addresses of this room."""

from django.urls import path

from disbursements.urls_afterwards import AFTERWARDS
from disbursements.views import (
    accounts,
    agreeing,
    assets,
    batches,
    bulk,
    chain,
    changes,
    debts,
    deliverables,
    discrepancies,
    evidence,
    held,
    inspections,
    invoice_lists,
    lists,
    office,
    pages,
    pledges,
    standing,
    statements,
    steps,
    year_close,
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
    path("payments/several/", bulk.BulkView.as_view(), name="payments_bulk"),
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
    path(
        "payments/<slug:public_id>/invoices/",
        invoice_lists.InvoiceListView.as_view(),
        name="payment_invoices",
    ),
    path(
        "payments/<slug:public_id>/invoices/<slug:listing_id>/",
        invoice_lists.InvoiceListCheckView.as_view(),
        name="payment_invoices_check",
    ),
    path("payments/<slug:public_id>/amount/", steps.AdvanceView.as_view(), name="payment_advance"),
    path("payments/<slug:public_id>/submit/", steps.PaymentSubmitView.as_view(), name="payment_submit"),
    path("payments/<slug:public_id>/withdraw/", steps.PaymentWithdrawView.as_view(), name="payment_withdraw"),
    path("payments/<slug:public_id>/return/", steps.PaymentReturnView.as_view(), name="payment_return"),
    path("payments/<slug:public_id>/check/", steps.PaymentCheckView.as_view(), name="payment_check"),
    path("payments/<slug:public_id>/approve/", steps.PaymentApproveView.as_view(), name="payment_approve"),
    path("payments/<slug:public_id>/release/", steps.PaymentReleaseView.as_view(), name="payment_release"),
    path("payments/<slug:public_id>/sent-back/", standing.PaymentBounceView.as_view(), name="payment_bounce"),
    path("payments/<slug:public_id>/confirm/", steps.PaymentConfirmView.as_view(), name="payment_confirm"),
    path(
        "grants/<slug:public_id>/bank-account/",
        accounts.BankAccountRegisterView.as_view(),
        name="bank_account_register",
    ),
    path("bank-accounts/<slug:public_id>/", accounts.BankAccountView.as_view(), name="bank_account"),
    path("bank-accounts/<slug:public_id>/bankbook/", accounts.bankbook, name="bankbook"),
    path(
        "bank-accounts/<slug:public_id>/confirm/",
        accounts.BankAccountConfirmView.as_view(),
        name="bank_account_confirm",
    ),
    path(
        "bank-accounts/<slug:public_id>/refuse/",
        accounts.BankAccountRefuseView.as_view(),
        name="bank_account_refuse",
    ),
    path("programs/<slug:public_id>/bank/", accounts.BankProfileView.as_view(), name="bank_profile"),
    path("batches/", batches.BatchListView.as_view(), name="batches"),
    path("batches/<slug:public_id>/", batches.BatchView.as_view(), name="batch"),
    path("batches/<slug:public_id>/release/", batches.BatchReleaseView.as_view(), name="batch_release"),
    path("batches/<slug:public_id>/dissolve/", batches.BatchDissolveView.as_view(), name="batch_dissolve"),
    path("batches/<slug:public_id>/take-out/", batches.take_out, name="batch_take"),
    path("batches/<slug:public_id>/file/", batches.batch_file, name="batch_file"),
    path("bank-statements/", statements.StatementListView.as_view(), name="statements"),
    path("bank-statements/new/", statements.StatementUploadView.as_view(), name="statement_upload"),
    path("bank-statements/<slug:public_id>/", statements.StatementView.as_view(), name="statement"),
    path("bank-statements/<slug:public_id>/reconcile/", statements.reconcile, name="statement_reconcile"),
    path(
        "bank-statements/entries/<slug:public_id>/explain/",
        statements.EntryExplainView.as_view(),
        name="entry_explain",
    ),
    path("stand-ins/", office.DelegationListView.as_view(), name="delegations"),
    path("stand-ins/new/", office.DelegationNewView.as_view(), name="delegation_new"),
    path(
        "stand-ins/<slug:public_id>/revoke/", office.DelegationRevokeView.as_view(), name="delegation_revoke"
    ),
    path("limits/", office.LimitListView.as_view(), name="limits"),
    path("limits/new/", office.LimitSetView.as_view(), name="limit_set"),
    path("passed-on/", lists.PassedOnListView.as_view(), name="passed_on"),
    path("disclosures/", lists.DisclosureListView.as_view(), name="disclosures"),
    path("passed-on/on-time/", lists.PunctualityListView.as_view(), name="punctuality"),
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
    path("assets/", assets.AssetListView.as_view(), name="assets"),
    path("assets/<slug:public_id>/", assets.AssetView.as_view(), name="asset"),
    path("assets/<slug:public_id>/complete/", assets.AssetCompleteView.as_view(), name="asset_complete"),
    path("assets/<slug:public_id>/dispose/", assets.DisposalNewView.as_view(), name="asset_request_new"),
    path("assets/reports/<slug:public_id>/", assets.AssetReportView.as_view(), name="asset_report"),
    path("assets/requests/<slug:public_id>/", assets.AssetRequestView.as_view(), name="asset_request"),
    path(
        "assets/requests/<slug:public_id>/recommend/",
        assets.DisposalRecommendView.as_view(),
        name="asset_request_recommend",
    ),
    path(
        "assets/requests/<slug:public_id>/approve/",
        assets.DisposalApproveView.as_view(),
        name="asset_request_approve",
    ),
    path(
        "assets/requests/<slug:public_id>/refuse/",
        assets.DisposalRefuseView.as_view(),
        name="asset_request_refuse",
    ),
    path(
        "assets/requests/<slug:public_id>/withdraw/",
        assets.DisposalWithdrawView.as_view(),
        name="asset_request_withdraw",
    ),
    path(
        "assets/requests/<slug:public_id>/recover/", debts.ReturnProposeView.as_view(), name="return_propose"
    ),
    path("inspections/", inspections.InspectionListView.as_view(), name="inspections"),
    path("inspections/<slug:public_id>/", inspections.InspectionView.as_view(), name="inspection"),
    path(
        "inspections/<slug:public_id>/photo/",
        inspections.InspectionPhotoView.as_view(),
        name="inspection_photo",
    ),
    path(
        "inspections/<slug:public_id>/finding/", inspections.FindingRaiseView.as_view(), name="finding_raise"
    ),
    path(
        "inspections/<slug:public_id>/conclude/",
        inspections.InspectionConcludeView.as_view(),
        name="inspection_conclude",
    ),
    path(
        "inspections/<slug:public_id>/call-off/",
        inspections.InspectionDropView.as_view(),
        name="inspection_drop",
    ),
    path("inspections/points/<slug:public_id>/", inspections.PointAnswerView.as_view(), name="point_answer"),
    path("findings/<slug:public_id>/", inspections.FindingView.as_view(), name="finding"),
    path("findings/<slug:public_id>/answer/", inspections.FindingAnswerView.as_view(), name="finding_answer"),
    path("findings/<slug:public_id>/close/", inspections.FindingCloseView.as_view(), name="finding_close"),
    path("findings/<slug:public_id>/reopen/", inspections.FindingReopenView.as_view(), name="finding_reopen"),
    path(
        "grants/<slug:public_id>/inspect/", inspections.InspectionPlanView.as_view(), name="inspection_plan"
    ),
    path("grants/<slug:public_id>/rating/", inspections.RatingOverrideView.as_view(), name="rating_override"),
    path("pledges/", pledges.PledgeListView.as_view(), name="pledges"),
    path("consortia/<slug:public_id>/promise/", pledges.PromiseView.as_view(), name="promise"),
    path("pledges/<slug:public_id>/", pledges.PledgeView.as_view(), name="pledge"),
    path("pledges/<slug:public_id>/pay-in/", pledges.PayInView.as_view(), name="pledge_pay_in"),
    path("pledges/<slug:public_id>/pay-back/", pledges.PayBackView.as_view(), name="pledge_pay_back"),
    path("pledges/<slug:public_id>/give/", pledges.GiveView.as_view(), name="pledge_give"),
    path("pledges/<slug:public_id>/in-kind/", pledges.InKindRecordView.as_view(), name="in_kind_new"),
    path("gifts/<slug:public_id>/", pledges.PledgeGiftView.as_view(), name="pledge_gift"),
    path(
        "gifts/<slug:public_id>/confirm/", pledges.PledgeGiftConfirmView.as_view(), name="pledge_gift_confirm"
    ),
    path(
        "gifts/<slug:public_id>/dispute/", pledges.PledgeGiftDisputeView.as_view(), name="pledge_gift_dispute"
    ),
    path("gifts/<slug:public_id>/return/", pledges.PledgeGiftReturnView.as_view(), name="pledge_gift_return"),
    path("in-kind/<slug:public_id>/", pledges.InKindView.as_view(), name="in_kind"),
    path(
        "in-kind/<slug:public_id>/recognise/", pledges.InKindRecogniseView.as_view(), name="in_kind_recognise"
    ),
    path("in-kind/<slug:public_id>/refuse/", pledges.InKindRefuseView.as_view(), name="in_kind_refuse"),
    path(
        "programs/<slug:public_id>/year-close/", year_close.YearCloseNewView.as_view(), name="year_close_new"
    ),
    path("year-closes/<slug:public_id>/", year_close.YearCloseView.as_view(), name="year_close"),
    path(
        "year-closes/<slug:public_id>/decide/",
        year_close.YearCloseDecideView.as_view(),
        name="year_close_decide",
    ),
    path(
        "year-closes/<slug:public_id>/withdraw/",
        year_close.YearCloseWithdrawView.as_view(),
        name="year_close_withdraw",
    ),
    *AFTERWARDS,
]
