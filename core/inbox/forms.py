"""What is typed in the talk about a case, and how a person chooses to be told."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.inbox.registry import Group, How, Kind
from core.ui.fields import DayField, LineField

LONGEST = 4000


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your words"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )


class AskForm(AnswerForm):
    title = LineField(label=_("What it is about"), max_length=120)
    due_on = DayField(
        label=_("Answer until"), required=False,
        help_text=_("The day stands beside the question in the work list of whoever answers."),
    )  # fmt: skip

    field_order = ("title", "text", "due_on")


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Officials and auditors of this programme read it; firms never do."),
    )  # fmt: skip


class TagForm(forms.Form):
    label = forms.CharField(
        label=_("Tag"), max_length=30,
        help_text=_("A word or two, for instance “on-site visit”. Firms never see it."),
    )  # fmt: skip


class ChoicesForm(forms.Form):
    """How to be told of each kind of item that can reach a person; what the law wants served has no field."""

    def __init__(self, *args: Any, headings: Iterable[tuple[Group, list[Kind]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = list(headings)
        for _group, kinds in self.headings:
            for kind in kinds:
                if not kind.is_legal:
                    self.fields[kind.code] = forms.ChoiceField(label=kind.title, choices=How.choices)

    def sections(self) -> Iterator[tuple[Any, list[tuple[Kind, Any]]]]:
        """Yield (heading, kinds with their fields); a kind that the law wants told at once has none."""
        for group, kinds in self.headings:
            yield group.label, [(kind, None if kind.is_legal else self[kind.code]) for kind in kinds]

    def changed(self, now: Mapping[str, str]) -> dict[str, str]:
        """Return what differs from how the person is told now."""
        return {code: how for code, how in self.cleaned_data.items() if how != now[code]}
