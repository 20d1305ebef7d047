"""Passing money on, answering for it, and what contributions bought."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.workflow import clock
from core.workflow.forms import ReasonForm
from core.workflow.views import OperationView
from disbursements import forms, operations, permissions
from disbursements.models import Grant, PassThrough
from disbursements.queries import Lying, lying_with, node_figures
from disbursements.rules import split_contribution
from disbursements.workflow import PassThroughStatus
from measurement.forms import MeasureForm
from measurement.operations import describe_measure
from measurement.queries import measurable_technologies
from programs.models import GrantKind, Technology


def disputed_before(payer: Grant, request: HttpRequest) -> PassThrough | None:
    """Return the disputed transfer of this payer that `?again=` names, from which a new one is prefilled."""
    wanted = request.GET.get("again", "")
    found: PassThrough | None = payer.passed_on.filter(
        public_id=wanted, status=PassThroughStatus.DISPUTED
    ).first()
    return found


class PassThroughRecordView(OperationView):
    model = Grant
    operation = operations.record_pass_through
    predicate = permissions.may_record_pass_through
    case_argument = "payer"
    form_class = forms.PassThroughForm
    title = _("Record money passed on")
    submit_label = _("Record")
    success_message = _("The transfer is recorded. It counts once the receiver confirms it.")
    consequences_template = "disbursements/consequences/pass_through_record.html"

    def get_initial(self) -> dict[str, Any]:
        again = disputed_before(self.case, self.request)
        said = {"receiver": again.receiver, "amount_won": again.amount_won} if again else {}
        return super().get_initial() | {"paid_on": clock.day(self.at)} | said

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "grant": self.case}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        linked = list(self.case.children.filter(kind="CONTRIBUTION").select_related("firm", "application"))
        figures = node_figures([self.case, *linked])
        return super().get_context_data(
            figures=figures[self.case.pk], linked=[(g, figures[g.pk]) for g in linked], **kwargs
        )


class HopRecordView(OperationView):
    """A firm hands on subsidy that lies with it for a firm below."""

    model = Grant
    operation = operations.record_hop
    predicate = permissions.may_record_pass_through
    case_argument = "payer"
    form_class = forms.HopForm
    title = _("Hand subsidy on")
    submit_label = _("Record")
    success_message = _("The transfer is recorded. It goes on once the receiver confirms it.")
    consequences_template = "disbursements/consequences/hop_record.html"

    @cached_property
    def lying(self) -> list[Lying]:
        return [one for one in lying_with(self.case) if not one.is_on_its_way]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.lying:
            messages.info(request, str(_("No subsidy lies here to be handed on.")))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        again = disputed_before(self.case, self.request)
        return super().get_initial() | {"paid_on": clock.day(self.at), "payment": again and again.payment}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "lying": self.lying}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days = self.case.pass_through_time
        return super().get_context_data(lying=[(one, one.since + days) for one in self.lying], **kwargs)


def record(request: HttpRequest, public_id: str) -> HttpResponse:
    """
    Record money passed on: subsidy where the consortium hands subsidy on, else a contribution; `?gift` asks
    for the contribution there as well.
    """
    view: Any = PassThroughRecordView
    if request.user.is_authenticated and "gift" not in request.GET:
        grants = Grant.objects.visible_to(request.user).filter(
            consortium__pass_through_kind=GrantKind.INDIRECT, public_id=public_id
        )
        if grants.exclude(kind=GrantKind.CONTRIBUTION).exists():
            view = HopRecordView
    return view.as_view()(request, public_id=public_id)


class PassThroughAnswerView(OperationView):
    """The receiver answers for money that the giver recorded."""

    model = PassThrough
    predicate = permissions.may_answer_pass_through
    case_argument = "pass_through"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(payer=self.case.payer, receiver=self.case.receiver, **kwargs)


class PassThroughConfirmView(PassThroughAnswerView):
    operation = operations.confirm_pass_through
    moves_to = PassThroughStatus.CONFIRMED
    form_class = forms.ArrivedForm
    title = _("Confirm the receipt")
    submit_label = _("Confirm")
    success_message = _("The receipt is confirmed.")
    consequences_template = "disbursements/consequences/pass_through_confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        open_won = node_figures([self.case.payer])[self.case.payer_id].duty_open
        met, voluntary = split_contribution(amount_won=self.case.amount_won, open_won=open_won)
        if self.case.payer.kind == GrantKind.CONTRIBUTION or self.case.payment_id:
            met = voluntary = 0
        payment = self.case.payment
        return super().get_context_data(
            met_won=met,
            voluntary_won=voluntary,
            goes_on_to=payment.grant.firm if payment and payment.grant_id != self.case.receiver_id else None,
            **kwargs,
        )


class PassThroughDisputeView(PassThroughAnswerView):
    operation = operations.dispute_pass_through
    moves_to = PassThroughStatus.DISPUTED
    form_class = ReasonForm
    title = _("Dispute")
    submit_label = _("Dispute")
    success_message = _("The transfer is disputed and the giver was told.")
    consequences_template = "disbursements/consequences/pass_through_dispute.html"
    danger = True


class GiftUseRecordView(OperationView):
    model = Grant
    operation = operations.record_gift_use
    predicate = permissions.may_record_gift_use
    case_argument = "grant"
    form_class = forms.GiftUseForm
    title = _("Record what the contribution bought")
    submit_label = _("Record")
    success_message = _("The purchase is recorded.")
    consequences_template = "disbursements/consequences/gift_use.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(figures=node_figures([self.case])[self.case.pk], **kwargs)


class MeasureDescribeView(OperationView):
    """A linked firm describes the equipment it will measure; a subsidised one did so in its application."""

    model = Grant
    operation = describe_measure
    predicate = permissions.may_describe_measure
    case_argument = ""
    form_class = MeasureForm
    template_name = "disbursements/measure_describe.html"
    title = _("Describe equipment to be measured")
    submit_label = _("Save the description")
    success_message = _("Saved. Now say since when it works and add its meters.")

    @cached_property
    def technologies(self) -> list[Technology]:
        return measurable_technologies(self.case.consortium.program)

    @property
    def technology(self) -> Technology:
        """The technology asked for in the address, else the first that can be measured, or 404."""
        wanted = self.request.GET.get("technology") or next((t.code for t in self.technologies), "")
        found = next((t for t in self.technologies if t.code == wanted), None)
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "technology": self.technology}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"firm": self.case.firm, "consortium": self.case.consortium, **form.operation_arguments()}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        choices = [(t.code, t.name, f"?technology={t.code}") for t in self.technologies]
        return super().get_context_data(choices=choices, technology=self.technology, **kwargs)
