"""Every won and every kilogram once in each dimension; by export rule as often as it serves one."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.ledger.models import Unit
from core.ledger.operations import account, outside, post
from disbursements.models import Deliverable
from firms.models import Exposure
from measurement.models import MeasureExposure
from reporting.dashboards import books
from reporting.tallies import queries
from reporting.tallies.figures import NAMES, Figures, case_figures, hash_of
from reporting.tallies.models import OVERLAPPING, Dimension
from tests.factories.cases import cost_item, paper
from tests.factories.people import FIRST_DAY, MOMENT, FirmFactory
from tests.factories.programmes import ConsortiumFactory, SupportModelFactory, join

pytestmark = pytest.mark.django_db


def counted(program: Any, dimension: str) -> dict[str, Figures]:
    return {line.key: line.figures for line in queries.count(program) if line.dimension == dimension}


def names(program: Any, dimension: str) -> dict[str, tuple[str, str]]:
    found = queries.count(program)
    return {line.key: (line.label_ko, line.label_en) for line in found if line.dimension == dimension}


class TestEveryDimension:
    def test_adds_up_to_the_programme(self, running: Any) -> None:
        whole = counted(running.program, Dimension.PROGRAM)[str(running.program_id)]
        assert whole == Figures(2, 120_000_000, 80_000_000, 25_000_000, 25_000_000, 12_345)
        for dimension in set(Dimension.values) - OVERLAPPING:
            parts = counted(running.program, dimension).values()
            assert sum(parts, Figures()) == whole, dimension

    def test_tells_technology_region_sector_and_model(
        self, running: Any, grant: Any, linked_grant: Any
    ) -> None:
        for firm, region, sector in ((grant.firm, "ulsan", "C30320"), (linked_grant.firm, "gyeongnam", "C2")):
            type(firm).objects.filter(pk=firm.pk).update(region=region, sector=sector)
        program = running.program
        by_technology = counted(program, Dimension.TECHNOLOGY)
        assert by_technology["air_compressor"] == Figures(1, 120_000_000, 80_000_000, 25_000_000, 0, 12_345)
        assert by_technology["none"] == Figures(grants=1, contributed_won=25_000_000)
        assert counted(program, Dimension.REGION)["ulsan"].verified_kg == 12_345
        assert counted(program, Dimension.REGION)["gyeongnam"].contributed_won == 25_000_000
        assert set(counted(program, Dimension.SECTOR)) == {"C30", "C"}
        assert counted(program, Dimension.SUPPORT_MODEL)["chain"].awarded_won == 120_000_000

    def test_names_every_part_in_both_languages(self, running: Any, grant: Any) -> None:
        type(grant.firm).objects.filter(pk=grant.firm_id).update(region="ulsan", sector="C30320")
        program = running.program
        assert names(program, Dimension.REGION)["ulsan"] == ("울산", "Ulsan")
        assert names(program, Dimension.SECTOR)["C30"] == (
            "C30 자동차 및 트레일러 제조업",
            "C30 Motor vehicles and trailers",
        )
        assert names(program, Dimension.TIER)["2"] == ("2차 기업", "Tier 2")
        assert names(program, Dimension.SUPPORT_MODEL)["chain"] == ("공급망 연쇄형", "Chain support")
        korean, english = names(program, Dimension.TECHNOLOGY)["none"]
        assert english == "No technology stated"
        assert korean != english
        with translation.override("en"):
            assert names(program, Dimension.TECHNOLOGY)["none"] == (korean, english)

    def test_shares_the_money_of_a_case_by_what_it_buys_to_the_last_won(
        self, running: Any, grant: Any
    ) -> None:
        """200 million of compressors and 100 of consulting: two thirds and one third of every won."""
        cost_item(grant.application, cost_kind="CONSULTING", name="진단", cost_won=100_000_000)
        found = counted(running.program, Dimension.TECHNOLOGY)
        assert (found["air_compressor"].awarded_won, found["CONSULTING"].awarded_won) == (
            80_000_000,
            40_000_000,
        )
        assert (found["air_compressor"].paid_won, found["CONSULTING"].paid_won) == (53_333_333, 26_666_667)
        assert (found["air_compressor"].grants, found["CONSULTING"].grants) == (1, 0)
        assert found["CONSULTING"].verified_kg == 0

    def test_a_lot_shared_by_two_consortia_counts_once_in_each_dimension(
        self, running: Any, measure: Any, tier1: Any, officer: Any
    ) -> None:
        model = SupportModelFactory(code="synergy", passes_money_on=False, shares_reductions=True)
        other = ConsortiumFactory(call=running.call, support_model=model, anchor=FirmFactory())
        join(other, tier1, join(other, other.anchor))
        lot = measure.statements.get()
        here = account(lot.owner, f"share:{running.pk}", Unit.KILOGRAM)
        for source, target, kilograms in (
            (here, outside("verified", Unit.KILOGRAM), 5_000),
            (
                outside("verified", Unit.KILOGRAM),
                account(lot.owner, f"share:{other.pk}", Unit.KILOGRAM),
                5_000,
            ),
        ):
            post(key=f"move:{source.pk}", source=source, target=target, amount=kilograms, effective_on=FIRST_DAY,
                 at=MOMENT, by=officer, event="move")  # fmt: skip
        program = running.program
        kilograms = {
            dimension: {key: figures.verified_kg for key, figures in counted(program, dimension).items() if figures.verified_kg}
            for dimension in (Dimension.CONSORTIUM, Dimension.SUPPORT_MODEL, Dimension.REGION, Dimension.TIER)
        }  # fmt: skip
        assert kilograms[Dimension.CONSORTIUM] == {str(running.pk): 7_345, str(other.pk): 5_000}
        assert kilograms[Dimension.SUPPORT_MODEL] == {"chain": 7_345, "synergy": 5_000}
        assert kilograms[Dimension.REGION] == {"busan": 12_345}
        assert kilograms[Dimension.TIER] == {"1": 12_345}


def serve(measure: Any, regulation: str, since: dt.date = FIRST_DAY, ended_on: dt.date | None = None) -> None:
    exposure = Exposure.objects.create(
        firm=measure.firm, regulation=regulation, product="브레이크", since=since, ended_on=ended_on
    )
    MeasureExposure.objects.create(measure=measure, exposure=exposure)


class TestExportRules:
    def test_counts_under_each_rule_that_is_served(self, running: Any, measure: Any) -> None:
        serve(measure, "CBAM")
        serve(measure, "CSDDD")
        found = counted(running.program, Dimension.REGULATION)
        assert found["CBAM"] == found["CSDDD"] == Figures(1, 120_000_000, 80_000_000, 25_000_000, 0, 12_345)
        assert found["none"] == Figures(grants=1, contributed_won=25_000_000)

    def test_kilograms_of_months_in_which_the_rule_was_not_met_do_not_count(
        self, running: Any, measure: Any
    ) -> None:
        serve(measure, "CBAM", ended_on=dt.date(2025, 12, 31), since=dt.date(2025, 1, 1))
        serve(measure, "IMO", since=dt.date(2026, 7, 1))
        serve(measure, "BATTERY", since=dt.date(2026, 6, 30))
        kilograms = {key: f.verified_kg for key, f in counted(running.program, Dimension.REGULATION).items()}
        assert kilograms == {"CBAM": 0, "IMO": 0, "BATTERY": 12_345, "none": 0}

    def test_a_footprint_serves_the_rule_it_names(self, running: Any, grant: Any, tier1_clerk: Any) -> None:
        item = cost_item(grant.application, cost_kind="PCF", name="제품 탄소발자국", cost_won=1)
        Deliverable.objects.create(
            grant=grant, cost_item=item, product="브레이크", declared_unit="1 kg", kg_per_unit=1,
            verifier_name="검증원", regulation="CBAM", delivered_on=FIRST_DAY, report=paper(tier1_clerk),
            recorded_at=MOMENT, recorded_by=tier1_clerk,
        )  # fmt: skip
        found = counted(running.program, Dimension.REGULATION)
        assert found["CBAM"].awarded_won == 120_000_000
        assert found["none"].verified_kg == 12_345


class TestMoneyOnItsWay:
    def test_is_of_the_case_it_goes_to(self, running: Any, grant: Any, officer: Any, tier1_rep: Any) -> None:
        """Ten million committed to a case lie with the firm above: still awarded to the case, not yet paid."""
        code = f"conduit:{grant.application_id}"
        above = type(grant.owner)("application", grant.children.get().application_id)
        post(key="hop", source=account(grant.owner, "committed"), target=account(above, code), amount=10_000_000,
             effective_on=FIRST_DAY, at=MOMENT, by=officer, event="hop")  # fmt: skip
        whole = counted(running.program, Dimension.PROGRAM)[str(running.program_id)]
        assert (whole.awarded_won, whole.paid_won) == (120_000_000, 80_000_000)
        assert counted(running.program, Dimension.TIER)["1"].awarded_won == 120_000_000


class TestBooks:
    def test_notice_a_part_that_does_not_add_up(self, running: Any, officer: Any) -> None:
        from tests.dashboards.test_books import differences, tallied

        tallied(running.program, officer)
        assert differences() == []
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("UPDATE tallies_tallyrow SET verified_kg = 1 WHERE dimension = 'REGION'")
            cursor.execute("SET session_replication_role = DEFAULT")
        assert any("all of REGION" in text for text in differences())

    def test_stay_balanced_when_a_firm_moves_or_its_sector_changes(
        self, running: Any, officer: Any, grant: Any
    ) -> None:
        from tests.dashboards.test_books import tallied

        tallied(running.program, officer)
        type(grant.firm).objects.filter(pk=grant.firm_id).update(region="jeju", sector="A")
        assert [d for comparison in books.check() for d in comparison.differences] == []


class TestPage:
    def test_shows_every_dimension_and_says_where_parts_overlap(
        self, client: Any, running: Any, officer: Any
    ) -> None:
        from tests.dashboards.test_books import tallied

        tallied(running.program, officer)
        client.force_login(officer)
        page = client.get(reverse("dashboards:program", args=[running.program.public_id]))
        assert page.status_code == 200
        tally = running.program.tallies.get()
        client.cookies["django_language"] = "en"
        text = client.get(tally.get_absolute_url()).content.decode()
        for word in ("Support model", "Technology", "Region", "Sector", "Export rule"):
            assert word in text
        assert "do not add up" in text
        assert text.count("<tfoot>") == 2  # tiers and technologies; of the others there is one part each


amounts = st.integers(0, 10**15)


class TestFigures:
    @given(
        numbers=st.tuples(*[amounts] * len(NAMES)),
        weights=st.lists(st.integers(0, 10**12), min_size=1, max_size=5),
    )
    def test_parts_are_the_whole(self, numbers: tuple[int, ...], weights: list[int]) -> None:
        by_key = {str(n): weight for n, weight in enumerate([*weights, 1])}
        whole = Figures(*numbers)
        assert sum(whole.shared_by(by_key).values(), Figures()) == whole

    def test_a_number_below_zero_is_not_lost(self) -> None:
        whole = Figures(grants=1, verified_kg=-7)
        assert whole.shared_by({"a": 2, "b": 1}) == {"a": whole, "b": Figures()}

    def test_gifts_never_enter_subsidy(self) -> None:
        lie = {"committed": 5, "held": 7, "gift_held": 3, "gift_spent": 4, "gift_incoming": 100}
        assert case_figures(lie, is_contribution=True, has_grant=True) == Figures(1, 0, 0, 0, 7, 0)
        assert case_figures(lie, is_contribution=False, has_grant=True) == Figures(1, 12, 7, 0, 7, 0)

    def test_the_fingerprint_covers_every_number(self) -> None:
        from reporting.tallies.figures import Line

        seen = {hash_of([Line("TIER", "1", "", "", Figures(**{name: 1}))], 1) for name in NAMES}
        assert len(seen) == len(NAMES)
