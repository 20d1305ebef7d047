"""Addresses of this room."""

from django.urls import path

from reporting.claims import performance_views, views
from reporting.claims.scope3 import views as scope3

app_name = "claims"

urlpatterns = [
    path("", views.ClaimListView.as_view(), name="list"),
    path("new/<slug:public_id>/", views.ClaimNewView.as_view(), name="claim"),
    path("scope3/<slug:public_id>/", scope3.Scope3View.as_view(), name="scope3"),
    path("lots/<slug:public_id>/", scope3.LotView.as_view(), name="lot"),
    path("performance/", performance_views.PerformanceListView.as_view(), name="performances"),
    path(
        "performance/new/<slug:public_id>/",
        performance_views.PerformanceProposeView.as_view(),
        name="performance_propose",
    ),
    path("performance/<slug:public_id>/", performance_views.PerformanceView.as_view(), name="performance"),
    path(
        "performance/<slug:public_id>/decide/",
        performance_views.PerformanceDecideView.as_view(),
        name="performance_decide",
    ),
    path(
        "performance/<slug:public_id>/drop/",
        performance_views.PerformanceDropView.as_view(),
        name="performance_drop",
    ),
    path("<slug:public_id>/", views.ClaimView.as_view(), name="detail"),
    path("<slug:public_id>/retire/", views.RetireView.as_view(), name="retire"),
    path("<slug:public_id>/release/", views.ReleaseView.as_view(), name="release"),
    path("<slug:public_id>/koc/", views.KocView.as_view(), name="koc"),
    path("<slug:public_id>/kcu/", views.KcuView.as_view(), name="kcu"),
    path("<slug:public_id>/cancel/", views.CancelView.as_view(), name="cancel"),
    path("<slug:public_id>/replace/", views.ReplaceView.as_view(), name="replace"),
    path("<slug:public_id>/release-missing/", views.ReleaseMissingView.as_view(), name="release_missing"),
]
