"""A meter replaced in mid-year, and registers that roll over or are reset: with a reason, never silently."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.test import Client
from django.urls import reverse

from core.users.models import User
from core.workflow import clock
from core.workflow.refusals import Refusal
from measurement import refusals
from measurement.models import Measure, Meter, Reading, ReadingFlag, Replacement
from measurement.operations import correct_reading, enter_readings, enter_turned, replace_meter
from measurement.operations.measures import SerialMissing
from measurement.queries import month_rows
from measurement.tables import Turned, carried
from tests.measurement.conftest import months

pytestmark = pytest.mark.django_db

APRIL, MAY = dt.date(2026, 4, 1), dt.date(2026, 5, 1)
#: where the meter of `metered` stands at the end of March 2026: 12 × 90,000 + 3 × 70,000 kWh
STANDS = 1_290_000


def replaced(meter: Meter, by: User, at: dt.datetime, **changed: Any) -> Meter:
    """Replace the meter on 14 April at 1,320,000; the new one starts at 500."""
    given: dict[str, Any] = {
        "replaced_on": dt.date(2026, 4, 14), "last_register": Decimal(1_320_000), "serial": "E-2",
        "first_register": Decimal(500), "reason": "검정 유효기간이 끝나 교체함",
    }  # fmt: skip
    return replace_meter(meter=meter, by=by, at=at, **(given | changed))


@pytest.fixture
def old(metered: Measure) -> Meter:
    return metered.meters.get(quantity="electricity_kwh")


class TestReplacing:
    def test_the_month_is_the_sum_of_both_meters(
        self, old: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        new = replaced(old, tier1_clerk, later)
        assert not month_rows(old.measure)[-1].is_read("electricity_kwh")

        enter_readings(meter=new, rows=[(APRIL, Decimal(40_500))], by=tier1_clerk, at=later)

        row = month_rows(old.measure)[-1]
        assert (row.month, row.amounts["electricity_kwh"]) == (APRIL, 30_000 + 40_000)
        assert row.is_read("electricity_kwh")
        assert [reading.meter.serial for reading in row.readings["electricity_kwh"]] == ["E-1", "E-2"]

    def test_says_who_when_and_why(self, old: Meter, tier1_clerk: User, later: dt.datetime) -> None:
        new = replaced(old, tier1_clerk, later)
        protocol = Replacement.objects.get(new=new)
        assert (protocol.recorded_by, protocol.recorded_at, protocol.reason) == (
            tier1_clerk, later, "검정 유효기간이 끝나 교체함",
        )  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic():
            Replacement.objects.update(reason="다른 이유")

    def test_asks_about_the_whole_month_alone(
        self, old: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        """The old meter's part of the month is far below what is usual, the sum is not."""
        new = replaced(old, tier1_clerk, later, last_register=Decimal(STANDS + 100))
        assert not ReadingFlag.objects.exists()
        enter_readings(meter=new, rows=[(APRIL, Decimal(70_400))], by=tier1_clerk, at=later)
        assert not ReadingFlag.objects.exists()
        enter_readings(meter=new, rows=[(MAY, Decimal(270_400))], by=tier1_clerk, at=later)
        assert ReadingFlag.objects.get().detail["last_year"] == "90000"

    def test_twice_in_a_month(self, old: Meter, tier1_clerk: User, later: dt.datetime) -> None:
        second = replaced(old, tier1_clerk, later)
        third = replaced(
            second, tier1_clerk, later, replaced_on=dt.date(2026, 4, 20), serial="E-3",
            last_register=Decimal(800), first_register=Decimal(0),
        )  # fmt: skip
        enter_readings(meter=third, rows=[(APRIL, Decimal(10))], by=tier1_clerk, at=later)
        assert month_rows(old.measure)[-1].amounts["electricity_kwh"] == 30_000 + 300 + 10

    def test_on_the_last_day_of_a_month_that_was_entered(
        self, old: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        enter_readings(meter=old, rows=[(APRIL, Decimal(1_360_000))], by=tier1_clerk, at=later)
        new = replaced(
            old, tier1_clerk, later, replaced_on=dt.date(2026, 4, 30), last_register=Decimal(1_360_000)
        )
        enter_readings(meter=new, rows=months(APRIL, [500, 70_500]), by=tier1_clerk, at=later)
        amounts = [row.amounts["electricity_kwh"] for row in month_rows(old.measure)[-2:]]
        assert amounts == [70_000, 70_000]

    @pytest.mark.parametrize(
        ("changed", "refusal"),
        [
            ({"replaced_on": dt.date(2026, 5, 2)}, refusals.NotNextMonth),
            ({"replaced_on": dt.date(2026, 3, 31)}, refusals.LastRegisterKnown),
            ({"replaced_on": dt.date(2026, 6, 2)}, refusals.ReplacedInFuture),
            ({"last_register": Decimal(STANDS - 1)}, refusals.RunsBackwards),
            ({"last_register": Decimal("1320000.1234")}, refusals.TooFine),
            ({"first_register": Decimal(-1)}, refusals.TooFine),
            ({"serial": " "}, SerialMissing),
            ({"serial": "E-1"}, refusals.SameSerial),
        ],
    )
    def test_refuses(
        self, old: Meter, tier1_clerk: User, later: dt.datetime, changed: Any, refusal: type[Refusal]
    ) -> None:
        with pytest.raises(refusal):
            replaced(old, tier1_clerk, later, **changed)
        assert not Replacement.objects.exists()
        assert old.measure.meters.in_service().get(quantity="electricity_kwh") == old

    def test_refuses_a_meter_that_was_never_read(
        self, electricity: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        with pytest.raises(refusals.NoReadingYet):
            replaced(electricity, tier1_clerk, later)

    def test_the_old_one_takes_no_more_months(
        self, old: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        new = replaced(old, tier1_clerk, later)
        with pytest.raises(refusals.MeterReplaced):
            enter_readings(meter=old, rows=[(MAY, Decimal(1_400_000))], by=tier1_clerk, at=later)
        with pytest.raises(refusals.StartDiffers):
            enter_readings(
                meter=new, opening=Decimal(0), rows=[(APRIL, Decimal(700))], by=tier1_clerk, at=later
            )
        with pytest.raises(refusals.RowsRefused, match="1 month"):
            enter_readings(meter=new, rows=[(MAY, Decimal(900))], by=tier1_clerk, at=later)

    def test_the_database_keeps_one_that_counts(self, old: Meter) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Meter.objects.create(measure=old.measure, quantity=old.quantity, unit="kWh", serial="E-9")


class TestTurning:
    def test_rolls_over_at_the_number_of_its_digits(
        self, old: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        reading = enter_turned(
            meter=old, month=APRIL, closing=Decimal(60_000), turned=Turned(digits=7), reason="7자리 계량기",
            by=tier1_clerk, at=later,
        )  # fmt: skip
        assert reading.quantity == 10_000_000 - STANDS + 60_000
        assert (reading.turn, reading.turn_reason, reading.carried) == (
            "ROLLED_OVER", "7자리 계량기", 10_000_000,
        )  # fmt: skip
        flag = ReadingFlag.objects.get()  # so much is remarkable all the same
        assert (flag.kind, flag.reading) == ("SPIKE", reading)

    def test_is_reset_and_counts_on(self, old: Meter, tier1_clerk: User, later: dt.datetime) -> None:
        turned = Turned(before=Decimal(STANDS + 40_000), after=Decimal(7))
        enter_turned(
            meter=old, month=APRIL, closing=Decimal(30_007), turned=turned, reason="정전 후 초기화",
            by=tier1_clerk, at=later,
        )  # fmt: skip
        enter_readings(meter=old, rows=[(MAY, Decimal(100_007))], by=tier1_clerk, at=later)
        amounts = [row.amounts["electricity_kwh"] for row in month_rows(old.measure)[-2:]]
        assert amounts == [70_000, 70_000]
        assert not ReadingFlag.objects.exists()

    def test_is_corrected_like_any_other(self, old: Meter, tier1_clerk: User, later: dt.datetime) -> None:
        turned = Turned(before=Decimal(STANDS + 40_000))
        reading = enter_turned(
            meter=old, month=APRIL, closing=Decimal(3), turned=turned, reason="정전 후 초기화", by=tier1_clerk,
            at=later,
        )  # fmt: skip
        reading = correct_reading(
            reading=reading, closing=Decimal(30_000), reason="자릿수를 잘못 읽음", by=tier1_clerk, at=later
        )
        assert (reading.quantity, reading.turn) == (70_000, "RESET")

    @pytest.mark.parametrize(
        ("turned", "closing", "amount", "turn"),
        [
            (Turned(digits=8), 60_000, 100_000_000 - STANDS + 60_000, "ROLLED_OVER"),
            (Turned(before=Decimal(STANDS + 5), after=Decimal(1)), 60_000, 5 + 59_999, "RESET"),
            (Turned(is_none=True), STANDS + 70_000, 70_000, ""),
        ],
    )
    def test_is_corrected_where_the_turn_itself_was_said_wrongly(
        self, old: Meter, tier1_clerk: User, later: dt.datetime, turned: Turned, closing: int, amount: int,
        turn: str,
    ) -> None:  # fmt: skip
        reading = enter_turned(
            meter=old, month=APRIL, closing=Decimal(60_000), turned=Turned(digits=7), reason="7자리 계량기",
            by=tier1_clerk, at=later,
        )  # fmt: skip
        reading = correct_reading(
            reading=reading,
            closing=Decimal(closing),
            turned=turned,
            reason="명판을 다시 봄",
            by=tier1_clerk,
            at=later,
        )
        assert (reading.quantity, reading.turn) == (amount, turn)
        assert reading.turn_reason == ("명판을 다시 봄" if turn else "")

    def test_is_not_corrected_to_what_did_not_turn(
        self, old: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        reading = enter_turned(
            meter=old, month=APRIL, closing=Decimal(60_000), turned=Turned(digits=7), reason="7자리 계량기",
            by=tier1_clerk, at=later,
        )  # fmt: skip
        for turned, refusal in (
            (None, refusals.DidNotTurn),
            (Turned(digits=6), refusals.RegisterTooLong),
            (Turned(before=Decimal("0.0001")), refusals.TooFine),
        ):
            with pytest.raises(refusal):
                correct_reading(
                    reading=reading, closing=Decimal(STANDS + 1), turned=turned, reason="다시 읽음",
                    by=tier1_clerk, at=later,
                )  # fmt: skip

    def test_never_without_being_said(self, old: Meter, tier1_clerk: User, later: dt.datetime) -> None:
        with pytest.raises(refusals.RowsRefused) as caught:
            enter_readings(meter=old, rows=[(APRIL, Decimal(5))], by=tier1_clerk, at=later)
        assert "replaced, reset or rolled over" in str(caught.value.rows[0])
        with pytest.raises(IntegrityError), transaction.atomic():
            Reading.objects.create(
                meter=old, month=APRIL, opening=STANDS, closing=5, carried=10**7, recorded_at=later,
                recorded_by=tier1_clerk,
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("turned", "opening", "closing", "refusal"),
        [
            (Turned(digits=6), 1_290_000, 5, refusals.RegisterTooLong),
            (Turned(digits=6), 900_000, 1_000_000, refusals.RegisterTooLong),
            (Turned(digits=7), 900_000, 900_001, refusals.DidNotTurn),
            (Turned(before=Decimal(899_999)), 900_000, 5, refusals.TurnBackwards),
            (Turned(before=Decimal(900_001), after=Decimal(6)), 900_000, 5, refusals.TurnBackwards),
        ],
    )
    def test_refuses(self, turned: Turned, opening: int, closing: int, refusal: type[Refusal]) -> None:
        with pytest.raises(refusal):
            carried(turned, Decimal(opening), Decimal(closing))

    @pytest.mark.parametrize(
        ("month", "refusal"),
        [
            (MAY, refusals.NotNextMonth),
            (dt.date(2026, 3, 1), refusals.NotNextMonth),
        ],
    )
    def test_refuses_other_months_than_the_next(
        self, old: Meter, tier1_clerk: User, later: dt.datetime, month: dt.date, refusal: type[Refusal]
    ) -> None:
        with pytest.raises(refusal):
            enter_turned(
                meter=old, month=month, closing=Decimal(5), turned=Turned(digits=7), reason="7자리 계량기",
                by=tier1_clerk, at=later,
            )  # fmt: skip


class TestPages:
    @pytest.fixture
    def clerk(
        self, client: Client, tier1_clerk: User, later: dt.datetime, monkeypatch: pytest.MonkeyPatch
    ) -> Client:
        monkeypatch.setattr(clock, "now", lambda: later)
        client.cookies["django_language"] = "en"
        client.force_login(tier1_clerk, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def test_replace_a_meter_and_read_the_new_one(self, clerk: Client, old: Meter) -> None:
        measure = old.measure
        where = reverse("measurement:meter_replace", args=[measure.public_id])
        assert where in clerk.get(measure.get_absolute_url()).content.decode()
        assert clerk.get(where).status_code == 200
        sent = {
            "meter": "electricity_kwh", "replaced_on": "2026-04-14", "last_register": "1,320,000",
            "serial": "E-2", "first_register": "500", "reason": "검정 유효기간이 끝남",
        }  # fmt: skip
        refused = clerk.post(where, sent | {"last_register": "1"})
        assert refused.status_code == 422
        assert "runs backwards" in refused.content.decode()
        assert refused.context["form"]["serial"].value() == "E-2"
        assert clerk.post(where, sent).status_code == 302

        page = clerk.get(reverse("measurement:readings", args=[measure.public_id]) + "?meter=electricity_kwh")
        assert "Register when it was put in" in page.content.decode()
        assert page.context["rows"][0].form.initial["month"] == APRIL
        page = clerk.get(measure.get_absolute_url()).content.decode()
        for words in ("E-1", "E-2", "last register 1,320,000 kWh", "first register 500 kWh", "검정 유효기간이 끝남",
                      "new meter not read", "E-1 at 1,320,000, then E-2 from 500"):  # fmt: skip
            assert words in page

    def test_say_that_a_register_turned(self, clerk: Client, old: Meter) -> None:
        where = reverse("measurement:meter_turned", args=[old.measure.public_id])
        sent = {"meter": "electricity_kwh", "month": "2026-04", "turn": "ROLLED_OVER", "closing": "60000",
                "reason": "7자리 계량기"}  # fmt: skip
        assert "how many digits" in clerk.post(where, sent).content.decode()
        reset = clerk.post(where, sent | {"turn": "RESET"})
        assert "just before the reset" in reset.content.decode()
        assert clerk.post(where, sent | {"digits": "7"}).status_code == 302
        page = clerk.get(old.measure.get_absolute_url()).content.decode()
        assert "Rolled over: all its digits were used up · 7자리 계량기" in page
        assert "in which the register rolled over" in page

        reading = Reading.objects.get(month=APRIL)
        where = reverse("measurement:reading_correct", args=[reading.public_id])
        assert "It did not turn" in clerk.get(where).content.decode()
        sent = {"closing": "60000", "turn": "RESET", "reason": "초기화였음", "version": reading.version}
        assert "just before the reset" in clerk.post(where, sent).content.decode()
        assert clerk.post(where, sent | {"before": "1,300,000"}).status_code == 302
        reading.refresh_from_db()
        assert (reading.turn, reading.quantity) == ("RESET", 10_000 + 60_000)

    def test_show_where_the_register_stands_and_ask_for_what_happened_alone(
        self, clerk: Client, old: Meter
    ) -> None:
        page = clerk.get(reverse("measurement:meter_turned", args=[old.measure.public_id])).content.decode()
        last = old.readings.current().latest("month")
        assert f"at the end of {last.month:%Y-%m}: {last.shown_closing}" in page
        for what in ("turn=ROLLED_OVER", "turn=RESET"):
            assert f'data-only-with="{what}"' in page
