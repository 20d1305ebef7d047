"""Forms with which an officer writes a call's questions: plain fields and rows, no code."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from core.ui import numbers
from core.ui.rows import CellOfRow, RowsField
from core.workflow.forms import ReasonForm, VersionedForm
from programs.forms.answers import ExactNumberField
from programs.forms.editor.fields import ShortNameField
from programs.questions import (
    Check,
    CheckKind,
    Choice,
    Column,
    Condition,
    Operator,
    QuestionKind,
    QuestionTerms,
)
from programs.questions.kinds import COLUMN_KINDS, ORDERED

BOUNDS = ("least", "most", "max_length")
WORDS = ("label_ko", "label_en", "hint_ko", "hint_en", "is_required")


def _line(**kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=160, **kwargs)


def _named_rows(label: Any, *more: CellOfRow, **kwargs: Any) -> RowsField:
    """Return rows of things with a name in two languages; their short names are kept unseen."""
    cells = [
        CellOfRow("code", _("Short name"), forms.CharField(required=False, widget=forms.HiddenInput)),
        CellOfRow("label_ko", _("In Korean"), _line()),
        CellOfRow("label_en", _("In English"), _line()),
        *more,
    ]
    return RowsField(cells, label=label, **kwargs)


class QuestionForm(forms.Form):
    """
    One question of a kind; what the kind does not have is not asked for.

    `before` are the questions before it: only to them can it refer.
    """

    label_ko = forms.CharField(label=_("The question in Korean"), max_length=300)
    label_en = forms.CharField(label=_("The question in English"), max_length=300)
    hint_ko = forms.CharField(label=_("Hint in Korean"), max_length=500, required=False)
    hint_en = forms.CharField(label=_("Hint in English"), max_length=500, required=False)
    is_required = forms.BooleanField(
        label=_("Nothing is submitted without an answer"), required=False, initial=True
    )

    def __init__(self, *args: Any, kind: str, before: Sequence[QuestionTerms], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.before = kind, tuple(before)
        self.fields |= self._bounds() | self._rows() | self._condition() | self._checks()

    def _bounds(self) -> dict[str, forms.Field]:
        """Return the fields for the bounds that this kind has."""
        if self.kind == QuestionKind.TEXT:
            return {
                "max_length": forms.IntegerField(
                    label=_("At most so many letters"), required=False, min_value=1, max_value=5000
                )
            }
        labels = {
            QuestionKind.NUMBER: (_("Least number"), _("Greatest number")),
            QuestionKind.TABLE: (_("Fewest rows"), _("Most rows")),
        }.get(QuestionKind(self.kind))
        if labels is None:
            return {}
        return {
            name: ExactNumberField(label=label, required=False)
            for name, label in zip(("least", "most"), labels, strict=True)
        }

    def _rows(self) -> dict[str, forms.Field]:
        if self.kind == QuestionKind.CHOICE:
            return {"choices": _named_rows(_("Choices"))}
        if self.kind == QuestionKind.TABLE:
            kinds = _choice([(kind.value, kind.label) for kind in COLUMN_KINDS])
            return {"columns": _named_rows(_("Columns"), CellOfRow("kind", _("Kind"), kinds))}
        return {}

    def _condition(self) -> dict[str, forms.Field]:
        """Return the fields for when the question is asked, if there is one before it."""
        if not self.before:
            return {}
        return {
            "condition_question": forms.ChoiceField(
                label=_("Asked only if the answer to"),
                required=False,
                choices=[("", _("always asked")), *_offers(self.before)],
            ),
            "condition_operator": forms.ChoiceField(
                label=_("How the answer must be"), required=False, choices=Operator.choices
            ),
            "condition_value": forms.CharField(
                label=_("Value"),
                max_length=500,
                required=False,
                widget=forms.TextInput(attrs={"list": "condition-values", "autocomplete": "off"}),
                help_text=_(
                    "A choice by its words, a number, a date such as 2026-05-19. Several for “is one of”, "
                    "separated by a slash: solar / wind. Nothing for “is answered”."
                ),
            ),
        }

    def _checks(self) -> dict[str, forms.Field]:
        """Return the rows for what the answer must agree with, if there is something before it."""
        fitting = [one for one in self.before if one.kind == self.kind]
        kinds = [CheckKind.AT_LEAST, CheckKind.AT_MOST]
        if self.kind == QuestionKind.TABLE:
            fitting = [one for one in self.before if one.kind == QuestionKind.NUMBER]
            kinds = [CheckKind.SUM_IS]
        elif self.kind not in ORDERED:
            return {}
        if not fitting:
            return {}
        cells = [
            CellOfRow("kind", _("Must be"), _choice([(kind.value, kind.label) for kind in kinds])),
            CellOfRow("question", _("Other question"), _choice(_offers(fitting))),
        ]
        if self.kind == QuestionKind.TABLE:
            cells.append(CellOfRow("column", _("Which column (its words)"), _line()))
        cells += [
            CellOfRow("message_ko", _("Own words in Korean"), _line(required=False)),
            CellOfRow("message_en", _("Own words in English"), _line(required=False)),
        ]
        help_text = _("Without words of your own, the applicant reads what the rule says.")
        return {"checks": RowsField(cells, label=_("Agrees with"), required=False, help_text=help_text)}

    @property
    def offered_values(self) -> list[str]:
        """The words of the choices before it, offered while a value is typed."""
        return [choice.label for question in self.before for choice in question.choices]

    def terms(self) -> QuestionTerms:
        """Return the question that was entered."""
        found: dict[str, Any] = self.cleaned_data
        plain: dict[str, Any] = {name: found.get(name) for name in (*WORDS, *BOUNDS)}
        columns = tuple(Column(**row) for row in _coded(found.get("columns"), "column"))
        return QuestionTerms(
            code=found.get("code", ""),
            kind=self.kind,
            **plain,
            choices=tuple(Choice(**row) for row in _coded(found.get("choices"), "choice")),
            columns=columns,
            condition=self._entered_condition(),
            checks=tuple(_check(row, columns) for row in found.get("checks") or []),
        )

    def _entered_condition(self) -> Condition | None:
        code = self.cleaned_data.get("condition_question")
        if not code:
            return None
        other = next(question for question in self.before if question.code == code)
        operator, text = self.cleaned_data["condition_operator"], self.cleaned_data["condition_value"]
        parts = text.split("/") if operator == Operator.ONE_OF else [text]
        values = tuple(_stored(other, part.strip()) for part in parts if part.strip())
        return Condition(code, operator, values)


def _choice(choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[("", "–"), *choices])


def _offers(questions: Sequence[QuestionTerms]) -> list[tuple[str, str]]:
    return [(question.code, question.label) for question in questions]


def _stored(other: QuestionTerms, text: str) -> str:
    """Return a typed value as an answer of that question is stored; what is none stays as it was typed."""
    for choice in other.choices:
        if text.casefold() in (word.casefold() for word in (choice.code, choice.label_ko, choice.label_en)):
            return choice.code
    if other.kind == QuestionKind.NUMBER:
        try:
            return f"{numbers.read(text):f}"
        except numbers.NotANumber:
            return text
    return text


def _coded(rows: list[dict[str, Any]] | None, word: str) -> list[dict[str, Any]]:
    """Return the rows, each with a short name of its own that stays when its words change."""
    taken = {row["code"] for row in rows or [] if row["code"]}
    found = []
    for row in rows or []:
        code = row["code"] or _free(slugify(row["label_en"])[:40] or word, taken)
        taken.add(code)
        found.append({**row, "code": code})
    return found


def _free(code: str, taken: set[str]) -> str:
    number, free = 1, code
    while free in taken:
        number += 1
        free = f"{code}-{number}"
    return free


def _check(row: dict[str, Any], columns: Sequence[Column]) -> Check:
    """Return what a row of checks says; its column is found by the words it has in either language."""
    typed = row.pop("column", "")
    named = (c.code for c in columns if typed.casefold() in (c.label_ko.casefold(), c.label_en.casefold()))
    return Check(**row, column=next(named, typed))


def initial_of(question: QuestionTerms, before: Sequence[QuestionTerms]) -> dict[str, Any]:
    """Return what the form shows of a question at first."""
    condition = question.condition
    labels = {column.code: column.label for column in question.columns}
    found: dict[str, Any] = {name: getattr(question, name) for name in (*WORDS, *BOUNDS)}
    found["choices"] = [vars(choice) for choice in question.choices]
    found["columns"] = [vars(column) for column in question.columns]
    found["checks"] = [{**vars(check), "column": labels.get(check.column, "")} for check in question.checks]
    if condition:
        other = {one.code: one for one in before}.get(condition.question)
        choices = {choice.code: choice.label for choice in other.choices} if other else {}
        found |= {
            "condition_question": condition.question,
            "condition_operator": condition.operator,
            "condition_value": " / ".join(choices.get(value, value) for value in condition.values),
        }
    return found


class NewQuestionForm(QuestionForm):
    """A question that is added, with its short name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        help_text = _("Latin letters, digits, hyphens. By it answers find their question in a new version.")
        self.fields = {"code": ShortNameField(help_text=help_text), **self.fields}


class EditQuestionForm(VersionedForm, QuestionForm):
    """A question again, with the version that was read."""


class MoveQuestionForm(forms.Form):
    """Behind which other question it stands."""

    after = forms.ChoiceField(label=_("Behind"), required=False)

    def __init__(self, *args: Any, others: Sequence[QuestionTerms], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = [("", _("none: it comes first")), *_offers(others)]  # type: ignore[attr-defined]


class RemoveQuestionForm(VersionedForm):
    """Taking a question out of a draft needs no reason: nobody has answered it."""


class PublishForm(VersionedForm, ReasonForm):
    """Why a version is published."""


class OtherVersionForm(forms.Form):
    """With which version one is compared."""

    other = forms.ChoiceField(label=_("Compared with"), required=False)

    def __init__(self, *args: Any, versions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = versions  # type: ignore[attr-defined]
