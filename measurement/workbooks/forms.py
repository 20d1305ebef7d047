"""The form that takes a filled-in template."""

from django.utils.translation import gettext_lazy as _

from core.evidence.forms import EvidenceForm
from measurement.workbooks.tables import TableField


class ReadingsWorkbookForm(EvidenceForm):
    """The filled-in template."""

    workbook = TableField(
        label=_("The filled-in template"),
        help_text=_(
            "An Excel workbook (.xlsx) or a CSV file (.csv, in UTF-8 or CP949), at most 10 MB and 10,000 "
            "rows."
        ),
    )
