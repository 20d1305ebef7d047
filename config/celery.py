"""The Celery app. Tasks are `shared_task`s of the rooms: no room imports this module."""

import os

from celery import Celery

# Before the app is made: Celery looks for Django only once, while the app is being created.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("office")
# Celery keeps the current app per thread. Without a default, the threads of the web server would have one of
# Celery's own making, with another broker.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
