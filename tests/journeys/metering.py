"""What stands before a journey about tonnes: equipment that was read, and a statement that was signed."""

import datetime as dt
from decimal import Decimal

from core.users.models import User
from core.workflow import clock
from firms.models import Firm
from measurement.models import Measure
from measurement.operations import add_meter, commission, describe_measure, enter_readings
from programs.models import Consortium, Program, Technology
from reporting.statements import operations as statements
from reporting.statements.models import Statement
from tests.journeys.steps import month


def a_metered_compressor(program: Program, firm: Firm) -> Measure:
    """Twelve months before and two after: 145,000 and 108,000 kWh for 1,000,000 Nm³ each month."""
    by, at = User.objects.get(email="firm2@journey.example"), clock.now()
    measure = describe_measure(
        firm=firm, consortium=Consortium.objects.get(), name="인버터 스크루 압축기", site="부산 1공장",
        technology=Technology.objects.get(program=program, code="air_compressor"),
        expectation={
            "baseline_sec": Decimal("0.145"), "project_sec": Decimal("0.108"), "annual_nm3": Decimal(12_000_000)
        },
        by=by, at=at,
    )  # fmt: skip
    for quantity, unit, amounts in (
        ("electricity_kwh", "kWh", [145_000] * 12 + [108_000] * 2),
        ("air_nm3", "Nm3", [1_000_000] * 14),
    ):
        meter = add_meter(measure=measure, quantity=quantity, unit=unit, serial=quantity, by=by, at=at)
        rows: list[tuple[dt.date, Decimal]] = [
            (month(n - 14), Decimal(sum(amounts[: n + 1]))) for n in range(len(amounts))
        ]
        enter_readings(meter=meter, opening=Decimal(0), rows=rows, by=by, at=at)
    return commission(measure=measure, commissioned_on=month(-2), by=by, at=at)


def a_signed_statement(measure: Measure) -> Statement:
    """Have the two months after the baseline calculated, handed in and signed: 32,042 kg."""
    rep, officer, verifier = (
        User.objects.get(email=f"{name}@journey.example") for name in ("firm2", "officer", "verifier")
    )
    at, until = clock.now(), month(0) - dt.timedelta(days=1)
    calculated = statements.calculate(
        measure=measure, period_from=month(-2), period_until=until, by=rep, at=at
    )
    statements.submit_statement(statement=calculated, by=rep, at=at)
    statements.assign_verifier(statement=calculated, verifier=verifier, by=officer, at=at)
    return statements.verify(statement=calculated, reason="자료와 계산을 대조함.", by=verifier, at=at)
