"""Addresses of this room."""

from django.urls import path

from reporting.exports import views

app_name = "exports"

urlpatterns = [
    path("", views.PackListView.as_view(), name="list"),
    path("make/<slug:public_id>/", views.MakeView.as_view(), name="make"),
    path("status/<slug:public_id>/", views.StatusFileView.as_view(), name="status_file"),
    path("<slug:public_id>/", views.PackView.as_view(), name="detail"),
    path("<slug:public_id>/file/", views.file, name="file"),
    path("<slug:public_id>/status/", views.ReadStatusView.as_view(), name="status"),
]
