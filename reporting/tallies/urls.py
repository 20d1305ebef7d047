"""Addresses of this room."""

from django.urls import path

from reporting.tallies.views import kept, snapshots

app_name = "tallies"

urlpatterns = [
    path("", snapshots.TallyListView.as_view(), name="list"),
    path("make/<slug:public_id>/", snapshots.make, name="make"),
    path("kept/<slug:public_id>/<slug:dimension>/", kept.KeptView.as_view(), name="kept"),
    path("<slug:public_id>/", snapshots.TallyView.as_view(), name="detail"),
]
