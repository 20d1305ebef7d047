"""Forms of changes after the award: one per kind; each says which terms it wants to be others."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.fields import DayField, LineField, WonField
from core.workflow.forms import TOO_SHORT, OperationForm, ReasonForm
from disbursements.changes.checks import technologies_for
from disbursements.changes.holders import candidates
from disbursements.models import ChangeKind, Grant, Term
from disbursements.queries import place_of, suspended_until
from disbursements.queries.changes import Place, Value


class ChangeForm(ReasonForm):
    """Why, and what is to be another."""

    def __init__(self, *args: Any, grant: Grant, at: dt.datetime, item: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grant, self.item, self.at = grant, item, at
        self.fields = {**self.asked(), **self.fields}

    def asked(self) -> dict[str, forms.Field]:
        """Return the fields of this kind of change, filled with how it is."""
        raise NotImplementedError

    def wanted(self) -> dict[Place, Value]:
        """Return the terms as they are to be, by where they stand."""
        raise NotImplementedError


class ReallocationForm(ChangeForm):
    """The cost of every item."""

    def asked(self) -> dict[str, forms.Field]:
        return {
            f"cost_{item.public_id}": WonField(label=item.name, initial=item.cost_won)
            for item in self.items()
        }

    def wanted(self) -> dict[Place, Value]:
        return {
            place_of(item, Term.COST_WON): self.cleaned_data[f"cost_{item.public_id}"]
            for item in self.items()
        }

    def items(self) -> Any:
        """Return the cost items in their order."""
        return self.grant.application.cost_items.order_by("pk")


class EndDateForm(ChangeForm):
    """The last day of the undertaking."""

    def asked(self) -> dict[str, forms.Field]:
        return {"ends_on": DayField(label=_("New end"), initial=self.grant.application.ends_on)}

    def wanted(self) -> dict[Place, Value]:
        return {place_of(self.grant.application, Term.ENDS_ON): f"{self.cleaned_data['ends_on']}"}


class ContentForm(ChangeForm):
    """What one item is to be."""

    def asked(self) -> dict[str, forms.Field]:
        item = self.item
        if item is None:
            return {}
        words: dict[str, forms.Field] = {
            "name": LineField(label=_("What is bought"), max_length=120, initial=item.name),
            "maker": LineField(label=_("Maker"), max_length=80, required=False, initial=item.maker),
            "model": LineField(label=_("Model"), max_length=80, required=False, initial=item.model),
        }
        offered = {one.code: one.name for one in technologies_for(self.grant, item, self.at)}
        if offered and item.technology is not None:
            now = item.technology
            choices = list({now.code: now.name, **offered}.items())
            words["technology"] = forms.ChoiceField(label=_("Technology"), choices=choices, initial=now.code)
        return words

    def wanted(self) -> dict[Place, Value]:
        item = self.item
        if item is None:
            return {}
        terms = (Term.NAME, Term.MAKER, Term.MODEL, Term.TECHNOLOGY)
        return {place_of(item, t): self.cleaned_data[t] for t in terms if t in self.cleaned_data}


class SuspensionForm(ChangeForm):
    """Until when nothing goes on."""

    def asked(self) -> dict[str, forms.Field]:
        last = suspended_until(self.grant)
        hint = _("It begins with the approval. On this day the office lets the grant run again.")
        if last:
            hint = _("The suspension is prolonged with the approval, until its last day at the latest.")
        initial = dt.date.fromisoformat(last) if last else None
        return {"until": DayField(label=_("Suspended until"), help_text=hint, initial=initial)}

    def wanted(self) -> dict[Place, Value]:
        return {place_of(self.grant.application, Term.SUSPENDED_UNTIL): f"{self.cleaned_data['until']}"}


class HandOverForm(ChangeForm):
    """To which firm, from which day on."""

    def asked(self) -> dict[str, forms.Field]:
        firms = [(firm.business_number, firm.name) for firm in candidates(self.grant).order_by("name", "pk")]
        place = _(
            "Partners that have joined the consortium and stand where your firm stands: only these can hold "
            "the grant."
        )
        hint = _("The grant passes on with the approval, not before this day.")
        return {
            "holder": forms.ChoiceField(label=_("Firm that takes over"), choices=firms, help_text=place),
            "handed_on": DayField(label=_("Handed over from"), help_text=hint),
        }

    def wanted(self) -> dict[Place, Value]:
        case, typed = self.grant.application, self.cleaned_data
        return {
            place_of(case, Term.HOLDER): typed["holder"],
            place_of(case, Term.HANDED_ON): f"{typed['handed_on']}",
        }


class RecommendationForm(OperationForm):
    """What the officer recommends to whoever decides."""

    recommendation = forms.CharField(
        label=_("Recommendation"),
        min_length=5,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=TOO_SHORT,
    )


FORMS: dict[str, type[ChangeForm]] = {
    ChangeKind.REALLOCATION: ReallocationForm,
    ChangeKind.END_DATE: EndDateForm,
    ChangeKind.CONTENT: ContentForm,
    ChangeKind.SUSPENSION: SuspensionForm,
    ChangeKind.HAND_OVER: HandOverForm,
}
