"""What is typed in the talk about a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.ui.widgets import DayInput

LONGEST = 4000


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your words"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )


class AskForm(AnswerForm):
    title = forms.CharField(label=_("What it is about"), max_length=120)
    due_on = forms.DateField(
        label=_("Answer until"), required=False, widget=DayInput,
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
