"""Forms of this room."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.ui.fields import DayField
from core.workflow.forms import OperationForm
from disbursements.models import Asset
from reporting.documents.kinds import Period
from reporting.documents.labels import PER_SHEET
from reporting.documents.models import LANGUAGES

#: more than fit on so many sheets are printed in several goes
MOST = 40


class LabelsForm(forms.Form):
    """Which assets, and where on the first sheet their labels begin."""

    assets = forms.ModelMultipleChoiceField(
        label=_("Assets"), queryset=Asset.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    start = forms.IntegerField(
        label=_("First free place on the sheet"),
        min_value=1,
        max_value=PER_SHEET,
        initial=1,
        help_text=_("1 is at the top left, 24 at the bottom right: 3 in a row, 63.5 × 33.9 mm each."),
    )

    def __init__(self, *args: Any, assets: QuerySet[Asset], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assets"]
        field.queryset = assets
        field.initial = [asset.pk for asset in assets[:MOST]]


class LanguageForm(forms.Form):
    """In which language a document is made."""

    language = forms.ChoiceField(choices=list(LANGUAGES.items()), widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        """Return what the operation is called with."""
        return {"language": self.cleaned_data["language"]}


class PeriodForm(LanguageForm):
    """The days a report is about as well."""

    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"))

    def arguments(self) -> dict[str, Any]:
        """Return what the operation is called with."""
        days = Period(self.cleaned_data["from_on"], self.cleaned_data["until_on"])
        return super().arguments() | {"period": days}


class SignForm(OperationForm):
    """The name that is put under a document."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("Type it in full. It is kept with the moment and the fingerprint of the facts."),
    )
