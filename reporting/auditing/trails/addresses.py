"""Where the trail of a thing is."""

from typing import Any

from django.urls import reverse

from disbursements.models import Grant, PassThrough, PaymentRequest
from measurement.models import Measure
from programs.models import Call
from reporting.claims.models import Claim
from reporting.statements.models import Statement

#: what has a trail of its own → the name of its address
NAMES: dict[type[Any], str] = {
    Call: "call",
    Grant: "grant",
    PaymentRequest: "payment",
    PassThrough: "passed",
    Measure: "measure",
    Statement: "lot",
    Claim: "claim",
}


def trail_of(thing: Any) -> str:
    """Return the address of the trail of a thing; an empty text where it has none."""
    name = NAMES.get(type(thing))
    return reverse(f"auditing:{name}", args=[thing.public_id]) if name else ""


def file_href(attachment: Any) -> str:
    """Return where a paper of a payment, of money passed on or of a purchase is read."""
    return reverse("disbursements:file", args=[attachment.public_id])
