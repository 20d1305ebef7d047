"""The tally page: kept totals by every dimension, the target, the forecast, and the word of the recount."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from applications.models import CostItem
from programs.models import Member, Program
from reporting.tallies.kept import reading
from reporting.tallies.models import Dimension
from reporting.tallies.views.kept import MONTH, SLUGS, YEAR
from tests.factories.people import FirmFactory
from tests.factories.programmes import ConsortiumFactory
from tests.tallies.test_kept import everything, unguarded, up_to_date

pytestmark = pytest.mark.django_db


def address(program: Program, slug: str = "consortium") -> str:
    return reverse("tallies:kept", args=[program.public_id, slug])


def text_of(client: Any, program: Program, slug: str = "consortium", **asked: Any) -> str:
    answer = client.get(address(program, slug), asked)
    assert answer.status_code == 200
    return str(answer.content.decode())


class TestPage:
    @pytest.mark.parametrize("slug", [*SLUGS, MONTH, YEAR])
    def test_shows_every_dimension(self, client: Any, running: Any, officer: Any, slug: str) -> None:
        up_to_date()
        client.force_login(officer)
        text = text_of(client, running.program, slug)
        assert "12.345 tCO₂e" in text
        assert "80,000,000원" in text

    def test_says_what_a_tonne_cost(self, client: Any, running: Any, officer: Any) -> None:
        up_to_date()
        client.force_login(officer)
        with translation.override("en"):
            assert reading.whole(running.program).won_per_tonne == 80_000_000 * 1000 // 12_345
        assert "6,480,356원" in text_of(client, running.program)

    def test_narrows_to_a_year(self, client: Any, running: Any, officer: Any) -> None:
        up_to_date()
        client.force_login(officer)
        assert "12.345 tCO₂e" in text_of(client, running.program, year=2026)
        assert reading.parts(running.program, Dimension.TIER, 2025) == []

    def test_tells_claimed_from_not_claimed_over_all_years_only(
        self, client: Any, running: Any, officer: Any
    ) -> None:
        up_to_date()
        client.force_login(officer)
        divided = gettext("Verified reductions, claimed and not claimed")
        assert divided in text_of(client, running.program)
        assert divided not in text_of(client, running.program, year=2026)

    def test_the_same_as_a_file(self, client: Any, running: Any, officer: Any) -> None:
        up_to_date()
        client.force_login(officer)
        for slug in ("consortium", "month"):
            answer = client.get(address(running.program, slug), {"export": "xlsx"})
            assert answer["Content-Type"].startswith("application/vnd.openxml")

    def test_an_unknown_dimension_is_not_found(self, client: Any, running: Any, officer: Any) -> None:
        client.force_login(officer)
        assert client.get(address(running.program, "colour")).status_code == 404

    def test_asks_as_often_for_many_consortia(self, client: Any, running: Any, officer: Any) -> None:
        client.force_login(officer)
        up_to_date()

        def number() -> int:
            with CaptureQueriesContext(connection) as captured:
                text_of(client, running.program)
            return len(captured)

        number()
        before = number()
        for _ in range(5):
            ConsortiumFactory(call=running.call, support_model=running.support_model, anchor=FirmFactory())
        up_to_date()
        assert number() == before


class TestForecast:
    def test_adds_the_months_that_no_statement_covers(self, running: Any, measure: Any) -> None:
        last = measure.statements.get().period_until
        left = 12 - last.month
        assert reading.still_expected_kg(running.program, last.year) == 26_000 * left // 12
        assert reading.still_expected_kg(running.program, last.year + 1) == 26_000

    def test_expects_nothing_of_what_is_not_in_operation(self, running: Any, measure: Any) -> None:
        unguarded(type(measure).objects.filter(pk=measure.pk), commissioned_on=None)
        assert reading.still_expected_kg(running.program, 2026) == 0


class TestRecountInWords:
    def test_says_that_all_is_equal(self, client: Any, running: Any, officer: Any) -> None:
        everything()
        client.force_login(officer)
        assert "모두 같습니다" in text_of(client, running.program)

    def test_names_what_differed(self, client: Any, running: Any, officer: Any) -> None:
        up_to_date()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE tallies_total SET verified_kg = 1 WHERE dimension = 'REGION' AND verified_kg > 0"
            )
        everything()
        client.force_login(officer)
        text = text_of(client, running.program)
        assert "바로잡았습니다" in text
        assert "12345" in text

    def test_names_what_lacks_a_firm_above(self, client: Any, running: Any, officer: Any) -> None:
        unguarded(Member.objects.filter(consortium=running, tier=1), upstream=987_654)
        up_to_date()
        client.force_login(officer)
        text = text_of(client, running.program)
        assert "체인에서 위 기업이 없" in text or "위" in text
        assert "12.345 tCO₂e" in text


class TestParts:
    def test_divides_what_a_case_received_by_what_it_bought(
        self, running: Any, grant: Any, technology: Any
    ) -> None:
        up_to_date()
        item = grant.application.cost_items.first()
        unguarded(CostItem.objects.filter(pk=item.pk), cost_won=2)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # a cost item without its quote
            advice = CostItem(application=grant.application, cost_kind="CONSULTING", name="상담", cost_won=1)
            CostItem.objects.bulk_create([advice])
            cursor.execute("SET session_replication_role = DEFAULT")
        up_to_date()
        paid = {part.key: part.paid_won for part in reading.parts(running.program, Dimension.TECHNOLOGY)}
        assert paid == {"CONSULTING": 26_666_666, technology.code: 53_333_334}
        assert everything().differences == 0
        CostItem.objects.filter(name="상담").delete()
        up_to_date()
        paid = {part.key: part.paid_won for part in reading.parts(running.program, Dimension.TECHNOLOGY)}
        assert paid == {technology.code: 80_000_000}
        assert everything().differences == 0

    def test_the_months_follow_the_day_of_the_payment(self, running: Any) -> None:
        up_to_date()
        assert sum(part.paid_won for _month, part in reading.months(running.program)) == 80_000_000
        assert all(isinstance(first, dt.date) for first, _part in reading.months(running.program))
