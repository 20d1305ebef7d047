"""Filters of lists, from the address line."""

import operator
import re
from functools import reduce
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

LEAST_DIGITS = 3


class ListFilter(django_filters.FilterSet):
    """
    A filter with a search box: every word must be found in one of `searched`.

    `numbers` are columns of digits (business, invoice, bank numbers), which are found with and without their
    hyphens.
    """

    searched: ClassVar[tuple[str, ...]] = ()
    numbers: ClassVar[tuple[str, ...]] = ()
    #: what the search box says inside
    hint: ClassVar[Any] = ""

    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["q"].extra["widget"] = forms.TextInput(
            attrs={"placeholder": self.hint, "type": "search"}
        )

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the rows in which every word is found."""
        return rows.filter(*(self._found(word) for word in value.split()))

    def _found(self, word: str) -> Q:
        found = [Q(**{f"{path}__icontains": word}) for path in self.searched]
        digits = re.sub(r"[\s\-]", "", word)
        if len(digits) >= LEAST_DIGITS and digits.isdigit():
            found += [Q(**{f"{path}__contains": digits}) for path in self.numbers]
        return reduce(operator.or_, found)

    def said(self) -> list[tuple[Any, str]]:
        """Return label and words of what is asked for, for the spreadsheet's notes."""
        return said(self.form)


def said(form: forms.Form) -> list[tuple[Any, str]]:
    """Return label and words of what a form asks for; what is not valid was left out of the rows, too."""
    form.is_valid()
    asked = ((form.fields[name], value) for name, value in form.cleaned_data.items())
    return [(f.label, _in_words(f, value)) for f, value in asked if value not in (None, "", [], False)]


def _in_words(field: forms.Field, value: Any) -> str:
    """Return a value as its field offers it: the words of a choice, not its code."""
    offered = dict(getattr(field, "choices", ())) if isinstance(value, str) else {}
    return str(offered.get(value, value))
