"""What a change after the award makes of a case: its end, its cost items, the arithmetic over them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from applications.models import Application, CostItem
from applications.operations.submission import keep_arithmetic
from core.users.models import User
from core.workflow.operations import operation
from programs.rules import Row


@operation
def change_terms(
    *,
    application: Application,
    ends_on: dt.date | None = None,
    items: Mapping[int, Mapping[str, Any]],
    rows: Iterable[Row] = (),
    by: User,
    at: dt.datetime,
) -> Application:
    """
    Write down other terms of an accepted case: its end, columns of its cost items by id, a new computation.

    Only disbursements calls this, with the line of cases locked, and asks who may.
    """
    application = Application.objects.lock(application.pk)
    if ends_on is not None:
        application.ends_on = ends_on
        application.save(update_fields=["ends_on"])
    for pk, columns in sorted(items.items()):
        item = CostItem.objects.lock(pk)
        for name, value in columns.items():
            setattr(item, name, value)
        item.save(update_fields=list(columns))
    keep_arithmetic(application, rows, at)
    return application
