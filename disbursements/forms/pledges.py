"""Forms about what an anchor promises, pays, gives and does in kind."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import PAPERS
from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import CHOOSE, DayField, LineField, WonField
from core.workflow.forms import OperationForm, ReasonForm
from disbursements.models import Grant
from disbursements.queries import pledges
from programs.models import Consortium

RECEIPT_HINT = _("PDF, PNG or JPG, at most 20 MB.")


def _offer(field: Any, grants: Any) -> None:
    field.queryset = grants
    field.label_from_instance = lambda grant: f"{grant.firm} · {grant.application}"


class PromiseForm(OperationForm):
    """What the anchor promises, in cash and in kind."""

    grant = forms.ModelChoiceField(label=_("For whom"), queryset=Grant.objects.none(), required=False)
    cash_won = WonField(label=_("In cash"), allow_zero=True, initial=0)
    in_kind_won = WonField(label=_("In kind"), allow_zero=True, initial=0)
    purpose = LineField(label=_("What it is for"), max_length=200)

    def __init__(self, *args: Any, consortium: Consortium, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["grant"]
        _offer(field, pledges.open_to_gifts(consortium))
        field.empty_label = _("Any subsidy of the consortium")


class CashForm(EvidenceForm):
    """One bank transfer with its receipt."""

    amount_won = WonField(label=_("Amount"))
    paid_on = DayField(label=_("Paid on"))
    bank_reference = LineField(label=_("Bank reference"), max_length=40)
    evidence = KeptFileField(label=_("Transfer receipt"), allowed=PAPERS, help_text=RECEIPT_HINT)


class GiveForm(CashForm):
    """To which grant cash of a pledge went."""

    grant = forms.ModelChoiceField(label=_("To whom"), queryset=Grant.objects.none())
    field_order = ("grant", "amount_won", "paid_on", "bank_reference", "evidence")

    def __init__(self, *args: Any, pledge: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["grant"]
        _offer(field, pledges.grants_to_give_to(pledge))
        field.empty_label = None if len(field.queryset) == 1 else CHOOSE


class InKindForm(EvidenceForm):
    """Something given in kind, with its proof."""

    name = LineField(
        label=_("What was given"),
        help_text=_("For instance: 40 hours of an engineer at the firm's site in May."),
        max_length=160,
    )
    given_on = DayField(label=_("Given on"), help_text=_("The last day, if it took several."))
    claimed_won = WonField(label=_("Value"), help_text=_("As the proof shows it, without VAT."))
    proof = KeptFileField(label=_("Proof"), allowed=PAPERS, help_text=RECEIPT_HINT)


class RecogniseForm(ReasonForm):
    """At which value something given in kind counts, and why."""

    recognised_won = WonField(label=_("Value recognised"))
    field_order = ("recognised_won", "reason")
