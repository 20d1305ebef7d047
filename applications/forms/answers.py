"""The form in which an applicant answers the call's own questions."""

from typing import Any

from applications.answers import Sheet
from core.evidence.forms import KeptFileField
from core.workflow.forms import VersionedForm
from programs.forms.answers import AnswersForm
from programs.questions import QuestionKind


class CallAnswersForm(VersionedForm, AnswersForm):
    """The questions that are asked, with the answers so far; files are kept while others are corrected."""

    def __init__(self, *args: Any, sheet: Sheet, user: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, questions=sheet.questions, answers=sheet.answers, make_file=KeptFileField, **kwargs
        )
        for name, question in self.questions.items():
            field = self.fields.get(name)
            if question.kind == QuestionKind.FILE and isinstance(field, KeptFileField):
                row = sheet.rows.get(question.code)
                field.user, field.current = user, row.attachment if row else None
                self.initial[name] = field.current
