"""Addresses of this room."""

from django.urls import path

from reporting.claims import views

app_name = "claims"

urlpatterns = [
    path("", views.ClaimListView.as_view(), name="list"),
    path("new/<slug:public_id>/", views.ClaimNewView.as_view(), name="claim"),
    path("<slug:public_id>/", views.ClaimView.as_view(), name="detail"),
    path("<slug:public_id>/retire/", views.RetireView.as_view(), name="retire"),
    path("<slug:public_id>/release/", views.ReleaseView.as_view(), name="release"),
    path("<slug:public_id>/koc/", views.KocView.as_view(), name="koc"),
    path("<slug:public_id>/kcu/", views.KcuView.as_view(), name="kcu"),
    path("<slug:public_id>/cancel/", views.CancelView.as_view(), name="cancel"),
    path("<slug:public_id>/replace/", views.ReplaceView.as_view(), name="replace"),
    path("<slug:public_id>/release-missing/", views.ReleaseMissingView.as_view(), name="release_missing"),
]
