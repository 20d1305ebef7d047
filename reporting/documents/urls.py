"""Addresses of this room."""

from django.urls import path

from reporting.documents import views

app_name = "documents"

urlpatterns = [
    path("", views.DocumentListView.as_view(), name="list"),
    path("labels/", views.LabelsView.as_view(), name="labels"),
    path("make/<slug:public_id>/", views.make, name="make"),
    path("<slug:public_id>/", views.DocumentView.as_view(), name="detail"),
    path("<slug:public_id>/file/", views.file, name="file"),
    path("<slug:public_id>/figures/", views.figures, name="figures"),
]
