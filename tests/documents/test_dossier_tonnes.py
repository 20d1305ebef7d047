"""What a dossier states of kilograms: a consortium's own share of a lot, its claims, what came to miss."""

import pytest

from core.ledger.models import Transfer, Unit
from reporting.tallies.models import Dimension
from reporting.tallies.queries import count
from tests.claims.conftest import (  # noqa: F401
    air,
    assigned,
    calculated,
    claim,
    electricity,
    factors,
    in_english,
    later,
    make,
    measure,
    metered,
    submitted,
    verified,
)
from tests.claims.test_curing import frozen  # noqa: F401
from tests.claims.test_shares_change import agreed, cast, second, winter  # noqa: F401
from tests.documents.made import facts_of, html_of
from tests.factories.people import person_of
from tests.statements.test_restatement import WHEN, correct, signed

pytestmark = pytest.mark.django_db


def tallied(consortium):
    """Return what the tally counts as verified for a consortium."""
    lines = [one for one in count(consortium.program) if one.dimension == Dimension.CONSORTIUM]
    return next(one.figures.verified_kg for one in lines if one.key == str(consortium.pk))


class TestShares:
    def test_of_a_shared_lot_are_stated_to_each_consortium(self, winter, consortium, second):  # noqa: F811
        first, other = facts_of(consortium).plain, facts_of(second).plain
        assert first["totals"]["verified_kg"] == tallied(consortium)
        assert other["totals"]["verified_kg"] == tallied(second)
        assert 0 < other["totals"]["verified_kg"] < first["totals"]["verified_kg"]
        for plain in (first, other):
            assert [one["title"] for one in plain["statements"]] == [str(winter)]
            assert [one["firm"] for one in plain["measures"]] == [winter.firm.name]

    def test_have_claims_and_transfers_of_their_own(
        self, winter, consortium, second, anchor_rep, later  # noqa: F811
    ):  # fmt: skip
        make(consortium, anchor_rep, later, 1_000)
        make(second, person_of(second.anchor), later, 500)
        for whose, kilograms in ((consortium, 1_000), (second, 500)):
            plain = facts_of(whose).plain
            assert [one["kilograms"] for one in plain["claims"]] == [kilograms]
            assert {one["consortium"] for one in plain["claims"][0]["parts"]} == {whose.name}
            booked = [one for one in plain["transfers"] if one["unit"] == Unit.KILOGRAM]
            assert sum(one["amount"] for one in booked if one["source"][1] == "verified") == tallied(whose)

    def test_transfers_hold_what_came_to_miss_in_a_claim(self, frozen, consortium):  # noqa: F811
        booked = Transfer.objects.filter(source__unit=Unit.KILOGRAM)
        stated = {one["key"] for one in facts_of(consortium).plain["transfers"]}
        assert set(booked.values_list("key", flat=True)) <= stated
        assert facts_of(consortium).plain["totals"]["verified_kg"] == tallied(consortium)


class TestReadings:
    def test_that_were_replaced_are_stated_with_when_and_by_whom(
        self, verified, consortium, tier1_clerk  # noqa: F811
    ):  # fmt: skip
        before = signed()
        correct(tier1_clerk, 10_000)
        meters = [meter for one in facts_of(consortium).plain["measures"] for meter in one["meters"]]
        replaced = [one for meter in meters for one in meter["replaced"]]
        assert [(one["month"], one["closing"], one["version"]) for one in replaced] == [
            (before.month, before.closing, 1)
        ]
        assert (replaced[0]["superseded_at"], replaced[0]["superseded_by"]) == (WHEN, str(tier1_clerk))
        standing = [one for meter in meters for one in meter["readings"] if one["version"] == 2]
        assert [one["closing"] for one in standing] == [before.closing + 10_000]
        assert "Replaced readings" in html_of(consortium, "en")
