"""The lists of this room: grants, payment requests, money passed on, and what is still to be passed on."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.inbox.lists import TaggedPage
from core.ledger.models import Account
from core.ui.lists import Column, Empty, ListPage
from core.workflow import clock
from disbursements import columns
from disbursements.apps import works_for_office
from disbursements.filters import (
    DisclosureFilter,
    DutyFilter,
    GrantFilter,
    PassThroughFilter,
    PaymentFilter,
    PunctualityFilter,
)
from disbursements.models import Grant, PassThrough, PaymentRequest
from disbursements.queries import OpenDuty, as_duties, node_figures, payments_owed
from disbursements.queries.disclosure import to_disclose
from disbursements.queries.punctuality import owed_by
from disbursements.rules import punctuality
from disbursements.settling import disclosure_due_on
from disbursements.talk import GRANT, PAYMENT
from programs.models import GrantKind

#: as the year of a date is written
FOUR_DIGITS = 4


class GrantListView(TaggedPage):
    title = _("Grants")
    columns = columns.GRANTS
    filter_class = GrantFilter
    subject_kind = GRANT
    empty = Empty(_("There is no grant yet"), _("A grant opens when a firm accepts its award."))

    def get_rows(self) -> QuerySet[Grant]:
        return Grant.objects.visible_to(self.request.user).with_parties()

    def prepare(self, rows: list[Any]) -> Iterable[Any]:
        figures = node_figures(rows)
        for grant in rows:
            grant.figures = figures[grant.pk]
        return super().prepare(rows)


class PaymentListView(TaggedPage):
    template_name = "disbursements/bank/payments.html"
    title = _("Payment requests")
    columns = columns.PAYMENTS
    filter_class = PaymentFilter
    subject_kind = PAYMENT
    empty = Empty(
        _("There is no payment request yet"),
        _("A firm begins one on the page of its grant."),
        "disbursements:grants",
        _("To the grants"),
    )

    def get_rows(self) -> QuerySet[PaymentRequest]:
        return PaymentRequest.objects.visible_to(self.request.user).with_parties()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(handles=works_for_office(self.request.user), **kwargs)


class PassedOnListView(ListPage):
    title = _("Money passed on")
    lead = _(
        "Every transfer down the chain: subsidy handed on and firms' own contributions, each answered by its "
        "receiver."
    )
    columns = columns.PASSED_ON
    filter_class = PassThroughFilter
    empty = Empty(
        _("Nothing was passed on yet"),
        _("A firm records a transfer on the page of its grant; the receiver then confirms it."),
        "disbursements:grants",
        _("To the grants"),
    )

    def get_rows(self) -> QuerySet[PassThrough]:
        return (
            PassThrough.objects.visible_to(self.request.user)
            .with_parties()
            .select_related("payer__consortium", "payment")
        )


class PunctualityListView(ListPage):
    title = _("Passed on in time")
    lead = _(
        "How promptly every firm passed on what it owed those below it: the share passed on within the days "
        "of the programme, and the median of days."
    )
    columns = columns.PUNCTUALITY
    filter_class = PunctualityFilter
    empty = Empty(
        _("Nothing was to be passed on yet"),
        _("A duty arises when a payment is confirmed, and ends when the receiver confirms the money."),
    )

    def get_rows(self) -> QuerySet[Grant]:
        owing = Account.objects.filter(Q(code="duty_open") | Q(code__startswith="conduit:"))
        owners = owing.filter(owner_kind="application").order_by().values("owner_id")
        return Grant.objects.visible_to(self.request.user).filter(application__in=owners).with_parties()

    def prepare(self, rows: list[Any]) -> list[Any]:
        today, owed = clock.day(self.at), owed_by(rows)
        for grant in rows:
            grant.punctuality = punctuality(owed[grant.pk], today)
        return rows


class DisclosureListView(ListPage):
    title = _("To be disclosed")
    lead = _(
        "Grants that received enough in a fiscal year to be disclosed within four months of its end "
        "(Act on the Management of Subsidies, art. 26-10)."
    )
    columns = columns.DISCLOSURES
    filter_class = DisclosureFilter
    order = ("-received_won", "pk")
    order_label = _("Largest first")
    empty = Empty(
        _("Nothing of this year is to be disclosed"),
        _("Choose another fiscal year, or look again after a payment."),
    )

    def get_rows(self) -> QuerySet[Grant]:
        subsidies = Grant.objects.visible_to(self.request.user).exclude(kind=GrantKind.CONTRIBUTION)
        return to_disclose(subsidies.with_parties(), self.year())

    def year(self) -> int:
        """Return the fiscal year that was asked for, else this one."""
        asked = self.request.GET.get("year", "")
        return int(asked) if asked.isdecimal() and len(asked) == FOUR_DIGITS and int(asked) else self.at.year

    def prepare(self, rows: list[Any]) -> list[Any]:
        due = disclosure_due_on(self.year())
        for grant in rows:
            grant.disclose_by = due
        return rows


class OpenDutyListView(ListPage):
    title = _("Still to pass on")
    lead = _("What firms owe those below them, the earliest due first.")
    filter_class = DutyFilter
    order = ("due_on", "pk")
    order_label = _("Earliest due first")
    empty = Empty(
        _("Nothing is still to be passed on"),
        _("A duty arises when a payment is confirmed, and ends when the receiver confirms the money."),
    )

    @property
    def today(self) -> dt.date:
        """The day against which a duty is overdue."""
        return clock.day(self.at)

    def get_columns(self) -> Sequence[Column]:
        return columns.open_duties(self.today)

    def get_filter_arguments(self) -> dict[str, Any]:
        return {"on": self.today}

    def get_rows(self) -> QuerySet[PaymentRequest]:
        """Return the payments of which firms owe something on the grants that the person may see."""
        seen = Grant.objects.visible_to(self.request.user).order_by()
        rows = payments_owed().filter(holder_id__in=seen.values("pk"))
        return rows.select_related("grant__application")

    def prepare(self, rows: list[Any]) -> list[OpenDuty]:
        open_to = PaymentRequest.objects.visible_to(self.request.user)
        readable = set(open_to.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        for row in rows:
            row.is_readable = row.pk in readable
        return as_duties(rows)
