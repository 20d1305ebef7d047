"""Suspending, shrinking and cancelling a grant, and money paid back: effects are shown before."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from core.workflow import clock
from core.workflow.forms import ReasonForm
from core.workflow.views import OperationView
from disbursements import effects, forms, operations, permissions
from disbursements.effects import Effect
from disbursements.models import Grant, PaymentRequest
from disbursements.queries import left_to_regrant, lying_with, node_figures
from disbursements.queries.paying import bank_part
from disbursements.workflow import GrantStatus, PaymentStatus


class StandingView(OperationView):
    """A decision about a grant; everything it does below is listed before it is taken."""

    model = Grant
    case_argument = "grant"
    form_class: Any = ReasonForm
    consequences_template = "disbursements/consequences/standing.html"
    effects_of: ClassVar[Callable[[Grant], list[Effect]]]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(effects=type(self).effects_of(self.case), **kwargs)


class SuspendView(StandingView):
    operation = operations.suspend_grant
    predicate = permissions.may_suspend
    moves_to = GrantStatus.SUSPENDED
    title = _("Suspend the grant")
    submit_label = _("Suspend")
    success_message = _("Suspended. The firms were told with your reason.")
    effects_of = effects.of_suspending
    danger = True


class ResumeView(StandingView):
    operation = operations.resume_grant
    predicate = permissions.may_suspend
    moves_to = GrantStatus.OPENED
    title = _("Let the grant run again")
    submit_label = _("Let it run again")
    success_message = _("The grant runs again. The firms were told.")
    effects_of = effects.of_resuming


class ShrinkView(StandingView):
    operation = operations.shrink_grant
    predicate = permissions.may_reduce
    form_class = forms.ShrinkForm
    title = _("Take a part back")
    submit_label = _("Take a part back")
    success_message = _("Taken back. The firm was told.")
    effects_of = effects.of_shrinking
    danger = True

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"hands_on": self.case.regrant_won > 0}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"regrant_won": 0, **super().operation_arguments(form)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left, regrant = effects.left_own(self.case), left_to_regrant(self.case)
        return super().get_context_data(left_won=left, regrant_left_won=regrant, **kwargs)


class CancelView(StandingView):
    operation = operations.cancel_grant
    predicate = permissions.may_reduce
    moves_to = GrantStatus.CANCELLED
    title = _("Cancel the grant")
    submit_label = _("Cancel the grant")
    success_message = _("Cancelled, with everything below it. The firms were told with your reason.")
    effects_of = effects.of_cancelling
    danger = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(obstacles=effects.obstacles(effects.running(self.case)), **kwargs)


class ReturnRecordView(OperationView):
    model = Grant
    operation = operations.record_return
    predicate = permissions.may_record_return
    case_argument = "grant"
    form_class = forms.ReturnForm
    title = _("Record subsidy paid back")
    submit_label = _("Record")
    success_message = _("On record. The amount lies with the programme now.")
    consequences_template = "disbursements/consequences/money_return.html"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"paid_on": clock.day(self.at)}

    def get_form_kwargs(self) -> dict[str, Any]:
        lying = [one for one in lying_with(self.case) if not one.is_on_its_way]
        return super().get_form_kwargs() | {"lying": lying}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            figures=node_figures([self.case])[self.case.pk], lying=lying_with(self.case), **kwargs
        )


class PaymentBounceView(OperationView):
    model = PaymentRequest
    operation = operations.return_from_bank
    predicate = permissions.may_confirm_payment
    case_argument = "payment"
    moves_to = PaymentStatus.APPROVED  # at the bank, or paid and come back
    form_class = ReasonForm
    title = _("The bank sent the money back")
    submit_label = _("Record it")
    success_message = _("On record. The payment waits for its release again.")
    consequences_template = "disbursements/consequences/payment_bounce.html"
    danger = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(bank_won=bank_part(self.case), **kwargs)
