"""The recipes: one module per kind of document, and the table of them."""

from collections.abc import Mapping

from reporting.documents.kinds import Kind
from reporting.documents.recipes import (
    agreement,
    award_letter,
    chain_audit,
    change_approval,
    consortium_audit,
    grant_audit,
    payment_decision,
    program_report,
    receipt,
    recovery_order,
    reduction_certificate,
    refusal_letter,
    selection_minutes,
    settlement_confirmation,
    verification_statement,
)
from reporting.documents.recipes.recipe import Recipe, Stated

__all__ = ["RECIPES", "Recipe", "Stated"]

RECIPES: Mapping[Kind, Recipe] = {
    one.kind: one
    for one in (
        receipt.RECIPE,
        award_letter.RECIPE,
        refusal_letter.RECIPE,
        agreement.RECIPE,
        payment_decision.RECIPE,
        change_approval.RECIPE,
        settlement_confirmation.RECIPE,
        recovery_order.RECIPE,
        verification_statement.RECIPE,
        reduction_certificate.RECIPE,
        selection_minutes.RECIPE,
        grant_audit.RECIPE,
        chain_audit.RECIPE,
        consortium_audit.RECIPE,
        program_report.RECIPE,
    )
}
