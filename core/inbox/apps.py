"""The app `core.inbox`."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "core.inbox"
    label = "inbox"
