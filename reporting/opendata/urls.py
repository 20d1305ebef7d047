"""Public addresses of this room."""

from django.urls import path

from reporting.opendata import views

app_name = "opendata"

urlpatterns = [
    path("", views.AboutView.as_view(), name="about"),
    path("360giving.json", views.GrantsView.as_view(), name="grants"),
]
