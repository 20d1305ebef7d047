"""Beside a form, what the office wants corrected in it: {% load corrections %}{% corrections_here %}."""

from typing import Any

from django import template

from applications.models import CostItem, Quote
from applications.pages.corrections import beside

register = template.Library()


@register.inclusion_tag("applications/corrections_here.html", takes_context=True)
def corrections_here(context: dict[str, Any]) -> dict[str, Any]:
    """
    Show the returned lines that this page mends.

    Its view says which kinds these are (`mends`), and perhaps which of them (`mends_key`).
    """
    view, case = context.get("view"), context.get("case")
    kinds = getattr(view, "mends", ())
    if not kinds or case is None:
        return {"lines": []}
    if isinstance(case, CostItem):
        return {"lines": beside(case.application, kinds, str(case.pk))}
    if isinstance(case, Quote):
        return {"lines": beside(case.application, kinds, str(case.cost_item_id))}
    return {"lines": beside(case, kinds, getattr(view, "mends_key", ""))}
