"""Forms about plans, applications and contributions. They call the pure rules, as the operations do."""

from typing import Any

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from applications import rules
from applications.models.assessments import RECOMMENDED_ALONE
from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import DayField, LineField, WonField
from core.ui.formats import percent
from core.users.models import User
from core.workflow.forms import TOO_SHORT, LookedAtForm, OperationForm, ReasonForm, VersionedForm
from core.workflow.refusals import Refusal
from firms.models import Firm
from measurement.forms import stated_field
from measurement.methods import METHODS
from programs.models import RequiredDocument


class UndertakingForm(forms.Form):
    """What is undertaken, and when."""

    title = LineField(label=_("Title"), max_length=160, help_text=_("A short name of the undertaking."))
    purpose = forms.CharField(
        label=_("Purpose and expected effect"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Needed before you submit; a draft can be saved without it."),
    )
    starts_on = DayField(label=_("Start"))
    ends_on = DayField(label=_("End"))

    def clean(self) -> dict[str, Any]:
        """Ask the rule about the period."""
        cleaned = super().clean() or {}
        try:
            rules.check_period(cleaned.get("starts_on"), cleaned.get("ends_on"))
        except Refusal as refusal:
            self.add_error(refusal.field, str(refusal))
        return cleaned


class PlanForm(UndertakingForm):
    """A consortium's plan."""


_OWN_IN_KIND = _(
    "What of your own part you bear in kind; 0 if all of it is cash. Of the self-burden at most %(share)s "
    "may be in kind, the anchor's and yours together."
)


class ApplicationForm(UndertakingForm):
    """A firm's application; in kind is asked where the programme says how much of the self-burden may be."""

    anchor_won = WonField(
        label=_("Part paid by the anchor"),
        allow_zero=True,
        initial=0,
        help_text=_("What the anchor firm pays of your self-burden; 0 if it pays nothing."),
    )
    anchor_in_kind_won = WonField(
        label=_("In kind by the anchor"),
        allow_zero=True,
        initial=0,
        help_text=_("What of its part the anchor bears in kind; 0 if all of it is cash."),
    )
    own_in_kind_won = WonField(label=_("In kind by your firm"), allow_zero=True, initial=0)
    regrant_asked_won = WonField(
        label=_("Asked to hand on"),
        allow_zero=True,
        initial=0,
        help_text=_("Subsidy for firms below yours, besides your own; 0 if you hand nothing on."),
    )

    def __init__(
        self, *args: Any, hands_on: bool = False, in_kind_bp: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not hands_on:
            del self.fields["regrant_asked_won"]
        if in_kind_bp is None:
            del self.fields["anchor_in_kind_won"], self.fields["own_in_kind_won"]
        else:
            self.fields["own_in_kind_won"].help_text = _OWN_IN_KIND % {"share": percent(in_kind_bp)}

    def clean(self) -> dict[str, Any]:
        """Ask the rule about what the anchor bears in kind."""
        cleaned = super().clean()
        try:
            rules.check_in_kind_of_anchor(
                cleaned.get("anchor_won") or 0, cleaned.get("anchor_in_kind_won") or 0
            )
        except Refusal as refusal:
            self.add_error(refusal.field, str(refusal))
        return cleaned


class EditPlanForm(VersionedForm, PlanForm):
    """The plan again, with the version that was read."""


class EditApplicationForm(VersionedForm, ApplicationForm):
    """The application again, with the version that was read."""


def good_quote_day(quoted_on: Any) -> Any:
    """
    Return the date of a quote, if the rule has nothing against it.

    :raises ValidationError: if it has, in its words.
    """
    try:
        rules.check_quote_day(quoted_on)
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
    return quoted_on


class CostItemForm(EvidenceForm):
    """One thing to be paid for; equipment also says where it will stand and what it will reduce."""

    name = LineField(label=_("What is bought"), max_length=120)
    maker = LineField(label=_("Maker"), max_length=80, required=False)
    model = LineField(label=_("Model"), max_length=80, required=False)
    cost_won = WonField(label=_("Cost without VAT"))
    quote_supplier = LineField(label=_("Supplier that made the quote"), max_length=120)
    quote_on = DayField(label=_("Date of the quote"))
    quote_won = WonField(
        label=_("Sum of the quote without VAT"), required=False, help_text=_("Empty: the same as the cost.")
    )
    quote = KeptFileField(label=_("The quote"), help_text=_("PDF, PNG or JPG, at most 20 MB."))

    def __init__(self, *args: Any, method: str = "", is_equipment: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_equipment:
            del self.fields["maker"], self.fields["model"]
        self.method = METHODS.get(method)
        if self.method:
            self.fields["site"] = LineField(
                label=_("Site"), max_length=160, help_text=_("Where the equipment will stand.")
            )
            for wanted in self.method.expectation_fields:
                self.fields[wanted.name] = stated_field(wanted, required=not wanted.is_optional)

    def clean_quote_on(self) -> Any:
        """Ask the rule about the date of the quote."""
        return good_quote_day(self.cleaned_data["quote_on"])

    def operation_arguments(self) -> dict[str, Any]:
        """Return what the operations about cost items take, the method's inputs gathered."""
        given = dict(self.cleaned_data)
        if self.method is None:
            return given
        expectation = {wanted.name: given.pop(wanted.name) for wanted in self.method.expectation_fields}
        return {**given, "expectation": expectation}


class EditCostItemForm(CostItemForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_quote_won(self) -> Any:
        """Take the cost for the sum of the quote, if none is given."""
        sum_won = self.cleaned_data["quote_won"]
        return self.cleaned_data.get("cost_won") if sum_won is None else sum_won


class HandInForm(EvidenceForm):
    """A paper that the programme asks for."""

    required = forms.ModelChoiceField(
        label=_("Document"), queryset=RequiredDocument.objects.none(), empty_label=_("Choose …")
    )
    attachment = KeptFileField(label=_("File"), help_text=_("PDF, PNG or JPG, at most 20 MB."))

    def __init__(self, *args: Any, papers: list[RequiredDocument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = RequiredDocument.objects.filter(pk__in=[paper.pk for paper in papers])
        self.fields["required"].queryset = asked  # type: ignore[attr-defined]


class SubmitForm(OperationForm):
    """A button, and the amount that was seen above it, so that no other one is handed in."""

    seen_won = forms.IntegerField(required=False, widget=forms.HiddenInput)
    begun = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


class NoteForm(OperationForm):
    """A word to a colleague."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Read inside your firm only."),
    )


class HandOverForm(NoteForm):
    """To whom in the firm a draft goes."""

    to = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none(), empty_label=_("Choose …"))
    field_order = ("to", "note")

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]


class TakeOverForm(OperationForm):
    """Whether the words come along, too."""

    with_words = forms.BooleanField(
        label=_("Its title and purpose too, in place of those of the draft"), required=False
    )


class AssessForm(LookedAtForm, OperationForm):
    """What the officer found, and what follows from it."""

    recommendation = forms.ChoiceField(
        label=_("Recommendation"),
        choices=[(one.value, one.label) for one in RECOMMENDED_ALONE],
        widget=forms.RadioSelect,
    )
    recommended_won = WonField(
        label=_("Amount recommended"),
        required=False,
        help_text=_("Empty: all that was asked. It does not count if you recommend to refuse."),
    )
    finding = forms.CharField(
        label=_("Finding"),
        min_length=5,
        error_messages=TOO_SHORT,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Legality, arithmetic and ability to pay the self-burden (Act, art. 17)."),
    )


class AwardForm(LookedAtForm, ReasonForm):
    amount = WonField(label=_("Amount awarded"), allow_zero=True)
    regrant = WonField(label=_("Awarded to hand on"), allow_zero=True)
    effective_on = DayField(label=_("Effective on"))
    field_order = ("amount", "regrant", "effective_on", "reason")

    def __init__(self, *args: Any, hands_on: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not hands_on:
            del self.fields["regrant"]


class WithdrawForm(ReasonForm):
    """Giving up needs no reason by law; who wants to gives one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason: Any = self.fields["reason"]
        reason.required, reason.min_length = False, None
        reason.validators = [one for one in reason.validators if not isinstance(one, MinLengthValidator)]


class RegrantForm(UndertakingForm):
    """A proposal to hand subsidy on to a firm directly below."""

    firm = forms.ModelChoiceField(
        label=_("Firm below"), queryset=Firm.objects.none(), empty_label=_("Choose …")
    )
    amount = WonField(label=_("At most"), help_text=_("Its own part and what it hands on itself, together."))
    field_order = ("firm", "amount", "title", "purpose", "starts_on", "ends_on")

    def __init__(self, *args: Any, suppliers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firm"].queryset = suppliers  # type: ignore[attr-defined]
        self.fields["purpose"].help_text = _("The firm below completes it with its costs and submits it.")


class ContributionForm(UndertakingForm):
    """A promise of the firm's own money to one of its suppliers."""

    firm = forms.ModelChoiceField(
        label=_("Supplier firm"), queryset=Firm.objects.none(), empty_label=_("Choose …")
    )
    amount = WonField(label=_("Amount"))
    field_order = ("firm", "amount", "title", "purpose", "starts_on", "ends_on")

    def __init__(self, *args: Any, suppliers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firm"].queryset = suppliers  # type: ignore[attr-defined]
        self.fields["purpose"].required = True
        self.fields["purpose"].help_text = ""
