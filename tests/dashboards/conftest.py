"""A running chain for the pages of this room."""

import pytest

from disbursements.models import Grant
from measurement.models import Measure
from tests.dashboards.running import pass_on, pay, regranted, verify
from tests.factories import people, programmes
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
    grant,
    linked_grant,
    measure,
    officer,
    approving_officer,
    paying_officer,
    tier1_rep,
    tier2_rep,
    tier1_clerk,
    verifier,
):
    """A chain of two tiers: 80 of 120 million paid, 25 of 30 million passed on, 12,345 kg verified."""
    pay(grant, rep=tier1_rep, officer=officer, approver=approving_officer, payer=paying_officer)
    pass_on(grant, linked_grant, giver=tier1_rep, taker=tier2_rep)
    verify(measure, verifier, tier1_clerk)
    return grant.consortium


@pytest.fixture
def four_tiers(
    funded_call, chain_model, anchor, anchor_rep, selected_plan, anchor_member, tier1, tier1_member, tier2,
    tier2_member, tier1_rep, tier2_rep, officer, approving_officer,
):  # fmt: skip
    """An indirect chain of four tiers: 500 million awarded to tier 1, of which 300 go down, one firm suspended."""
    consortium = selected_plan.consortium
    type(consortium).objects.filter(pk=consortium.pk).update(pass_through_kind="INDIRECT")
    consortium.refresh_from_db()
    office = {"officer": officer, "approver": approving_officer}
    top = regranted(consortium, tier1, own=200_000_000, regrant=300_000_000, rep=tier1_rep, **office)
    second = regranted(
        consortium, tier2, own=100_000_000, regrant=150_000_000, rep=tier2_rep, parent=top, **office
    )
    third_firm, fourth_firm = (
        people.FirmFactory(name="삼원금형"),
        people.FirmFactory(name="사계절도금 '주식회사'"),
    )
    third_rep, fourth_rep = people.person_of(third_firm), people.person_of(fourth_firm)
    third_member = programmes.join(consortium, third_firm, tier2_member)
    programmes.join(consortium, fourth_firm, third_member)
    third = regranted(
        consortium, third_firm, own=70_000_000, regrant=50_000_000, rep=third_rep, parent=second, **office
    )
    fourth = regranted(
        consortium, fourth_firm, own=50_000_000, regrant=0, rep=fourth_rep, parent=third, **office
    )
    fourth.move_to("SUSPENDED", by=officer, at=people.MOMENT, reason="자료 미제출")
    return consortium
