"""Addresses of the methods and their monitoring plans."""

from django.urls import URLPattern, path

from measurement.views.methods import MethodListView, MethodView

app_name = "methods"

urlpatterns: list[URLPattern] = [
    path("", MethodListView.as_view(), name="list"),
    path("<slug:method_code>/", MethodView.as_view(), name="method"),
]
