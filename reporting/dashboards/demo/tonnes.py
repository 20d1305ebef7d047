"""Autumn: meters are read, reductions verified, the month tallied and the dossier printed."""

import datetime as dt
from decimal import Decimal

from core.users.models import User
from measurement import operations as measurement
from measurement.models import Measure
from programs.deadline import SEOUL
from reporting.dashboards.demo.scene import Scene, on
from reporting.documents import operations as documents
from reporting.statements import operations as statements
from reporting.tallies import operations as tallies


def measure(scene: Scene) -> None:
    """Both firms describe their compressors and read their meters."""
    scene.measure1 = Measure.objects.get(cost_item__application=scene.application)
    scene.measure2 = measurement.describe_measure(
        firm=scene.tier2,
        consortium=scene.consortium,
        technology=scene.technology,
        name="인버터 스크루 압축기 75 kW",
        site="부산광역시 사하구 본사 공장",
        expectation={"baseline_sec": "0.152", "project_sec": "0.115", "annual_nm3": "3000000"},
        by=scene.tier2_clerk,
        at=on(6, 30),
    )
    _meters(scene.measure1, scene.tier1_clerk, dt.date(2026, 6, 1), 800_000, ("0.145", "0.108"), on(6, 3))
    _meters(scene.measure2, scene.tier2_clerk, dt.date(2026, 7, 1), 250_000, ("0.152", "0.115"), on(7, 3))


def _meters(
    measure: Measure,
    clerk: User,
    start: dt.date,
    volume: int,
    sec: tuple[str, str],
    at: dt.datetime,
) -> None:
    """Enter twelve baseline months, and the project months until October as each of them ends."""
    measurement.commission(measure=measure, commissioned_on=start, by=clerk, at=at)
    kwh = measurement.add_meter(
        measure=measure,
        quantity="electricity_kwh",
        unit="kWh",
        serial=f"E-{measure.pk:04d}",
        by=clerk,
        at=at,
    )
    air = measurement.add_meter(
        measure=measure, quantity="air_nm3", unit="Nm3", serial=f"A-{measure.pk:04d}", by=clerk, at=at
    )
    months = [_month(start, n) for n in range(-12, 11 - start.month)]
    volumes = [Decimal(volume + 1_000 * (7 * n % 11 - 5)) for n in range(len(months))]
    used = [v * Decimal(sec[m >= start]) for m, v in zip(months, volumes, strict=True)]
    for meter, opening, quantities in ((kwh, Decimal(412_000), used), (air, Decimal(3_100_000), volumes)):
        closings = _running(opening, quantities)
        before = [(m, c) for m, c in zip(months, closings, strict=True) if m < start]
        measurement.enter_readings(meter=meter, opening=opening, rows=before, by=clerk, at=at)
        for month, closing in list(zip(months, closings, strict=True))[12:]:
            entered = dt.datetime.combine(_month(month, 1), dt.time(9, 30), SEOUL) + dt.timedelta(days=1)
            measurement.enter_readings(
                meter=meter, opening=None, rows=[(month, closing)], by=clerk, at=entered
            )


def verify(scene: Scene) -> None:
    """Both firms have a statement calculated; the verifier signs."""
    for measure, clerk, rep, start in (
        (scene.measure1, scene.tier1_clerk, scene.tier1_rep, dt.date(2026, 6, 1)),
        (scene.measure2, scene.tier2_clerk, scene.tier2_rep, dt.date(2026, 7, 1)),
    ):
        statement = statements.calculate(
            measure=measure, period_from=start, period_until=dt.date(2026, 9, 30), by=clerk, at=on(10, 6)
        )
        statements.submit_statement(statement=statement, by=rep, at=on(10, 7))
        statements.assign_verifier(
            statement=statement, verifier=scene.verifier, by=scene.officer, at=on(10, 12)
        )
        statements.verify(
            statement=statement,
            reason="기준·사업 자료와 계산행을 대조하였고 중요한 불일치가 없음.",
            by=scene.verifier,
            at=on(10, 23),
        )


def close_the_month(scene: Scene) -> None:
    """The officer asks for the tally and for the audit dossier."""
    tallies.request_tally(program=scene.call.program, by=scene.officer, at=on(11, 2))
    documents.request_chain_audit(consortium=scene.consortium, language="ko", by=scene.officer, at=on(11, 18))


def _month(day: dt.date, n: int) -> dt.date:
    """Return the first day of the month `n` months after that of `day`."""
    months = day.year * 12 + day.month - 1 + n
    return dt.date(months // 12, months % 12 + 1, 1)


def _running(opening: Decimal, quantities: list[Decimal]) -> list[Decimal]:
    """Return the register at the end of each month."""
    closings, register = [], opening
    for quantity in quantities:
        register += quantity
        closings.append(register)
    return closings
