"""Reading what a case is to pay for."""

from applications.models import Application, CostItem
from core.workflow.reading import once
from measurement.models import Measure


@once
def cost_items_of(application: Application) -> list[CostItem]:
    """Return its cost items in their order, with technology, measure and quotes."""
    found = application.cost_items.select_related("technology", "measure__technology").with_quotes()
    return list(found.order_by("pk"))


def measures_of(application: Application) -> list[Measure]:
    """Return the measures that its cost items describe."""
    return [item.measure for item in cost_items_of(application) if item.measure]
