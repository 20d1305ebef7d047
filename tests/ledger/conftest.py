"""Accounts and short words for moving won."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from core.ledger.models import Account, Transfer
from core.ledger.operations import Owner, account, outside, post
from core.users.models import User
from tests.factories.people import FIRST_DAY, MOMENT, UserFactory


@pytest.fixture
def clerk(db: None) -> User:
    return UserFactory()


@pytest.fixture
def state(db: None) -> Account:
    return outside("state")


@pytest.fixture
def pot(db: None) -> Account:
    return account(Owner("call", 1), "available")


@pytest.fixture
def committed(db: None) -> Account:
    return account(Owner("application", 1), "committed")


@pytest.fixture
def move(clerk: User) -> Callable[..., Transfer]:
    """Move won with everything but key, sides and amount filled in."""

    def move(key: str, source: Account, target: Account, amount: Any, **more: Any) -> Transfer:
        terms: dict[str, Any] = {"effective_on": FIRST_DAY, "at": MOMENT, "by": clerk, "event": key}
        return post(key=key, source=source, target=target, amount=amount, **(terms | more))

    return move


def day(number: int) -> dt.date:
    return FIRST_DAY + dt.timedelta(days=number)
