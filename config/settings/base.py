"""Settings common to every way of running. They read the environment and never start a process."""

import os
from pathlib import Path

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from config.settings.environment import broker, database, named, switched_on

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

DEBUG = False
SECRET_KEY = os.environ.get("SECRET_KEY", "")
PORT = int(os.environ.get("PORT", "8000"))
PUBLIC_URL = os.environ.get("PUBLIC_URL", f"http://127.0.0.1:{PORT}")
ALLOWED_HOSTS: list[str] = []
#: the lines under the office's name in the letterhead of documents (address, telephone), separated by a bar
DOCUMENT_ISSUER = {
    language: [line.strip() for line in os.environ.get(name, "").split("|") if line.strip()]
    for language, name in (("ko", "DOCUMENT_ISSUER_KO"), ("en", "DOCUMENT_ISSUER_EN"))
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # widgets' templates come from ours (FORM_RENDERER)
    "pgtrigger",
    "pghistory",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "django_filters",
    "django_htmx",
    "template_partials",
    "csp",
    "core.workflow",
    "core.jobs",
    "core.ui",
    "core.users",
    "core.ledger",
    "core.evidence",
    "core.inbox",
    "firms",
    "programs",
    "measurement",
    "applications",
    "disbursements",
    "reporting.statements",
    "reporting.claims",
    "reporting.tallies",
    "reporting.documents",
    "reporting.signals",
    "reporting.exports",
    "reporting.register",
    "reporting.api",
    "reporting.dashboards",
    "reporting.opendata",
    "reporting.auditing",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "core.workflow.reading.ReadsOnce",
    "core.ui.addresses.RefusesNul",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.ui.context.navigation",
            ],
            "builtins": ["core.ui.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("krds",)
CRISPY_TEMPLATE_PACK = "krds"

# --- Servers -----------------------------------------------------------------------------------

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql:///office")
REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
# True only on the servers that `./run`, `./test` and `manage.py` start for themselves: demo passwords exist
# there.
EMBEDDED = switched_on("EMBEDDED_SERVERS")

DATABASES = {"default": database(DATABASE_URL, conn_max_age=60)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "office",
    },
}

CELERY_BROKER_URL = broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True  # a job's outcome is in its row: there is no result backend
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True  # a killed worker's task is not lost with it
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1  # a long PDF does not hold short tasks behind it
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}  # the sweep is faster: see core/jobs
CELERY_TIMEZONE = "Asia/Seoul"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "core.jobs.sweep", "schedule": 10.0, "options": {"expires": 10}},
    # In Seoul, before office hours. The digest comes second: what was escalated stands in it.
    "assets": {"task": "disbursements.watch_assets", "schedule": crontab(hour=6, minute=0)},
    "nudges": {"task": "core.inbox.nudge", "schedule": crontab(hour=6, minute=30)},
    "digests": {"task": "core.inbox.digest", "schedule": crontab(hour=7, minute=0)},
    "signals": {"task": "signals.look", "schedule": crontab(hour=3, minute=0)},
    "periods": {"task": "applications.watch_periods", "schedule": 3600.0, "options": {"expires": 3600}},
    "audits": {"task": "disbursements.watch_audits", "schedule": crontab(hour=5, minute=35)},
    "settlements": {"task": "disbursements.watch_settlements", "schedule": crontab(hour=5, minute=30)},
    "tallies": {"task": "tallies.catch_up", "schedule": 300.0, "options": {"expires": 300}},
    "recount": {"task": "tallies.recount", "schedule": crontab(hour=2, minute=30)},
    "instalments": {"task": "disbursements.watch_instalments", "schedule": crontab(hour=5, minute=45)},
    "register": {"task": "register.take", "schedule": crontab(hour=4, minute=0)},
    "contracts": {"task": "claims.watch_years", "schedule": crontab(hour=5, minute=50)},
}

# --- People ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "users.User"
ROLES = "config.roles.ROLES"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "firms.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {"login": "firms.signin.SignInForm"}
ACCOUNT_SIGNUP_FORM_CLASS = "firms.signup.SignUpForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_MAX_EMAIL_ADDRESSES = 1  # a second one, unproven, could be somebody else's

# --- History -----------------------------------------------------------------------------------

PGHISTORY_APPEND_ONLY = True

# --- Languages and time ------------------------------------------------------------------------

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Seoul"
USE_I18N = True
USE_TZ = True

# --- Files -------------------------------------------------------------------------------------

EVIDENCE_ROOT = Path(os.environ.get("EVIDENCE_ROOT", VAR_DIR / "evidence"))
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", VAR_DIR / "static"))
# var/vendor holds what the pages need of node_modules, put there by config/setup/frontend.py.
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [BASE_DIR / "static", ("vendor", VAR_DIR / "vendor")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_files.HashedFiles"},
}

# --- Webhooks ----------------------------------------------------------------------------------

# Only tests say yes: messages then reach this very machine, and without TLS.
WEBHOOKS_REACH_LOOPBACK = False
# A file of certificates to trust for a deployment behind its own authority; empty: the system's.
WEBHOOKS_CA_FILE = os.environ.get("WEBHOOKS_CA_FILE", "")

# --- Mail --------------------------------------------------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
DEFAULT_FROM_EMAIL = "office@localhost"

# --- Open data ---------------------------------------------------------------------------------

# What was published once stays: identifiers begin with the prefix that 360Giving registered for the office.
OPEN_DATA_PREFIX = os.environ.get("OPEN_DATA_PREFIX", "360G-unregistered")
OPEN_DATA_PUBLISHER = os.environ.get("OPEN_DATA_PUBLISHER", "")  # code of an office; empty: the first
OPEN_DATA_OFFICE_IDS = named("OPEN_DATA_OFFICE_IDS")  # motir=KR-BRN-1234567890,…
OPEN_DATA_LICENCE = os.environ.get("OPEN_DATA_LICENCE", "")  # canonical address; empty: none is stated

# --- Browser safety ----------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
# Over TLS every cookie is secure; on plain loopback a secure cookie would never come back.
TLS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_SECURE = TLS
LANGUAGE_COOKIE_SECURE = TLS
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
X_FRAME_OPTIONS = "DENY"
# A tick and a reason for each of the 10,000 cost items that a workbook may bring, on the page of a return.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 25_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    # These tell every step of every PDF.
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint", "weasyprint.progress", "fontTools")},
}
