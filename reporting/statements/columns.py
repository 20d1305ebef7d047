"""The columns of the list of statements."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.ui.lists import MONTH, STATUS, TONNES, Column, in_order_of
from reporting.statements import pages
from reporting.statements.models import Statement
from reporting.statements.workflow import Status


def _step(statement: Statement) -> Any:
    step = pages.next_step(statement)
    return step.label if step else None


def _turn(statement: Statement) -> Any:
    step = pages.next_step(statement)
    return step.whose if step else None


COLUMNS = (
    Column(
        "measure", _("Measure"), "measure", sort="measure__name", href=Statement.get_absolute_url,
        under=(Column("technology", _("Technology"), "measure.technology"),),
    ),
    Column(
        "firm", _("Firm"), "measure.firm", sort="measure__firm__name",
        under=(
            Column(
                "consortium", _("Consortium"), "measure.consortium", sort="measure__consortium__name"
            ),
        ),
    ),
    Column("period", _("From"), "period_from", MONTH, sort="period_from"),
    Column("until", _("Until"), "period_until", MONTH, sort="period_until"),
    Column("status", _("Status"), lambda statement: statement, STATUS, sort=in_order_of("status", Status)),
    Column("next", _("Next step"), _step, under=(Column("whose", _("Whose turn"), _turn),)),
    Column("verifier", _("Verifier"), "verifier", sort="verifier__name"),
    Column("reduction", _("Reduction"), "signed_kg", TONNES, sort=F("reduction_kg") - F("deducted_kg")),
)  # fmt: skip
