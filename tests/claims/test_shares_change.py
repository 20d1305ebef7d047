"""Shares changed in mid-year: from a month on, for claims and totals too, and the past stays as it was."""

import datetime as dt

import pytest

from core.users.models import User
from firms.models import Firm
from measurement.models import Measure
from programs.models import AttributionAgreement, Call, Consortium, FundingRule
from reporting.claims import refusals
from reporting.claims.queries import creditable_of, holdings, years_of
from reporting.claims.scope3 import tables
from reporting.claims.scope3.rows import rows_of
from reporting.dashboards.books import claims as books
from reporting.statements import operations
from reporting.statements.models import Statement
from reporting.statements.surplus import verified_kg
from tests.claims.conftest import creditable, make, offset
from tests.factories.people import FirmFactory, person_of
from tests.factories.programmes import ConsortiumFactory, SupportModelFactory, join
from tests.statements.conftest import FROM, UNTIL
from tests.statements.test_shares import agree

pytestmark = pytest.mark.django_db

MARCH = dt.date(2026, 3, 1)
SHARES = {"first": 6_667, "second": 3_333}


@pytest.fixture
def second(call: Call, tier1: Firm) -> Consortium:
    """Another consortium to which the same supplier belongs."""
    model = SupportModelFactory(code="synergy", passes_money_on=False, shares_reductions=True)
    consortium = ConsortiumFactory(call=call, support_model=model, anchor=FirmFactory(name="둘째전자"))
    join(consortium, tier1, join(consortium, consortium.anchor))
    return consortium


@pytest.fixture
def agreed(
    consortium: Consortium, second: Consortium, tier1: Firm, anchor_rep: User, moment: dt.datetime
) -> AttributionAgreement:
    """Two thirds to the first consortium, a third to the second."""
    parts = {consortium: SHARES["first"], second: SHARES["second"]}
    return agree(consortium.program, tier1, parts, by=anchor_rep, at=moment)


def signed(
    measure: Measure, months: tuple[dt.date, dt.date], cast: tuple[User, User, User, User], at: dt.datetime
) -> Statement:
    """Walk a statement of these months to its signature."""
    clerk, rep, officer, verifier = cast
    made = operations.calculate(
        measure=measure, period_from=months[0], period_until=months[1], by=clerk, at=at
    )
    operations.submit_statement(statement=made, by=rep, at=at)
    operations.assign_verifier(statement=made, verifier=verifier, by=officer, at=at)
    return operations.verify(statement=made, by=verifier, at=at)


@pytest.fixture
def cast(tier1_clerk: User, tier1_rep: User, officer: User, verifier: User) -> tuple[User, User, User, User]:
    return tier1_clerk, tier1_rep, officer, verifier


@pytest.fixture
def winter(
    agreed: AttributionAgreement, metered: Measure, cast: tuple[User, User, User, User], later: dt.datetime
) -> Statement:
    """January and February, signed while the first shares held."""
    return signed(metered, (FROM, dt.date(2026, 2, 28)), cast, later)


def change(agreed: AttributionAgreement, second: Consortium, by: User, at: dt.datetime) -> None:
    """Let all of the supplier's reductions count for the second consortium from March on."""
    AttributionAgreement.objects.filter(pk=agreed.pk).update(valid_until=dt.date(2026, 2, 28))
    agree(second.program, agreed.firm, {second: 10_000}, since=MARCH, by=by, at=at)


def report(consortium: Consortium) -> int:
    """Return what the anchor's Scope 3 report of a consortium comes to, in kg CO2e."""
    anchor = consortium.anchor
    return tables.summed(rows_of(anchor, [consortium], person_of(anchor))).kilograms


