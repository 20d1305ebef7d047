"""Measures with their readings, statements with every row, the verification."""

import datetime as dt
from typing import Any

from core.ui.formats import trimmed
from measurement.models import Measure, Meter, Reading
from reporting.documents.facts.scope import Chain
from reporting.statements.models import Statement
from reporting.tallies.queries import verified


def collect(chain: Chain) -> dict[str, Any]:
    """Return measures and statements."""
    return {
        "measures": [_measure(measure) for measure in chain.measures],
        "statements": [_statement(statement) for statement in chain.statements],
    }


def totals(chain: Chain) -> dict[str, int]:
    """Return the kilograms booked as verified: of a consortium its share of the lots, of grants all."""
    only = chain.of_shares.get("consortium")
    booked = verified(chain.lot_ids)
    return {"verified_kg": sum(kilograms for _lot, whose, kilograms in booked if only in (None, whose))}


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "name": measure.name,
        "firm": measure.firm.name,
        "site": measure.site,
        "technology_ko": measure.technology.name_ko,
        "technology_en": measure.technology.name_en,
        "expected_kg": measure.expected_kg,
        "commissioned_on": measure.commissioned_on,
        "meters": [_meter(meter) for meter in sorted(measure.meters.all(), key=lambda meter: meter.pk)],
    }


def _meter(meter: Meter) -> dict[str, Any]:
    """Return a meter with the readings that stand, and those that others took the place of."""
    readings = list(meter.readings.all())
    replaced = [one for one in readings if one.superseded_at is not None]
    return {
        "quantity": meter.quantity,
        "unit": meter.unit,
        "serial": meter.serial,
        "readings": [_reading(one) for one in readings if one.superseded_at is None],
        "replaced": [_reading(one) | _replacement(one) for one in sorted(replaced, key=_in_order)],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "month": reading.month,
        "version": reading.revision,
        "opening": reading.opening,
        "closing": reading.closing,
        "quantity": reading.quantity,
        "recorded_at": reading.recorded_at,
        "recorded_by": str(reading.recorded_by),
        "locked_at": reading.locked_at,
    }


def _replacement(reading: Reading) -> dict[str, Any]:
    """Return when a later version took the place of a reading, and who wrote that down."""
    return {"superseded_at": reading.superseded_at, "superseded_by": str(reading.superseded_by)}


def _in_order(reading: Reading) -> tuple[dt.date, int]:
    return reading.month, reading.revision


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "title": str(statement),
        "firm": statement.firm.name,
        "period_from": statement.period_from,
        "period_until": statement.period_until,
        "method": statement.method,
        "method_form": statement.method_form,
        "baseline_kg": statement.baseline_kg,
        "project_kg": statement.project_kg,
        "leakage_kg": statement.leakage_kg,
        "reduction_kg": statement.reduction_kg,
        "deducted_kg": statement.deducted_kg,
        "figures_hash": statement.figures_hash,
        "status": statement.status,
        "calculated_at": statement.calculated_at,
        "calculated_by": str(statement.calculated_by),
        "verifier": str(statement.verifier) if statement.verifier else "",
        "verified_at": statement.verified_at,
        "verified_by": str(statement.verified_by) if statement.verified_by else "",
        "shares": [
            {
                "consortium": one.consortium.name,
                "share_bp": one.share_bp,
                "kilograms": one.kilograms,
                "short_kg": one.short_kg,
            }
            for one in statement.shares.all()
        ],
        "rows": rows_of(statement),
    }


def rows_of(statement: Statement) -> list[dict[str, Any]]:
    """Return the rows of a calculation with their factors and the sources of these."""
    return [
        {
            "code": row.code,
            "expression": row.expression,
            "value": row.value,
            "unit": row.unit,
            "factor": f"{trimmed(row.factor.value)} {row.factor.unit}" if row.factor else "",
            "round": row.factor.approval_round if row.factor else "",
            "source_ko": row.factor.source_ko if row.factor else "",
            "source_en": row.factor.source_en if row.factor else "",
        }
        for row in statement.rows.all()
    ]
