"""Addresses of what follows the payments: settlements, debts, audits of firms."""

from django.urls import path

from disbursements.views import audits, debts, settlements

AFTERWARDS = [
    path("debts/", debts.DebtListView.as_view(), name="debts"),
    path("debts/<slug:public_id>/", debts.DebtView.as_view(), name="debt"),
    path("grants/<slug:public_id>/recover/", debts.DebtProposeView.as_view(), name="debt_propose"),
    path("debts/<slug:public_id>/order/", debts.DebtOrderView.as_view(), name="debt_order"),
    path("debts/<slug:public_id>/drop/", debts.DebtDropView.as_view(), name="debt_drop"),
    path("debts/<slug:public_id>/paid/", debts.DebtPayView.as_view(), name="debt_pay"),
    path("debts/<slug:public_id>/write-off/", debts.DebtWriteOffView.as_view(), name="debt_write_off"),
    path("debts/<slug:public_id>/withdraw/", debts.DebtWithdrawView.as_view(), name="debt_withdraw"),
    path(
        "debts/<slug:public_id>/instalments/",
        debts.DebtInstalmentsView.as_view(),
        name="debt_instalments",
    ),
    path("debts/<slug:public_id>/exclude/", debts.DebtExcludeView.as_view(), name="debt_exclude"),
    path("debts/<slug:public_id>/charge/", debts.DebtChargeView.as_view(), name="debt_charge"),
    path("payments/<slug:public_id>/set-off/", debts.SetOffBindView.as_view(), name="set_off_bind"),
    path(
        "payments/<slug:public_id>/set-off/record/",
        debts.SetOffConfirmView.as_view(),
        name="set_off_confirm",
    ),
    path("set-offs/<slug:public_id>/lift/", debts.SetOffLiftView.as_view(), name="set_off_lift"),
    path("settlements/", settlements.SettlementListView.as_view(), name="settlements"),
    path("settlements/<slug:public_id>/", settlements.SettlementView.as_view(), name="settlement"),
    path(
        "grants/<slug:public_id>/settlement/",
        settlements.SettlementOpenView.as_view(),
        name="settlement_open",
    ),
    path("grants/<slug:public_id>/close/", settlements.GrantCloseView.as_view(), name="grant_close"),
    path(
        "settlements/<slug:public_id>/hand-in/",
        settlements.SettlementStateView.as_view(),
        name="settlement_state",
    ),
    path(
        "settlements/lines/<slug:public_id>/",
        settlements.SettlementLineView.as_view(),
        name="settlement_line",
    ),
    path(
        "settlements/<slug:public_id>/return/",
        settlements.SettlementReturnView.as_view(),
        name="settlement_return",
    ),
    path(
        "settlements/<slug:public_id>/check/",
        settlements.SettlementCheckView.as_view(),
        name="settlement_check",
    ),
    path(
        "settlements/<slug:public_id>/send-back/",
        settlements.SettlementSendBackView.as_view(),
        name="settlement_send_back",
    ),
    path(
        "settlements/<slug:public_id>/confirm/",
        settlements.SettlementConfirmView.as_view(),
        name="settlement_confirm",
    ),
    path(
        "settlements/<slug:public_id>/interest/",
        settlements.SettlementInterestView.as_view(),
        name="settlement_interest",
    ),
    path("audits/", audits.AuditListView.as_view(), name="audits"),
    path("audits/<slug:public_id>/", audits.AuditView.as_view(), name="audit"),
    path("audits/<slug:public_id>/auditor/", audits.AuditNameView.as_view(), name="audit_name"),
    path("audits/<slug:public_id>/report/", audits.AuditHandInView.as_view(), name="audit_hand_in"),
    path("audits/<slug:public_id>/accept/", audits.AuditAcceptView.as_view(), name="audit_accept"),
    path("audits/<slug:public_id>/return/", audits.AuditReturnView.as_view(), name="audit_return"),
]
