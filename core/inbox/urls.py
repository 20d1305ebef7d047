"""Addresses of the talk about cases."""

from django.urls import path

from core.inbox import views

app_name = "talk"

CASE = "<slug:kind>/<slug:public_id>/"

urlpatterns = [
    path(f"ask/{CASE}", views.AskView.as_view(), name="ask"),
    path(f"note/{CASE}", views.NoteAddView.as_view(), name="note_add"),
    path(f"tag/{CASE}", views.TagAddView.as_view(), name="tag_add"),
    path("tags/<slug:public_id>/remove/", views.tag_remove, name="tag_remove"),
    path("<slug:public_id>/", views.QuestionView.as_view(), name="question"),
]
