"""How grants, payment requests and money passed on are found by the search over everything."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ui import search
from core.ui.search import Hit, Question
from core.ui.templatetags.ui import won
from disbursements.models import Grant, PassThrough, PaymentLine, PaymentRequest
from disbursements.queries.matching import proved_by


def declare() -> None:
    """Let grants be found by title and firm; payments also by bank, invoice and supplier number."""
    search.declare("grants", _("Grants"), grants, order=50, list_url="disbursements:grants")
    search.declare("payments", _("Payment requests"), payments, order=60, list_url="disbursements:payments")
    search.declare("passed_on", _("Money passed on"), passed_on, order=70, list_url="disbursements:passed_on")


def grants(user: Any, question: Question) -> list[Hit]:
    """Return the grants that the person may see, the newest first."""
    found = question.in_fields(
        "application__title",
        "firm__name",
        "consortium__name",
        numbers=("firm__business_number",),
        codes=("public_id",),
    )
    rows = Grant.objects.visible_to(user).filter(found).with_parties().order_by("-pk")
    return [
        Hit(str(grant), grant.get_absolute_url(), f"{grant.firm} · {won(grant.awarded_won)}", grant)
        for grant in rows[: search.MOST]
    ]


def payments(user: Any, question: Question) -> list[Hit]:
    """Return the payment requests that the person may see, the newest first."""
    found = question.in_fields(
        "grant__application__title",
        "grant__firm__name",
        numbers=("grant__firm__business_number",),
        codes=("bank_reference", "public_id"),
    )
    invoiced = proved_by(question.code)
    if question.number:
        invoiced |= Q(supplier_number=question.number)
    lines = PaymentLine.objects.visible_to(user).filter(invoiced).values("request")
    rows = PaymentRequest.objects.visible_to(user).filter(found | Q(pk__in=lines)).with_parties()
    return [
        Hit(
            str(payment),
            payment.get_absolute_url(),
            f"{payment.firm} · {won(payment.requested_won)}",
            payment,
        )
        for payment in rows.order_by("-pk")[: search.MOST]
    ]


def passed_on(user: Any, question: Question) -> list[Hit]:
    """Return the money passed on that the person may see, the newest first."""
    found = question.in_fields(
        "payer__firm__name",
        "receiver__firm__name",
        numbers=("payer__firm__business_number", "receiver__firm__business_number"),
        codes=("bank_reference", "public_id"),
    )
    rows = PassThrough.objects.visible_to(user).filter(found).with_parties().order_by("-pk")
    return [
        Hit(
            f"{passed.payer_firm} → {passed.receiver_firm}",
            passed.get_absolute_url(),
            f"{won(passed.amount_won)} · {passed.bank_reference}",
            passed,
        )
        for passed in rows[: search.MOST]
    ]
