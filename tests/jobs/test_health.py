"""/healthz tells the truth."""

import pytest
from django.core.cache import cache

from core.jobs import health


@pytest.fixture(autouse=True)
def nothing_is_known(db):
    cache.delete("healthz:worker")
    yield
    cache.delete("healthz:worker")


@pytest.fixture
def worker(monkeypatch):
    """Let a worker answer, or none."""

    def worker(answers):
        class Inspect:
            def __init__(self, **_):
                pass

            def ping(self):
                return answers

        monkeypatch.setattr(health.current_app.control, "inspect", Inspect)

    return worker


class TestHealthz:
    def test_is_200_when_all_is_well(self, client, worker):
        worker({"w1": {"ok": "pong"}})

        answer = client.get("/healthz")

        assert answer.status_code == 200
        assert answer.json() == {"database": "ok", "broker": "ok", "worker": "ok"}
        assert "no-store" in answer["Cache-Control"]

    def test_is_503_when_no_worker_answers(self, client, worker):
        worker(None)

        answer = client.get("/healthz")

        assert answer.status_code == 503
        assert answer.json() == {"database": "ok", "broker": "ok", "worker": "no worker answers"}

    def test_believes_a_worker_for_a_moment(self, client, worker):
        worker({"w1": {"ok": "pong"}})
        client.get("/healthz")
        worker(None)

        assert client.get("/healthz").status_code == 200

    def test_is_503_when_the_broker_is_gone(self, client, monkeypatch):
        from celery import Celery

        monkeypatch.setattr(
            health, "current_app", Celery(broker="redis+socket:///nowhere/redis.sock", set_as_current=False)
        )

        answer = client.get("/healthz")

        assert answer.status_code == 503
        assert answer.json()["database"] == "ok"
        assert answer.json()["broker"].startswith("failed")
        assert answer.json()["worker"].startswith("unknown")

    def test_is_503_when_the_database_is_gone(self, client, worker, monkeypatch):
        from django.db import OperationalError

        class Gone:
            def cursor(self):
                raise OperationalError("secret address")

        monkeypatch.setattr(health, "connection", Gone())
        worker({"w1": {"ok": "pong"}})

        answer = client.get("/healthz")

        assert answer.status_code == 503
        assert answer.json()["database"] == "failed: OperationalError"
        assert "secret" not in answer.content.decode()

    def test_answers_only_a_question(self, client):
        assert client.post("/healthz").status_code == 405
