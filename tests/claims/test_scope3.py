"""An anchor's Scope 3 report: its rows come to what the ledger says, on the page and in both files."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db.models import F, Sum
from django.test import Client
from django.urls import reverse

from core.ledger.models import Account
from core.users.models import User
from firms.models import Firm
from programs.models import Consortium
from reporting.claims import operations
from reporting.claims.kinds import Category, category_terms
from reporting.claims.models import Claim
from reporting.claims.scope3 import lots, tables
from reporting.claims.scope3.rows import anchors, reported_consortia, rows_of
from reporting.statements.models import Statement
from tests.claims.conftest import creditable, make, offset, restate_down
from tests.ui.sheets import records

pytestmark = pytest.mark.django_db

HELD, MISSING = "주장량, kg CO₂e", "부족분, kg CO₂e"


@pytest.fixture
def report(claim: Claim, consortium: Consortium, anchor_rep: User, later: dt.datetime) -> Claim:
    """10,000 kg of category 1, 5,000 kg of category 2, and 2,000 kg of an external project beside them."""
    creditable(consortium)
    make(consortium, anchor_rep, later, 5_000, category=2)
    offset(consortium, anchor_rep, later, 2_000)
    return claim


def in_the_ledger(anchor: Firm) -> int:
    """Return what lies in the accounts of an anchor's standing Scope 3 claims, in kg CO2e."""
    claims = Claim.objects.standing().filter(claimant=anchor, purpose="SCOPE3").values("pk")
    lie = Account.objects.filter(owner_kind="claim", owner_id__in=claims)
    return lie.aggregate(kg=Sum(F("total_in") - F("total_out")))["kg"] or 0


def address(anchor: Firm) -> str:
    return reverse("claims:scope3", args=[anchor.public_id])


class TestRows:
    def test_come_to_what_the_ledger_says(self, report: Claim, anchor: Firm, anchor_rep: User) -> None:
        rows = rows_of(anchor, [report.consortium], anchor_rep)
        assert [(row.category.number, row.kilograms) for row in rows] == [(1, 10_000), (2, 5_000)]
        assert tables.summed(rows).kilograms == in_the_ledger(anchor) == 15_000

    def test_name_supplier_tier_and_lot(
        self, report: Claim, anchor: Firm, anchor_rep: User, verified: Statement
    ) -> None:
        row = rows_of(anchor, [report.consortium], anchor_rep)[0]
        assert (row.supplier, row.tier, row.lot) == (verified.firm.name, 1, verified)

    def test_leave_out_what_was_released(
        self, report: Claim, anchor: Firm, anchor_rep: User, later: dt.datetime
    ) -> None:
        operations.release(claim=report, reason="보고 범위 변경", by=anchor_rep, at=later)
        rows = rows_of(anchor, [report.consortium], anchor_rep)
        assert tables.summed(rows).kilograms == in_the_ledger(anchor) == 5_000

    def test_say_what_a_restatement_took(
        self, report: Claim, anchor: Firm, anchor_rep: User, officer: User, verified: Statement,
        later: dt.datetime,
    ) -> None:  # fmt: skip
        restate_down(verified, 10_246 + 2_000 + 1_000, by=officer, at=later)  # share, offset, newest report
        found = tables.summed(rows_of(anchor, [report.consortium], anchor_rep))
        assert (found.kilograms, found.missing_kg, found.verified_kg) == (15_000, 1_000, 14_000)

    def test_used_for_good_stays_so_while_some_of_it_is_missing(
        self, claim: Claim, anchor: Firm, anchor_rep: User, officer: User, verified: Statement,
        later: dt.datetime,
    ) -> None:  # fmt: skip
        operations.retire(claim=claim, reason="보고서 발간", by=anchor_rep, at=later)
        restate_down(verified, 17_246 + 1_000, by=officer, at=later)
        found = tables.summed(rows_of(anchor, [claim.consortium], anchor_rep))
        assert (found.retired_kg, found.missing_kg) == (10_000, 1_000)

    def test_that_leave_the_programmes_category_say_so(
        self, report: Claim, anchor: Firm, anchor_rep: User
    ) -> None:
        rows = rows_of(anchor, [report.consortium], anchor_rep)
        assert [row.is_usual_category for row in rows] == [True, False]

    def test_are_read_in_constantly_many_queries(
        self,
        report: Claim,
        anchor: Firm,
        anchor_rep: User,
        later: dt.datetime,
        django_assert_num_queries: Any,
    ) -> None:
        consortia = [report.consortium]
        with django_assert_num_queries(8):
            rows_of(anchor, consortia, anchor_rep)
        for _number in range(4):
            make(report.consortium, anchor_rep, later, 100)
        with django_assert_num_queries(8):
            assert len(rows_of(anchor, consortia, anchor_rep)) == 6


class TestTables:
    def test_each_come_to_the_same_sum(self, report: Claim, anchor: Firm, anchor_rep: User) -> None:
        rows = rows_of(anchor, [report.consortium], anchor_rep)
        held = in_the_ledger(anchor)
        assert sum(one.sum.kilograms for one in tables.by_category(rows)) == held
        assert sum(one.sum.kilograms for one in tables.by_supplier(rows)) == held
        assert sum(one.kilograms for _tier, one in tables.by_tier(rows)) == held

    def test_say_what_could_still_be_claimed(self, report: Claim) -> None:
        (found,) = tables.still_open([report.consortium], 2026)
        assert (found.year.left_kg, found.year.claimed_kg) == (10_246, 17_000)
        assert tables.still_open([report.consortium], 2025) == []


