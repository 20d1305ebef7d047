"""Addresses of this room."""

from django.urls import path

from applications.views import (
    cases,
    conditions,
    corrections,
    costs,
    decisions,
    documents,
    drafts,
    objections,
    panels,
    reviews,
    sections,
    workbooks,
)

app_name = "applications"

CASE = "<slug:public_id>/"

urlpatterns = [
    path("", cases.ApplicationListView.as_view(), name="list"),
    path("new-plan/<slug:public_id>/", drafts.PlanDraftView.as_view(), name="plan_draft"),
    path("new/<slug:public_id>/", drafts.ApplicationDraftView.as_view(), name="draft"),
    path("files/<slug:public_id>/", cases.file, name="file"),
    path("costs/<slug:public_id>/edit/", costs.CostItemEditView.as_view(), name="cost_item_edit"),
    path("costs/<slug:public_id>/remove/", costs.CostItemRemoveView.as_view(), name="cost_item_remove"),
    path("pass-ons/<slug:public_id>/remove/", sections.PassOnRemoveView.as_view(), name="pass_on_remove"),
    path("panels/", panels.PanelsView.as_view(), name="panels"),
    path("panels/new/<slug:public_id>/", panels.PanelOpenView.as_view(), name="panel_open"),
    path("panels/<slug:public_id>/", panels.PanelView.as_view(), name="panel"),
    path("panels/<slug:public_id>/top-up/", panels.TopUpView.as_view(), name="panel_top_up"),
    path("panels/<slug:public_id>/minutes/", panels.MinutesView.as_view(), name="panel_minutes"),
    path("panels/<slug:public_id>/close/", panels.PanelCloseView.as_view(), name="panel_close"),
    path("pool/<slug:public_id>/", panels.PoolView.as_view(), name="pool"),
    path("reviewers/<slug:public_id>/edit/", panels.ReviewerEditView.as_view(), name="reviewer_edit"),
    path("reviews/", reviews.ReviewsView.as_view(), name="reviews"),
    path("reviews/<slug:public_id>/", reviews.ReviewView.as_view(), name="review"),
    path("reviews/<slug:public_id>/declare/", reviews.DeclareView.as_view(), name="review_declare"),
    path("reviews/<slug:public_id>/score/", reviews.ScoreView.as_view(), name="review_score"),
    path("reviews/<slug:public_id>/reopen/", reviews.ReopenView.as_view(), name="review_reopen"),
    path("reviews/<slug:public_id>/release/", reviews.ReleaseView.as_view(), name="review_release"),
    path("corrections/<slug:public_id>/reply/", corrections.ReplyView.as_view(), name="correction_reply"),
    path("letters/<slug:public_id>/", conditions.LetterView.as_view(), name="letter"),
    path("conditions/<slug:public_id>/report/", conditions.ReportView.as_view(), name="condition_report"),
    path("conditions/<slug:public_id>/confirm/", conditions.ConfirmView.as_view(), name="condition_confirm"),
    path("conditions/<slug:public_id>/reject/", conditions.RejectView.as_view(), name="condition_reject"),
    path("conditions/<slug:public_id>/waive/", conditions.WaiveView.as_view(), name="condition_waive"),
    path("objections/<slug:public_id>/", objections.ObjectionView.as_view(), name="objection"),
    path("objections/<slug:public_id>/answer/", objections.AnswerView.as_view(), name="objection_answer"),
    path("objections/<slug:public_id>/put-off/", objections.PutOffView.as_view(), name="objection_put_off"),
    path("objections/<slug:public_id>/retract/", objections.RetractView.as_view(), name="objection_retract"),
    path(CASE, cases.ApplicationView.as_view(), name="detail"),
    path(f"{CASE}edit/", drafts.EditView.as_view(), name="edit"),
    path(f"{CASE}costs/new/", costs.CostItemAddView.as_view(), name="cost_item_add"),
    path(f"{CASE}costs/template/", workbooks.TemplateView.as_view(), name="workbook_template"),
    path(f"{CASE}costs/workbook/", workbooks.WorkbookUploadView.as_view(), name="workbook_upload"),
    path(f"{CASE}costs/workbook/<slug:workbook_id>/", workbooks.WorkbookView.as_view(), name="workbook"),
    path(
        f"{CASE}costs/workbook/<slug:workbook_id>/marked/",
        workbooks.MarkedView.as_view(),
        name="workbook_marked",
    ),
    path(f"{CASE}papers/", documents.HandInView.as_view(), name="hand_in"),
    path(f"{CASE}pass-ons/new/", sections.PassOnSetView.as_view(), name="pass_on_set"),
    path(f"{CASE}surplus/", sections.SurplusSetView.as_view(), name="surplus_set"),
    path(f"{CASE}submit/", drafts.SubmitView.as_view(), name="submit"),
    path(f"{CASE}withdraw/", drafts.WithdrawView.as_view(), name="withdraw"),
    path(f"{CASE}return/", decisions.ReturnView.as_view(), name="return"),
    path(f"{CASE}assess/", decisions.AssessView.as_view(), name="assess"),
    path(f"{CASE}select/", decisions.SelectView.as_view(), name="select"),
    path(f"{CASE}refuse/", decisions.RefuseView.as_view(), name="refuse"),
    path(f"{CASE}object/", objections.ObjectView.as_view(), name="object"),
    path(f"{CASE}award/", decisions.AwardView.as_view(), name="award"),
    path(
        f"{CASE}contributions/new/", decisions.ContributionProposeView.as_view(), name="contribution_propose"
    ),
    path(f"{CASE}regrants/new/", decisions.RegrantProposeView.as_view(), name="regrant_propose"),
    path(f"{CASE}retract/", decisions.RegrantRetractView.as_view(), name="regrant_retract"),
    path(f"{CASE}record/", decisions.ContributionRecordView.as_view(), name="contribution_record"),
]
