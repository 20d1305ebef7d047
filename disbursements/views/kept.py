"""Assets, inspections and the forecast on the pages of what they belong to: a grant, a measure."""

import datetime as dt
from typing import Any

from applications.readers import Part
from core.workflow import clock
from disbursements import charts, permissions, wording
from disbursements.models import Asset, Grant, Inspection, RequestStatus
from disbursements.queries.forecast import of_grant
from disbursements.queries.inspections import needed
from disbursements.wording import inspections as words
from programs.models import GrantKind


def on_grant(grant: Grant, user: Any, at: dt.datetime) -> dict[str, Any]:
    """Return the assets and inspections of a grant; for the office, the rating behind them, too."""
    is_gift = grant.kind == GrantKind.CONTRIBUTION
    offered = [] if is_gift else [words.PLAN, words.RATE]
    rates = not is_gift and Part.FINDINGS in permissions.parts_read_by(user, grant, at=at)
    return {
        "assets": Asset.objects.visible_to(user, at).filter(grant=grant).with_parties(),
        "inspections": Inspection.objects.visible_to(user, at).filter(grant=grant).with_parties(),
        "inspection_offers": wording.offers(offered, grant, user, at=at),
        "needed": needed(grant, at) if rates else None,
    }


def months_of(grant: Grant, at: dt.datetime) -> dict[str, Any]:
    """Return the payments of a subsidy month by month, with their chart; nothing of a gift."""
    if grant.kind == GrantKind.CONTRIBUTION:
        return {}
    rows = of_grant(grant, clock.day(at))
    return {"forecast": rows, "forecast_chart": charts.months_paid(rows)}


def on_measure(measure: Any, user: Any, *, at: dt.datetime) -> dict[str, Any]:
    """Return the asset behind a measure, with what was approved about it: moved, sold, scrapped."""
    found = Asset.objects.visible_to(user, at).filter(cost_item__measure=measure)
    asset = found.with_parties().first()
    approved = asset.requests.filter(status=RequestStatus.APPROVED) if asset else []
    return {"asset": asset, "approved": approved}


def no_step(measure: Any, user: Any, *, at: dt.datetime) -> None:
    """Say that no step of a measure follows from its asset."""
