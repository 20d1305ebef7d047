"""Settings of the servers that a bench visits over HTTP: those of `./run`, but nobody gets mail."""

from config.settings.local import *

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
