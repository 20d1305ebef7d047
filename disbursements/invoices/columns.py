"""The columns of a list of e-tax invoices, as the tax office's site names them, and what was bought."""

from django.utils.translation import gettext_lazy as _

from core.evidence.sheets.columns import DAY, WON, Column

NUMBER = Column("invoice_number", _("Approval number"), is_required=True)
COLUMNS = (
    NUMBER,
    Column("invoice_on", _("Day of issue"), DAY, is_required=True),
    Column("supplier_number", _("Supplier's business registration number"), is_required=True),
    Column("supplier_name", _("Supplier"), is_required=True),
    Column("supply_won", _("Supply value"), WON, is_required=True),
    Column("tax_won", _("Tax amount"), WON),
    Column("cost_item", _("What was bought")),
)
