"""The chart component: {% load charts %}{% chart my_chart %}, and in the head {% chart_scripts %}."""

from typing import Any

from django import template

from core.ui.charts import Chart

register = template.Library()


@register.inclusion_tag("components/chart.html")
def chart(shown: Chart, id: str) -> dict[str, Any]:
    """Draw a chart; without scripts nothing is there, and the table beside it says the same."""
    return {"chart": shown, "id": id}


@register.inclusion_tag("components/chart_scripts.html")
def chart_scripts() -> dict[str, Any]:
    """Load what draws the charts of a page."""
    return {}
