"""Remarkable months are asked about, never refused and never put right by themselves."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.test import Client

from core.inbox.models import Item
from core.users.models import User
from measurement.checks import Counted, Kind, findings
from measurement.flagging import quantity_of, sentence
from measurement.methods import METHODS
from measurement.methods.capacity import most_in_month
from measurement.models import Measure, Reading, ReadingFlag
from measurement.operations import answer_flag, correct_reading, enter_readings
from measurement.queries import next_month, unanswered_flags
from measurement.refusals import AnsweredAlready, AnswerMissing
from tests.measurement.conftest import months

JANUARY = dt.date(2025, 1, 1)


def counted(*amounts: object, start: object = 0) -> list[Counted]:
    """Return months from January 2025 on with these amounts, registers from `start` on."""
    found, month, register = [], JANUARY, Decimal(str(start))
    for amount in amounts:
        closing = register + Decimal(str(amount))
        found.append(Counted(month, Decimal(str(amount)), register, closing))
        month, register = next_month(month), closing
    return found


def kinds(*amounts: object, start: object = 0, **terms: object) -> list[Kind]:
    """Return what is remarkable about the last of these amounts."""
    rows = counted(*amounts, start=start)
    return [one.kind for one in findings(rows, asked={rows[-1].month}, **terms)]  # type: ignore[arg-type]


class TestTheChecks:
    @pytest.mark.parametrize(
        ("amounts", "expected"),
        [
            ((100, 100, 100, 200), []),
            ((100, 100, 100, 201), [Kind.SPIKE]),
            ((100, 100, 100, 50), []),
            ((100, 100, 100, 49), [Kind.SPIKE]),
            ((100, 100, 500), []),  # two months make nothing usual
            ((100, 100, 100, 100_000), [Kind.THOUSANDFOLD]),
            ((100, 100, 100, "0.09"), [Kind.THOUSANDFOLD]),
            ((100, 100, 100, 30_000), [Kind.SPIKE]),
            ((100, 0), [Kind.ZERO]),
            ((0, 0), []),  # never counted anything: not in use yet
        ],
    )
    def test_sizes(self, amounts: tuple[object, ...], expected: list[Kind]) -> None:
        assert kinds(*amounts) == expected

    def test_a_register_typed_in_wh_is_a_thousandfold_though_its_difference_is_not(self) -> None:
        rows = counted(100, 100, 100, start=9_000)
        typed = Counted(dt.date(2025, 4, 1), Decimal(9_400_000 - 9_300), Decimal(9_300), Decimal(9_400_000))
        found = findings([*rows, typed], asked={typed.month})
        assert [one.kind for one in found] == [Kind.THOUSANDFOLD]

    def test_last_years_month_goes_before_the_mean(self) -> None:
        year = [300, 300, 100, 100, 100, 100, 100, 100, 100, 100, 300, 300]
        assert kinds(*year, 290) == []
        assert kinds(*year, 100) == [Kind.SPIKE]
        rows = counted(*year, 100)
        assert findings(rows, asked={rows[-1].month})[0].detail == {"amount": "100", "last_year": "300"}

    def test_above_what_the_equipment_can_do(self) -> None:
        assert kinds(100, most=lambda month: Decimal(99)) == [Kind.CAPACITY]
        assert kinds(100, most=lambda month: Decimal(100)) == []

    def test_sums_where_amounts_belong_are_told_once(self) -> None:
        sums = [100, 210, 300, 405, 500, 600, 700]
        assert Kind.CUMULATIVE not in kinds(*sums[:5])
        assert Kind.CUMULATIVE in kinds(*sums[:6])
        assert Kind.CUMULATIVE not in kinds(*sums)
        registers = [5_000, 5_100, 5_190, 5_300, 5_410, 5_500]
        assert kinds(*registers, is_register=False) == [Kind.CUMULATIVE]

    def test_a_spring_rises_in_uneven_steps(self) -> None:
        assert kinds(70, 72, 82, 105, 118, 126) == []

    def test_the_same_amount_twice_is_asked_about_where_amounts_are_typed(self) -> None:
        assert kinds(100, 100, is_register=False) == [Kind.REPEATED]
        assert kinds(100, 100) == []

    def test_a_number_of_lamps_stays_the_same(self) -> None:
        steady = {
            quantity.name
            for method in METHODS.values()
            for quantity in method.quantities
            if quantity.is_steady
        }
        assert steady == {"lamps_in_service"}
        assert kinds(100, 100, is_register=False, is_steady=True) == []
        assert kinds(100, 100, 100, 1, is_register=False, is_steady=True) == [Kind.SPIKE]

    def test_every_kind_has_a_sentence(self) -> None:
        detail = {
            "amount": "1", "mean": "2", "months": "3", "most": "4", "first": "5", "from": "2025-01", "days": "11",
            "calibrated": "2024-01-05", "until": "2025-01-04",
        }  # fmt: skip
        said = {sentence(kind, detail, "kWh") for kind in Kind}
        assert len(said) == len(Kind)
        assert all("1" in one or one.startswith("0") for one in said)
        assert "a year before it was 7" in sentence(Kind.SPIKE, {"amount": "1", "last_year": "7"}, "kWh")


@pytest.fixture
def flagged(metered: Measure, tier1_clerk: User, later: dt.datetime) -> ReadingFlag:
    """April 2026 in Wh instead of kWh: the register is a thousand times what it should be."""
    meter = metered.meters.get(quantity="electricity_kwh")
    enter_readings(meter=meter, rows=months(dt.date(2026, 4, 1), [1_360_000_000]), by=tier1_clerk, at=later)
    return ReadingFlag.objects.get()


@pytest.mark.django_db
class TestFlags:
    def test_an_ordinary_year_raises_none(self, metered: Measure) -> None:
        assert not ReadingFlag.objects.exists()
        assert not Item.objects.filter(kind="answer_flags").exists()

    def test_is_entered_as_it_is_and_asked_about(self, flagged: ReadingFlag, tier1_clerk: User) -> None:
        assert (flagged.kind, flagged.raised_by) == ("THOUSANDFOLD", tier1_clerk)
        assert flagged.reading.closing == 1_360_000_000
        assert flagged.detail == {"amount": "1358710000", "last_year": "90000"}
        assert Item.objects.open().filter(kind="answer_flags").count() == 1

    def test_the_answer_closes_the_work_and_stays(
        self, flagged: ReadingFlag, tier1_clerk: User, later: dt.datetime
    ) -> None:
        measure, april = flagged.reading.meter.measure, dt.date(2026, 4, 1)
        assert unanswered_flags(measure, [april]) == [flagged]
        assert unanswered_flags(measure, [JANUARY]) == []
        with pytest.raises(AnswerMissing):
            answer_flag(flag=flagged, answer="  ", by=tier1_clerk, at=later)
        answer_flag(flag=flagged, answer="계기 교체 시험", by=tier1_clerk, at=later)
        assert unanswered_flags(measure, [april]) == []
        assert not Item.objects.open().filter(kind="answer_flags").exists()
        with pytest.raises(AnsweredAlready):
            answer_flag(flag=flagged, answer="다른 말", by=tier1_clerk, at=later)
        for change in (
            lambda: ReadingFlag.objects.update(answer="x"),
            lambda: ReadingFlag.objects.all().delete(),
        ):
            with pytest.raises(Error, match="answer_stays"), transaction.atomic():
                change()

    @pytest.mark.parametrize("person", ["rival_rep", "officer", "verifier"])
    def test_is_answered_by_the_firm(
        self, flagged: ReadingFlag, later: dt.datetime, person: str, request: pytest.FixtureRequest
    ) -> None:
        with pytest.raises(PermissionDenied):
            answer_flag(flag=flagged, answer="맞습니다", by=request.getfixturevalue(person), at=later)

    def test_a_correction_is_an_answer(
        self, flagged: ReadingFlag, tier1_clerk: User, later: dt.datetime
    ) -> None:
        correct_reading(
            reading=flagged.reading,
            closing=Decimal(1_360_000),
            reason="Wh로 입력함",
            by=tier1_clerk,
            at=later,
        )
        flagged.refresh_from_db()
        assert (flagged.answer, flagged.answered_by) == ("Wh로 입력함", tier1_clerk)
        assert ReadingFlag.objects.count() == 1
        assert not Item.objects.open().filter(kind="answer_flags").exists()

    def test_a_correction_that_is_remarkable_itself_is_asked_about(
        self, metered: Measure, tier1_clerk: User, later: dt.datetime
    ) -> None:
        march = Reading.objects.get(meter__quantity="electricity_kwh", month=dt.date(2026, 3, 1))
        correct_reading(reading=march, closing=march.opening, reason="다시 읽음", by=tier1_clerk, at=later)
        assert ReadingFlag.objects.get().kind == "ZERO"

    def test_the_page_shows_it_beside_its_neighbours_and_takes_the_answer(
        self, flagged: ReadingFlag, tier1_clerk: User, client: Client
    ) -> None:
        client.force_login(tier1_clerk)
        page = client.get(f"/measures/{flagged.reading.meter.measure.public_id}/").content.decode()
        assert f"/measures/questions/{flagged.public_id}/answer/" in page
        address = f"/measures/questions/{flagged.public_id}/answer/"
        page = client.get(address).content.decode()
        assert all(amount in page for amount in ("1,358,710,000", "90,000", "70,000"))
        assert client.post(address, {"answer": "시험 운전으로 확인함"}).status_code == 302
        assert client.get(address).status_code == 302


MARCH = dt.date(2025, 3, 1)


def most(
    method: str, name: str, month: dt.date, *, start: dt.date | None = MARCH, **stated: Decimal
) -> Decimal | None:
    """Return the most that can be counted in a month, operation having begun in March 2025."""
    quantity = quantity_of(METHODS[method], name)
    assert quantity is not None
    return most_in_month(quantity, month, stated, start)


def test_a_plant_is_asked_about_more_than_the_sun_gives() -> None:
    assert most("photovoltaics", "generation_kwh", MARCH, installed_kw=Decimal(10)) == 10 * 15 * 31
    assert most("photovoltaics", "export_kwh", MARCH, installed_kw=Decimal(10)) is None
    assert most("photovoltaics", "generation_kwh", MARCH) is None
    assert most("photovoltaics", "generation_kwh", JANUARY, installed_kw=Decimal(10)) is None
    assert most("air_compressor", "air_nm3", JANUARY, capacity_nm3_month=Decimal(7)) == 7
    assert most("air_compressor", "air_nm3", MARCH, capacity_nm3_month=Decimal(7)) is None
    assert most("air_compressor", "air_nm3", JANUARY, start=None, capacity_nm3_month=Decimal(7)) is None


@pytest.mark.parametrize(
    ("method", "quantity"),
    [("inverter_motor", "motor_output"), ("heat_treatment", "treated_t"), ("rto", "exhaust_nm3")],
)
def test_the_old_capacity_holds_for_the_baseline_of_every_method(method: str, quantity: str) -> None:
    assert most(method, quantity, JANUARY, output_capacity_month=Decimal(7)) == 7
    assert most(method, quantity, MARCH, output_capacity_month=Decimal(7)) is None


def test_lamps_do_not_burn_longer_than_a_month() -> None:
    assert most("led", "lamp_hours", MARCH) == 24 * 31
