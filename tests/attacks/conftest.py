"""What an attacker brings along: a browser that says what came back, and many hands at once."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import close_old_connections, connection, connections
from django.test import Client
from django.utils import translation

from core.users.models import User
from core.workflow import clock
from tests.applications.conftest import assessed, awarded, draft, factors, submitted
from tests.disbursements.conftest import (
    approved_payment,
    checked_payment,
    drafted_payment,
    pass_on,
    receipt,
    released_payment,
    releaser,
    submitted_payment,
)
from tests.factories.people import MOMENT

__all__ = [
    "approved_payment",
    "assessed",
    "awarded",
    "checked_payment",
    "draft",
    "drafted_payment",
    "factors",
    "pass_on",
    "receipt",
    "released_payment",
    "releaser",
    "submitted",
    "submitted_payment",
]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are compared with their English words."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages play at the cast's moment."""
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


@pytest.fixture
def browser() -> Client:
    """A browser that reads English and to which an error is an answer of 500."""
    client = Client(raise_request_exception=False)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def send(browser: Client) -> Callable[..., Any]:
    """Return what a page answers to a form that somebody sends."""

    def send(user: User, url: str, **typed: Any) -> Any:
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser.post(url, typed)

    return send


@pytest.fixture
def visit(browser: Client) -> Callable[..., Any]:
    """Return what a page answers to somebody who comes by."""

    def visit(user: User, url: str, **asked: Any) -> Any:
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser.get(url, asked)

    return visit


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Make all calls at the same moment, each on a connection of its own; return the kinds of what came."""
    ready, outcomes = threading.Barrier(len(calls)), ["nothing came"] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            close_old_connections()
            connection.ensure_connection()
            ready.wait(timeout=20)
            outcomes[number] = type(call()).__name__
        except Exception as error:
            outcomes[number] = type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(outcomes)
