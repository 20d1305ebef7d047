"""The register's pages: without a sign-in, of one snapshot, filtered by the address."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from core.jobs.models import Job
from firms.models import Firm
from reporting.register import charts
from reporting.register.views import reading
from reporting.register.views.reading import PAGES, THROTTLE
from tests.factories import people, programmes
from tests.register.conftest import EVIL, taken

LISTS = ("programs", "calls", "consortia", "grants", "passed_on", "reductions")


def page(client, name, **params):
    return client.get(reverse(f"register:{name}"), params)


def text(response) -> str:
    return response.content.decode()


@pytest.fixture(autouse=True)
def no_visitors():
    cache.clear()


@pytest.mark.django_db
class TestAnybody:
    @pytest.mark.parametrize("name", [key for key, _label in PAGES])
    def test_reads_every_page_with_its_day_and_snapshot(self, client, snapshot, name):
        response = page(client, name)

        assert response.status_code == 200
        assert snapshot.public_id in text(response)
        assert "2026-02-02 10:00" in text(response)

    @pytest.mark.parametrize("name", [key for key, _label in PAGES])
    def test_is_told_plainly_before_the_first_snapshot(self, client, db, name):
        response = page(client, name)

        assert response.status_code == 200
        assert "아직" in text(response)

    def test_reads_english(self, client, snapshot, grant):
        with translation.override("en"):
            client.cookies["django_language"] = "en"
            shown = text(page(client, "grants"))

        assert "Public register: grants" in shown
        assert grant.consortium.program.name_en in shown

    def test_comes_from_the_footer(self, client, db):
        assert reverse("register:overview") in text(client.get(reverse("account_login")))

    def test_sees_the_sums(self, client, snapshot):
        shown = text(page(client, "overview"))

        assert "120,000,000원" in shown
        assert "18.345 tCO₂e" in shown

    def test_is_told_from_which_amount_grants_are_named_by_fiscal_year(self, client, running, monkeypatch):
        monkeypatch.setattr(reading, "disclosed_from_won", lambda year: year * 10_000)
        program = running.program
        taken()
        shown = text(page(client, "grants"))
        assert f"{program.fiscal_year * 10_000:,}원" in shown

        programmes.CallFactory(program__fiscal_year=program.fiscal_year - 1)
        taken("again")
        shown = text(page(client, "grants"))
        for year in (program.fiscal_year, program.fiscal_year - 1):
            assert f"{year * 10_000:,}원" in shown
            assert f"{year} 회계연도" in shown

    def test_reads_suppressed_where_a_sum_would_reveal_a_firm(self, client, running):
        taken()

        for name in ("overview", "programs", "consortia", "reductions"):
            shown = text(page(client, name))
            assert "비공개" in shown, name
            assert "12.345" not in shown, name


@pytest.mark.django_db
class TestSnapshots:
    def test_nothing_changes_beneath_a_reader(self, client, snapshot, grant):
        Firm.objects.filter(pk=grant.firm_id).update(name="새 이름")
        assert "새 이름" not in text(page(client, "grants"))

        taken("again")

        assert "새 이름" in text(page(client, "grants"))

    def test_older_ones_stay_addressable(self, client, snapshot, grant):
        old_name = grant.firm.name
        Firm.objects.filter(pk=grant.firm_id).update(name="새 이름")
        taken("again")

        shown = text(page(client, "grants", snapshot=snapshot.public_id))

        assert old_name in shown
        assert "새 이름" not in shown
        assert f"?snapshot={snapshot.public_id}" in shown, "its sisters are of the same snapshot"
        assert f"snapshot={snapshot.public_id}&amp;export=csv" in shown

    @pytest.mark.parametrize("name", [*LISTS, "overview"])
    def test_an_unknown_one_is_not_found(self, client, snapshot, name):
        assert page(client, name, snapshot="nothing").status_code == 404

    def test_has_a_page_with_its_fingerprint(self, client, snapshot):
        assert snapshot.sha256 in text(client.get(snapshot.get_absolute_url()))

    def test_an_officer_has_one_taken(self, client, snapshot, officer):
        client.force_login(officer)
        assert reverse("register:take") in text(page(client, "snapshots"))

        response = client.post(reverse("register:take"))

        job = Job.objects.get(requested_by=officer)
        assert response.url == reverse("jobs:detail", args=[job.public_id])

    def test_nobody_else_sees_the_button(self, client, snapshot, auditor):
        for user in (None, auditor):
            if user:
                client.force_login(user)
            assert reverse("register:take") not in text(page(client, "snapshots"))


@pytest.mark.django_db
class TestFilters:
    @pytest.mark.parametrize(
        ("name", "params", "number"),
        [
            ("grants", {}, 2),
            ("grants", {"kind": "CONTRIBUTION"}, 1),
            ("grants", {"tier": "1"}, 1),
            ("grants", {"tier": "7"}, 2),
            ("grants", {"status": "CLOSED"}, 0),
            ("grants", {"q": "2차"}, 1),
            ("grants", {"region": "jeju"}, 0),
            ("passed_on", {"kind": "INDIRECT"}, 0),
            ("passed_on", {"tier": "2"}, 1),
            ("programs", {"year": "2026"}, 1),
            ("reductions", {"by": "year"}, 1),
            ("reductions", {"by": "program"}, 1),
        ],
    )
    def test_stand_in_the_address(self, client, snapshot, name, params, number):
        assert page(client, name, **params).context["listing"].count == number

    def test_by_programme_and_consortium(self, client, snapshot, consortium):
        other = programmes.CallFactory().program
        taken("again")

        def number(**params):
            return page(client, "grants", **params).context["listing"].count

        assert number(program=consortium.program.public_id) == 2
        assert number(program=other.public_id) == 0
        assert number(consortium=consortium.public_id) == 2
        tiers = page(client, "passed_on", program=other.public_id).context["tiers"]
        assert tiers == []
        assert page(client, "overview", program=other.public_id).context["totals"].awarded_won == 0

    def test_an_unknown_group_is_not_found(self, client, snapshot):
        assert page(client, "reductions", by="firm").status_code == 404

    @pytest.mark.parametrize("name", LISTS)
    def test_every_order_works(self, client, snapshot, name):
        listing = page(client, name).context["listing"]
        for key in listing.sortable:
            for sign in ("", "-"):
                shown = page(client, name, sort=sign + key).context["listing"]
                assert (shown.sort, shown.count) == (sign + key, listing.count)


@pytest.mark.django_db
class TestQueries:
    @pytest.mark.parametrize("name", [*LISTS, "overview"])
    def test_are_as_many_for_many_rows(self, client, snapshot, consortium, tier1_rep, name):
        page(client, name)
        with CaptureQueriesContext(
            connection,
        ) as few:
            page(client, name)
        for _ in range(12):
            people.FirmFactory()
            programmes.CallFactory()
        taken("again")
        with CaptureQueriesContext(connection) as many:
            page(client, name)

        assert len(few) == len(many) <= 14


@pytest.mark.django_db
class TestNames:
    def test_are_escaped_and_isolated(self, client, running, grant):
        Firm.objects.filter(pk=grant.firm_id).update(name=f"{EVIL}<script>")
        taken()

        shown = text(page(client, "grants"))

        assert "<script>끝" not in shown
        assert "&lt;script&gt;" in shown
        assert "따옴표&quot;" in shown


@pytest.mark.django_db
class TestThrottle:
    def test_lets_a_person_and_stops_a_farm(self, client, snapshot, monkeypatch):
        monkeypatch.setattr(type(THROTTLE), "allows", lambda self, request: False)

        refused = page(client, "grants", export="csv")

        assert refused.status_code == 429
        assert "10분" in text(refused)
        assert page(client, "grants").status_code == 200, "pages are read all the same"
        assert client.get(reverse("register:whole", args=[snapshot.public_id])).status_code == 429

    def test_counts_files(self, client, snapshot):
        answers = [page(client, "calls", export="csv").status_code for _ in range(THROTTLE.most + 1)]

        assert answers == [200] * THROTTLE.most + [429]


class TestCharts:
    HIDDEN = ("가", {"verified_kg": None, "claimed_kg": None})
    SHOWN = ("나", {"verified_kg": 5_000, "claimed_kg": None})

    def test_draw_no_row_of_which_nothing_is_shown(self):
        """An empty place in a chart would be read as no reductions at all."""
        rows = [self.HIDDEN, self.SHOWN]
        assert charts.reductions(rows).data["categories"] == ["나"]
        assert charts.suppressed(rows) == 1
        assert charts.reductions([self.HIDDEN]) is None

    def test_say_how_many_are_not_drawn(self):
        said = render_to_string("register/suppressed.html", {"suppressed": 2})
        assert "2개 항목은" in said
        assert not render_to_string("register/suppressed.html", {"suppressed": 0}).strip()
