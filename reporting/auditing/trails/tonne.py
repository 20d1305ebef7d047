"""The trail of a kilogram of CO2e: of a measure, a lot, or a claim."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from applications.models import CostItem
from core.ui.formats import month
from measurement.models import Measure, Meter
from reporting.auditing.trails import owned
from reporting.auditing.trails.addresses import trail_of
from reporting.auditing.trails.measured import readings_stage
from reporting.auditing.trails.moves import Moves
from reporting.auditing.trails.steps import Stage, Step, Trail, stage, stages
from reporting.claims.models import Claim
from reporting.dashboards.queries.causes import transfers_by
from reporting.statements.models import Statement
from reporting.statements.pages import printed_rows


def of_measure(measure: Measure, user: Any, at: dt.datetime) -> Trail:
    """Return the trail of a measure: what paid for it, its meters, and its lots."""
    statements = Statement.objects.visible_to(user, at).filter(measure=measure).select_related("verified_by")
    lots = [
        Step(
            what=f"{month(one.period_from)} – {month(one.period_until)}", about=one.get_status_display(),
            amount=one.signed_kg, at=one.verified_at or one.calculated_at, who=one.verified_by or "",
            page=one.get_absolute_url(), trail=trail_of(one),
        )
        for one in statements.order_by("period_from", "pk")
    ]  # fmt: skip
    return Trail(
        measure.name, _("Kilograms of a measure"), measure, measure.firm, None, False,
        stages(_paid_for(measure), _meters(measure), stage("lots", _("Statements"), lots)),
    )  # fmt: skip


def of_lot(statement: Statement, user: Any, at: dt.datetime) -> Trail:
    """Return the trail of a lot: meters, readings, calculation, signatures, shares, claims."""
    lot = statement.lot or statement
    versions = owned.versions_of(lot)
    parts = owned.parts_of(lot)
    cases = [("statement", one.pk) for one in versions]
    cases += [("claim", one) for one in {part.claim_id for part in parts}]
    moves = Moves(transfers_by(cases), user, at)
    return Trail(
        str(statement), _("Kilograms of a lot"), statement, statement.firm, statement.signed_kg, False,
        stages(
            _paid_for(statement.measure),
            _meters(statement.measure),
            readings_stage(statement),
            _rows(statement),
            owned.signatures_stage(versions, statement),
            owned.shares_stage(lot, versions, moves),
            owned.owners_stage(lot, parts, moves),
        ),
    )  # fmt: skip


def of_claim(claim: Claim, user: Any, at: dt.datetime) -> Trail:
    """Return the trail of a claim: the lots it holds, and what became of it."""
    moves = Moves(transfers_by([("claim", claim.pk)]), user, at)
    seen = {one.pk: one for one in Statement.objects.visible_to(user, at).filter(
        Q(pk__in=claim.parts.values("lot"))
    )}  # fmt: skip
    return Trail(
        str(claim), _("Kilograms of a claim"), claim, claim.claimant, claim.held_kg, False,
        stages(owned.lots_stage(claim, seen), owned.claim_stage(claim, moves)),
    )  # fmt: skip


def _paid_for(measure: Measure) -> Stage:
    """Return the cost item that bought the equipment, and the grant that pays for it."""
    items = CostItem.objects.filter(measure=measure).select_related("application__grant", "application__firm")
    steps = [
        Step(
            what=item.name,
            about=f"{item.application.firm} · {item.application.title}",
            page=item.application.get_absolute_url(),
            trail=trail_of(grant) if (grant := getattr(item.application, "grant", None)) else "",
        )
        for item in items.order_by("pk")
    ]
    return stage("equipment", _("Equipment and the won that paid for it"), steps)


def _meters(measure: Measure) -> Stage:
    meters: Iterable[Meter] = measure.meters.order_by("pk")
    steps = [
        Step(
            what=str(meter.label),
            about=" · ".join(filter(None, [meter.serial, meter.instrument, measure.site])),
            on=meter.replaced_on,
            page=measure.get_absolute_url(),
        )
        for meter in meters
    ]
    return stage("meters", _("Meters"), steps)


def _rows(statement: Statement) -> Stage:
    """Return every row of the calculation with the factor that went into it."""
    steps = [
        Step(
            what=row.label,
            about=" · ".join(filter(None, [
                f"{row.expression} = {row.value} {row.unit}", row.factor, row.source
            ])),
        )
        for row in printed_rows(statement)
    ]  # fmt: skip
    note = _("Kilograms are rounded down once, at the end: the rows go on with unrounded values.")
    return stage("calculation", _("Calculation"), steps, note)
