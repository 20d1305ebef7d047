"""The lists of this room: grants, payment requests, money passed on, and what is still to be passed on."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.inbox.lists import TaggedPage
from core.ui.lists import Column, Empty, ListPage
from core.workflow import clock
from disbursements import columns
from disbursements.filters import DutyFilter, GrantFilter, PassThroughFilter, PaymentFilter
from disbursements.models import Grant, PassThrough, PaymentRequest
from disbursements.queries import OpenDuty, node_figures, open_duties
from disbursements.talk import GRANT, PAYMENT
from programs.models import Consortium, Program


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


class OpenDutyListView(ListPage):
    title = _("Still to pass on")
    lead = _("What firms owe those below them, the earliest due first.")
    filter_class = DutyFilter
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
        payments = PaymentRequest.objects.visible_to(self.request.user)
        paid = payments.filter(pk__in=[duty.payment.pk for duty in self.duties])
        return columns.open_duties(self.today, set(paid.values_list("pk", flat=True)))

    def get_filter_arguments(self) -> dict[str, Any]:
        return {"on": self.today}

    def get_rows(self) -> list[OpenDuty]:
        return self.duties

    @cached_property
    def duties(self) -> list[OpenDuty]:
        """What firms owe on the grants that the person may see."""
        user = self.request.user
        seen = set(Grant.objects.visible_to(user).values_list("pk", flat=True))
        places = Consortium.objects.visible_to(user).values("program")
        duties = [duty for program in Program.objects.filter(pk__in=places) for duty in open_duties(program)]
        return sorted((d for d in duties if d.grant.pk in seen), key=lambda duty: duty.due_on)
