"""Handing in: asking the representative, submitting, the receipt."""

import datetime as dt
import json
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, View

from applications import arithmetic, forms, operations, permissions, queries
from applications.models import Application, Receipt
from applications.pages import eligibility
from applications.pages.drafts import draft_context
from core.ui.formats import moment
from core.workflow.views import OperationView
from programs.deadline import to_the_second

#: what the moment is signed for at which a page of submission was shown
BEGUN = "applications.submission.begun"


class BeforeSubmitting(OperationView):
    """The last step of a draft: all that it rests on is shown, and nothing may be missing."""

    model = Application
    case_argument = "application"
    moves_to = "SUBMITTED"
    template_name = "applications/form.html"
    consequences_template = "applications/consequences/submit.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if queries.gaps(self.case, self.at):
            messages.warning(request, _("Something is still missing: see the list below."))
            return HttpResponseRedirect(self.case.get_absolute_url())
        return super().get(request, *args, **kwargs)

    @cached_property
    def computed(self) -> tuple[Any, str]:
        """Return what the case would get now, or why nothing can be computed; nothing for a plan."""
        return (None, "") if self.case.is_plan else arithmetic.preview(self.case, self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        computed, problem = self.computed
        context = super().get_context_data(**kwargs)
        ahead = [] if self.case.is_plan else eligibility.ahead(self.case, self.at)
        in_question = [row for row in ahead if not row["is_passed"]]
        context |= {"computed": computed, "problem": problem, "in_question": in_question}
        return context | draft_context(self.case, self.request.user, self.at, "submit")


class SubmitView(BeforeSubmitting):
    operation = operations.submit
    predicate = permissions.may_submit
    form_class = forms.SubmitForm
    title = gettext_lazy("Check and submit")
    submit_label = gettext_lazy("Submit")
    success_message = gettext_lazy("Submitted. The office has it now, and you will be told of every step.")

    @property
    def seen_won(self) -> int | None:
        """The support with what is handed on as the page shows it, won; None where there is none."""
        computed, _problem = self.computed
        return computed.result.total_won if computed else None

    def get_initial(self) -> dict[str, Any]:
        if self.request.method == "POST":  # it says itself what was seen, and since when
            return super().get_initial()
        signed = signing.dumps([self.case.public_id, self.request.user.pk, self.at.isoformat()], salt=BEGUN)
        return super().get_initial() | {"seen_won": self.seen_won, "begun": signed}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        # an empty amount was seen, too: the page showed none yet
        seen = None if self.case.is_plan else form.cleaned_data["seen_won"] or 0
        return {"seen_won": seen, "begun_at": self.begun_at(form.cleaned_data["begun"])}

    def begun_at(self, signed: str) -> dt.datetime | None:
        """Return when this server showed the page to this person, if that is what was sent back."""
        try:
            case, user, at = signing.loads(signed, salt=BEGUN)
        except signing.BadSignature:
            return None
        is_own = (case, user) == (self.case.public_id, self.request.user.pk)
        return dt.datetime.fromisoformat(at) if is_own else None

    def form_invalid(self, form: Any) -> HttpResponse:
        """
        Answer a second press with the receipt of the first; otherwise show the page again.

        It shows the amounts of now: whoever submits again has seen those.
        """
        if receipt := queries.standing_receipt(self.case):
            messages.info(self.request, already(receipt))
            return HttpResponseRedirect(receipt.get_absolute_url())
        form.data = self.request.POST.copy()
        form.data["seen_won"] = str(self.seen_won or "")
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        receipt = queries.standing_receipt(self.result)
        return receipt.get_absolute_url() if receipt else super().get_success_url()


class AskToSubmitView(BeforeSubmitting):
    """What a clerk does at the end: the representatives get it into their inboxes."""

    operation = operations.ask_to_submit
    predicate = permissions.may_ask_to_submit
    form_class = forms.NoteForm
    title = gettext_lazy("Ask the representative to submit")
    submit_label = gettext_lazy("Ask the representative")
    success_message = gettext_lazy(
        "The firm's representatives have it in their inbox. If something is changed, ask again."
    )
    consequences_template = "applications/consequences/ask_to_submit.html"


def already(receipt: Receipt) -> str:
    """Say that a case was submitted once, by whom and when."""
    words = _("It was submitted at %(at)s by %(who)s. This is the receipt; it is on record once.")
    return words % {"at": moment(receipt.received_at), "who": receipt.received_by}


class ReceiptView(LoginRequiredMixin, DetailView):
    """What arrived, when, under which hash."""

    template_name = "applications/receipt.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "receipt"

    def get_queryset(self) -> QuerySet[Receipt]:
        found = Receipt.objects.visible_to(self.request.user)
        return found.select_related("received_by", "application__firm", "application__call__program")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        receipt = self.object
        return super().get_context_data(**kwargs) | {
            "case": receipt.application,
            "asked_won": (json.loads(receipt.content).get("support") or {}).get("asked_won"),
            "received": to_the_second(receipt.received_at),
            "begun": to_the_second(receipt.begun_at) if receipt.begun_at else "",
            "command": f"sha256sum {receipt.file_name}",
            "others": receipt.application.receipts.exclude(pk=receipt.pk),
        }


class ReceiptContentView(LoginRequiredMixin, View):
    """The content of a receipt, byte for byte what its hash is of."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        receipt = get_object_or_404(Receipt.objects.visible_to(request.user), public_id=public_id)
        answer = HttpResponse(receipt.content.encode(), content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{receipt.file_name}"'
        return answer
