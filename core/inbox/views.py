"""Pages of the talk about a case: ask, answer, note, tag."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core.inbox import forms, operations, permissions, topics
from core.inbox.models import Question, Side, Tag
from core.workflow import clock
from core.workflow.views import OperationView

HERE = "#talk"


def topic_or_404(kind: str, user: Any, **which: Any) -> topics.Topic:
    """Return the topic among the cases this person may see, or 404."""
    topic = topics.find(kind, user, **which)
    if topic is None:
        raise Http404
    return topic


class TopicView(OperationView):
    """One act on a case that is talked about; `kind` and `public_id` in the address say which."""

    case_argument = "topic"

    def get_case(self) -> topics.Topic:
        return topic_or_404(self.kwargs["kind"], self.request.user, public_id=self.kwargs["public_id"])

    def get_success_url(self) -> str:
        return f"{self.case.get_absolute_url()}{HERE}"


class AskView(TopicView):
    operation = operations.ask
    predicate = permissions.may_talk
    form_class = forms.AskForm
    title = _("Ask a question")
    submit_label = _("Send the question")
    success_message = _("Sent. The other side finds it among its work, and you will read of the answer.")
    consequences_template = "talk/ask_consequences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        side = permissions.side_of(self.request.user, self.case, at=self.at)
        return super().get_context_data(to_firm=side == Side.OFFICE, **kwargs)

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class NoteAddView(TopicView):
    operation = operations.add_note
    predicate = permissions.may_write_notes
    form_class = forms.NoteForm
    title = _("Write an internal note")
    submit_label = _("Save the note")
    success_message = _("The note was saved.")


class TagAddView(TopicView):
    operation = operations.add_tag
    predicate = permissions.may_write_notes
    form_class = forms.TagForm
    title = _("Add a tag")
    submit_label = _("Add the tag")
    success_message = _("The tag was added.")


class QuestionView(OperationView):
    """A question with all that was said; whoever speaks for a side goes on with it."""

    operation = operations.answer
    case_argument = "question"
    form_class = forms.AnswerForm
    template_name = "talk/question.html"
    title = _("Question")
    submit_label = _("Send")
    success_message = _("Sent.")

    @staticmethod
    def predicate(user: Any, question: Question, *, at: Any) -> bool:
        """Let in whoever `get_case` found it for."""
        return True

    def get_case(self) -> Question:
        question = get_object_or_404(Question, public_id=self.kwargs["public_id"])
        user = self.request.user
        self.topic = topic_or_404(question.subject_kind, user, pk=question.subject_id)
        if not permissions.may_read_talk(user, self.topic, at=clock.now()):
            raise Http404
        return question

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {**form.cleaned_data, "topic": self.topic}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            topic=self.topic,
            thread=self.case.messages.select_related("by"),
            may_talk=permissions.may_talk(self.request.user, self.topic, at=self.at),
            **kwargs,
        )


@require_POST
@login_required
def tag_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a tag off its case; whoever may not read tags does not learn that it is there."""
    tag = get_object_or_404(Tag, public_id=public_id)
    user: Any = request.user
    at = clock.now()
    topic = topic_or_404(tag.subject_kind, user, pk=tag.subject_id)
    if not permissions.may_read_notes(user, topic, at=at):
        raise Http404
    operations.remove_tag(tag=tag, topic=topic, by=user, at=at)
    return HttpResponseRedirect(f"{topic.get_absolute_url()}{HERE}")
