"""A list of e-tax invoices, and each row of it as somebody would have typed it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import CSV, XLSX
from core.evidence.forms import EvidenceForm, KeptFileField
from core.evidence.sheets.columns import folded
from core.ui.fields import BusinessNumberField, DayField, LineField, WonField
from disbursements.forms.money import InvoiceNumberField, checked
from disbursements.models import Grant
from firms.rules import check_business_number


class InvoiceListForm(EvidenceForm):
    """A list of e-tax invoices."""

    listing = KeptFileField(
        label=_("List of tax invoices"),
        allowed=frozenset({CSV, XLSX}),
        help_text=_(
            "An Excel workbook (.xlsx) or a CSV file in UTF-8 or CP949, with a row of these headings: "
            "approval number, day of issue, supplier's business registration number, supplier, supply value, "
            "tax amount, what was bought. At most 300 invoices."
        ),
    )


class InvoiceRowForm(forms.Form):
    """One row: the fields of the form for one invoice, the cost item by its name."""

    invoice_number = InvoiceNumberField()
    invoice_on = DayField()
    supplier_number = BusinessNumberField(check=checked(check_business_number))
    supplier_name = LineField(max_length=120)
    supply_won = WonField()
    tax_won = WonField(allow_zero=True, required=False)
    cost_item = forms.CharField(required=False)

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(grant.application.cost_items.order_by("pk"))

    def clean_tax_won(self) -> int:
        """Return the VAT; none where the cell is empty."""
        return self.cleaned_data["tax_won"] or 0

    def clean_cost_item(self) -> Any:
        """Return the cost item of that name; an empty cell means the only one there is."""
        name = folded(self.cleaned_data["cost_item"])
        is_clear = not name and len(self.items) == 1
        found = [item for item in self.items if is_clear or folded(item.name) == name]
        if len(found) != 1:
            names = {"names": ", ".join(item.name for item in self.items)}
            raise forms.ValidationError(_("Name what was bought as it is agreed: %(names)s.") % names)
        return found[0]