class TestPage:
    def test_shows_sums_and_leads_to_the_lots(
        self, client: Client, report: Claim, anchor: Firm, anchor_rep: User, verified: Statement
    ) -> None:
        client.force_login(anchor_rep)
        text = client.get(address(anchor)).text
        for words in ("15 tCO₂e", "10.246 tCO₂e", verified.firm.name, category_terms()[1].source):
            assert words in text
        assert reverse("claims:lot", args=[verified.public_id]) in text
        assert reverse("claims:claim", args=[report.consortium.public_id]) in text

    def test_is_narrowed_to_a_year(
        self, client: Client, report: Claim, anchor: Firm, anchor_rep: User
    ) -> None:
        client.force_login(anchor_rep)
        assert "15 tCO₂e" not in client.get(address(anchor), {"year": "2025"}).text
        assert "15 tCO₂e" in client.get(address(anchor), {"year": "2026"}).text
        assert client.get(address(anchor), {"year": "x"}).status_code == 200

    def test_is_linked_from_the_consortium(
        self, client: Client, report: Claim, anchor: Firm, anchor_rep: User
    ) -> None:
        client.force_login(anchor_rep)
        text = client.get(report.consortium.get_absolute_url()).text
        assert address(anchor) in text
        assert "10.246 tCO₂e" in text

    @pytest.mark.parametrize("who", ["tier1_rep", "tier2_rep", "rival_rep", "other_officer", "verifier"])
    def test_is_closed_to_others(
        self, client: Client, report: Claim, anchor: Firm, who: str, request: pytest.FixtureRequest
    ) -> None:
        client.force_login(request.getfixturevalue(who))
        assert client.get(address(anchor)).status_code == 404

    def test_an_officer_reads_and_does_not_claim(
        self, client: Client, report: Claim, anchor: Firm, officer: User
    ) -> None:
        client.force_login(officer)
        text = client.get(address(anchor)).text
        assert "15 tCO₂e" in text
        assert reverse("claims:claim", args=[report.consortium.public_id]) not in text


class TestFiles:
    def test_xlsx_comes_to_the_ledgers_kilograms(
        self, client: Client, report: Claim, anchor: Firm, anchor_rep: User
    ) -> None:
        client.force_login(anchor_rep)
        rows = records(client.get(address(anchor), {"export": "xlsx"}))
        assert sum(row[HELD] for row in rows) == in_the_ledger(anchor)

    def test_csv_has_the_same_rows(
        self, client: Client, report: Claim, anchor: Firm, anchor_rep: User
    ) -> None:
        client.force_login(anchor_rep)
        answer = client.get(address(anchor), {"export": "csv"})
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        sheet = records(client.get(address(anchor), {"export": "xlsx"}))
        assert sum(int(row[HELD]) for row in rows) == in_the_ledger(anchor)
        assert [list(row) for row in rows] == [list(row) for row in sheet]
        assert [row[MISSING] for row in rows] == ["0", "0"]
        assert answer.headers["Content-Disposition"].endswith(".csv")

    def test_csv_runs_no_formula(
        self, client: Client, report: Claim, anchor: Firm, anchor_rep: User, verified: Statement
    ) -> None:
        Firm.objects.filter(pk=verified.firm_id).update(name="=1+1")
        client.force_login(anchor_rep)
        text = client.get(address(anchor), {"export": "csv"}).content.decode()
        assert "'=1+1" in text


class TestLot:
    def test_shows_signature_and_places_without_process_data(
        self, client: Client, report: Claim, anchor_rep: User, verified: Statement, verifier: User
    ) -> None:
        client.force_login(anchor_rep)
        text = client.get(reverse("claims:lot", args=[verified.public_id])).text
        for words in ("27.246 tCO₂e", "10.246 tCO₂e", verified.verified_hash[:12], verifier.name):
            assert words in text
        assert verified.get_absolute_url() not in text

    def test_leads_an_officer_to_the_statement(
        self, client: Client, report: Claim, officer: User, verified: Statement
    ) -> None:
        client.force_login(officer)
        text = client.get(reverse("claims:lot", args=[verified.public_id])).text
        assert verified.get_absolute_url() in text

    def test_places_come_to_what_was_verified(
        self, report: Claim, anchor_rep: User, verified: Statement, later: dt.datetime
    ) -> None:
        found = lots.places(verified, reported_consortia(anchor_rep, later))
        assert [one.kilograms for one in found] == [10_000, 5_000, 2_000, 10_246]

    def test_leave_out_what_a_restatement_took(
        self, report: Claim, anchor_rep: User, officer: User, verified: Statement, later: dt.datetime
    ) -> None:
        restate_down(verified, 10_246 + 2_000 + 1_000, by=officer, at=later)  # share, offset, newest report
        found = lots.places(verified, reported_consortia(anchor_rep, later))
        assert [one.kilograms for one in found] == [10_000, 4_000]

    def test_is_closed_to_a_rival(
        self, client: Client, report: Claim, rival_rep: User, verified: Statement
    ) -> None:
        client.force_login(rival_rep)
        assert client.get(reverse("claims:lot", args=[verified.public_id])).status_code == 404


def test_every_category_has_its_source() -> None:
    terms = category_terms()
    assert sorted(terms) == sorted(Category.values)
    assert all(one.source_ko and one.source_en for one in terms.values())
    assert [number for number, one in terms.items() if one.direction == "DOWNSTREAM"] == list(range(9, 16))


def test_nobody_anonymous_reads_a_report(later: dt.datetime) -> None:
    from django.contrib.auth.models import AnonymousUser

    assert not anchors(AnonymousUser(), later).exists()
