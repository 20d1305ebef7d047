"""Summer and autumn: meters are read month by month, reductions calculated and verified."""

import datetime as dt
import itertools
from collections.abc import Iterator
from decimal import Decimal

from core.users.models import User
from measurement import operations as measurement
from measurement.calibrated import interval
from measurement.checks import Kind
from measurement.methods import METHODS
from measurement.models import Measure, Meter, ReadingFlag
from measurement.tables import ZERO
from programs.deadline import SEOUL
from reporting.dashboards.demo import meters
from reporting.dashboards.demo.facts import GIFTS, REGRANTS, UNDERTAKINGS, Stage
from reporting.dashboards.demo.items import Item
from reporting.dashboards.demo.scene import Scene, after, on
from reporting.statements import operations as statements

#: the last month that is read, and the last one in the statements of October
LAST_READ, LAST_STATED = dt.date(2026, 10, 1), dt.date(2026, 9, 30)
#: what the registers of meters that were there before showed
OPENINGS = {"electricity_kwh": Decimal(412_000), "air_nm3": Decimal(3_100_000)}
#: maker and model on every plate, and how many months before its first reading a meter was calibrated
INSTRUMENT, CALIBRATED_BEFORE = "가상계기 VM-100", 3
#: the partner whose electricity meter was calibrated too late, when, and what its clerk says
LATE, LATE_FROM, LATE_ON = 2, dt.date(2019, 7, 20), dt.date(2026, 8, 5)
LATE_ANSWER = "검정을 7월에 예약했으나 8월 5일에 받음. 결과 오차 0.3 %로 7월 값도 믿을 수 있음."
OPINION = "기준·사업 자료와 계산행을 대조하였고 중요한 불일치가 없음."


def measure(scene: Scene) -> None:
    """Firms take their equipment into operation, give it meters and read them."""
    for number, item, measure, _stage in _measures(scene):
        start = _start(number)
        clerk, at = scene.cast.clerk(number), after(_moment(start), 2)
        _metered(item, measure, start, clerk, at, seed=number)


def verify(scene: Scene) -> None:
    """Firms have the months until September calculated; the verifier signs most of them."""
    for n, (number, _item, measure, stage) in enumerate(_measures(scene)):
        at = after(on(10, 6, 9), hours=n % 8)
        statement = statements.calculate(
            measure=measure,
            period_from=_start(number),
            period_until=LAST_STATED,
            by=scene.cast.clerk(number),
            at=at,
        )
        statement = statements.submit_statement(
            statement=statement, by=scene.cast.partner(number), at=after(at, 1)
        )
        if stage < Stage.VERIFIED and number % 2:
            continue
        statement = statements.assign_verifier(
            statement=statement, verifier=scene.cast.verifier, by=scene.cast.officer, at=after(at, 5)
        )
        if stage >= Stage.VERIFIED:
            statements.verify(statement=statement, reason=OPINION, by=scene.cast.verifier, at=after(at, 13))


def describe_what_gifts_bought(scene: Scene) -> None:
    """Who received a contribution describes the equipment bought with it."""
    for gift in GIFTS:
        if gift.item is None:
            continue
        firm = scene.firms[gift.receiver]
        scene.gift_measures[gift.receiver] = measurement.describe_measure(
            firm=firm,
            consortium=scene.consortia[scene.lead(gift.receiver)],
            technology=scene.technologies[gift.item.technology],
            name=gift.item.name,
            site=f"{firm.get_region_display()} 본사 공장",
            expectation=gift.item.expectation,
            by=scene.cast.clerk(gift.receiver),
            at=on(6, 1),
        )


def _measures(scene: Scene) -> Iterator[tuple[int, Item, Measure, Stage]]:
    """Yield (partner, item, measure, stage) of everything that is metered."""
    for case in (*UNDERTAKINGS, *REGRANTS):
        if case.stage < Stage.MEASURED:
            continue
        for item, cost_item in zip(case.items, scene.cost_items[case.number], strict=True):
            if cost_item.measure:
                yield case.number, item, cost_item.measure, case.stage
    for gift in GIFTS:
        if gift.item:
            measure = scene.gift_measures[gift.receiver]
            yield gift.receiver, gift.item, measure, Stage.VERIFIED if gift.payer == 1 else Stage.MEASURED


