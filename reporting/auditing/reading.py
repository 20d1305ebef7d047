"""What of the cases a person may follow: what they may see, within the programmes they read for an office."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from core.workflow import clock
from disbursements.models import Asset, Debt, Grant, PassThrough, PaymentRequest
from measurement.models import Measure
from programs.models import Call
from programs.models.programmes import within
from reporting.auditing.permissions import FOLLOW
from reporting.claims.models import Claim
from reporting.statements.models import Statement

#: the way from a case to its programme
PROGRAM: dict[type[Any], str] = {
    Call: "program",
    Grant: "consortium__program",
    PaymentRequest: "grant__consortium__program",
    PassThrough: "payer__consortium__program",
    Asset: "grant__consortium__program",
    Debt: "grant__consortium__program",
    Measure: "consortium__program",
    Statement: "measure__consortium__program",
    Claim: "program",
}


def followed(model: type[Any], user: Any, at: dt.datetime) -> QuerySet[Any]:
    """Return the cases of a kind that the person may follow."""
    scopes = user.scopes(FOLLOW, clock.day(at))
    found: QuerySet[Any] = model.objects.visible_to(user).filter(within(scopes, PROGRAM[model]))
    return found
