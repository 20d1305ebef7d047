"""Forms whose fields are the arguments of this room's operations."""

from disbursements.forms.evidence import (
    CancelledListForm,
    InvoiceFileForm,
    LineEvidenceForm,
    ReceiptForm,
    WaiverForm,
)
from disbursements.forms.lines import AdvanceForm, CorrectLineForm, DecisionsForm, DraftForm, PaymentLineForm
from disbursements.forms.money import (
    ArrivedForm,
    BankForm,
    FindingForm,
    GiftUseForm,
    HopForm,
    InvoiceForm,
    PassThroughForm,
    ReturnForm,
    ShrinkForm,
    checked,
)

__all__ = [
    "AdvanceForm",
    "ArrivedForm",
    "BankForm",
    "CancelledListForm",
    "CorrectLineForm",
    "DecisionsForm",
    "DraftForm",
    "FindingForm",
    "GiftUseForm",
    "HopForm",
    "InvoiceFileForm",
    "InvoiceForm",
    "LineEvidenceForm",
    "PassThroughForm",
    "PaymentLineForm",
    "ReceiptForm",
    "ReturnForm",
    "ShrinkForm",
    "WaiverForm",
    "checked",
]
