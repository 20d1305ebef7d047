"""For the tests: real servers, but fast passwords, mail in memory and files in a throw-away folder."""

import os
import tempfile
from pathlib import Path

from config.settings.local import *
from config.settings.local import DATABASES, STORAGES

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
if "MIGRATED_DATABASE" in os.environ:  # a copy of it saves each worker most of a minute of migrating
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["MIGRATED_DATABASE"]}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
EVIDENCE_ROOT = Path(os.environ.get("EVIDENCE_ROOT", Path(tempfile.gettempdir()) / f"evidence-{os.getpid()}"))
# Pages under test need no collected files; `./test` collects them once in a step of its own.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
