"""Forms of this room."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from disbursements.models import Asset
from reporting.documents.labels import PER_SHEET

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
