"""Tokens of firms, programs that use them, and an address that hears of their cases."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from reporting.api import operations
from reporting.api.models import Hook
from reporting.api.reach import reachable
from tests.api.receivers import Receiver
from tests.disbursements.conftest import (  # noqa: F401 - fixtures
    drafted_payment,
    pass_on,
    submitted_payment,
)
from tests.factories.people import MOMENT

TODAY = MOMENT.date()
IN_A_MONTH = TODAY + dt.timedelta(days=30)


@pytest.fixture(autouse=True)
def a_fresh_minute() -> None:
    """No test inherits the requests that another one counted; a token is another one each time."""
    cache.delete_many([f"throttle:{name}:127.0.0.1" for name in ("api-public", "api-knocks")])


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    """Let programs ask at the moment at which the tests play."""
    monkeypatch.setattr("core.workflow.clock.now", lambda: MOMENT)
    return MOMENT


@pytest.fixture
def token_of(now: dt.datetime) -> Callable[..., str]:
    """Make a token of a firm and return its secret."""

    def make(firm: Any, rep: Any, name: str = "ERP", expires_on: dt.date = IN_A_MONTH) -> str:
        return operations.make_token(firm=firm, name=name, expires_on=expires_on, by=rep, at=MOMENT)[1]

    return make


@pytest.fixture
def program_of(token_of: Callable[..., str]) -> Callable[..., Client]:
    """Return a program that bears a token of the firm."""

    def come(firm: Any, rep: Any) -> Client:
        return Client(headers={"authorization": f"Bearer {token_of(firm, rep)}"})

    return come


@pytest.fixture
def tier1_program(program_of: Callable[..., Client], tier1: Any, tier1_rep: Any) -> Client:
    return program_of(tier1, tier1_rep)


@pytest.fixture
def receiver(settings: Any) -> Any:
    """A program of the firm that listens on this machine, which only tests may reach."""
    settings.WEBHOOKS_REACH_LOOPBACK = True
    with Receiver() as listening:
        yield listening


@pytest.fixture
def hook(receiver: Receiver, tier1: Any, tier1_rep: Any, now: dt.datetime) -> Hook:
    return operations.register_hook(firm=tier1, address=reachable(receiver.address), by=tier1_rep, at=MOMENT)[
        0
    ]
