"""Evidence of a line, an invoice by its file, gaps between papers, lists of cancelled invoices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import CostItem
from core.evidence.checks import CSV, PAPERS, XML
from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import CHOOSE, NOT_CHOSEN, DayField, LineField, WonField
from core.workflow.forms import OperationForm, ReasonForm
from disbursements.cards import COMPANIES
from disbursements.models import Grant
from programs.models import EvidenceKind


class LineEvidenceForm(EvidenceForm):
    """What shows that a line was delivered or paid."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[NOT_CHOSEN])
    card_company = forms.ChoiceField(
        label=_("Card company"),
        choices=[NOT_CHOSEN, *COMPANIES],
        required=False,
        help_text=_("Only for a card payment: who approved it, as printed on the slip."),
    )
    number = LineField(
        label=_("Number"),
        max_length=60,
        required=False,
        help_text=_("Bank reference, approval number of the card, number of the note, or serial number."),
    )
    dated_on = DayField(label=_("Date"), required=False, help_text=_("Not for a serial plate."))
    amount_won = WonField(
        label=_("Amount paid, with VAT"),
        required=False,
        help_text=_("Only for a transfer or a card payment."),
    )
    attachment = KeptFileField(
        label=_("The paper"), allowed=PAPERS, help_text=_("PDF, PNG or JPG, at most 20 MB.")
    )

    def __init__(self, *args: Any, is_by_card: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        proofs = {EvidenceKind.INVOICE, *((EvidenceKind.CARD, EvidenceKind.TRANSFER) if is_by_card else ())}
        kind.choices += [one for one in EvidenceKind.choices if one[0] not in proofs]
        if is_by_card:
            del self.fields["card_company"], self.fields["amount_won"]


class InvoiceFileForm(EvidenceForm):
    """An e-tax invoice by its own file: everything else is read from it."""

    cost_item = forms.ModelChoiceField(label=_("What was bought"), queryset=CostItem.objects.none())
    invoice = KeptFileField(
        label=_("XML file of the e-tax invoice"),
        allowed=frozenset({XML}),
        help_text=_("As the tax office's site gives it."),
    )

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items: Any = self.fields["cost_item"]
        items.queryset = grant.application.cost_items.all()
        items.empty_label = None if len(items.queryset) == 1 else CHOOSE


class CancelledListForm(EvidenceForm):
    """A list of cancelled invoices or card approvals."""

    listing = KeptFileField(
        label=_("List of cancelled invoices or card approvals"),
        allowed=frozenset({CSV}),
        help_text=_(
            "CSV in UTF-8 or CP949 with columns for the approval number and the day of the cancellation; of "
            "cards also for the card company and the day of the approval."
        ),
    )


class ReceiptForm(OperationForm):
    """What the bank receipt of money passed on says; nothing is filled in beforehand."""

    receipt_won = WonField(label=_("Amount on the receipt"))
    receipt_on = DayField(label=_("Day on the receipt"))


class WaiverForm(ReasonForm):
    """Until when, and why, one may go on."""

    ends_on = DayField(label=_("Until"))
    field_order = ("ends_on", "reason")
