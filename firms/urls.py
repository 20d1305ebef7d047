"""Addresses of this room."""

from django.urls import path

from firms import pages, views

app_name = "firms"

urlpatterns = [
    path("", pages.FirmListView.as_view(), name="list"),
    path("register/", views.FirmRegisterView.as_view(), name="register"),
    path("<slug:public_id>/edit/", views.FirmEditView.as_view(), name="edit"),
    path("<slug:public_id>/certificates/new/", views.CertificateAddView.as_view(), name="certificate_add"),
    path("<slug:public_id>/clerks/new/", views.ClerkAddView.as_view(), name="clerk_add"),
    path("<slug:public_id>/export-rules/new/", views.ExposureAddView.as_view(), name="exposure_add"),
    path("export-rules/<slug:public_id>/end/", views.ExposureEndView.as_view(), name="exposure_end"),
    path("certificates/<slug:public_id>/file/", views.certificate_file, name="certificate_file"),
]
