"""Passing an accepted case to another firm: its holder, its measures, the work that waits."""

import datetime as dt
from collections.abc import Iterable

from applications.following import following
from applications.holding import as_held_by
from applications.models import Application, Holder
from applications.operations.submission import keep_arithmetic
from core.inbox.operations import readdress
from core.users.models import User
from core.workflow.operations import operation
from firms.models import Firm
from measurement import operations as measurement
from measurement.models import Measure
from programs.rules import Row


@operation
def pass_to_firm(
    *, application: Application, firm: Firm, rows: Iterable[Row] = (), by: User, at: dt.datetime
) -> Holder:
    """
    Write down that another firm holds an accepted case from now on, by its own size certificate.

    Its measures and the work that waits for the old firm's people become the new firm's. Only disbursements
    calls this, with the line of cases locked, and asks who may (Act on the Management of Subsidies, art. 24).
    """
    application = Application.objects.lock(application.pk)
    before = application.firm
    last = application.holders.order_by("number").last()
    holder = Holder.objects.create(
        application=application, firm=firm, number=last.number + 1 if last else 1, at=at, by=by
    )
    held = as_held_by(application, firm, at)
    application.firm, application.frozen_certificate = firm, held.frozen_certificate
    application.frozen_size_class = held.frozen_size_class
    application.save(update_fields=["firm", "frozen_certificate", "frozen_size_class"])
    keep_arithmetic(application, rows, at)
    measures = Measure.objects.filter(cost_item__application=application)
    measurement.pass_measures(measures=measures, firm=firm, by=by, at=at)
    readdress(following(application), before.pk, firm.pk)
    return holder
