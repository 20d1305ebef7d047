"""Forms about returns line by line, conditions of awards, and objections."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms import AwardForm
from applications.models import Against, ObjectionStatus
from applications.operations import Condition
from applications.points import Point
from core.evidence.forms import EvidenceForm, KeptFileField
from core.ui.fields import DayField
from core.workflow.forms import TOO_SHORT, OperationForm

#: conditions that fit on the page of an award, and files of an objection
MOST_CONDITIONS, MOST_FILES = 6, 3
LONGEST_REASON = 2000


class ReturnForm(OperationForm):
    """A tick and a reason for each thing of the case, and a reason for all of it."""

    reason = forms.CharField(
        label=_("For the case as a whole"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Not needed where every line says what is wrong with it."),
    )

    def __init__(self, *args: Any, points: list[Point], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        for point in points:
            words = {"kind": point.kind_label, "line": point.label}
            self.fields[f"line-{point.code}"] = forms.BooleanField(
                label=_("%(kind)s: %(line)s") % words, required=False
            )
            self.fields[f"reason-{point.code}"] = forms.CharField(
                label=_("Reason for %(kind)s: %(line)s") % words,
                required=False,
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def rows(self) -> Iterator[tuple[Point, Any, Any]]:
        """Yield each thing with its tick and its reason, to be shown in a table."""
        for point in self.points:
            yield point, self[f"line-{point.code}"], self[f"reason-{point.code}"]

    def clean(self) -> dict[str, Any]:
        """Hold ticks and reasons together, and ask for at least one of them."""
        cleaned = super().clean() or {}
        for point in self.points:
            ticked, said = cleaned.get(f"line-{point.code}"), cleaned.get(f"reason-{point.code}")
            if ticked and not said and f"reason-{point.code}" not in self.errors:
                self.add_error(f"reason-{point.code}", _("Say what is to be corrected here."))
            if said and not ticked:
                self.add_error(f"line-{point.code}", _("Tick this line, or clear its reason."))
        return cleaned

    def lines(self) -> dict[tuple[str, str], str]:
        """Return the reasons of the ticked things by kind and key."""
        ticked = (point for point in self.points if self.cleaned_data[f"line-{point.code}"])
        return {(p.kind, p.key): self.cleaned_data[f"reason-{p.code}"] for p in ticked}


class ReplyForm(OperationForm):
    reply = forms.CharField(
        label=_("Your reply"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed where the line stays as it is: say why."),
    )


class AwardWithConditionsForm(AwardForm):
    """An award, and what the firm has to fulfil: each condition with its last day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_CONDITIONS + 1):
            words, long = {"number": number}, forms.Textarea(attrs={"rows": 2})
            self.fields[f"condition_{number}"] = forms.CharField(
                label=_("Condition %(number)s (Korean)") % words,
                required=False,
                max_length=LONGEST_REASON,
                widget=long,
            )
            self.fields[f"condition_en_{number}"] = forms.CharField(
                label=_("Condition %(number)s (English)") % words,
                required=False,
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"due_{number}"] = DayField(
                label=_("Condition %(number)s: until") % words, required=False
            )

    def decision_fields(self) -> Iterator[Any]:
        """Yield what every award has."""
        yield from (self[name] for name in AwardForm.field_order if name in self.fields)

    def condition_rows(self) -> Iterator[dict[str, Any]]:
        """Yield the fields of each condition; from the second on only if asked for or filled in."""
        for number in range(1, MOST_CONDITIONS + 1):
            fields = [self[name] for name in _names(number)]
            yield {"number": number, "fields": fields, "is_open": any(f.value() for f in fields)}

    def clean(self) -> dict[str, Any]:
        """Ask for the Korean text and the day of every condition that was begun."""
        cleaned = super().clean() or {}
        for number in range(1, MOST_CONDITIONS + 1):
            given = {name: cleaned.get(name) for name in _names(number)}
            for name in (f"condition_{number}", f"due_{number}"):
                if any(given.values()) and not given[name] and name not in self.errors:
                    self.add_error(name, _("A condition needs its text in Korean and its last day."))
        return cleaned

    def conditions(self) -> list[Condition]:
        """Return the conditions that were filled in, each with the number it has on the page."""
        given = [(n, *(self.cleaned_data[name] for name in _names(n))) for n in range(1, MOST_CONDITIONS + 1)]
        return [
            Condition(text_ko=ko, text_en=en, due_on=due_on, number=number)
            for number, ko, en, due_on in given
            if ko
        ]


def _names(number: int) -> tuple[str, str, str]:
    return f"condition_{number}", f"condition_en_{number}", f"due_{number}"


class ConditionReportForm(EvidenceForm):
    """That a condition is fulfilled, and the file that proves it."""

    evidence = KeptFileField(label=_("Proof"), help_text=_("PDF, PNG or JPG, at most 20 MB."))
    report = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ObjectForm(EvidenceForm):
    """Against what, on which grounds, with which files."""

    against = forms.ChoiceField(label=_("Against"), widget=forms.RadioSelect)
    grounds = forms.CharField(
        label=_("Grounds"),
        min_length=5,
        error_messages=TOO_SHORT,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What in the decision is wrong, and why."),
    )
    file_1 = KeptFileField(label=_("File"), required=False, help_text=_("PDF, PNG or JPG, at most 20 MB."))
    file_2 = KeptFileField(label=_("Another file"), required=False)
    file_3 = KeptFileField(label=_("A third file"), required=False)

    def __init__(self, *args: Any, objectable: tuple[Against, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["against"].choices = [(one.value, one.label) for one in objectable]  # type: ignore[attr-defined]
        if len(objectable) == 1:
            self.fields["against"].initial = objectable[0].value

    def operation_arguments(self) -> dict[str, Any]:
        """Return what the operation takes, the files gathered."""
        given = dict(self.cleaned_data)
        files = [given.pop(f"file_{number}") for number in range(1, MOST_FILES + 1)]
        return {**given, "files": [file for file in files if file]}


class AnswerObjectionForm(OperationForm):
    outcome = forms.ChoiceField(
        label=_("Result"),
        choices=[
            (ObjectionStatus.DISMISSED.value, _("Dismiss it: the decision stands")),
            (ObjectionStatus.UPHELD.value, _("Uphold it: others decide anew")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Reasons"),
        min_length=5,
        error_messages=TOO_SHORT,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The firm reads them in its letter."),
    )
