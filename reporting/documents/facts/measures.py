"""Measures with their readings, statements with every row, the verification."""

from typing import Any

from django.db.models import Prefetch

from core.ui.formats import trimmed
from measurement.models import Measure, Meter, Reading
from reporting.documents.facts.cases import Chain
from reporting.statements.models import Statement


def collect(chain: Chain) -> dict[str, Any]:
    """Return measures and statements."""
    measures = (
        Measure.objects.filter(consortium=chain.consortium)
        .exclude(cost_item__isnull=False, cost_item__application__submitted_at__isnull=True)
        .select_related("firm", "technology")
        .prefetch_related(Prefetch("meters__readings", queryset=Reading.objects.current()))
        .prefetch_related("meters__readings__recorded_by", "meters__readings__locked_by")
        .order_by("pk")
    )
    return {
        "measures": [_measure(measure) for measure in measures],
        "statements": [_statement(statement) for statement in chain.statements],
    }


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
    return {
        "quantity": meter.quantity,
        "unit": meter.unit,
        "serial": meter.serial,
        "readings": [
            {
                "month": reading.month,
                "opening": reading.opening,
                "closing": reading.closing,
                "quantity": reading.quantity,
                "recorded_at": reading.recorded_at,
                "recorded_by": str(reading.recorded_by),
                "locked_at": reading.locked_at,
            }
            for reading in meter.readings.all()
        ],
    }


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
        "rows": [
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
        ],
    }
