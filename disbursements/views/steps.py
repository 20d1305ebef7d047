"""Accepting an award, asking for money, paying it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.workflow import Status
from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.views import OperationView
from disbursements import forms, operations, permissions
from disbursements.models import Grant, PaymentLine, PaymentRequest
from disbursements.queries import left_of_award, line_of, node_figures, owes_contributions
from disbursements.queries.debts import set_off_won
from disbursements.queries.paying import account_of, bank_part
from disbursements.queries.stages import kinds_open, left_of_kept
from disbursements.rules import duty_of
from disbursements.views.rows import gaps_to_come, line_rows, payment_discrepancies
from disbursements.workflow import WITH_THE_FIRM, PaymentStatus
from programs.models import GrantKind, PaymentKind
from programs.queries import pass_through_bp, takes_cards


class AcceptView(OperationView):
    model = Application
    operation = operations.accept_award
    predicate = permissions.may_accept
    case_argument = "application"
    moves_to = Status.ACCEPTED
    form_class = OperationForm
    title = _("Accept the award")
    submit_label = _("Accept")
    success_message = _("The award is accepted and the grant runs.")
    consequences_template = "disbursements/consequences/accept.html"

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consortium = self.case.consortium
        gives = self.case.grant_kind == GrantKind.SUBSIDY
        return super().get_context_data(
            owes=gives and consortium.pass_through_kind == GrantKind.CONTRIBUTION,
            ratio_bp=pass_through_bp(consortium.program, clock.day(self.at)),
            conditions=self.case.conditions.open(),
            **kwargs,
        )


class PaymentDraftView(OperationView):
    model = Grant
    operation = operations.draft_payment
    predicate = permissions.may_draft_payment
    case_argument = "grant"
    form_class = forms.DraftForm
    title = _("New payment request")
    submit_label = _("Begin")
    success_message = _("The payment request was begun. Complete it, then ask for payment.")
    consequences_template = "disbursements/consequences/payment_draft.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kinds": kinds_open(self.case, clock.day(self.at))}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"kind": PaymentKind.INTERIM}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            left_won=left_of_award(self.case), kept_won=left_of_kept(self.case), **kwargs
        )


class PaymentView(OperationView):
    """A step of a payment request."""

    model = PaymentRequest
    case_argument = "payment"
    form_class: Any = OperationForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        grant = self.case.grant
        open_gaps = payment_discrepancies(self.case, self.request.user).filter(closed_at__isnull=True)
        kwargs.setdefault("open_gaps", open_gaps)
        return super().get_context_data(
            grant=grant, figures=node_figures([grant])[grant.pk], left_won=left_of_award(grant), **kwargs
        )


class AdvanceView(PaymentView):
    operation = operations.set_advance
    predicate = permissions.may_edit_payment
    form_class = forms.AdvanceForm
    title = _("Change the amount of the advance")
    submit_label = _("Change")
    success_message = _("The amount was changed.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"amount_won": self.case.requested_won}


def line_form(view: OperationView, grant: Grant) -> dict[str, Any]:
    """Return what the form of a line is made of: whose, and whether cards prove any of the grant's costs."""
    program, on = grant.consortium.program, clock.day(view.at)
    kinds = {item.cost_kind for item in grant.application.cost_items.all()}
    takes = any(takes_cards(program, kind, on) for kind in sorted(kinds))
    return {"user": view.request.user, "grant": grant, "takes_cards": takes}


class PaymentLineAddView(PaymentView):
    operation = operations.add_payment_line
    predicate = permissions.may_edit_payment
    form_class = forms.PaymentLineForm
    title = _("Add a line with its proof")
    submit_label = _("Add")
    success_message = _("The line was added; its subsidised part was computed.")
    consequences_template = "disbursements/consequences/payment_line.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | line_form(self, self.case.grant)


