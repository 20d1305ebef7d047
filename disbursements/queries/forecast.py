"""What comes to which month of the awards: of one grant, of all grants of a programme."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Sum

from disbursements.forecast import MonthlyPay, Plan, forecast, together
from disbursements.models import Grant, GrantReduction, PaymentRequest
from disbursements.workflow import GrantStatus, PaymentStatus
from programs.models import GrantKind, Program
from programs.queries import payment_stages_on


def of_grant(grant: Grant, today: dt.date) -> list[MonthlyPay]:
    """Return the months of one grant, by the stages of its programme on the day."""
    return _of(grant.consortium.program, [grant], today)


def of_program(program: Program, today: dt.date) -> list[MonthlyPay]:
    """Return the months of all subsidies of a programme that were not cancelled: four queries."""
    grants = Grant.objects.filter(consortium__program=program).exclude(status=GrantStatus.CANCELLED)
    subsidies = grants.exclude(kind=GrantKind.CONTRIBUTION).select_related("application").order_by("pk")
    return _of(program, list(subsidies), today)


def _of(program: Program, grants: list[Grant], today: dt.date) -> list[MonthlyPay]:
    shares = {stage.kind: stage.share_bp for stage in payment_stages_on(program, today)}
    reduced = _reduced(grants)
    paid = _paid(grants)
    rows = []
    for grant in grants:
        starts, ends = grant.application.starts_on, grant.application.ends_on
        award = grant.awarded_won - reduced[grant.pk]
        if starts and ends and award:
            rows.append(forecast(Plan(award, starts, ends, shares), paid[grant.pk], today))
    return together(rows)


def _reduced(grants: Iterable[Grant]) -> dict[int, int]:
    """Return {grant: what was taken back of its own part, won}."""
    rows: Any = GrantReduction.objects.filter(grant__in=[grant.pk for grant in grants]).order_by()
    return defaultdict(int, rows.values_list("grant").annotate(won=Sum("own_won")))


def _paid(grants: Iterable[Grant]) -> dict[int, list[tuple[dt.date, int]]]:
    """Return {grant: the day and won of each payment that the bank confirmed}."""
    found: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    confirmed = PaymentRequest.objects.filter(
        grant__in=[grant.pk for grant in grants], status=PaymentStatus.CONFIRMED
    )
    for grant, day, won in confirmed.order_by().values_list("grant", "paid_on", "payable_won"):
        if day is not None:
            found[grant].append((day, won))
    return found
