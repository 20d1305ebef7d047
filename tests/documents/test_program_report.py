"""The programme report: as of the last day, each won once, its drawings of the figures of its tables."""

import datetime as dt
import hashlib
import re

import page
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from core.jobs.models import Job
from core.workflow import clock
from disbursements.figures import identity_gap
from disbursements.models import Grant
from disbursements.queries import node_figures
from reporting.dashboards.queries.programs import budget
from reporting.documents import charts, pdf
from reporting.documents.kinds import Kind, Period
from reporting.documents.operations import NoPeriod, NotOver
from reporting.documents.recipes import RECIPES
from reporting.documents.sections import SECTIONS
from reporting.tallies.queries import count
from tests.dashboards.running import pass_on
from tests.documents.made import bytes_of, facts_of, html_of, made, requested, text_of
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db
KIND = Kind.PROGRAM_REPORT
YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
DAY = clock.day(MOMENT)
#: what can be asked for at that moment: no day to come
SO_FAR = Period(YEAR.from_on, DAY)
BEFORE = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def ran(running):
    """The programme in which 80 of 120 million were paid and 25 passed on, with 12,345 kg verified."""
    return running.program


def of(program):
    return reverse("documents:of", args=[KIND.slug, program.public_id])


def plain(program, period=YEAR):
    return facts_of(program, KIND, period).plain


class TestFigures:
    def test_the_budget_is_that_of_the_page(self, ran):
        now = budget(ran)
        stated = plain(ran)["budget"]
        assert dict(stated["states"]) == {name: getattr(now, name) for name, _won in stated["states"]}
        assert (stated["total_won"], stated["paid_won"]) == (now.total, now.paid)
        assert sum(won for _name, won in stated["states"]) == now.total

    def test_parts_are_those_of_the_tally(self, ran):
        stated = plain(ran)["breakdown"]
        for line in count(ran):
            if line.dimension in stated:
                part = next(one for one in stated[line.dimension] if one["key"] == line.key)
                assert (part["paid_won"], part["verified_kg"]) == (
                    line.figures.paid_won,
                    line.figures.verified_kg,
                )

    def test_gross_and_net_count_each_won_once(self, ran):
        stated = plain(ran)
        sums = {name: so_far for name, _added, so_far in stated["flows"]["subsidy"]}
        parts = ("held", "conduit", "spent", "regranted", "regrant_in_transit", "returned", "under_recovery",
                 "written_off")  # fmt: skip
        assert sums["received"] == sum(sums[name] for name in parts) == 80_000_000
        assert sums["net"] == sums["received"] - sums["regranted"]
        grants = Grant.objects.filter(consortium__program=ran)
        assert {identity_gap(one) for one in node_figures(grants).values()} == {0}
        assert sum(row["net_won"] for row in stated["tiers"]) == sums["net"]

    def test_contributions_stand_apart(self, ran):
        given = {name: so_far for name, _added, so_far in plain(ran)["flows"]["given"]}
        assert given["passed_on"] == 25_000_000

    def test_tonnes_and_their_cost(self, ran):
        stated = plain(ran)
        assert stated["tonnes"]["verified_kg"] == stated["months"][-1]["so_far_kg"] == 12_345
        assert stated["tonnes"]["won_per_tonne"] == 80_000_000 * 1000 // 12_345
        assert sum(one["verified_kg"] for one in stated["sizes"]) == 12_345

    def test_cases_by_status(self, ran):
        cases = plain(ran)["cases"]
        assert ["OPENED", 2] in cases["grant"]
        assert ["CONFIRMED", 1] in cases["payment"]
        assert ["VERIFIED", 1] in cases["statement"]


class TestPeriod:
    def test_nothing_of_what_came_later(self, ran):
        stated = plain(ran, BEFORE)
        assert stated["tonnes"]["verified_kg"] == stated["budget"]["paid_won"] == 0
        assert stated["cases"]["grant"] == stated["tiers"] == []

    def test_what_the_period_added(self, ran):
        later = Period(DAY + dt.timedelta(days=1), YEAR.until_on)
        received = next(row for row in plain(ran, later)["flows"]["subsidy"] if row[0] == "received")
        assert received == ["received", 0, 80_000_000]
        received = next(row for row in plain(ran)["flows"]["subsidy"] if row[0] == "received")
        assert received == ["received", 80_000_000, 80_000_000]

    def test_stays_as_it_was_while_later_days_go_on(self, ran, grant, linked_grant, tier1_rep, tier2_rep):
        until_before = Period(YEAR.from_on, DAY - dt.timedelta(days=1))
        before, whole = facts_of(ran, KIND, until_before), facts_of(ran, KIND, YEAR)
        pass_on(grant, linked_grant, giver=tier1_rep, taker=tier2_rep, amount=1_000_000)
        assert facts_of(ran, KIND, until_before).sha256 == before.sha256
        assert facts_of(ran, KIND, YEAR).sha256 != whole.sha256

    def test_is_asked_for_with_its_days(self, ran, officer):
        with pytest.raises(NoPeriod):
            requested(ran, officer, kind=KIND)
        with pytest.raises(NoPeriod):
            requested(ran, officer, kind=KIND, period=Period(YEAR.until_on, YEAR.from_on))

    def test_is_over_by_the_last_day_that_is_asked_for(self, ran, officer):
        with pytest.raises(NotOver):
            requested(ran, officer, kind=KIND, period=Period(DAY, DAY + dt.timedelta(days=1)))
        assert requested(ran, officer, kind=KIND, period=Period(DAY, DAY))

    @pytest.mark.parametrize(
        ("first", "last"),
        [("0001-01-01", "0001-01-02"), ("2026-01-01", "9999-12-31"), ("9999-12-31", "9999-12-31"),
         ("2026-01-01", "2999-01-01"), ("2026-02-30", "2026-03-01"), ("", "2026-01-01")],
    )  # fmt: skip
    def test_of_days_no_report_is_of_is_refused_in_words(self, client, ran, officer, first, last):
        client.force_login(officer)
        answer = client.post(of(ran), {"language": "ko", "from_on": first, "until_on": last})
        assert answer.status_code == 422
        assert answer.context["form"].errors.keys() & {"from_on", "until_on"}
        assert f'value="{last}"' in answer.content.decode()
        assert not Job.objects.filter(kind="document").exists()

    def test_is_read_in_as_many_queries_with_more_money(self, ran, grant, linked_grant, tier1_rep, tier2_rep):
        asked = []
        for _number in range(2):
            subject = RECIPES[KIND].subject(ran.pk)
            with CaptureQueriesContext(connection) as seen:
                facts_of(subject, KIND, YEAR)
            asked.append(len(seen))
            pass_on(grant, linked_grant, giver=tier1_rep, taker=tier2_rep, amount=1_000_000)
        assert asked[0] == asked[1]


