"""Addresses of this room: the API itself, the page about it, a firm's tokens and webhooks."""

from django.urls import path, re_path

from reporting.api import views
from reporting.api.v1.api import api

app_name = "api"

urlpatterns = [
    path("", views.GuideView.as_view(), name="guide"),
    path("v1/", api.urls),
    re_path(r"^v1/[\s\S]*$", views.unknown, name="unknown"),  # a path would leave out lines
    path("firms/<slug:public_id>/", views.FirmView.as_view(), name="firm"),
    path("firms/<slug:public_id>/tokens/new/", views.TokenMakeView.as_view(), name="token_make"),
    path("firms/<slug:public_id>/webhooks/new/", views.HookRegisterView.as_view(), name="hook_register"),
    path("tokens/<slug:public_id>/revoke/", views.TokenRevokeView.as_view(), name="token_revoke"),
    path("webhooks/<slug:public_id>/", views.HookView.as_view(), name="hook"),
    path("webhooks/<slug:public_id>/stop/", views.HookStopView.as_view(), name="hook_stop"),
    path("messages/<slug:public_id>/again/", views.SendAgainView.as_view(), name="send_again"),
]
