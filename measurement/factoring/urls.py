"""Addresses of tables of factors."""

from django.urls import URLPattern, path

from measurement.factoring import imports, views

app_name = "factoring"

urlpatterns: list[URLPattern] = [
    path("", views.TableListView.as_view(), name="list"),
    path("begin/", views.DraftView.as_view(), name="draft"),
    path("<slug:public_id>/", views.TableView.as_view(), name="table"),
    path("<slug:public_id>/enter/", views.EnterView.as_view(), name="enter"),
    path("<slug:public_id>/remove/", views.RemoveView.as_view(), name="remove"),
    path("<slug:public_id>/propose/", views.ProposeView.as_view(), name="propose"),
    path("<slug:public_id>/approve/", views.ApproveView.as_view(), name="approve"),
    path("<slug:public_id>/refuse/", views.RefuseView.as_view(), name="refuse"),
    path("<slug:public_id>/use/", views.UseView.as_view(), name="use"),
    path("<slug:public_id>/template/", imports.TemplateView.as_view(), name="template"),
    path("<slug:public_id>/workbook/", imports.UploadView.as_view(), name="upload"),
    path(
        "<slug:public_id>/workbook/<slug:factors_sheet_id>/", imports.WorkbookView.as_view(), name="workbook"
    ),
    path(
        "<slug:public_id>/workbook/<slug:factors_sheet_id>/marked/",
        imports.MarkedView.as_view(),
        name="marked",
    ),
]
