"""A deployment on servers of its own. What it needs is demanded, not guessed."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *
from config.settings.base import TLS
from config.settings.environment import listed, required

SECRET_KEY = required("SECRET_KEY")
PUBLIC_URL = required("PUBLIC_URL")
required("DATABASE_URL")
required("REDIS_URL")
required("EVIDENCE_ROOT")

ALLOWED_HOSTS = [*listed("ALLOWED_HOSTS"), urlsplit(PUBLIC_URL).hostname or ""]
if not TLS and ALLOWED_HOSTS[-1] not in {"127.0.0.1", "localhost"}:
    raise ImproperlyConfigured("PUBLIC_URL must begin with https:// except on loopback.")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = TLS
# Limits count by the caller's address, which the one proxy in front appends to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TLS else 0
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = required("EMAIL_HOST")
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL")
