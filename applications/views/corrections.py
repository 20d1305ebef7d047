"""The firm's words about a returned line."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications import operations, permissions
from applications.forms import decisions as forms_decisions
from applications.models import Correction
from core.workflow.views import OperationView


class ReplyView(OperationView):
    model = Correction
    operation = operations.reply_to_correction
    predicate = permissions.may_reply
    form_class = forms_decisions.ReplyForm
    case_argument = "correction"
    title = _("Reply to the returned line")
    submit_label = _("Save the reply")
    success_message = _("Your reply is kept and goes to the office with the next submission.")
    consequences_template = "applications/consequences/reply.html"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"reply": self.case.reply}
