"""Addresses of this room."""

from django.urls import path

from programs.views import consortia

app_name = "programs"

urlpatterns = [
    path(
        "calls/<slug:public_id>/register/",
        consortia.ConsortiumRegisterView.as_view(),
        name="consortium_register",
    ),
    path("members/<slug:public_id>/invite/", consortia.MemberInviteView.as_view(), name="member_invite"),
    path("members/<slug:public_id>/join/", consortia.MemberJoinView.as_view(), name="member_join"),
    path("members/<slug:public_id>/decline/", consortia.MemberDeclineView.as_view(), name="member_decline"),
]
