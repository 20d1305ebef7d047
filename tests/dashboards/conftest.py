"""A running chain for the pages of this room."""

import pytest

from disbursements.models import Grant
from measurement.models import Measure
from tests.dashboards.running import pass_on, pay, verify
from tests.factories.people import FIRST_DAY


@pytest.fixture
def measure(grant: Grant, technology: object) -> Measure:
    measure = Measure.objects.create(
        firm=grant.firm, consortium=grant.consortium, technology=technology, name="압축기 1호기",
        site="부산공장", expected_kg=26_000, commissioned_on=FIRST_DAY,
    )  # fmt: skip
    item = grant.application.cost_items.first()
    item.measure = measure
    item.save()
    return measure


@pytest.fixture
def running(
    grant, linked_grant, measure, officer, approving_officer, tier1_rep, tier2_rep, tier1_clerk, verifier
):
    """A chain of two tiers: 80 of 120 million paid, 25 of 30 million passed on, 12,345 kg verified."""
    pay(grant, rep=tier1_rep, officer=officer, approver=approving_officer)
    pass_on(grant, linked_grant, giver=tier1_rep, taker=tier2_rep)
    verify(measure, verifier, tier1_clerk)
    return grant.consortium
