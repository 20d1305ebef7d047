"""Addresses of this room."""

from django.urls import path

from programs import views

app_name = "programs"

urlpatterns = [
    path(
        "calls/<slug:public_id>/register/", views.ConsortiumRegisterView.as_view(), name="consortium_register"
    ),
    path("members/<slug:public_id>/invite/", views.MemberInviteView.as_view(), name="member_invite"),
    path("members/<slug:public_id>/join/", views.MemberJoinView.as_view(), name="member_join"),
    path("members/<slug:public_id>/decline/", views.MemberDeclineView.as_view(), name="member_decline"),
]
