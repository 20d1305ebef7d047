"""Forms of debts: what is proposed, charged beside, paid, set off; how long a firm is excluded."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import CHOOSE, NOT_CHOSEN, DayField, LineField, WholeField, WonField
from core.ui.templatetags.ui import won
from core.workflow.forms import OperationForm, ReasonForm
from disbursements.forms.money import offer_lying
from disbursements.models import Debt, PaymentRequest
from disbursements.queries import Lying
from disbursements.workflow import DebtGround, DebtKind

#: what an officer finds; a disposal is recovered from its own page, as it was decided
GROUNDS = [
    NOT_CHOSEN,
    *((one.value, one.label) for one in DebtGround if one != DebtGround.DISPOSAL),
]
BESIDE = [
    NOT_CHOSEN,
    *((kind.value, kind.label) for kind in DebtKind if kind != DebtKind.PRINCIPAL),
]


class DebtForm(ReasonForm):
    """What is to be recovered, and why."""

    ground = forms.ChoiceField(label=_("Ground"), choices=GROUNDS)
    payment = forms.ModelChoiceField(
        label=_("Out of what"), queryset=PaymentRequest.objects.none(), required=False
    )
    amount = WonField(label=_("Amount"))
    field_order = ("ground", "payment", "amount", "reason")

    def __init__(self, *args: Any, lying: Iterable[Lying], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Finding")
        field: Any = self.fields["payment"]
        offer_lying(field, lying)
        field.empty_label = _("What the firm holds or spent")
        if not field.queryset.exists():
            del self.fields["payment"]


class ChargeForm(ReasonForm):
    """What is owed beside a debt; interest and late fee are computed."""

    kind = forms.ChoiceField(label=_("What is charged"), choices=BESIDE)
    amount = WonField(
        label=_("Amount of the surcharge"),
        help_text=_("For a surcharge only; interest and late fee are computed."),
        allow_zero=True,
        initial=0,
    )
    field_order = ("kind", "amount", "reason")


class DebtPaymentForm(OperationForm):
    """What the bank statement says of a payment of the firm."""

    amount = WonField(label=_("Amount"))
    paid_on = DayField(label=_("Paid on"))
    bank_reference = LineField(label=_("Bank reference"), max_length=40)


class InstalmentsForm(ReasonForm):
    """In how many monthly parts, and from when on."""

    number = WholeField(label=_("Number of instalments"), limit=1000)
    first_due_on = DayField(label=_("First one due on"))
    field_order = ("number", "first_due_on", "reason")


class ExclusionForm(ReasonForm):
    """Until when a firm is excluded."""

    until_on = DayField(label=_("Excluded until"))
    field_order = ("until_on", "reason")


class SetOffForm(OperationForm):
    """Which debt of the firm, and how much of it."""

    debt = forms.ModelChoiceField(label=_("Debt"), queryset=Debt.objects.none())
    amount = WonField(label=_("Amount"))

    def __init__(self, *args: Any, debts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["debt"]
        field.queryset = debts
        field.label_from_instance = lambda debt: f"{debt} · {won(debt.open_won)}"
        field.empty_label = None if debts.count() == 1 else CHOOSE
