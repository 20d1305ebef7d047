"""How uncertain a statement's reduction is, by the accuracy of the instruments of its monitoring plan."""

from core.workflow.refusals import Refusal
from measurement.methods.monitoring import plan_of
from measurement.methods.uncertainty import Uncertainty, uncertainty
from measurement.queries import factor_values, figures, parameters_of
from reporting.statements.models import Statement
from reporting.statements.queries import recompute


def uncertainty_of(statement: Statement) -> Uncertainty | None:
    """Return it, or None where the readings are no longer those that the statement rests on."""
    try:
        found = recompute(statement)
        if found.figures_hash != statement.figures_hash:
            return None
        return uncertainty(
            found.method,
            figures(found.baseline),
            figures(found.project),
            factor_values(found.factors),
            parameters_of(statement.measure),
            plan_of(found.method).accuracies,
        )
    except Refusal:
        return None
