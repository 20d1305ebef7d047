"""Addresses of this room."""

from django.urls import path

from reporting.tallies.views import kept, own, snapshots, suppliers

app_name = "tallies"

urlpatterns = [
    path("", snapshots.TallyListView.as_view(), name="list"),
    path("make/<slug:public_id>/", snapshots.make, name="make"),
    path("suppliers/<slug:public_id>/", suppliers.SuppliersView.as_view(), name="suppliers"),
    path("firm/<slug:public_id>/", own.OwnView.as_view(), name="own"),
    path("kept/<slug:public_id>/<slug:dimension>/", kept.KeptView.as_view(), name="kept"),
    path("<slug:public_id>/", snapshots.TallyView.as_view(), name="detail"),
]
