"""A rule is changed at the moment at which an application is submitted."""

import datetime as dt

import pytest

from applications import operations as applications
from applications.models import Application
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
