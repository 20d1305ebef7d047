"""Bad input about readings: each gets a clear word that says what to do, and loses nothing typed."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.users.models import User
from core.workflow import clock
from measurement import beside, ends, refusals
from measurement.methods import METHODS
from measurement.models import Measure, Meter, Reading, ReadingFlag
from measurement.operations import commission, enter_readings
from measurement.queries import known_of, months_to_enter
from reporting.statements import operations as statements
from reporting.statements.refusals import BaselineIncomplete
from tests.measurement.conftest import months

pytestmark = pytest.mark.django_db

APRIL = dt.date(2026, 4, 1)


@pytest.fixture
def clerk(client: Client, tier1_clerk: User, later: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(clock, "now", lambda: later)
    client.cookies["django_language"] = "en"
    client.force_login(tier1_clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


class TestBaseline:
    def test_of_eleven_months_names_the_one_that_is_missing(
        self, electricity: Meter, air: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        for meter in (electricity, air):
            rows = months(dt.date(2025, 2, 1), [100 * n for n in range(1, 15)])
            enter_readings(meter=meter, opening=Decimal(0), rows=rows, by=tier1_clerk, at=later)
        measure = commission(
            measure=air.measure, commissioned_on=dt.date(2026, 1, 1), by=tier1_clerk, at=later
        )
        with pytest.raises(BaselineIncomplete, match=r"11 months in a row.*2025-01"):
            statements.calculate(
                measure=measure, period_from=dt.date(2026, 1, 1), period_until=dt.date(2026, 3, 31),
                by=tier1_clerk, at=later,
            )  # fmt: skip


class TestUnits:
    def test_kilowatt_hours_typed_as_megawatt_hours(
        self, metered: Measure, tier1_clerk: User, later: dt.datetime
    ) -> None:
        """The register of April, 1,360,000 kWh, typed as 1,290,070 after 1,290,000: 70 MWh."""
        meter = metered.meters.get(quantity="electricity_kwh")
        enter_readings(meter=meter, rows=[(APRIL, Decimal(1_290_070))], by=tier1_clerk, at=later)
        flag = ReadingFlag.objects.get()
        assert (flag.kind, flag.detail["amount"]) == ("THOUSANDFOLD", "70")

    def test_a_quantity_is_a_register_in_every_method_or_in_none(self) -> None:
        kinds: dict[str, set[bool]] = {}
        for method in METHODS.values():
            for quantity in method.quantities:
                kinds.setdefault(quantity.name, set()).add(quantity.is_register)
        assert len(kinds) > 10
        assert [name for name, found in kinds.items() if len(found) > 1] == []


class TestGone:
    @pytest.fixture
    def scrapped(self, metered: Measure, monkeypatch: pytest.MonkeyPatch) -> Measure:
        monkeypatch.setattr(ends, "_ends", [lambda measure: dt.date(2026, 4, 10), lambda measure: None])
        return metered

    def test_takes_the_month_in_which_it_went_and_none_after(
        self, scrapped: Measure, tier1_clerk: User, later: dt.datetime
    ) -> None:
        meter = scrapped.meters.get(quantity="electricity_kwh")
        assert months_to_enter(scrapped, known_of(meter), later) == [APRIL]
        with pytest.raises(refusals.RowsRefused) as caught:
            enter_readings(meter=meter, rows=months(APRIL, [1_360_000, 1_430_000]), by=tier1_clerk, at=later)
        assert "disposed of on 2026-04-10" in str(caught.value.rows[1])
        assert list(caught.value.rows) == [1]
        enter_readings(meter=meter, rows=[(APRIL, Decimal(1_360_000))], by=tier1_clerk, at=later)

    def test_the_page_keeps_what_was_typed(self, clerk: Client, scrapped: Measure) -> None:
        where = reverse("measurement:readings", args=[scrapped.public_id]) + "?meter=electricity_kwh"
        data = {"rows-TOTAL_FORMS": 2, "rows-INITIAL_FORMS": 0, "rows-0-month": "2026-04",
                "rows-0-closing": "1,360,000", "rows-1-month": "2026-05", "rows-1-closing": "1,430,000"}  # fmt: skip
        page = clerk.post(where, data)
        assert page.status_code == 422
        assert "1,430,000" in page.content.decode()
        assert "disposed of on 2026-04-10" in page.content.decode()


class TestLastYear:
    def test_stands_beside_each_month(self, clerk: Client, metered: Measure) -> None:
        where = reverse("measurement:readings", args=[metered.public_id]) + "?meter=electricity_kwh"
        page = clerk.get(where)
        assert [row.shown_last_year for row in page.context["rows"]] == ["90,000", "90,000"]
        assert 'data-last-year="90000.000"' in page.content.decode()

    def test_with_the_change_of_what_was_typed(self, clerk: Client, metered: Measure) -> None:
        where = reverse("measurement:readings", args=[metered.public_id]) + "?meter=electricity_kwh"
        data = {"rows-TOTAL_FORMS": 2, "rows-INITIAL_FORMS": 0, "rows-0-month": "2026-04",
                "rows-0-closing": "1,353,000", "rows-1-month": "2026-05", "rows-1-closing": "1"}  # fmt: skip
        page = clerk.post(where, data)
        assert [row.change for row in page.context["rows"]] == ["-30.0 %", ""]
        assert not Reading.objects.filter(month__gte=APRIL).exists()

    def test_stands_on_the_page_of_the_measure(self, clerk: Client, metered: Measure) -> None:
        page = clerk.get(metered.get_absolute_url()).content.decode()
        assert "-22.2 % to last year" in page

    @pytest.mark.parametrize(
        ("before", "after", "words"),
        [
            (100, 112, "+12.0 %"), (100, 87.5, "-12.5 %"), (100, 100, "0 %"), (0, 5, ""), (None, 5, ""),
            (5, None, ""), (1, 20, "+1,900.0 %"),
        ],
    )  # fmt: skip
    def test_in_per_cent(self, before: Any, after: Any, words: str) -> None:
        given = [None if one is None else Decimal(str(one)) for one in (before, after)]
        assert beside.percent(*given) == words
