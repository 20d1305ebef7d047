"""Pages of statements: the list, one statement, and its decisions."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from measurement import flags
from measurement.models import Measure
from reporting.statements import operations, pages, permissions
from reporting.statements.attribution import attributed
from reporting.statements.columns import COLUMNS
from reporting.statements.filters import StatementFilter
from reporting.statements.forms import (
    OpinionForm,
    PeriodForm,
    SignedBillForm,
    SignedReadingForm,
    VerifierForm,
)
from reporting.statements.models import Statement
from reporting.statements.plan import against_plan
from reporting.statements.precision import uncertainty_of
from reporting.statements.queries import (
    compute,
    possible_verifiers,
    recompute,
    signed_bills,
    signed_readings,
)
from reporting.statements.workflow import Status


class StatementListView(ListPage):
    """The statements this person may see, filtered by what is in the address."""

    title = _("Statements of reductions")
    columns = COLUMNS
    filter_class = StatementFilter
    empty = Empty(
        _("No statements yet"),
        _(
            "A statement is calculated on the page of a measure, once it has twelve baseline months and "
            "months of operation. Measurements are open to that firm and the officials, not to its customers."
        ),
    )

    def get_rows(self) -> Any:
        return Statement.objects.visible_to(self.request.user).with_names()


class StatementView(LoginRequiredMixin, DetailView):
    """One statement: its head, its calculation as printed rows, its history."""

    template_name = "statements/detail.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "statement"

    def get_queryset(self) -> Any:
        return Statement.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = clock.now()
        return super().get_context_data(
            step=pages.next_step(self.object),
            rows=pages.printed_rows(self.object),
            uncertainty=uncertainty_of(self.object),
            attributed=attributed(self.object),
            flag_rows=flags.rows(self.object.measure),
            versions=pages.versions(self.object),
            findings=list(self.object.findings.select_related("deduction")),
            plan=against_plan(self.object, self.request.user),
            history=pages.history(self.object),
            actions=pages.actions(self.object, self.request.user, at=at),
            **kwargs,
        )


class CalculateView(OperationView):
    """Have the reduction of some months calculated."""

    model = Measure
    operation = operations.calculate
    predicate = permissions.may_calculate
    case_argument = "measure"
    form_class = PeriodForm
    title = _("Calculate the reduction")
    submit_label = _("Calculate")
    success_message = _("Calculated. Check the rows, then the representative hands the statement in.")
    consequences_template = "statements/calculate_consequences.html"

    def get_initial(self) -> dict[str, Any]:
        period = pages.free_period(self.case)
        return {"period_from": period[0], "period_until": period[1]} if period else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        free = pages.free_period(self.case)
        return super().get_context_data(preview=self._preview(free), has_free_months=bool(free), **kwargs)

    def _preview(self, period: tuple[dt.date, dt.date] | None) -> Any:
        """Return what the proposed period comes to, or None where it can't be calculated."""
        try:
            return compute(self.case, *period) if period else None
        except Refusal:
            return None

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class StatementOperationView(OperationView):
    """One step of a statement."""

    model = Statement
    case_argument = "statement"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            rows=pages.result_rows(self.case), attributed=attributed(self.case), **kwargs
        )


class SubmitView(StatementOperationView):
    operation = operations.submit_statement
    predicate = permissions.may_submit_statement
    moves_to = Status.SUBMITTED
    moves_from = (Status.CALCULATED,)
    form_class = OperationForm
    title = _("Hand the statement in")
    submit_label = _("Hand in for verification")
    success_message = _("Handed in. The office now chooses an independent verifier.")
    consequences_template = "statements/submit_consequences.html"


class AssignView(StatementOperationView):
    operation = operations.assign_verifier
    predicate = permissions.may_assign_verifier
    moves_to = Status.ASSIGNED
    form_class = VerifierForm
    title = _("Choose a verifier")
    submit_label = _("Assign")
    success_message = _("Assigned. The verifier finds the statement among their work.")
    consequences_template = "statements/assign_consequences.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        possible = [
            user for user in possible_verifiers(self.case, self.at) if user.pk != self.request.user.pk
        ]
        return {**super().get_form_kwargs(), "possible": possible}


class VerifyView(StatementOperationView):
    operation = operations.verify
    predicate = permissions.may_verify
    moves_to = Status.VERIFIED
    form_class = OpinionForm
    title = _("Verify the statement")
    submit_label = _("Sign these figures")
    success_message = _("Verified. The kilograms were booked and the readings are locked.")
    consequences_template = "statements/verify_consequences.html"


class ReturnView(StatementOperationView):
    operation = operations.return_statement
    predicate = permissions.may_verify
    moves_to = Status.RETURNED
    form_class = ReasonForm
    title = _("Return with findings")
    submit_label = _("Return")
    success_message = _("Returned. The firm corrects its readings and calculates anew.")
    consequences_template = "statements/return_consequences.html"


class CorrectView(OperationView):
    """Put right a register that a signed statement rests on."""

    model = Statement
    operation = operations.correct_verified
    predicate = permissions.may_correct_verified
    case_argument = ""
    moves_to = Status.RESTATED
    form_class = SignedReadingForm
    title = _("Correct a signed reading")
    submit_label = _("Correct, and have it verified again")
    success_message = _("Corrected. The signature is void; now have the restatement calculated.")
    consequences_template = "statements/correct_consequences.html"
    danger = True

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "signed": signed_readings(self.case)}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        given: dict[str, Any] = form.operation_arguments()
        return given


class SignedBillView(OperationView):
    """Withdraw a bill whose month a signed statement rests on."""

    model = Statement
    operation = operations.withdraw_verified_bill
    predicate = permissions.may_correct_verified
    case_argument = ""
    moves_to = Status.RESTATED
    form_class = SignedBillForm
    title = _("Withdraw a signed bill")
    submit_label = _("Withdraw, and have it verified again")
    success_message = _(
        "Withdrawn. Now enter the bill as it should be on the page of the measure; then have the restatement "
        "calculated."
    )
    consequences_template = "statements/signed_bill_consequences.html"
    danger = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not signed_bills(self.case.measure).exists():
            messages.info(request, _("No signed month of this measure is made of bills."))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "bills": signed_bills(self.case.measure)}


class RestateView(OperationView):
    """Have a verified statement calculated anew whose signature is void."""

    model = Statement
    operation = operations.calculate_restatement
    predicate = permissions.may_restate
    case_argument = "statement"
    moves_to = Status.RESTATED
    form_class = OperationForm
    title = _("Calculate the restatement")
    submit_label = _("Calculate")
    success_message = _("Calculated. Check the rows, then the representative hands the restatement in.")
    consequences_template = "statements/restate_consequences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(preview=self._preview(), **kwargs)

    def _preview(self) -> Any:
        """Return what the corrected readings come to, or None where that can't be calculated."""
        try:
            return recompute(self.case)
        except Refusal:
            return None

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class WithdrawView(StatementOperationView):
    operation = operations.withdraw_statement
    predicate = permissions.may_withdraw_statement
    moves_to = Status.WITHDRAWN
    form_class = ReasonForm
    title = _("Withdraw the statement")
    submit_label = _("Withdraw")
    success_message = _("Withdrawn. Its months are free for another statement.")
    consequences_template = "statements/withdraw_consequences.html"
    danger = True
