"""Photovoltaics from its description to booked kilograms: no baseline months, an optional meter, sold certificates."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core.users.models import User
from firms.models import Exposure, Firm
from measurement import history
from measurement.forms import CommissionForm
from measurement.methods.base import MissingInput
from measurement.models import Measure, Meter
from measurement.operations import add_meter, commission, describe_measure, enter_readings, set_exposures
from measurement.pages import measure_page, next_step
from measurement.queries import months_to_enter
from measurement.refusals import BaselineInUse, InvalidExpectation, NotOfThisFirm, VerifiedAlready
from measurement.tables import Known
from programs.models import Consortium, Member, Technology
from reporting.statements import operations as statements
from reporting.statements.queries import recompute
from tests.factories.people import FirmFactory
from tests.factories.programmes import TechnologyFactory
from tests.measurement.conftest import months

pytestmark = pytest.mark.django_db

JANUARY, MARCH_END = dt.date(2026, 1, 1), dt.date(2026, 3, 31)


@pytest.fixture
def solar(
    factors: int,
    consortium: Consortium,
    tier1_member: Member,
    tier1: Firm,
    tier1_clerk: User,
    moment: dt.datetime,
) -> Measure:
    """250 kW on the roof: 250 × 3.6 × 365 × 95 % × 0.4541 = 141,713.27… kg a year."""
    technology: Technology = TechnologyFactory(
        program=consortium.program, code="roof_pv", method="photovoltaics", name_ko="지붕형 태양광"
    )
    expectation = {"capacity_kw": "250", "full_load_hours": "3.6", "self_use_percent": "95"}
    return describe_measure(
        firm=tier1, consortium=consortium, technology=technology, name="지붕 태양광 250 kW", site="부산 1공장",
        expectation=expectation, by=tier1_clerk, at=moment,
    )  # fmt: skip


def meter(measure: Measure, quantity: str, by: User, at: dt.datetime) -> Meter:
    return add_meter(measure=measure, quantity=quantity, unit="kWh", serial=f"S-{quantity}", by=by, at=at)


@pytest.fixture
def running_solar(solar: Measure, tier1_clerk: User, later: dt.datetime) -> Measure:
    """January to March 2026: 27,000 kWh generated and 2,700 fed in, each month."""
    for quantity, monthly in (("generation_kwh", 27_000), ("export_kwh", 2_700)):
        enter_readings(
            meter=meter(solar, quantity, tier1_clerk, later), opening=Decimal(0),
            rows=months(JANUARY, [monthly * n for n in range(1, 4)]), by=tier1_clerk, at=later,
        )  # fmt: skip
    return commission(
        measure=solar,
        commissioned_on=JANUARY,
        parameters={"installed_kw": Decimal(250)},
        by=tier1_clerk,
        at=later,
    )


def verified(measure: Measure, until: dt.date, cast: dict[str, User], at: dt.datetime) -> Any:
    made = statements.calculate(
        measure=measure, period_from=JANUARY, period_until=until, by=cast["clerk"], at=at
    )
    statements.submit_statement(statement=made, by=cast["rep"], at=at)
    statements.assign_verifier(statement=made, verifier=cast["verifier"], by=cast["officer"], at=at)
    return statements.verify(statement=made, by=cast["verifier"], at=at)


@pytest.fixture
def people(tier1_clerk: User, tier1_rep: User, officer: User, verifier: User) -> dict[str, User]:
    return {"clerk": tier1_clerk, "rep": tier1_rep, "officer": officer, "verifier": verifier}


class TestWay:
    def test_expects_its_own_use(self, solar: Measure) -> None:
        assert solar.expected_kg == 141_713

    def test_needs_no_month_before_operation(
        self, running_solar: Measure, people: dict[str, User], later: dt.datetime
    ) -> None:
        statement = verified(running_solar, MARCH_END, people, later)
        assert statement.reduction_kg == 33_103  # 3 × 24,300 × 0.4541 = 33,103.89
        assert statement.method_form == "net_generation"
        assert recompute(statement).figures_hash == statement.verified_hash
        assert sum(share.kilograms for share in statement.shares.all()) == 33_103

    def test_asks_for_the_start_before_any_reading(
        self, solar: Measure, tier1_clerk: User, later: dt.datetime
    ) -> None:
        def label() -> str:
            solar.refresh_from_db()
            step = next_step(measure_page(solar), tier1_clerk, at=later)
            return str(step.label) if step else ""

        assert label() == "Add the meters"
        generation = meter(solar, "generation_kwh", tier1_clerk, later)
        meter(solar, "export_kwh", tier1_clerk, later)
        assert label() == "Say since when the new equipment works"
        commission(measure=solar, commissioned_on=JANUARY, parameters={"installed_kw": 250}, by=tier1_clerk, at=later)  # fmt: skip
        assert label() == "Enter the months of operation"
        solar.refresh_from_db()
        assert months_to_enter(solar, Known(), later)[0] == JANUARY
        assert generation.measure_id == solar.pk

    def test_months_before_operation_are_no_baseline(
        self, solar: Measure, tier1_clerk: User, later: dt.datetime, people: dict[str, User]
    ) -> None:
        for quantity in ("generation_kwh", "export_kwh"):
            enter_readings(
                meter=meter(solar, quantity, tier1_clerk, later), opening=Decimal(0),
                rows=months(dt.date(2025, 12, 1), [100 if quantity[0] == "g" else 0, 1_100 if quantity[0] == "g" else 0]),
                by=tier1_clerk, at=later,
            )  # fmt: skip
        commission(measure=solar, commissioned_on=JANUARY, parameters={"installed_kw": 250}, by=tier1_clerk, at=later)  # fmt: skip
        statement = verified(solar, dt.date(2026, 1, 31), people, later)
        assert statement.reduction_kg == 454
        before = solar.meters.first().readings.order_by("month").first()
        assert before.locked_at is None


class TestOptionalMeter:
    def test_a_month_needs_it_from_its_first_reading_on(
        self, running_solar: Measure, tier1_clerk: User, later: dt.datetime
    ) -> None:
        own_use = meter(running_solar, "auxiliary_kwh", tier1_clerk, later)
        assert [row.is_complete for row in measure_page(running_solar).rows] == [True, True, True]
        enter_readings(meter=own_use, opening=Decimal(0), rows=months(dt.date(2026, 2, 1), [150]), by=tier1_clerk, at=later)  # fmt: skip
        assert [row.is_complete for row in measure_page(running_solar).rows] == [True, True, False]
        enter_readings(meter=own_use, rows=months(dt.date(2026, 3, 1), [300]), by=tier1_clerk, at=later)
        found = statements.calculate(
            measure=running_solar, period_from=JANUARY, period_until=MARCH_END, by=tier1_clerk, at=later
        )
        assert (found.method_form, found.reduction_kg) == ("metered_auxiliary", 32_967)  # 72,600 × 0.4541

    def test_does_not_wait_among_what_is_missing(
        self, running_solar: Measure, tier1_clerk: User, later: dt.datetime
    ) -> None:
        page = measure_page(running_solar)
        assert [q.name for q in page.missing] == ["auxiliary_kwh"]
        assert next_step(page, tier1_clerk, at=later) is None


class TestCommission:
    def test_refuses_without_the_installed_capacity(
        self, solar: Measure, tier1_clerk: User, later: dt.datetime
    ) -> None:
        with pytest.raises(MissingInput) as refused:
            commission(measure=solar, commissioned_on=JANUARY, by=tier1_clerk, at=later)
        assert refused.value.field == "installed_kw"

    @pytest.mark.parametrize("bad", ["2026-13", "soon", "2026", Decimal(3)])
    def test_refuses_what_is_no_month(
        self, solar: Measure, tier1_clerk: User, later: dt.datetime, bad: Any
    ) -> None:
        parameters = {"installed_kw": 250, "certificates_sold_since": bad}
        with pytest.raises(InvalidExpectation) as refused:
            commission(
                measure=solar, commissioned_on=JANUARY, parameters=parameters, by=tier1_clerk, at=later
            )
        assert refused.value.field == "certificates_sold_since"

    def test_certificates_sold_later_leave_verified_months_as_they_are(
        self, running_solar: Measure, people: dict[str, User], later: dt.datetime
    ) -> None:
        statement = verified(running_solar, dt.date(2026, 2, 28), people, later)

        def sell(since: Any, kw: int = 250, start: dt.date = JANUARY) -> Measure:
            parameters = {"installed_kw": kw, "certificates_sold_since": since}
            return commission(measure=running_solar, commissioned_on=start, parameters=parameters, by=people["clerk"], at=later)  # fmt: skip

        with pytest.raises(VerifiedAlready, match="2026-02"):
            sell("2026-02")
        with pytest.raises(VerifiedAlready):
            sell("2026-03", kw=300)
        with pytest.raises(BaselineInUse):
            sell("2026-03", start=dt.date(2026, 2, 1))
        assert sell("2026-03").parameters["certificates_sold_since"] == "2026-03"
        statement.refresh_from_db()
        assert recompute(statement).figures_hash == statement.verified_hash
        march = dt.date(2026, 3, 1)
        nothing = statements.calculate(measure=running_solar, period_from=march, period_until=MARCH_END, by=people["clerk"], at=later)  # fmt: skip
        assert nothing.reduction_kg == 0
        measure = sell("2026-03")
        assert "2026-03" in {stated.value for stated in measure_page(measure).stated}
        told = [entry.sentence for entry in history.entries(measure)]
        assert "Changed what was stated at the start of operation." in told
        # all of it was written in one transaction, so at the same moment: what came last stands first
        assert told.index("Changed what was stated at the start of operation.") < told.index(
            "Described the measure."
        )

    def test_the_form_asks_for_a_month_and_numbers(self, solar: Measure) -> None:
        form = CommissionForm(
            {"commissioned_on": "2026-01", "installed_kw": "250", "certificates_sold_since": "2026-07"},
            measure=solar,
        )
        assert form.is_valid(), form.errors
        assert form.cleaned_data["certificates_sold_since"] == dt.date(2026, 7, 1)
        assert "baseline" not in str(form.fields["commissioned_on"].help_text)
        assert not CommissionForm({"commissioned_on": "2026-01"}, measure=solar).is_valid()


class TestExportRules:
    def test_serves_what_its_firm_has_on_record(
        self, solar: Measure, tier1: Firm, tier1_clerk: User, later: dt.datetime
    ) -> None:
        first, second = (
            Exposure.objects.create(firm=tier1, regulation=rule, product="브레이크", since=JANUARY)
            for rule in ("CBAM", "IMO")
        )
        set_exposures(measure=solar, exposures=[first, second], by=tier1_clerk, at=later)
        set_exposures(measure=solar, exposures=[second], by=tier1_clerk, at=later)
        assert [link.exposure for link in solar.exposures.all()] == [second]
        other = Exposure.objects.create(firm=FirmFactory(), regulation="CBAM", product="강판", since=JANUARY)
        with pytest.raises(NotOfThisFirm):
            set_exposures(measure=solar, exposures=[other], by=tier1_clerk, at=later)

    def test_chosen_on_a_page(self, client: Any, solar: Measure, tier1: Firm, tier1_rep: User) -> None:
        client.force_login(tier1_rep)
        address = reverse("measurement:exposures", args=[solar.public_id])
        assert client.get(address).url == tier1.get_absolute_url()
        rule = Exposure.objects.create(firm=tier1, regulation="CBAM", product="브레이크", since=JANUARY)
        assert "브레이크" in client.get(address).content.decode()
        assert client.post(address, {"exposures": [rule.pk]}).url == solar.get_absolute_url()
        assert "브레이크" in client.get(solar.get_absolute_url()).content.decode()


class TestPages:
    def test_say_nothing_of_a_baseline(self, client: Any, running_solar: Measure, tier1_rep: User) -> None:
        client.force_login(tier1_rep)
        client.cookies["django_language"] = "en"
        for address in (
            running_solar.get_absolute_url(),
            reverse("statements:calculate", args=[running_solar.public_id]),
            reverse("measurement:commission", args=[running_solar.public_id]),
        ):
            page = client.get(address)
            assert page.status_code == 200
            text = page.content.decode()
            assert "baseline months" not in text.lower()
            assert "at least 0" not in text
