"""Addresses of jobs."""

from django.urls import path

from core.jobs.views import JobView

app_name = "jobs"

urlpatterns = [path("<slug:public_id>/", JobView.as_view(), name="detail")]
