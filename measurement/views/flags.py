"""Answering a question about a reading."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from core.workflow.views import OperationView
from measurement import flags, operations, permissions
from measurement.forms import AnswerForm
from measurement.models import ReadingFlag


class AnswerView(OperationView):
    """The question, the reading with its neighbours, and why it is right; or the way to its correction."""

    model = ReadingFlag
    operation = operations.answer_flag
    predicate = permissions.may_answer_flag
    case_argument = "flag"
    form_class = AnswerForm
    title = _("Questions about readings")
    submit_label = _("Save the answer")
    success_message = _("Answered. The answer stays with the reading.")
    consequences_template = "measurement/answer_consequences.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.case.answered_at:
            messages.info(request, _("This question was answered already."))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        neighbours = flags.neighbours(self.case.reading)
        return super().get_context_data(row=flags.row(self.case), neighbours=neighbours, **kwargs)
