"""What every form of the editor says: names in two languages, and where a fact was published."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NamedForm(forms.Form):
    name_ko = forms.CharField(label=_("Name in Korean"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160)


class SourcedForm(forms.Form):
    """Where a fact was published, which every number of a programme says."""

    source_ko = forms.CharField(
        label=_("Source, in Korean"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where it was published: the call and its date, an article, a letter and its number."),
    )
    source_en = forms.CharField(
        label=_("Source, in English"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = ("source_ko", "source_en", "reason", "version")
        self.order_fields(
            [*(n for n in self.fields if n not in last), *(n for n in last if n in self.fields)]
        )