def test_claims_and_totals_before_and_after(
    agreed: AttributionAgreement, winter: Statement, metered: Measure, consortium: Consortium,
    second: Consortium, anchor_rep: User, cast: tuple[User, User, User, User], later: dt.datetime,
) -> None:  # fmt: skip
    whole = winter.reduction_kg
    first_kg, second_kg = (share.kilograms for share in winter.shares.order_by("consortium"))
    claim = make(consortium, anchor_rep, later, first_kg)
    assert (verified_kg(consortium, 2026), verified_kg(second, 2026)) == (first_kg, second_kg)
    assert first_kg + second_kg == whole

    change(agreed, second, anchor_rep, later)
    assert (verified_kg(consortium, 2026), verified_kg(second, 2026)) == (first_kg, second_kg)
    assert holdings(claim) == {(winter.pk, consortium.pk): first_kg}

    spring = signed(metered, (MARCH, UNTIL), cast, later)
    assert [(s.consortium, s.kilograms) for s in spring.shares.all()] == [(second, spring.reduction_kg)]
    assert verified_kg(consortium, 2026) == first_kg
    assert verified_kg(second, 2026) == second_kg + spring.reduction_kg
    assert verified_kg(consortium, 2026) + verified_kg(second, 2026) == whole + spring.reduction_kg
    assert (report(consortium), report(second)) == (first_kg, 0)


def test_nothing_of_the_new_months_is_left_to_the_first_anchor(
    agreed: AttributionAgreement, winter: Statement, metered: Measure, consortium: Consortium,
    second: Consortium, anchor_rep: User, cast: tuple[User, User, User, User], later: dt.datetime,
) -> None:  # fmt: skip
    change(agreed, second, anchor_rep, later)
    signed(metered, (MARCH, UNTIL), cast, later)
    (year,) = years_of(consortium)
    make(consortium, anchor_rep, later, year.left_kg)
    with pytest.raises(refusals.ShareTooSmall):
        make(consortium, anchor_rep, later, 1)
    (theirs,) = years_of(second)
    make(second, person_of(second.anchor), later, theirs.left_kg)
    assert report(consortium) + report(second) == verified_kg(consortium, 2026) + verified_kg(second, 2026)


def test_the_books_agree_after_the_change(
    agreed: AttributionAgreement, winter: Statement, metered: Measure, consortium: Consortium,
    second: Consortium, anchor_rep: User, cast: tuple[User, User, User, User], later: dt.datetime,
) -> None:  # fmt: skip
    make(consortium, anchor_rep, later, 1_000)
    change(agreed, second, anchor_rep, later)
    signed(metered, (MARCH, UNTIL), cast, later)
    for compare in (books.identity, books.held):
        comparison = compare()
        assert comparison.compared > 0
        assert comparison.differences == []


class TestCreditable:
    """Which part counts outside is the programme's, dated; a claim respects the one of its year."""

    def test_a_later_share_leaves_the_year_alone(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        creditable(consortium, 5_000)
        FundingRule.objects.filter(kind="CREDITABLE").update(valid_until=dt.date(2026, 12, 31))
        FundingRule.objects.create(
            program=consortium.program, kind="CREDITABLE", value=10_000, valid_from=dt.date(2027, 1, 1),
            source_ko="시험 자료", source_en="Test data",
        )  # fmt: skip
        found = creditable_of(consortium, 2026)
        assert found
        assert (found.bp, found.kilograms) == (5_000, 13_623)
        with pytest.raises(refusals.AboveCreditable):
            offset(consortium, anchor_rep, later, 14_000)
        assert offset(consortium, anchor_rep, later, 13_623).external.creditable_bp == 5_000

    def test_a_share_lowered_later_takes_nothing_from_a_claim(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        creditable(consortium, 10_000)
        made = offset(consortium, anchor_rep, later, 20_000)
        FundingRule.objects.filter(kind="CREDITABLE").update(value=1_000)
        made.refresh_from_db()
        assert (made.held_kg, made.external.creditable_bp) == (20_000, 10_000)
        with pytest.raises(refusals.AboveCreditable):
            offset(consortium, anchor_rep, later, 1_000)

    def test_a_scope_3_report_is_not_capped_by_it(
        self, verified: Statement, consortium: Consortium, anchor_rep: User, later: dt.datetime
    ) -> None:
        creditable(consortium, 0)
        assert make(consortium, anchor_rep, later, 27_246).held_kg == 27_246
