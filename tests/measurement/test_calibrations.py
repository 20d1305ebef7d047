"""Calibrations: until when they hold, lapses asked about once, never put right by themselves."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from core.inbox.models import Item
from core.users.models import User
from core.workflow import clock
from core.workflow.refusals import Refusal
from measurement import refusals
from measurement.calibrating import Held, held, newest
from measurement.models import Calibration, Measure, Meter, Reading, ReadingFlag
from measurement.operations import (
    add_meter,
    answer_flag,
    correct_reading,
    enter_bill,
    enter_readings,
    record_calibration,
    replace_meter,
    withdraw_calibration,
)
from tests.measurement.conftest import months

APRIL = dt.date(2026, 4, 1)


class TestUntil:
    @pytest.mark.parametrize(
        ("day", "valid_until", "every", "until"),
        [
            ("2020-03-02", None, 84, "2027-03-01"),
            ("2020-03-02", "2025-12-31", 84, "2025-12-31"),  # the certificate ends sooner
            ("2020-03-02", "2035-12-31", 84, "2027-03-01"),  # the plan asks sooner
            ("2020-03-02", "2035-12-31", None, "2035-12-31"),
            ("2020-03-02", None, None, None),
            ("2024-02-29", None, 12, "2025-02-27"),
            ("2025-12-31", None, 2, "2026-02-27"),
        ],
    )
    def test_by_certificate_or_plan(
        self, day: str, valid_until: str | None, every: int | None, until: str | None
    ) -> None:
        last = dt.date.fromisoformat(valid_until) if valid_until else None
        found = held(dt.date.fromisoformat(day), last, every)
        assert found.until == (dt.date.fromisoformat(until) if until else None)

    def test_the_last_day_still_counts(self) -> None:
        one = Held(dt.date(2020, 1, 1), dt.date(2026, 3, 31))
        assert not one.has_lapsed(dt.date(2026, 3, 31))
        assert one.has_lapsed(dt.date(2026, 4, 1))
        assert not Held(dt.date(2020, 1, 1), None).has_lapsed(dt.date(2099, 1, 1))

    def test_the_newest_by_then_counts(self) -> None:
        old, new = Held(dt.date(2020, 1, 1), None), Held(dt.date(2026, 1, 1), None)
        assert newest([new, old], dt.date(2025, 12, 31)) == old
        assert newest([new, old], dt.date(2026, 1, 1)) == new
        assert newest([new, old], dt.date(2019, 12, 31)) is None


@pytest.fixture
def meter(metered: Measure) -> Meter:
    """Read from January 2025 to March 2026; electricity meters are calibrated every 84 months."""
    return metered.meters.select_related("measure__technology").get(quantity="electricity_kwh")


def calibrated(
    meter: Meter, day: dt.date, by: User, at: dt.datetime, until: dt.date | None = None
) -> Calibration:
    return record_calibration(meter=meter, calibrated_on=day, valid_until=until, by=by, at=at)


@pytest.mark.django_db
class TestLapses:
    def test_what_nobody_recorded_is_not_asked_about(self, meter: Meter) -> None:
        assert not ReadingFlag.objects.exists()

    def test_are_asked_about_once_when_they_become_known(
        self, meter: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        """Until 14 February 2026: the register of its end was read by a meter whose calibration had lapsed."""
        calibrated(meter, dt.date(2019, 2, 15), tier1_clerk, later)
        flag = ReadingFlag.objects.get()
        assert (flag.kind, flag.reading.month) == ("LAPSED", dt.date(2026, 2, 1))
        assert flag.detail == {"calibrated": "2019-02-15", "until": "2026-02-14"}
        assert Item.objects.open().filter(kind="answer_flags").exists()
        enter_readings(meter=meter, rows=months(APRIL, [1_360_000]), by=tier1_clerk, at=later)
        assert ReadingFlag.objects.get() == flag

    def test_are_asked_about_in_the_month_that_is_entered(
        self, meter: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        calibrated(meter, dt.date(2019, 4, 15), tier1_clerk, later)
        assert not ReadingFlag.objects.exists()
        enter_readings(meter=meter, rows=months(APRIL, [1_360_000, 1_430_000]), by=tier1_clerk, at=later)
        assert ReadingFlag.objects.get().reading.month == APRIL

    def test_end_with_the_next_calibration_which_is_the_answer(
        self, meter: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        calibrated(meter, dt.date(2019, 2, 15), tier1_clerk, later)
        calibrated(meter, dt.date(2026, 2, 20), tier1_clerk, later)
        assert ReadingFlag.objects.get().answer == "Calibrated on 2026-02-20."
        assert not Item.objects.open().filter(kind="answer_flags").exists()

    def test_that_the_next_calibration_comes_too_late_for_stay_open(
        self, meter: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        calibrated(meter, dt.date(2019, 2, 15), tier1_clerk, later)
        calibrated(meter, dt.date(2026, 3, 20), tier1_clerk, later)
        assert ReadingFlag.objects.open().count() == 1

    def test_are_not_answered_by_a_corrected_register(
        self, meter: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        calibrated(meter, dt.date(2019, 2, 15), tier1_clerk, later)
        flag = ReadingFlag.objects.get()
        correct_reading(
            reading=flag.reading,
            closing=flag.reading.closing - 1,
            reason="잘못 읽음",
            by=tier1_clerk,
            at=later,
        )
        assert ReadingFlag.objects.open().get() == flag

    def test_that_were_explained_are_not_asked_about_again(
        self, meter: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        calibrated(meter, dt.date(2019, 2, 15), tier1_clerk, later)
        answer_flag(flag=ReadingFlag.objects.get(), answer="6월에 검정 예정", by=tier1_clerk, at=later)
        enter_readings(meter=meter, rows=months(APRIL, [1_360_000]), by=tier1_clerk, at=later)
        assert not ReadingFlag.objects.open().exists()

    def test_come_back_with_a_calibration_that_is_withdrawn(
        self, meter: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        calibrated(meter, dt.date(2019, 2, 15), tier1_clerk, later)
        second = calibrated(meter, dt.date(2025, 2, 20), tier1_clerk, later)
        assert not ReadingFlag.objects.open().exists()
        withdraw_calibration(calibration=second, reason="다른 계량기의 것", by=tier1_clerk, at=later)
        third = calibrated(meter, dt.date(2018, 12, 1), tier1_clerk, later)
        with pytest.raises(refusals.CalibrationWithdrawn):
            withdraw_calibration(calibration=second, reason="다른 계량기의 것", by=tier1_clerk, at=later)
        assert third.withdrawn_at is None
        assert [flag.detail["until"] for flag in ReadingFlag.objects.open()] == ["2026-02-14"]

    def test_are_the_meters_own(self, meter: Meter, tier1_clerk: User, later: dt.datetime) -> None:
        """The calibration goes with the old meter; nothing is known of the new one."""
        calibrated(meter, dt.date(2019, 4, 15), tier1_clerk, later)
        new = replace_meter(
            meter=meter, replaced_on=dt.date(2026, 4, 10), last_register=Decimal(1_300_000), serial="E-2",
            instrument=" LS산전 LK3410 ", first_register=Decimal(0), reason="검정 유효기간이 끝남",
            by=tier1_clerk, at=later,
        )  # fmt: skip
        enter_readings(meter=new, rows=months(APRIL, [60_000, 130_000]), by=tier1_clerk, at=later)
        assert not ReadingFlag.objects.exists()
        assert new.instrument == "LS산전 LK3410"

    def test_are_not_those_of_a_suppliers_meter(
        self, boiler: Measure, tier1_clerk: User, moment: dt.datetime, later: dt.datetime
    ) -> None:
        gas = add_meter(
            measure=boiler, quantity="fuel_nm3", unit="Nm3", serial="고객 77-1", by=tier1_clerk, at=moment,
            calibrated_on=dt.date(2015, 1, 1),
        )  # fmt: skip
        enter_bill(
            meter=gas, number="1", period_from=dt.date(2026, 1, 1), period_until=dt.date(2026, 1, 31),
            basis="AMOUNT", stated=Decimal(5), by=tier1_clerk, at=later,
        )  # fmt: skip
        enter_bill(
            meter=gas, number="2", period_from=dt.date(2026, 2, 1), period_until=dt.date(2026, 2, 28),
            basis="AMOUNT", stated=Decimal(6), by=tier1_clerk, at=later,
        )  # fmt: skip
        assert not ReadingFlag.objects.filter(reading__month=dt.date(2026, 2, 1)).exists()


@pytest.mark.django_db
class TestRecording:
    @pytest.mark.parametrize(
        ("day", "until", "refusal"),
        [
            (dt.date(2026, 6, 2), None, refusals.CalibratedInFuture),
            (dt.date(2026, 5, 2), dt.date(2026, 5, 1), refusals.CalibrationEndsEarlier),
            (dt.date(2025, 5, 2), None, refusals.CalibrationKnown),
        ],
    )
    def test_refuses(
        self, meter: Meter, tier1_clerk: User, later: dt.datetime, day: dt.date, until: dt.date | None,
        refusal: type[Refusal],
    ) -> None:  # fmt: skip
        calibrated(meter, dt.date(2025, 5, 2), tier1_clerk, later)
        with pytest.raises(refusal):
            calibrated(meter, day, tier1_clerk, later, until)
        assert Calibration.objects.count() == 1

    def test_is_for_the_firm(self, meter: Meter, rival_rep: User, later: dt.datetime) -> None:
        with pytest.raises(PermissionDenied):
            calibrated(meter, dt.date(2025, 5, 2), rival_rep, later)

    def test_is_withdrawn_and_never_changed(
        self, meter: Meter, tier1_clerk: User, later: dt.datetime
    ) -> None:
        one = calibrated(meter, dt.date(2025, 5, 2), tier1_clerk, later)
        with pytest.raises(Error, match="calibration_stays"), transaction.atomic():
            Calibration.objects.filter(pk=one.pk).update(calibrated_on=dt.date(2025, 6, 2))
        withdraw_calibration(calibration=one, reason="다른 계량기의 것", by=tier1_clerk, at=later)
        calibrated(meter, dt.date(2025, 5, 2), tier1_clerk, later)


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def clerk(
        self, client: Client, tier1_clerk: User, later: dt.datetime, monkeypatch: pytest.MonkeyPatch
    ) -> Client:
        monkeypatch.setattr(clock, "now", lambda: later)
        client.cookies["django_language"] = "en"
        client.force_login(tier1_clerk, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def test_with_a_new_meter(self, clerk: Client, measure: Measure) -> None:
        where = reverse("measurement:meter_add", args=[measure.public_id])
        sent = {
            "quantity": "electricity_kwh",
            "serial": "E-1",
            "instrument": "LK3410",
            "valid_until": "2027-01-01",
        }
        refused = clerk.post(where, sent)
        assert "the day of the calibration as well" in refused.content.decode()
        assert refused.context["form"]["instrument"].value() == "LK3410"
        future = clerk.post(where, sent | {"calibrated_on": "2026-07-01"}).content.decode()
        assert "can&#x27;t lie in the future" in future
        assert not Meter.objects.exists()
        assert clerk.post(where, sent | {"calibrated_on": "2026. 1. 2."}).status_code == 302
        page = clerk.get(measure.get_absolute_url()).content.decode()
        assert "LK3410" in page
        assert "calibrated on 2026-01-02, holds until 2027-01-01" in page

    def test_recorded_shown_and_withdrawn(self, clerk: Client, meter: Meter) -> None:
        where = reverse("measurement:calibration_add", args=[meter.measure.public_id])
        page = clerk.get(meter.measure.get_absolute_url()).content.decode()
        assert where in page
        assert page.count("no calibration on record") == 2
        assert "84 months" in clerk.get(where).content.decode()
        sent = {"meter": "electricity_kwh", "calibrated_on": "2019-02-15", "certificate": "KTC-19-77"}
        assert clerk.post(where, sent).status_code == 302
        page = clerk.get(meter.measure.get_absolute_url()).content.decode()
        for words in ("calibration lapsed on 2026-02-14", "KTC-19-77", "held until 2026-02-14"):
            assert words in page, words
        withdraw = reverse("measurement:calibration_withdraw", args=[Calibration.objects.get().public_id])
        assert "E-1" in clerk.get(withdraw).content.decode()
        assert clerk.post(withdraw, {"reason": "다른 계량기의 것"}).status_code == 302
        page = clerk.get(meter.measure.get_absolute_url()).content.decode()
        assert "다른 계량기의 것" in page
        assert Reading.objects.filter(flags__answer="다른 계량기의 것").count() == 1
