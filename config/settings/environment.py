"""Reading settings from environment variables, and nothing else."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def required(name: str) -> str:
    """
    Return the value of an environment variable that a deployment must set.

    :raises ImproperlyConfigured: if it is missing or empty.
    """
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def switched_on(name: str, *, default: bool = False) -> bool:
    """Return whether an environment variable says yes: 1, true, yes or on."""
    value = os.environ.get(name, "").strip().lower()
    return default if not value else value in {"1", "true", "yes", "on"}


def listed(name: str) -> list[str]:
    """Return the comma-separated parts of an environment variable, without blanks."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def named(name: str) -> dict[str, str]:
    """Return the comma-separated `key=value` parts of an environment variable; without =, an empty value."""
    pairs = (part.partition("=") for part in listed(name))
    return {key.strip(): value.strip() for key, _equals, value in pairs}


def database(url: str, *, conn_max_age: int) -> dict[str, Any]:
    """
    Turn `postgresql://user:password@host:5432/name?option=value` into Django's database settings.

    A unix socket's folder is given as `?host=/folder`, as libpq has it; the other options are handed to
    psycopg.

    :raises ImproperlyConfigured: if the address is not one of PostgreSQL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", str(parts.port or "")),
        "CONN_MAX_AGE": conn_max_age,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def broker(url: str) -> str:
    """
    Return Celery's form of a Redis address.

    redis-py and Django's cache write a unix socket as `unix://:password@/path?db=0`, Celery as
    `redis+socket://:password@/path?virtual_host=0`. An address over TCP is the same for both.
    """
    if not url.startswith("unix://"):
        return url
    return "redis+socket://" + url.removeprefix("unix://").replace("?db=", "?virtual_host=")