def _start(number: int) -> dt.date:
    """Return a partner's first month of operation: June, or later down the chains."""
    if number in {gift.receiver for gift in GIFTS} or number in {regrant.number for regrant in REGRANTS}:
        return dt.date(2026, 8, 1)
    return dt.date(2026, 6, 1)


def _metered(
    item: Item, measure: Measure, start: dt.date, clerk: User, at: dt.datetime, *, seed: int
) -> None:
    """Take into operation, read every meter: the baseline at once, the other months as each of them ends."""
    parameters = meters.parameters(item)
    measurement.commission(measure=measure, commissioned_on=start, parameters=parameters, by=clerk, at=at)
    method = METHODS[measure.technology.method]
    months = _months(month(start, -method.least_baseline_months), LAST_READ)
    counted = [
        meters.counted(item, day, is_before=day < start, wave=meters.wave(n, seed))
        for n, day in enumerate(months)
    ]
    for quantity in method.quantities:
        if quantity.name in counted[0]:
            day = month(months[0], -CALIBRATED_BEFORE)
            if (seed, quantity.name) == (LATE, "electricity_kwh"):
                day = LATE_FROM
            meter = _meter(measure, quantity.name, quantity.unit, day, clerk, at)
            amounts = [amounts[quantity.name] for amounts in counted]
            _read(meter, OPENINGS.get(quantity.name, ZERO), months, amounts, clerk, at)
    if seed == LATE:
        _explain_lapse(measure, clerk)


def _meter(
    measure: Measure, quantity: str, unit: str, calibrated_on: dt.date, clerk: User, at: dt.datetime
) -> Meter:
    """Add a meter, calibrated on a day where the monitoring plan asks that of it."""
    serial = f"{''.join(part[0] for part in quantity.split('_')).upper()}-{measure.pk:04d}"
    return measurement.add_meter(
        measure=measure,
        quantity=quantity,
        unit=unit,
        serial=serial,
        instrument=INSTRUMENT,
        calibrated_on=calibrated_on if interval(measure, quantity) else None,
        by=clerk,
        at=at,
    )


def _explain_lapse(measure: Measure, clerk: User) -> None:
    """Calibrate the electricity meter again, too late for July, and say why July can be trusted."""
    meter = measure.meters.get(quantity="electricity_kwh")
    measurement.record_calibration(meter=meter, calibrated_on=LATE_ON, by=clerk, at=on(8, 6))
    for flag in ReadingFlag.objects.open().about(measure).filter(kind=Kind.LAPSED):
        measurement.answer_flag(flag=flag, answer=LATE_ANSWER, by=clerk, at=on(8, 6, 11))


def _read(
    meter: Meter,
    opening: Decimal,
    months: list[dt.date],
    quantities: list[Decimal],
    clerk: User,
    at: dt.datetime,
) -> None:
    """
    Enter the months that are over at once, and the others on the second day after each of them.

    Registers run on from `opening`; of what is no register each month's amount is entered.
    """
    ends = itertools.accumulate(quantities, initial=opening) if meter.is_register else [ZERO, *quantities]
    rows = list(zip(months, list(ends)[1:], strict=True))
    over = [row for row in rows if _moment(month(row[0], 1)) <= at]
    if over:
        measurement.enter_readings(meter=meter, opening=opening, rows=over, by=clerk, at=at)
    for row in rows[len(over) :]:
        first = opening if row is rows[0] else None
        entered = _moment(month(row[0], 1)) + dt.timedelta(days=1)
        measurement.enter_readings(meter=meter, opening=first, rows=[row], by=clerk, at=entered)


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    found = []
    while first <= last:
        found.append(first)
        first = month(first, 1)
    return found


def month(day: dt.date, n: int) -> dt.date:
    """Return the first day of the month `n` months after that of `day`."""
    months = day.year * 12 + day.month - 1 + n
    return dt.date(months // 12, months % 12 + 1, 1)


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9, 30), SEOUL)
