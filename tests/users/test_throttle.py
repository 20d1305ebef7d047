"""How often an address may ask: counted to an end, whatever happens to the counter."""

import datetime as dt
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from core.users.throttle import Throttle
from core.workflow import clock
from reporting.api import operations
from tests.factories.people import MOMENT

THROTTLE = Throttle("tests", most=3, seconds=60)
ADDRESS = "198.51.100.7"
KEY = f"throttle:tests:{ADDRESS}"


@pytest.fixture
def request_() -> HttpRequest:
    cache.delete(KEY)
    return RequestFactory().get("/", REMOTE_ADDR=ADDRESS)


def counter() -> tuple[Any, str]:
    """Return Redis and the name under which the requests of the address are counted."""
    kept = cache.make_and_validate_key(KEY)
    return cache._cache.get_client(kept, write=True), kept


class TestCounting:
    def test_lets_so_many_through(self, request_):
        assert [THROTTLE.allows(request_) for _n in range(5)] == [True] * 3 + [False] * 2

    def test_ends_with_the_time_of_the_first(self, request_):
        redis, kept = counter()
        THROTTLE.allows(request_)
        assert 0 < redis.ttl(kept) <= 60
        redis.expire(kept, 20)
        THROTTLE.allows(request_)

        assert 0 < redis.ttl(kept) <= 20

    def test_counts_whoever_is_named_apart(self, request_):
        cache.delete_many([f"throttle:tests:{who}" for who in ("a", "b")])
        assert [THROTTLE.allows(request_, who="a") for _n in range(4)][-1] is False
        assert THROTTLE.allows(request_, who="b")

    def test_has_an_end_whenever_the_time_runs_out(self, request_, monkeypatch):
        redis, kept = counter()
        THROTTLE.allows(request_)
        asked = type(redis).exists

        def run_out(self: Any, *names: str) -> Any:
            found = asked(self, *names)
            self.delete(*names)
            return found

        monkeypatch.setattr(type(redis), "exists", run_out)
        THROTTLE.allows(request_)

        assert redis.ttl(kept) > 0

    def test_gives_an_end_to_a_counter_that_has_none(self, request_):
        redis, kept = counter()
        redis.set(kept, 1000)
        assert not THROTTLE.allows(request_)

        assert 0 < redis.ttl(kept) <= 60


@pytest.fixture
def without_redis(settings: Any) -> None:
    """Nobody listens where Redis should be."""
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "redis://127.0.0.1:1/0"}}


class TestWithoutRedis:
    def test_lets_through_and_says_so(self, without_redis, caplog):
        request = RequestFactory().get("/", REMOTE_ADDR=ADDRESS)
        with caplog.at_level(logging.ERROR, logger="core.users.throttle"):
            assert all(THROTTLE.allows(request) for _n in range(5))

        assert "tests" in caplog.text

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("/verify/4F2A-91BC-77D0-E35B/", 404),
            ("/register/grants/?export=csv", 200),
            ("/open-data/360giving.json", 404),
            ("/api/v1/programs", 404),
        ],
    )
    def test_pages_are_read_on(self, client, without_redis, address, status):
        assert client.get(address).status_code == status

    @pytest.mark.django_db
    def test_a_code_is_looked_up(self, client, without_redis):
        answer = client.post(reverse("verify:form"), {"code": "4F2A-91BC-77D0-E35B"})

        assert answer.status_code == 302

    def test_a_firm_s_program_reads_on(self, tier1, tier1_rep, monkeypatch, without_redis):
        monkeypatch.setattr(clock, "now", lambda: MOMENT)
        until = MOMENT.date() + dt.timedelta(days=3)
        _token, secret = operations.make_token(
            firm=tier1, name="ERP", expires_on=until, by=tier1_rep, at=MOMENT
        )

        answer = Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/own/firm")

        assert answer.status_code == 200
