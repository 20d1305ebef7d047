"""A rule is changed at the moment at which an application is submitted."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from applications import operations as applications
from applications.models import Application
from programs.models import Program
from programs.operations import editor
from programs.queries import rules_on
from tests.attacks.conftest import at_once
from tests.factories.people import MOMENT
from tests.programs.editor import SOURCES

pytestmark = pytest.mark.django_db(transaction=True)

RATE = {"kind": "RATE", "cost_kind": "EQUIPMENT", "size_class": "SME"}


@pytest.mark.parametrize("attempt", range(3))
def test_the_amount_is_that_of_the_rules_of_its_day(attempt, draft, program, officer, tier1_rep):
    terms = {"program": program, **RATE, "value": 5_000, "valid_from": dt.date(2026, 2, 2), **SOURCES}
    outcomes = at_once(
        lambda: applications.submit(application=draft, by=tier1_rep, at=MOMENT),
        lambda: editor.set_rule(**terms, by=officer, at=MOMENT),
    )
    assert outcomes in (["AmountsRelyOnIt", "Application"], ["Application", "FundingRule"])
    submitted = Application.objects.get(pk=draft.pk)
    rate = rules_on(program, submitted.rules_on).get(**RATE).value
    cost = sum(item.cost_won for item in submitted.cost_items.all())
    assert submitted.asked_won == cost * rate // 10_000


@contextmanager
def kept(program: Program) -> Iterator[None]:
    """Have another hand keep the programme, as a submission does from its answers to its receipt."""
    begun, ended = threading.Event(), threading.Event()

    def keep() -> None:
        with transaction.atomic():
            Program.objects.keep(program.pk)
            begun.set()
            ended.wait(30)
        connection.close()

    hand = threading.Thread(target=keep)
    hand.start()
    assert begun.wait(30)
    try:
        yield
    finally:
        ended.set()
        hand.join()


def waits_at_most(milliseconds: int, act: Callable[[], Any]) -> Any:
    """Do something that gives up on a lock after so long."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {milliseconds}")
        return act()


def test_submissions_wait_for_no_other_and_a_rule_for_all(draft, program, officer, tier1_rep):
    terms = {"program": program, **RATE, "value": 5_000, "valid_from": dt.date(2026, 3, 2), **SOURCES}
    with kept(program):
        with pytest.raises(OperationalError, match="lock timeout"):
            waits_at_most(200, lambda: editor.set_rule(**terms, by=officer, at=MOMENT))
        waits_at_most(5_000, lambda: applications.submit(application=draft, by=tier1_rep, at=MOMENT))

    assert Application.objects.get(pk=draft.pk).status == "SUBMITTED"
    waits_at_most(5_000, lambda: editor.set_rule(**terms, by=officer, at=MOMENT))
