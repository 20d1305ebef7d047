"""Forms whose fields are the arguments of this room's operations."""

from disbursements.forms.lines import CorrectLineForm, DecisionsForm
from disbursements.forms.money import (
    ArrivedForm,
    BankForm,
    FindingForm,
    GiftUseForm,
    HopForm,
    InvoiceForm,
    PassThroughForm,
    PaymentLineForm,
    ReturnForm,
    ShrinkForm,
    checked,
)

__all__ = [
    "ArrivedForm",
    "BankForm",
    "CorrectLineForm",
    "DecisionsForm",
    "FindingForm",
    "GiftUseForm",
    "HopForm",
    "InvoiceForm",
    "PassThroughForm",
    "PaymentLineForm",
    "ReturnForm",
    "ShrinkForm",
    "checked",
]
