"""Lines of a payment request: adding one by its proof, deciding them, putting a refused one right."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import CostItem
from core.evidence.checks import TAX_INVOICES, XML
from core.evidence.forms import EvidenceForm, KeptFileField
from core.evidence.sheets.uploads import contents_of
from core.ui.fields import CHOOSE, NOT_CHOSEN, BusinessNumberField, DayField, LineField, WonField
from core.ui.templatetags.ui import won
from core.workflow.forms import OperationForm
from core.workflow.refusals import Refusal
from disbursements.cards import COMPANIES, normal_card_number
from disbursements.forms.money import APPROVAL_HINT, APPROVAL_NUMBER, FindingForm, checked
from disbursements.models import Grant, PaymentLine
from disbursements.refusals.invoices import CardCompanyMissing, InvoiceDiffers
from disbursements.rules import Verdict, normal_invoice_number
from disbursements.tax_invoices import differing, read_tax_invoice
from firms.rules import check_business_number
from programs.models import PROOFS, EvidenceKind, PaymentKind

ACCEPT, REFUSE = "accept", "refuse"
CHOICES = ((ACCEPT, _("Accept the line")), (REFUSE, _("Refuse the line")))


class DecisionsForm(FindingForm):
    """A verdict on every line, none of which is given beforehand, and what was found."""

    def __init__(self, *args: Any, lines: Iterable[PaymentLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            self.fields[f"verdict-{line.public_id}"] = forms.ChoiceField(
                label=_("%(item)s · %(proof)s %(number)s · %(won)s")
                % {
                    "item": line.cost_item,
                    "proof": line.get_proof_display(),
                    "number": line,
                    "won": won(line.subsidised_won),
                },
                choices=CHOICES,
                widget=forms.RadioSelect,
                error_messages={"required": _("Accept or refuse this line.")},
            )
            self.fields[f"reason-{line.public_id}"] = forms.CharField(
                label=_("Why %(number)s is refused") % {"number": line},
                help_text=_("Only where you refuse it: what the firm should put right."),
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.order_fields([name for name in self.fields if name != "finding"])

    def clean(self) -> dict[str, Any]:
        """Say beside the line where a refusal lacks its reason."""
        cleaned = super().clean() or {}
        for line in self.lines:
            is_refused = cleaned.get(f"verdict-{line.public_id}") == REFUSE
            if is_refused and len(cleaned.get(f"reason-{line.public_id}", "").strip()) < 5:
                self.add_error(
                    f"reason-{line.public_id}", _("Say in at least 5 characters why it is refused.")
                )
        return cleaned

    def decisions(self) -> dict[int, Verdict]:
        """Return the verdict on every line by its id."""
        return {
            line.pk: Verdict(True)
            if self.cleaned_data[f"verdict-{line.public_id}"] == ACCEPT
            else Verdict(False, self.cleaned_data[f"reason-{line.public_id}"])
            for line in self.lines
        }


class PaymentLineForm(EvidenceForm):
    """
    A line by its e-tax invoice; by the approval of the dedicated card, where the programme takes that.

    The fields of the proof are called after the invoice; a card has them as well, and its company.
    """

    cost_item = forms.ModelChoiceField(label=_("What was bought"), queryset=CostItem.objects.none())
    proof = forms.ChoiceField(
        label=_("Proved by"),
        choices=[(kind.value, kind.label) for kind in PROOFS],
        initial=EvidenceKind.INVOICE,
        widget=forms.RadioSelect,
        help_text=_("A card approval needs no transfer receipt: it shows the payment as well."),
    )
    card_company = forms.ChoiceField(
        label=_("Card company"),
        choices=[NOT_CHOSEN, *COMPANIES],
        required=False,
        help_text=_("Only for a card approval: who approved it, as printed on the slip."),
    )
    invoice_number = LineField(label=APPROVAL_NUMBER, help_text=APPROVAL_HINT, max_length=60)
    invoice_on = DayField(label=_("Date of the invoice"))
    supplier_number = BusinessNumberField(
        label=_("Supplier's business number"), check=checked(check_business_number)
    )
    supplier_name = LineField(label=_("Supplier"), max_length=120)
    supply_won = WonField(label=_("Amount without VAT"))
    tax_won = WonField(label=_("VAT"), allow_zero=True, initial=0, required=False)
    invoice = KeptFileField(
        label=_("The invoice"), allowed=TAX_INVOICES, help_text=_("PDF, PNG, JPG or XML, at most 20 MB.")
    )

    field_order = (
        "cost_item",
        "proof",
        "card_company",
        "invoice_number",
        "invoice_on",
        "supplier_number",
        "supplier_name",
        "supply_won",
        "tax_won",
        "invoice",
    )

    def __init__(self, *args: Any, grant: Grant, takes_cards: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items: Any = self.fields["cost_item"]
        items.queryset = grant.application.cost_items.all()
        items.empty_label = None if len(items.queryset) == 1 else CHOOSE
        if takes_cards:
            self._name_both()
        else:
            del self.fields["proof"], self.fields["card_company"]

    def _name_both(self) -> None:
        """Say at the fields what they mean for either proof."""
        self.fields["invoice_number"].label = _("Approval number")
        self.fields["invoice_number"].help_text = _(
            "Of the e-tax invoice 24 letters and digits, of a card 6 to 12; hyphens don't matter."
        )
        self.fields["invoice_on"].label = _("Date of the invoice or of the approval")
        self.fields["supplier_number"].label = _("Business number of the supplier or merchant")
        self.fields["invoice"].label = _("The invoice or the card slip")

    def clean_tax_won(self) -> int:
        """Return the VAT; none where nothing was typed."""
        return self.cleaned_data["tax_won"] or 0

    def clean(self) -> dict[str, Any]:
        """Say at each field what can't be right for the proof, or differs from the invoice's own file."""
        cleaned = super().clean() or {}
        if cleaned.get("proof") == EvidenceKind.CARD:
            self._clean_card(cleaned)
        else:
            self._clean_invoice(cleaned)
        return cleaned

    def _clean_card(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("card_company") and "card_company" not in self.errors:
            self.add_error("card_company", str(CardCompanyMissing()))
        self._read_number(cleaned, lambda text: normal_card_number(text, field="invoice_number"))

    def _clean_invoice(self, cleaned: dict[str, Any]) -> None:
        if "card_company" in cleaned:
            cleaned["card_company"] = ""
        self._read_number(cleaned, normal_invoice_number)
        invoice = cleaned.get("invoice")
        if invoice is None or invoice.blob.media_type != XML:
            return
        try:
            said = read_tax_invoice(contents_of(invoice))
        except Refusal as refusal:
            self.add_error("invoice", str(refusal))
            return
        for field, (file, entered) in differing(said, cleaned).items():
            self.add_error(field, str(InvoiceDiffers(file=file, entered=entered)))

    def _read_number(self, cleaned: dict[str, Any], rule: Callable[[str], str]) -> None:
        """Put the number into its normal form, or say at the field why it has none."""
        if "invoice_number" not in cleaned:
            return
        try:
            cleaned["invoice_number"] = rule(cleaned["invoice_number"])
        except Refusal as refusal:
            self.add_error("invoice_number", str(refusal))


class CorrectLineForm(PaymentLineForm):
    """A refused line put right; its invoice serves again unless another file is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invoice"].required = False
        self.fields["invoice"].label = _("Another file of the invoice")


class DraftForm(OperationForm):
    """Which of the grant's payments is asked for, and how much in advance."""

    kind = forms.ChoiceField(
        label=_("Kind of payment"), choices=PaymentKind.choices, widget=forms.RadioSelect
    )
    amount_won = WonField(
        label=_("Amount in advance"),
        help_text=_("Only for an advance: every other amount is computed."),
        required=False,
    )

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = set(kinds)
        field: Any = self.fields["kind"]
        field.choices = [(kind, label) for kind, label in PaymentKind.choices if kind in offered]
        if PaymentKind.ADVANCE not in offered:
            del self.fields["amount_won"]

    def clean(self) -> dict[str, Any]:
        """Want an amount for an advance, and drop one typed for another payment."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") != PaymentKind.ADVANCE:
            cleaned.pop("amount_won", None)
        elif not cleaned.get("amount_won") and "amount_won" not in self.errors:
            self.add_error("amount_won", _("Enter how much you ask for in advance."))
        return cleaned


class AdvanceForm(OperationForm):
    """How much is asked for in advance."""

    amount_won = WonField(label=_("Amount in advance"))
