"""Many e-tax invoices by a list: the upload, what it would add, the cells to be mended."""

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.evidence.models import Attachment
from core.evidence.sheets.uploads import LISTED
from core.workflow.forms import OperationForm
from disbursements import operations, permissions
from disbursements.announcements import PAYMENT
from disbursements.forms.invoice_lists import InvoiceListForm
from disbursements.invoices.preview import Preview, preview, taken_over
from disbursements.views.steps import PaymentView


class InvoiceListView(PaymentView):
    """Upload a list; nothing is written by it yet."""

    operation = operations.hand_in_invoices
    predicate = permissions.may_edit_payment
    form_class = InvoiceListForm
    title = _("Add tax invoices by a list")
    submit_label = _("Check the list")
    success_message = _("The list was read. Nothing is changed yet: look at what it would do.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_success_url(self) -> str:
        ids = [self.case.public_id, self.result.public_id]
        return reverse("disbursements:payment_invoices_check", args=ids)


class InvoiceListCheckView(PaymentView):
    """What the list would add, and the button that does it; or what is to be mended in which cell."""

    operation = operations.add_invoices
    predicate = permissions.may_edit_payment
    form_class = OperationForm
    template_name = "disbursements/invoices_check.html"
    title = _("What the list would add")
    submit_label = _("Take it over")

    @cached_property
    def listing(self) -> Attachment:
        """The list that was uploaded for this request."""
        mine = Attachment.objects.filter(owner_kind=PAYMENT, owner_id=self.case.pk).select_related("blob")
        return get_object_or_404(mine, public_id=self.kwargs["listing_id"])

    @cached_property
    def preview(self) -> Preview:
        """What it would do now."""
        user: Any = self.request.user  # signed in: the page asked its predicate
        return preview(self.case, self.listing, by=user, at=self.at)

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        """
        Return the rows as they are checked now.

        :raises WorkbookWrong, NoNewInvoices, Refusal: if something is in the way.
        """
        self.preview.check()
        return {"listing": self.listing, "rows": [entry.terms for entry in self.preview.entries]}

    @property
    def success_message(self) -> str:
        """How many invoices were added."""
        count = len(self.result)
        return ngettext("%(count)s tax invoice was added.", "%(count)s tax invoices were added.", count) % {
            "count": count
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            preview=self.preview,
            listing=self.listing,
            problems=self.preview.problems[:LISTED],
            sum_won=taken_over(self.preview.entries),
            **kwargs,
        )
