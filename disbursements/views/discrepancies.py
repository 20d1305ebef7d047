"""A gap between papers: its page, closing it, waiving it, and holding money passed on against its receipt."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.evidence.models import Attachment
from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.views import OperationView
from disbursements import forms, operations, permissions, wording
from disbursements.models import CancelledInvoice, Discrepancy, DiscrepancyKind, PassThrough
from disbursements.views.pages import CaseView, lists_read_by
from disbursements.wording import discrepancies as words


class DiscrepancyView(CaseView):
    model = Discrepancy
    template_name = "disbursements/discrepancy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, at = self.object, clock.now()
        waivers = list(case.waivers.select_related("asked_by", "granted_by").order_by("-pk"))
        waiting = next((one for one in waivers if one.granted_at is None), None)
        return super().get_context_data(
            waivers=waivers,
            offers=wording.offers(words.steps(case, waiting), case, self.request.user, at=at),
            listing=self.listing(case),
            about=case.line.request if case.line else case.pass_through or case.grant,
            **kwargs,
        )

    def listing(self, case: Discrepancy) -> Attachment | None:
        """Return the list by which an invoice was cancelled, for those of the office that took it over."""
        bought = case.line or case.gift_use
        if case.kind != DiscrepancyKind.INVOICE_CANCELLED or bought is None:
            return None
        known = CancelledInvoice.objects.select_related("listing__blob", "program")
        cancelled = known.filter(number=bought.invoice_number).first()
        reads = cancelled and lists_read_by(self.request.user).filter(pk=cancelled.program_id).exists()
        return cancelled.listing if cancelled and reads else None


class ClearView(OperationView):
    model = Discrepancy
    operation = operations.clear_discrepancy
    predicate = permissions.may_clear
    case_argument = "discrepancy"
    form_class = ReasonForm
    title = _("Close the discrepancy")
    submit_label = _("Close it")
    success_message = _("The discrepancy is closed, with how it was cleared.")
    consequences_template = "disbursements/consequences/discrepancy_clear.html"


class WaiverAskView(OperationView):
    model = Discrepancy
    operation = operations.ask_waiver
    predicate = permissions.may_clear
    case_argument = "discrepancy"
    form_class = forms.WaiverForm
    title = _("Ask for a waiver")
    submit_label = _("Ask for it")
    success_message = _("The waiver waits for an approving officer, another person.")
    consequences_template = "disbursements/consequences/waiver_ask.html"


class WaiverGrantView(OperationView):
    model = Discrepancy
    operation = operations.grant_waiver
    predicate = permissions.may_waive
    case_argument = "discrepancy"
    form_class = OperationForm
    title = _("Grant the waiver")
    submit_label = _("Grant it")
    success_message = _("The waiver is granted until its last day.")
    consequences_template = "disbursements/consequences/waiver_grant.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiver = self.case.waivers.filter(granted_at__isnull=True).first()
        return super().get_context_data(waiver=waiver, **kwargs)


class PassedOnMatchView(OperationView):
    model = PassThrough
    operation = operations.match_passed_on
    predicate = permissions.may_match_passed
    case_argument = "pass_through"
    form_class = forms.ReceiptForm
    title = _("Hold it against the bank receipt")
    submit_label = _("Compare")
    success_message = _("Compared. Where the receipt says otherwise, a discrepancy is open now.")
    consequences_template = "disbursements/consequences/passed_on_match.html"

    def get_success_url(self) -> str:
        if self.result is None:
            return super().get_success_url()
        return reverse("disbursements:discrepancy", args=[self.result.public_id])