class TestPages:
    def test_the_text_has_every_number_of_the_page(self, ran, officer):
        document = made(ran, officer, kind=KIND, period=SO_FAR)
        squeezed = "".join(text_of(document)[1].split())
        body = html_of(ran, kind=KIND, period=SO_FAR).partition("<body")[2]
        numbers = set(re.findall(r"\d[\d,.]*\d", strip_tags(body)))
        assert len(numbers) > 30
        assert {one for one in numbers if one not in squeezed} == set()

    @pytest.mark.parametrize("language", ["ko", "en"])
    def test_is_pdf_a_3(self, ran, officer, language):
        document = made(ran, officer, language, KIND, period=SO_FAR)
        report = page.validate_pdf_bytes(bytes_of(document), profile="3a")
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []

    def test_is_english_throughout(self, ran):
        with translation.override("en"):
            html = html_of(ran, "en", KIND, YEAR)
        for words in ("Programme report", "Received (gross)", "Tier by tier", "KRW 80,000,000"):
            assert words in html

    def test_twice_made_has_the_same_bytes(self, ran):
        files = [
            pdf.archive(html_of(ran, kind=KIND, period=YEAR), facts_of(ran, KIND, YEAR)).data
            for _ in range(2)
        ]
        assert hashlib.sha256(files[0]).digest() == hashlib.sha256(files[1]).digest()

    def test_has_no_script_and_draws_its_tables(self, ran):
        html = html_of(ran, kind=KIND, period=YEAR)
        assert "<script" not in html
        assert html.count("<svg") >= 4

    def test_an_empty_programme_has_a_report_too(self, program, officer):
        assert made(program, officer, kind=KIND, period=SO_FAR).pages >= 2

    def test_sections_have_names(self, ran):
        assert plain(ran).keys() <= SECTIONS.keys()


class TestWho:
    @pytest.mark.parametrize(
        ("name", "status"),
        [("officer", 200), ("auditor", 200), ("anchor_rep", 404), ("tier1_rep", 404), ("verifier", 404),
         ("reviewer", 404), ("other_officer", 404)],
    )  # fmt: skip
    def test_officials_of_the_programme(self, client, ran, request, name, status):
        person = request.getfixturevalue(name)
        client.force_login(person)
        assert client.get(of(ran)).status_code == status
        offered = of(ran) in client.get(ran.get_absolute_url()).content.decode()
        assert offered == (status == 200)
        if status == 404:
            with pytest.raises(PermissionDenied):
                requested(ran, person, kind=KIND, period=SO_FAR)

    def test_a_stranger_reads_the_page_without_it(self, client, ran):
        assert of(ran) not in client.get(ran.get_absolute_url()).content.decode()


class TestBars:
    def test_lengths_are_in_proportion(self):
        drawn = charts.bars("t", ["a", "b"], [charts.Series("s", [(50, "50"), (100, "100")])])
        half, whole = (group.bars[0].length for group in drawn.groups)
        assert whole == 2 * half == charts.WIDTH - charts.LABEL - charts.VALUE

    @pytest.mark.parametrize(
        ("label", "shown"),
        [("High-efficiency air compressor", "High-efficiency air compressor"), ("가" * 16, "가" * 16),
         ("가" * 17, "가" * 15 + "…")],
    )  # fmt: skip
    def test_a_label_is_cut_where_its_room_ends(self, label, shown):
        (group,) = charts.bars("t", [label], [charts.Series("s", [(1, "1")])]).groups
        assert group.label == shown

    def test_nothing_to_compare_is_no_picture(self):
        assert charts.bars("t", ["a"], [charts.Series("s", [(0, "0")])]) is None
        assert charts.bars("t", [], [charts.Series("s", [])]) is None
