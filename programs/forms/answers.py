"""The form that a version of a call's questions makes: for applicants, and for who tries it out."""

from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import PAPERS, inspect
from core.ui import formats, numbers
from core.ui.fields import DayField, TypedField
from core.ui.rows import CellOfRow, RowsField
from core.ui.widgets import UnitInput
from core.workflow.refusals import Refusal
from programs.questions import Answers, QuestionKind, QuestionTerms, Value, asked
from programs.questions.reading import MOST_DECIMALS, MOST_DIGITS

#: letters of a text whose question names no bound, and of a cell
LONGEST_TEXT, LONGEST_CELL = 5000, 300
#: texts that may be longer than this are typed into a larger box
ONE_LINE = 160


class ExactNumberField(TypedField):
    """A number as people type it, of either sign; cleans to an exact Decimal."""

    default_error_messages = {
        "not_a_number": _("Enter a number only. “%(typed)s” contains something that is not a digit."),
        "too_large": _("This is too large. Enter at most %(digits)s digits before the point."),
        "fraction": _("Enter at most %(places)s decimals."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnitInput())
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        """Return the typed number."""
        text = self.typed(value)
        if not text:
            return None
        try:
            number = numbers.read(text)
        except numbers.NotANumber:
            raise self.refusal("not_a_number", typed=text[:40]) from None
        if abs(number) >= 10**MOST_DIGITS:
            raise self.refusal("too_large", digits=MOST_DIGITS)
        if numbers.decimals(number) > MOST_DECIMALS:
            raise self.refusal("fraction", places=MOST_DECIMALS)
        return number

    def refusal(self, code: str, **params: Any) -> ValidationError:
        """Return the error of this field under a code."""
        return ValidationError(self.error_messages[code], code=code, params=params)

    def prepare_value(self, value: Any) -> Any:
        """Return a known number with separators, and what was typed untouched."""
        return formats.trimmed(value) if isinstance(value, Decimal) else value


class TriedFileField(forms.FileField):
    """A file that is only looked at: cleans to its name, and nothing of it is kept."""

    def clean(self, data: Any, initial: Any = None) -> str:
        """
        Return the harmless name of the file.

        :raises ValidationError: in the words of the refusal, if such a file would not be kept.
        """
        upload = super().clean(data, initial)
        if not upload:
            return ""
        try:
            return inspect(upload, upload.name, allowed=PAPERS).filename
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal


def field_of(question: QuestionTerms, make_file: Callable[..., forms.Field]) -> forms.Field:
    """Return the field in which a question is answered; nothing is demanded before the case is submitted."""
    given: dict[str, Any] = {"label": question.label, "help_text": escape(question.hint), "required": False}
    if question.kind == QuestionKind.CHOICE:
        choices = [("", _("No answer yet")), *((one.code, one.label) for one in question.choices)]
        return forms.ChoiceField(choices=choices, **given)
    if question.kind == QuestionKind.TABLE:
        return RowsField([_cell(column) for column in question.columns], **given)
    if question.kind == QuestionKind.FILE:
        given["help_text"] = given["help_text"] or _("PDF, PNG or JPG, at most 20 MB.")
        return make_file(**given)
    if question.kind == QuestionKind.TEXT:
        return _text(question.max_length or LONGEST_TEXT, **given)
    return _of_kind(question.kind, **given)


def _cell(column: Any) -> CellOfRow:
    if column.kind == QuestionKind.TEXT:
        return CellOfRow(column.code, column.label, forms.CharField(max_length=LONGEST_CELL, required=False))
    return CellOfRow(column.code, column.label, _of_kind(column.kind, required=False))


def _of_kind(kind: str, **given: Any) -> forms.Field:
    return ExactNumberField(**given) if kind == QuestionKind.NUMBER else DayField(**given)


def _text(max_length: int, **given: Any) -> forms.Field:
    if max_length > ONE_LINE:
        given["widget"] = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(max_length=max_length, **given)


class AnswersForm(forms.Form):
    """
    The questions that are asked, given the answers so far, and any others that were sent along.

    A question that an answer opens is shown the next time; `prefix` keeps the names apart from others.
    """

    def __init__(
        self,
        *args: Any,
        questions: Sequence[QuestionTerms],
        answers: Answers,
        make_file: Callable[..., forms.Field] = TriedFileField,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {name_of(question.code): question for question in questions}
        shown = {name_of(question.code) for question in asked(questions, answers)}
        for name, question in self.questions.items():
            field = field_of(question, make_file)
            if name in shown or self._was_sent(name, field):
                self.fields[name] = field
                self.initial.setdefault(name, shown_value(answers.get(question.code)))

    def _was_sent(self, name: str, field: forms.Field) -> bool:
        return self.is_bound and not field.widget.value_omitted_from_data(
            self.data, self.files, self.add_prefix(name)
        )

    def answered(self) -> dict[str, Any]:
        """Return {code: answer} of the questions that were sent, None for no answer; files as cleaned."""
        return {
            question.code: _answer(question, self.cleaned_data[name])
            for name, question in self.questions.items()
            if name in self.cleaned_data and self._was_sent(name, self.fields[name])
        }

    def show_only(self, codes: Collection[str]) -> None:
        """Leave out the questions that are not among these."""
        for name, question in self.questions.items():
            if name in self.fields and question.code not in codes:
                del self.fields[name]


def name_of(code: str) -> str:
    """Return the name of a question's field."""
    return f"q-{code}"


def shown_value(value: Value | None) -> Any:
    """Return an answer as its field shows it at first."""
    return [dict(row) for row in value] if isinstance(value, tuple) else value


def _answer(question: QuestionTerms, cleaned: Any) -> Any:
    if question.kind == QuestionKind.TABLE:
        rows = ({code: value for code, value in row.items() if value not in (None, "")} for row in cleaned)
        return tuple(row for row in rows if row) or None
    return None if cleaned == "" else cleaned
