"""The Celery app. Tasks are `shared_task`s of the rooms: no room imports this module."""

import os

from celery import Celery

# Before the app is made: Celery looks for Django only once, while the app is being created.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("office")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
