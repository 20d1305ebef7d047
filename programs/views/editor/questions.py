"""A call's own questions: versions begun, questions written, published, compared, tried out."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.workflow.forms import OperationForm
from programs.comparison import compare_questions
from programs.forms import questions as forms
from programs.forms.answers import AnswersForm
from programs.models import Call, CallQuestion, Questionnaire
from programs.operations import editor
from programs.questions import QuestionKind, QuestionTerms, asked, counted, problems
from programs.questions.words import condition_in_words
from programs.views.editor.base import PartView, editor_address
from programs.views.editor.pages import EditorPage


class BeginView(PartView):
    part = Call
    operation = editor.begin_questionnaire
    form_class = OperationForm
    case_argument = "call"
    section = "questions"
    title = _("Begin a version of the call's questions")
    submit_label = _("Begin the version")
    success_message = _("The version is there as a draft. Write its questions, try them out, publish it.")
    consequences_template = "programs/editor/consequences_begin_questions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = self.case.questionnaires.newest()
        return super().get_context_data(about=self.case.name, newest=newest, **kwargs)


class VersionView(PartView):
    """A page about one version of a call's questions."""

    part = Questionnaire
    path = "call__program"
    case_argument = "questionnaire"
    section = "questions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=self.case, **kwargs)


class QuestionAddView(VersionView):
    """`?kind=` says of which kind the question is; without it the kinds are shown."""

    operation = editor.add_question
    form_class = forms.NewQuestionForm
    template_name = "programs/editor/question.html"
    title = _("Add a question")
    submit_label = _("Add the question")
    success_message = _("The question was added at the end.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.kind:
            return self.ask_for_kind()
        return super().get(request, *args, **kwargs)

    def ask_for_kind(self) -> HttpResponse:
        """Show the kinds of questions there are."""
        context = {
            "case": self.case,
            "program": self.program,
            "title": self.title,
            "kinds": [(kind.value, kind.label, ABOUT[kind]) for kind in QuestionKind],
            "back": editor_address(self.program, "questions"),
        }
        return render(self.request, "programs/editor/question_kind.html", context)

    @cached_property
    def kind(self) -> str:
        """
        The kind of question, or nothing if none was chosen.

        :raises Http404: if there is no such kind.
        """
        asked_for = self.request.GET.get("kind", "")
        if asked_for and asked_for not in QuestionKind.values:
            raise Http404
        return asked_for

    def get_form_kwargs(self) -> dict[str, Any]:
        if not self.kind:
            raise Http404
        return super().get_form_kwargs() | {"kind": self.kind, "before": self.case.terms}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"terms": form.terms()}


#: what each kind of question is for
ABOUT = {
    QuestionKind.TEXT: _("A few words or a paragraph."),
    QuestionKind.NUMBER: _("A number, exact to six decimals; least and greatest can be set."),
    QuestionKind.CHOICE: _("One of the answers that you name."),
    QuestionKind.DATE: _("A day; it can be compared with another one."),
    QuestionKind.FILE: _("A PDF or a picture, kept as evidence."),
    QuestionKind.TABLE: _("Rows of texts, numbers and dates; a column can add up to another answer."),
}


class QuestionView(PartView):
    """A page about one question of a version that is a draft."""

    part = CallQuestion
    path = "questionnaire__call__program"
    case_argument = "question"
    section = "questions"

    @cached_property
    def others(self) -> tuple[QuestionTerms, ...]:
        """The other questions of the version, in their order."""
        return tuple(one for one in self.case.questionnaire.terms if one.code != self.case.code)

    @cached_property
    def before(self) -> tuple[QuestionTerms, ...]:
        """The questions before it."""
        questions = self.case.questionnaire.questions.all()
        return tuple(one.terms for one in questions if one.position < self.case.position)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=self.case, **kwargs)


class QuestionEditView(QuestionView):
    operation = editor.edit_question
    form_class = forms.EditQuestionForm
    template_name = "programs/editor/question.html"
    title = _("Change the question")
    success_message = _("The question was changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kind": self.case.kind, "before": self.before}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | forms.initial_of(self.case.terms, self.before)

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"terms": form.terms(), "version": form.cleaned_data["version"]}


class QuestionMoveView(QuestionView):
    operation = editor.move_question
    form_class = forms.MoveQuestionForm
    title = _("Move the question")
    submit_label = _("Move it")
    success_message = _("The question was moved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"others": self.others}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"after": self.before[-1].code if self.before else ""}


class QuestionRemoveView(QuestionView):
    operation = editor.remove_question
    form_class = forms.RemoveQuestionForm
    title = _("Take the question out")
    submit_label = _("Take it out")
    success_message = _("The question is no longer part of this version.")
    danger = True


class PublishView(VersionView):
    operation = editor.publish_questionnaire
    form_class = forms.PublishForm
    title = _("Publish the version")
    submit_label = _("Publish")
    success_message = _("Published. Applicants answer this version from now on.")
    consequences_template = "programs/editor/consequences_publish.html"


class VersionPage(EditorPage):
    """A page that shows one version; whoever may read the editor may look."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = Questionnaire.objects.filter(call__program=self.program).select_related("call")
        self.questionnaire = get_object_or_404(versions, public_id=self.kwargs["version_id"])
        return super().get_context_data(
            section="questions", questionnaire=self.questionnaire, call=self.questionnaire.call, **kwargs
        )


class VersionsComparedView(VersionPage):
    """One version beside another one of the same call."""

    template_name = "programs/editor/questions_compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Compare with the version that is asked for, at first with the one before."""
        context = super().get_context_data(**kwargs)
        others = self.questionnaire.call.questionnaires.exclude(pk=self.questionnaire.pk)
        by_number = {other.number: other for other in others}
        offers = [(number, other.title) for number, other in sorted(by_number.items(), reverse=True)]
        form = forms.OtherVersionForm(self.request.GET or None, versions=offers)
        number = self.questionnaire.number - 1
        if form.is_bound and form.is_valid() and form.cleaned_data["other"]:
            number = int(form.cleaned_data["other"])
        other = by_number.get(number)
        section = compare_questions(other, self.questionnaire) if other else None
        return context | {"form": form, "other": other, "compared": section}


class TrialView(VersionPage):
    """Test mode: the form as an applicant fills it in. Nothing is kept, neither answers nor files."""

    template_name = "programs/editor/trial.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what the answers lead to."""
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Judge what was typed, if it is of its kind, and show the questions that it opens."""
        context = super().get_context_data(**kwargs)
        questions = self.questionnaire.terms
        given: dict[str, Any] = {}
        form = self.form(questions, given)
        is_judged = form.is_bound and form.is_valid()
        if is_judged:
            given = {code: value for code, value in form.answered().items() if value is not None}
            form = self.form(questions, counted(questions, given))
            form.show_only({question.code for question in asked(questions, given)})
        on = {question.code for question in asked(questions, given)}
        rows = [(one, one.code in on, condition_in_words(one.condition, questions)) for one in questions]
        found = problems(questions, given) if is_judged else []
        return context | {"form": form, "rows": rows, "is_judged": is_judged, "problems": found}

    def form(self, questions: tuple[QuestionTerms, ...], answers: Any) -> AnswersForm:
        """Return the form with what was typed, and the questions that the answers open."""
        sent = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
        return AnswersForm(*sent, questions=questions, answers=answers)
