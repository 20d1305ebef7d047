"""Taking over what the firm said in an earlier application."""

import datetime as dt
from typing import Any

from applications import permissions
from applications.models import Application, CostItem
from applications.operations.costs import add_cost_item, locked
from applications.refusals import OtherFirms
from applications.reuse import Reused, reusable
from core.evidence.operations import keep_again
from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import operation
from measurement.queries import expectation_of


@operation
def take_over(
    *, application: Application, source: Application, with_words: bool, by: User, at: dt.datetime
) -> list[Reused]:
    """
    Copy the cost items of the firm's earlier application into the draft; return what was left, and why.

    `with_words`: its title and purpose as well. Never what the anchor pays, what was asked or awarded, nor a
    quote that is out of date or serves an application that stands.

    :raises PermissionDenied: if `by` does not draft for the firm.
    :raises NotEditable, NoCostsHere: if the draft takes no cost items now.
    :raises OtherFirms: if the earlier application is another firm's.
    """
    application = locked(application, by, at)
    require(permissions.may_take_over, by, source, at=at)
    if source.firm_id != application.firm_id or source.pk == application.pk:
        raise OtherFirms(field="source")
    if with_words:
        application.title, application.purpose = source.title, source.purpose
        application.save(update_fields=["title", "purpose"])
    found = reusable(source, application, at)
    for one in found:
        if not one.left:
            _copy(one, application, by=by, at=at)
    return [one for one in found if one.left]


def _copy(one: Reused, application: Application, *, by: User, at: dt.datetime) -> CostItem:
    """Add the item to the draft with its quote kept once more, and what it was expected to reduce."""
    item = one.item
    names = ("cost_kind", "name", "maker", "model", "cost_won", "quote_supplier", "quote_on")
    said: dict[str, Any] = {name: getattr(item, name) for name in names}
    if item.measure:
        said |= {"site": item.measure.site, "expectation": expectation_of(item.measure)}
    (quote,) = keep_again(attachments=[item.quote], by=by, at=at)
    return add_cost_item(
        application=application,
        technology=one.technology,
        quote=quote,
        **said,
        by=by,
        at=at,
    )
