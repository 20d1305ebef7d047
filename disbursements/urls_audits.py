"""Addresses of the audits of firms."""

from django.urls import path

from disbursements.views import audits

AUDITS = [
    path("audits/", audits.AuditListView.as_view(), name="audits"),
    path("audits/<slug:public_id>/", audits.AuditView.as_view(), name="audit"),
    path("audits/<slug:public_id>/auditor/", audits.AuditNameView.as_view(), name="audit_name"),
    path("audits/<slug:public_id>/report/", audits.AuditHandInView.as_view(), name="audit_hand_in"),
    path("audits/<slug:public_id>/accept/", audits.AuditAcceptView.as_view(), name="audit_accept"),
    path("audits/<slug:public_id>/return/", audits.AuditReturnView.as_view(), name="audit_return"),
]
