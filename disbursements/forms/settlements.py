"""Forms of settlements: what the firm states of each line, what the officer decides of one."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import PAPERS
from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import NOT_CHOSEN, WonField
from core.ui.templatetags.ui import won
from core.workflow.forms import OperationForm
from disbursements import settling
from disbursements.models import LineVerdict, Settlement, SettlementLine
from disbursements.queries.settlements import lines_now, settled_figures
from programs.statutory import statutory_number

NEEDED = _("Needed, as %(won)s of subsidy were received: it is from %(limit)s on.")


def _paid(line: SettlementLine) -> str:
    return gettext("Paid: %(won)s.") % {"won": won(line.paid_won)}


class StateForm(EvidenceForm):
    """Every line with what was used of it; then interest, performance report, the outside body's report."""

    own_burden_won = WonField(label=_("Own money spent"), allow_zero=True)
    interest_won = WonField(label=_("Interest the subsidy earned at the bank"), allow_zero=True)
    performance = forms.CharField(
        label=_("Performance report: what was achieved"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    report = KeptFileField(
        label=_("Report of the outside body that verified it"),
        allowed=PAPERS,
        required=False,
        help_text=_("PDF, PNG or JPG, at most 20 MB."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, settlement: Settlement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines_now(settlement) if line.verdict != LineVerdict.CONFIRMED]
        asked: dict[str, Any] = {}
        for line in self.lines:
            name = line.cost_item.name
            asked[f"used_{line.public_id}"] = WonField(
                label=_("%(item)s: used of the subsidy") % {"item": name},
                initial=line.stated_won,
                allow_zero=True,
                help_text=" ".join(part for part in (_paid(line), line.reason) if part),
            )
            asked[f"why_{line.public_id}"] = forms.CharField(
                label=_("%(item)s: explanation, if it is less than was paid") % {"item": name},
                initial=line.explanation,
                required=False,
                max_length=1000,
            )
        self.fields = {**asked, **self.fields}
        self.ask_for_report(settlement)

    def ask_for_report(self, settlement: Settlement) -> None:
        """Say beforehand that the report of the outside body is needed, and from which sum on."""
        received, on = settled_figures(settlement).gross, settlement.until_on
        if settling.needs_verification(received, on):
            field = self.fields["report"]
            said = {"won": won(received), "limit": won(statutory_number("VERIFICATION_FROM_WON", on))}
            field.required = True
            field.help_text = f"{NEEDED % said} {field.help_text}"

    def stated(self) -> dict[str, tuple[int, str]]:
        """Return what is said of each line, by its public id."""
        return {
            line.public_id: (
                self.cleaned_data[f"used_{line.public_id}"],
                self.cleaned_data[f"why_{line.public_id}"],
            )
            for line in self.lines
        }


class LineForm(OperationForm):
    """Confirmed with an amount, or to be corrected; why."""

    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            NOT_CHOSEN,
            *((v.value, v.label) for v in (LineVerdict.CONFIRMED, LineVerdict.TO_CORRECT)),
        ],
    )
    confirmed_won = WonField(label=_("Confirmed amount"), allow_zero=True)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where less is confirmed than the firm says, or something is to be corrected."),
    )
