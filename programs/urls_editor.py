"""Addresses of the programme editor."""

from django.urls import path

from programs.views.editor import criteria, facts, lists, pages, paying, questions, rules

EDIT = "programs/<slug:public_id>/edit/"
PART = "programs/<slug:program_id>/edit/"

urlpatterns = [
    path("programs/new/", facts.ProgramCreateView.as_view(), name="program_create"),
    path(EDIT, pages.OverviewView.as_view(), name="editor"),
    path(f"{EDIT}facts/", facts.ProgramEditView.as_view(), name="program_edit"),
    path(f"{EDIT}copy/", facts.ProgramCopyView.as_view(), name="program_copy"),
    path(f"{EDIT}history/", pages.HistoryView.as_view(), name="program_history"),
    path(f"{EDIT}compare/", pages.ComparisonView.as_view(), name="program_compare"),
    path(f"{EDIT}calls/add/", facts.CallAddView.as_view(), name="call_add"),
    path(f"{PART}calls/<slug:public_id>/", facts.CallEditView.as_view(), name="call_edit"),
    path(f"{PART}calls/<slug:public_id>/budget/", facts.AppropriateView.as_view(), name="call_appropriate"),
    path(f"{EDIT}rules/set/", rules.RuleSetView.as_view(), name="rule_set"),
    path(f"{PART}rules/<slug:public_id>/end/", rules.RuleEndView.as_view(), name="rule_end"),
    path(f"{PART}rules/<slug:public_id>/remove/", rules.RuleRemoveView.as_view(), name="rule_remove"),
    path(f"{EDIT}technologies/add/", lists.TechnologyAddView.as_view(), name="technology_add"),
    path(f"{PART}technologies/<slug:public_id>/", lists.TechnologyEditView.as_view(), name="technology_edit"),
    path(f"{EDIT}documents/add/", lists.DocumentAddView.as_view(), name="document_add"),
    path(f"{PART}documents/<slug:public_id>/", lists.DocumentEditView.as_view(), name="document_edit"),
    path(f"{PART}calls/<slug:public_id>/questions/", questions.BeginView.as_view(), name="questions_begin"),
    path(f"{PART}versions/<slug:public_id>/add/", questions.QuestionAddView.as_view(), name="question_add"),
    path(
        f"{PART}versions/<slug:public_id>/publish/", questions.PublishView.as_view(), name="questions_publish"
    ),
    path(f"{EDIT}versions/<slug:version_id>/try/", questions.TrialView.as_view(), name="questions_try"),
    path(
        f"{EDIT}versions/<slug:version_id>/compare/",
        questions.VersionsComparedView.as_view(),
        name="questions_compare",
    ),
    path(f"{PART}questions/<slug:public_id>/", questions.QuestionEditView.as_view(), name="question_edit"),
    path(
        f"{PART}questions/<slug:public_id>/move/", questions.QuestionMoveView.as_view(), name="question_move"
    ),
    path(
        f"{PART}questions/<slug:public_id>/remove/",
        questions.QuestionRemoveView.as_view(),
        name="question_remove",
    ),
    path(f"{EDIT}criteria/add/", criteria.CriterionAddView.as_view(), name="criterion_add"),
    path(
        f"{PART}criteria/<slug:public_id>/", criteria.CriterionChangeView.as_view(), name="criterion_change"
    ),
    path(f"{PART}criteria/<slug:public_id>/end/", criteria.CriterionEndView.as_view(), name="criterion_end"),
    path(
        f"{PART}criteria/<slug:public_id>/remove/",
        criteria.CriterionRemoveView.as_view(),
        name="criterion_remove",
    ),
    path(f"{EDIT}checks/add/", criteria.CheckTermAddView.as_view(), name="check_term_add"),
    path(f"{PART}checks/<slug:public_id>/", criteria.CheckTermChangeView.as_view(), name="check_term_change"),
    path(f"{PART}checks/<slug:public_id>/end/", criteria.CheckTermEndView.as_view(), name="check_term_end"),
    path(
        f"{PART}checks/<slug:public_id>/remove/",
        criteria.CheckTermRemoveView.as_view(),
        name="check_term_remove",
    ),
    path(f"{EDIT}evidence/add/", paying.EvidenceAddView.as_view(), name="evidence_rule_add"),
    path(
        f"{PART}evidence/<slug:public_id>/", paying.EvidenceChangeView.as_view(), name="evidence_rule_change"
    ),
    path(f"{PART}evidence/<slug:public_id>/end/", paying.EvidenceEndView.as_view(), name="evidence_rule_end"),
    path(
        f"{PART}evidence/<slug:public_id>/remove/",
        paying.EvidenceRemoveView.as_view(),
        name="evidence_rule_remove",
    ),
    path(f"{EDIT}stages/add/", paying.StageAddView.as_view(), name="payment_stage_add"),
    path(f"{PART}stages/<slug:public_id>/", paying.StageChangeView.as_view(), name="payment_stage_change"),
    path(f"{PART}stages/<slug:public_id>/end/", paying.StageEndView.as_view(), name="payment_stage_end"),
    path(
        f"{PART}stages/<slug:public_id>/remove/",
        paying.StageRemoveView.as_view(),
        name="payment_stage_remove",
    ),
]
