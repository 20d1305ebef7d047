"""Answering the call's own questions: one page, saved as far as one has come."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications import operations, permissions
from applications.answers import Sheet, sheet_of
from applications.forms.answers import CallAnswersForm
from applications.models import AnswerSheet, Application
from applications.pages.drafts import draft_context
from applications.views.entries import SavesFields
from programs.questions import QuestionTerms
from programs.questions.words import in_words


class AnswersView(SavesFields):
    """The questions that are asked; what an answer opens is asked on the page that follows."""

    saves_at_once = True
    entry_form = "questions"
    mends = ("ANSWER",)

    model = Application
    operation = operations.answer_questions
    predicate = permissions.may_edit
    form_class = CallAnswersForm
    case_argument = "application"
    template_name = "applications/questions.html"
    title = _("Questions of the call")
    submit_label = _("Save the answers")
    success_message = _("The answers were saved.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.case.is_editable or not self.sheet.questions:
            messages.info(request, str(_("There are no questions to answer here at the moment.")))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    @cached_property
    def sheet(self) -> Sheet:
        """The questions that count for the case, and its answers."""
        return sheet_of(self.case)

    @property
    def versioned(self) -> Any:
        return AnswerSheet.objects.filter(application=self.case).first() or self.case

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"version": self.sheet.version}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"sheet": self.sheet, "user": self.request.user}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"answers": form.answered(), "version": form.cleaned_data["version"]}

    def some_arguments(self, form: Any, names: frozenset[str]) -> dict[str, Any]:
        answered = form.answered()
        codes = {form.questions[name].code for name in names if name in form.questions}
        return {"answers": {code: answer for code, answer in answered.items() if code in codes}}

    def take_up(self, form: Any) -> None:
        """Go on from the answers as the first writer left them, and show them beside what was typed."""
        self.case = self.get_case()
        del self.sheet
        saved, typed = self.sheet.answers, form.answered()
        pairs = ((q, saved.get(q.code), typed[q.code]) for q in form.questions.values() if q.code in typed)
        self.differences = tuple(
            (question.label, _in_words(question, now), _in_words(question, yours))
            for question, now, yours in pairs
            if str(now) != str(yours)
        )
        form.data = self.request.POST.copy()
        form.data["version"] = str(self.sheet.version)

    def get_success_url(self) -> str:
        """Return to the questions while something is left to say about them, else to the case."""
        before = {question.code for question in self.sheet.asked}
        now = sheet_of(self.case)
        opened = len({question.code for question in now.asked} - before)
        if opened:
            text = ngettext(
                "%(number)s more question is asked now.", "%(number)s more questions are asked now.", opened
            )
            messages.info(self.request, text % {"number": opened})
        if opened or now.problems:
            return reverse("applications:questions", args=[self.case.public_id])
        return f"{self.case.get_absolute_url()}?tab=questions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hidden = len(self.sheet.questions) - len(self.sheet.asked)
        back = f"{self.case.get_absolute_url()}?tab=questions"
        kwargs |= {
            "sheet": self.sheet,
            "hidden": hidden,
            "cancel_href": back,
            "about": self.sheet.questionnaire,
        }
        context = super().get_context_data(**kwargs)
        return context | draft_context(self.case, self.request.user, self.at, "questions")


def _in_words(question: QuestionTerms, answer: Any) -> str:
    return "–" if answer is None else in_words(question, answer)
