"""Forms whose fields are the arguments of this room's operations."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import PAPERS, TAX_INVOICES
from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import CHOOSE, DayField, LineField, WonField
from core.ui.templatetags.ui import won
from core.workflow.forms import TOO_SHORT, OperationForm, ReasonForm
from core.workflow.refusals import Refusal
from disbursements.models import Grant, PaymentRequest
from disbursements.queries import Lying, left_of_agreement
from disbursements.rules import normal_invoice_number

APPROVAL_NUMBER = _("Approval number of the e-tax invoice")
APPROVAL_HINT = _("24 letters and digits at the top of the invoice; hyphens don't matter.")


def checked(rule: Callable[[str], str]) -> Callable[[str], str]:
    """Return the rule with its refusal as a form error."""

    def check(text: str) -> str:
        try:
            return rule(text)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    return check


class InvoiceNumberField(forms.CharField):
    """The approval number of an e-tax invoice; cleans to its normal form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=APPROVAL_NUMBER, help_text=APPROVAL_HINT, max_length=60, **kwargs)

    def clean(self, value: Any) -> str:
        """Check the form of the number."""
        return checked(normal_invoice_number)(super().clean(value))


class InvoiceForm(EvidenceForm):
    """An e-tax invoice with its file."""

    invoice_number = InvoiceNumberField()
    invoice = KeptFileField(
        label=_("The invoice"), allowed=TAX_INVOICES, help_text=_("PDF, PNG, JPG or XML, at most 20 MB.")
    )


class FindingForm(OperationForm):
    """What the officer found in the evidence."""

    finding = forms.CharField(
        label=_("Finding"),
        help_text=_("What you compared: invoice, supplier, amount, cost item."),
        min_length=2,
        error_messages=TOO_SHORT,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class BankForm(OperationForm):
    """What the bank statement says."""

    amount_won = WonField(label=_("Amount the bank paid"))
    paid_on = DayField(label=_("Paid on"))
    bank_reference = LineField(label=_("Bank reference"), max_length=40)


class PassThroughForm(EvidenceForm):
    receiver = forms.ModelChoiceField(label=_("To whom"), queryset=Grant.objects.none())
    amount_won = WonField(label=_("Amount"))
    paid_on = DayField(label=_("Paid on"))
    bank_reference = LineField(label=_("Bank reference"), max_length=40)
    evidence = KeptFileField(
        label=_("Transfer receipt"), allowed=PAPERS, help_text=_("PDF, PNG or JPG, at most 20 MB.")
    )
    #: asked only once the amount goes beyond what is left of the agreement
    beyond = forms.BooleanField(
        label=_("The amount is right: more than agreed was paid."), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        receivers: Any = self.fields["receiver"]
        receivers.queryset = grant.children.filter(kind="CONTRIBUTION").select_related("firm", "application")
        receivers.label_from_instance = lambda linked: f"{linked.firm} · {linked.application}"
        receivers.empty_label = None if len(receivers.queryset) == 1 else CHOOSE

    def clean(self) -> dict[str, Any]:
        """Ask once whether the amount is meant where it goes beyond what is left of the agreement."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        is_meant, receiver, amount = said.pop("beyond", False), said.get("receiver"), said.get("amount_won")
        if receiver is None or amount is None:
            return said
        left = left_of_agreement(receiver)
        if amount <= left:
            return said
        self.fields["beyond"].widget = forms.CheckboxInput()
        if not is_meant:
            words = _("%(firm)s: %(left)s are left of what was agreed; this is %(amount)s.")
            self.add_error(
                "amount_won", words % {"firm": receiver.firm, "left": won(left), "amount": won(amount)}
            )
            self.add_error("beyond", _("Correct the amount, or tick this and record it."))
        return said


class HopForm(EvidenceForm):
    """Which payment was handed on to the next firm, and when."""

    payment = forms.ModelChoiceField(label=_("What was handed on"), queryset=PaymentRequest.objects.none())
    paid_on = DayField(label=_("Paid on"))
    bank_reference = LineField(label=_("Bank reference"), max_length=40)
    evidence = KeptFileField(
        label=_("Transfer receipt"), allowed=PAPERS, help_text=_("PDF, PNG or JPG, at most 20 MB.")
    )

    def __init__(self, *args: Any, lying: Iterable[Lying], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_lying(self.fields["payment"], lying)


class ShrinkForm(ReasonForm):
    """How much of a grant is taken back."""

    own_won = WonField(label=_("Of its own part"), allow_zero=True, initial=0)
    regrant_won = WonField(label=_("Of the part to hand on"), allow_zero=True, initial=0)
    field_order = ("own_won", "regrant_won", "reason")

    def __init__(self, *args: Any, hands_on: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not hands_on:
            del self.fields["regrant_won"]


class ReturnForm(ReasonForm):
    """What a firm paid back, as the bank statement says."""

    payment = forms.ModelChoiceField(
        label=_("What was paid back"), queryset=PaymentRequest.objects.none(), required=False
    )
    amount = WonField(label=_("Amount"))
    paid_on = DayField(label=_("Paid on"))
    bank_reference = LineField(label=_("Bank reference"), max_length=40)
    field_order = ("payment", "amount", "paid_on", "bank_reference", "reason")

    def __init__(self, *args: Any, lying: Iterable[Lying], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["payment"]
        offer_lying(field, lying)
        field.empty_label = _("What the firm holds itself")
        if not field.queryset.exists():
            del self.fields["payment"]


def offer_lying(field: Any, lying: Iterable[Lying]) -> None:
    """Offer the payments that lie with a firm, each with its amount and who is next."""
    words = {one.payment.pk: one for one in lying}
    field.queryset = PaymentRequest.objects.filter(pk__in=words).order_by("pk")
    field.label_from_instance = lambda payment: (
        _("%(won)s for %(firm)s, to %(next)s next")
        % {
            "won": won(payment.payable_won),
            "firm": words[payment.pk].payment.grant.firm,
            "next": words[payment.pk].next.firm,
        }
    )
    field.empty_label = None if len(words) == 1 else CHOOSE


class ArrivedForm(OperationForm):
    amount_won = WonField(
        label=_("Amount that arrived"), help_text=_("As on your bank statement, not as announced.")
    )


class GiftUseForm(InvoiceForm):
    name = LineField(label=_("What was bought"), max_length=120)
    spent_on = DayField(label=_("Date of the invoice"))
    amount_won = WonField(label=_("Part paid from the contribution"))

    field_order = ("name", "invoice_number", "spent_on", "amount_won", "invoice")
