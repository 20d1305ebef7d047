"""Addresses of this room."""

from django.urls import path

from reporting.signals import views

app_name = "signals"

urlpatterns = [
    path("", views.SignalListView.as_view(), name="list"),
    path("look/", views.look, name="look"),
    path("prices/", views.PricesView.as_view(), name="prices"),
    path("<slug:public_id>/", views.SignalView.as_view(), name="detail"),
    path("<slug:public_id>/examine/", views.ExamineView.as_view(), name="examine"),
]
