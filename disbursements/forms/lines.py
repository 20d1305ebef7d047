"""Deciding the lines of a payment request one by one, and putting a refused one right."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import WonField
from core.ui.templatetags.ui import won
from core.workflow.forms import OperationForm
from disbursements.forms.money import FindingForm, PaymentLineForm
from disbursements.models import PaymentLine
from disbursements.rules import Verdict
from programs.models import PaymentKind

ACCEPT, REFUSE = "accept", "refuse"
CHOICES = ((ACCEPT, _("Accept the line")), (REFUSE, _("Refuse the line")))


class DecisionsForm(FindingForm):
    """A verdict on every line, none of which is given beforehand, and what was found."""

    def __init__(self, *args: Any, lines: Iterable[PaymentLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            self.fields[f"verdict-{line.public_id}"] = forms.ChoiceField(
                label=_("%(item)s · invoice %(number)s · %(won)s")
                % {"item": line.cost_item, "number": line.invoice_number, "won": won(line.subsidised_won)},
                choices=CHOICES,
                widget=forms.RadioSelect,
                error_messages={"required": _("Accept or refuse this line.")},
            )
            self.fields[f"reason-{line.public_id}"] = forms.CharField(
                label=_("Why invoice %(number)s is refused") % {"number": line.invoice_number},
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
