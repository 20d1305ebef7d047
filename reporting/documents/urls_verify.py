"""The public addresses under which a document is verified; the second is printed in every document."""

from django.urls import path

from reporting.documents.verify_views import VerifyView

app_name = "verify"

urlpatterns = [
    path("", VerifyView.as_view(), name="form"),
    path("<str:code>/", VerifyView.as_view(), name="code"),
]
