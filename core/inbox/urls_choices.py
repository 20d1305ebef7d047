"""Address of the page on which a person chooses how to be told."""

from django.urls import path

from core.inbox.views_choices import ChoicesView

app_name = "inbox"

urlpatterns = [path("choices/", ChoicesView.as_view(), name="choices")]
