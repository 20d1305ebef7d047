"""Addresses of this room."""

from django.urls import path

from reporting.documents import views
from reporting.documents.bundles import views as bundles

app_name = "documents"

urlpatterns = [
    path("", views.DocumentListView.as_view(), name="list"),
    path("labels/", views.LabelsView.as_view(), name="labels"),
    path("of/<slug:paper>/<slug:public_id>/", views.PapersView.as_view(), name="of"),
    path("program/<slug:public_id>/", bundles.BundlesView.as_view(), name="bundles"),
    path("bundle/<slug:public_id>/", bundles.BundleView.as_view(), name="bundle"),
    path("bundle/<slug:public_id>/file/", bundles.bundle_file, name="bundle_file"),
    path("<slug:public_id>/", views.DocumentView.as_view(), name="detail"),
    path("<slug:public_id>/file/", views.file, name="file"),
    path("<slug:public_id>/file/<int:number>/", views.file, name="volume"),
    path("<slug:public_id>/sign/", views.SignView.as_view(), name="sign"),
    path("<slug:public_id>/figures/", views.figures, name="figures"),
]