class PaymentLineCorrectView(OperationView):
    """A refused line beside what becomes of it."""

    model = PaymentLine
    operation = operations.correct_payment_line
    predicate = permissions.may_remove_line
    case_argument = "line"
    form_class = forms.CorrectLineForm
    template_name = "disbursements/line_correct.html"
    title = _("Put the refused line right")
    submit_label = _("Put it right")
    success_message = _(
        "The corrected line stands in this payment request; ask for payment when it is complete."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | line_form(self, self.case.request.grant)

    def get_initial(self) -> dict[str, Any]:
        names = ("proof", "invoice_number", "invoice_on", "supplier_number", "supplier_name", "supply_won",
                 "tax_won")  # fmt: skip
        terms = {name: getattr(self.case, name) for name in names} | {"cost_item": self.case.cost_item_id}
        card = self.case.approval
        typed = {"card_company": card.company, "invoice_number": card.number} if card else {}
        return super().get_initial() | terms | typed

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class PaymentLineRemoveView(OperationView):
    model = PaymentLine
    operation = operations.remove_payment_line
    predicate = permissions.may_remove_line
    case_argument = "line"
    form_class = OperationForm
    title = _("Remove the line")
    submit_label = _("Remove")
    success_message = _("The line was removed from the payment request.")
    consequences_template = "disbursements/consequences/payment_line_remove.html"
    danger = True


class PaymentSubmitView(PaymentView):
    operation = operations.submit_payment
    predicate = permissions.may_submit_payment
    moves_to = PaymentStatus.SUBMITTED
    title = _("Ask for payment")
    submit_label = _("Ask for payment")
    success_message = _("The payment was asked for. An officer checks the evidence next.")
    consequences_template = "disbursements/consequences/payment_submit.html"


class PaymentWithdrawView(PaymentView):
    operation = operations.withdraw_payment
    predicate = permissions.may_withdraw_payment
    moves_to = PaymentStatus.WITHDRAWN
    moves_from = WITH_THE_FIRM
    title = _("Give the request up")
    submit_label = _("Give it up")
    success_message = _("The payment request was given up. You can begin another one.")
    consequences_template = "disbursements/consequences/payment_withdraw.html"
    danger = True


class PaymentReturnView(PaymentView):
    operation = operations.return_payment
    predicate = permissions.may_return_payment
    moves_to = PaymentStatus.RETURNED
    form_class = ReasonForm
    title = _("Return for correction")
    submit_label = _("Send back")
    success_message = _("The payment request went back to the firm with your reason.")
    consequences_template = "disbursements/consequences/payment_return.html"


class PaymentCheckView(PaymentView):
    operation = operations.check_payment
    predicate = permissions.may_check_payment
    moves_to = PaymentStatus.CHECKED
    form_class = forms.DecisionsForm
    template_name = "disbursements/payment_check.html"
    title = _("Decide the lines")
    submit_label = _("Record the check")
    success_message = _("The check is recorded. Accepted lines go on; refused ones went back to the firm.")
    consequences_template = "disbursements/consequences/payment_check.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        lines = self.case.lines.offered().select_related("cost_item").order_by("pk")
        return super().get_form_kwargs() | {"lines": lines}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"finding": form.cleaned_data["finding"], "decisions": form.decisions()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = line_rows(self.case, opens_papers=True)
        return super().get_context_data(lines=lines, gaps=gaps_to_come(self.case), **kwargs)


class PaymentApproveView(PaymentView):
    operation = operations.approve_payment
    predicate = permissions.may_approve_payment
    moves_to = PaymentStatus.APPROVED
    moves_from = (PaymentStatus.CHECKED,)
    title = _("Approve the payment")
    submit_label = _("Approve the payment")
    success_message = _("It is approved. What the bank is to pay, a paying officer releases next.")
    consequences_template = "disbursements/consequences/payment_approve.html"


class PaymentReleaseView(PaymentView):
    operation = operations.release_payment
    predicate = permissions.may_release_payment
    moves_to = PaymentStatus.RELEASED
    title = _("Release the payment")
    submit_label = _("Release the payment")
    success_message = _("The payment was released to the bank.")
    consequences_template = "disbursements/consequences/payment_release.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {
            "bank_won": bank_part(self.case),
            "after_won": context["figures"].committed - bank_part(self.case),
            "account": account_of(self.case.grant, self.at),
        }


class PaymentConfirmView(PaymentView):
    operation = operations.confirm_payment
    predicate = permissions.may_confirm_payment
    moves_to = PaymentStatus.CONFIRMED
    form_class = forms.BankForm
    title = _("Record the bank's confirmation")
    submit_label = _("Confirm")
    success_message = _("The payment is recorded as paid.")
    consequences_template = "disbursements/consequences/payment_confirm.html"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"paid_on": clock.day(self.at)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        program = self.case.grant.consortium.program
        owed = duty_of(paid_won=self.case.payable_won, ratio_bp=pass_through_bp(program, clock.day(self.at)))
        return super().get_context_data(
            owed_won=owed if owes_contributions(self.case.grant) else 0,
            bank_won=bank_part(self.case),
            set_off_won=set_off_won(self.case),
            goes_to=line_of(self.case.grant)[0].firm if self.case.grant.parent_id else None,
            **kwargs,
        )
