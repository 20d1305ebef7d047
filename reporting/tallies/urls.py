"""Addresses of this room."""

from django.urls import path

from reporting.tallies import views

app_name = "tallies"

urlpatterns = [
    path("", views.TallyListView.as_view(), name="list"),
    path("make/<slug:public_id>/", views.make, name="make"),
    path("<slug:public_id>/", views.TallyView.as_view(), name="detail"),
]
