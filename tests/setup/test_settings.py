"""Addresses in the environment become settings."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import broker, database, listed, required, switched_on


class TestDatabase:
    def test_reads_a_socket_folder(self):
        found = database("postgresql://office@/office?host=/tmp/x/pg", conn_max_age=60)
        assert (found["HOST"], found["NAME"], found["USER"], found["PORT"]) == (
            "/tmp/x/pg",
            "office",
            "office",
            "",
        )
        assert found["OPTIONS"] == {}

    def test_reads_a_server_with_a_password_and_options(self):
        found = database("postgres://me:p%40ss@db.example:5433/books?sslmode=require", conn_max_age=0)
        assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("db.example", "5433", "p@ss")
        assert found["OPTIONS"] == {"sslmode": "require"}

    def test_refuses_another_database(self):
        with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
            database("mysql://db/books", conn_max_age=0)


class TestBroker:
    def test_turns_a_socket_into_celerys_form(self):
        assert (
            broker("unix://:pw@/tmp/x/redis.sock?db=3")
            == "redis+socket://:pw@/tmp/x/redis.sock?virtual_host=3"
        )

    def test_leaves_a_tcp_address_as_it_is(self):
        assert broker("rediss://:pw@cache.example:6380/0") == "rediss://:pw@cache.example:6380/0"


class TestEnvironment:
    def test_says_which_variable_is_missing(self, monkeypatch):
        monkeypatch.delenv("EMAIL_HOST", raising=False)
        with pytest.raises(ImproperlyConfigured, match="EMAIL_HOST"):
            required("EMAIL_HOST")

    @pytest.mark.parametrize(("value", "expected"), [("1", True), ("Yes", True), ("0", False), ("", False)])
    def test_switches(self, monkeypatch, value, expected):
        monkeypatch.setenv("DEBUG", value)
        assert switched_on("DEBUG") is expected

    def test_lists(self, monkeypatch):
        monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,,")
        assert listed("ALLOWED_HOSTS") == ["a.example", "b.example"]


class TestProductionSettings:
    """Read in a process of their own, since settings are read once."""

    COMPLETE = {
        "SECRET_KEY": "s" * 50,
        "PUBLIC_URL": "https://office.example",
        "DATABASE_URL": "postgresql://db.example/office",
        "REDIS_URL": "redis://cache.example/0",
        "EVIDENCE_ROOT": "/srv/evidence",
        "EMAIL_HOST": "mail.example",
        "DEFAULT_FROM_EMAIL": "office@office.example",
    }
    SHOW = (
        "from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.EMBEDDED, s.DEBUG)"
    )

    def read(self, **changes):
        import os
        import subprocess
        import sys

        environment = {
            "PATH": os.defpath,
            "DJANGO_SETTINGS_MODULE": "config.settings.prod",
            **self.COMPLETE,
            **changes,
        }
        return subprocess.run(
            [sys.executable, "-c", self.SHOW], env=environment, capture_output=True, text=True, check=False
        )

    def test_makes_cookies_secure_under_tls(self):
        assert self.read().stdout.split() == ["True", "True", "True", "False", "False"]

    def test_still_works_on_plain_loopback(self):
        assert self.read(PUBLIC_URL="http://127.0.0.1:8000").stdout.split()[:3] == ["False"] * 3

    def test_refuses_a_public_address_without_tls(self):
        assert "https://" in self.read(PUBLIC_URL="http://office.example").stderr

    @pytest.mark.parametrize("name", COMPLETE)
    def test_demands(self, name):
        assert name in self.read(**{name: ""}).stderr
