"""Evidence of a line, an invoice by its file, and lists of cancelled invoices and card approvals."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.workflow.forms import OperationForm
from core.workflow.views import OperationView
from disbursements import forms, operations, permissions
from disbursements.models import LineEvidence, PaymentLine
from disbursements.views.steps import PaymentView
from programs.models import Program


class EvidenceAddView(OperationView):
    model = PaymentLine
    operation = operations.add_line_evidence
    predicate = permissions.may_remove_line
    case_argument = "line"
    form_class = forms.LineEvidenceForm
    title = _("Add evidence to the line")
    submit_label = _("Add")
    success_message = _("The evidence was added to the line.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "is_by_card": self.case.is_by_card}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"amount_won": None, **super().operation_arguments(form)}


class EvidenceRemoveView(OperationView):
    model = LineEvidence
    operation = operations.remove_line_evidence
    predicate = permissions.may_remove_evidence
    case_argument = "evidence"
    form_class = OperationForm
    title = _("Remove the evidence")
    submit_label = _("Remove")
    success_message = _("The evidence was removed from the line.")
    danger = True


class InvoiceFileView(PaymentView):
    operation = operations.add_line_from_file
    predicate = permissions.may_edit_payment
    form_class = forms.InvoiceFileForm
    title = _("Add an invoice by its XML file")
    submit_label = _("Read the file")
    success_message = _("The line was filled in from the e-tax invoice.")
    consequences_template = "disbursements/consequences/payment_line.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "grant": self.case.grant}


class CancelledListView(OperationView):
    """Upload a list of cancelled invoices or cards; what was used of them waits for the officers then."""

    model = Program
    operation = operations.take_cancelled_invoices
    predicate = permissions.may_list_cancelled
    case_argument = "program"
    form_class = forms.CancelledListForm
    title = _("Cancelled tax invoices and card approvals")
    submit_label = _("Take the list over")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    @property
    def success_message(self) -> str:
        """How many used invoices the list shows as cancelled."""
        count = len(self.result)
        return ngettext(
            "The list was taken over: %(count)s used invoice or card approval was cancelled.",
            "The list was taken over: %(count)s used invoices or card approvals were cancelled.",
            count,
        ) % {"count": count}
