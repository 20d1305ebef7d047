"""How statements are found by the search over everything."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui import search
from core.ui.formats import tonnes
from core.ui.search import Hit, Question
from reporting.statements.models import Statement


def declare() -> None:
    """Let statements be found by measure and firm."""
    search.declare(
        "statements", _("Statements of reductions"), statements, order=90, list_url="statements:list"
    )


def statements(user: Any, question: Question) -> list[Hit]:
    """Return the statements that the person may see, the newest first."""
    found = question.in_fields(
        "measure__name",
        "measure__firm__name",
        numbers=("measure__firm__business_number",),
        codes=("public_id",),
    )
    rows = Statement.objects.visible_to(user).filter(found).select_related("measure__firm")
    return [
        Hit(str(s), s.get_absolute_url(), f"{s.measure.firm} · {tonnes(s.signed_kg)}", s)
        for s in rows.order_by("-pk")[: search.MOST]
    ]
