"""Cost items by workbook: the template, the upload, the preview, the workbook back with its errors."""

import io
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from applications import operations, permissions
from applications.costs import cost_items_of
from applications.models import Application
from applications.operations.workbooks import WORKBOOK
from applications.pages.drafts import draft_context
from applications.workbooks import template
from applications.workbooks.forms import TakeOverForm, WorkbookForm
from applications.workbooks.preview import Preview, columns_of, preview, technologies_of
from core.evidence.models import Attachment
from core.evidence.sheets.uploads import LISTED, contents_of
from core.evidence.sheets.writing import marked
from core.ui.export import CONTENT_TYPE, file_name
from core.workflow import clock
from core.workflow.refusals import Refusal, StaleVersion
from core.workflow.views import OperationView
from programs.models import CostKind
from programs.queries import kinds_paid_for


class CostsDownload(LoginRequiredMixin, View):
    """A workbook about a draft's costs, for whoever may change them."""

    #: returns the workbook made for the application, and what its name ends with
    made: Callable[..., tuple[bytes, str]]

    def get(self, request: HttpRequest, public_id: str, **kwargs: str) -> FileResponse:
        application = get_object_or_404(
            Application.objects.visible_to(request.user).with_names(), public_id=public_id
        )
        self.at = clock.now()
        verdict = permissions.may_edit(request.user, application, at=self.at)
        if not verdict:
            raise PermissionDenied(getattr(verdict, "reason", ""))
        if not application.is_subsidy:
            raise Http404
        data, words = self.made(application, **kwargs)
        name = f"{file_name(application.title)[:60]}_{words}.xlsx"
        return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=CONTENT_TYPE)


class TemplateView(CostsDownload):
    """The template, filled with what the draft holds."""

    def made(self, application: Application) -> tuple[bytes, str]:
        """Return the workbook, and what its name ends with."""
        day = application.rules_on or clock.day(self.at)
        data = template.template(
            columns=columns_of(application, self.at),
            items=cost_items_of(application),
            kinds=kinds_paid_for(application.call.program, day) or list(CostKind),
            offered=technologies_of(application, self.at),
        )
        return data, file_name(_("Cost items"))


class MarkedView(CostsDownload):
    """The workbook as it was uploaded, with every wrong cell marked."""

    def made(self, application: Application, workbook_id: str) -> tuple[bytes, str]:
        """Return the workbook, and what its name ends with."""
        workbook = workbook_of(application, workbook_id)
        try:
            data = marked(contents_of(workbook), preview(application, workbook, self.at).problems)
        except Refusal as refusal:
            raise Http404(str(refusal)) from refusal
        return data, file_name(_("To be mended"))


def workbook_of(application: Application, public_id: str) -> Attachment:
    """Return a workbook that was uploaded for this draft, or 404."""
    mine = Attachment.objects.filter(owner_kind=WORKBOOK, owner_id=application.pk).select_related("blob")
    return get_object_or_404(mine, public_id=public_id)


class WorkbookUploadView(OperationView):
    model = Application
    operation = operations.hand_in_workbook
    predicate = permissions.may_edit
    form_class = WorkbookForm
    case_argument = "application"
    template_name = "applications/workbook_upload.html"
    title = gettext_lazy("Cost items by workbook")
    submit_label = gettext_lazy("Check the workbook")
    success_message = gettext_lazy("The workbook was read. Nothing is changed yet: look at what it would do.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_success_url(self) -> str:
        return reverse("applications:workbook", args=[self.case.public_id, self.result.public_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = f"{self.case.get_absolute_url()}?tab=money"
        context = super().get_context_data(back=back, **kwargs)
        return context | draft_context(self.case, self.request.user, self.at, "costs")


class WorkbookView(OperationView):
    """What the workbook would do, and the button that does it; or what is to be mended in which cell."""

    model = Application
    operation = operations.set_cost_items
    predicate = permissions.may_edit
    form_class = TakeOverForm
    case_argument = "application"
    template_name = "applications/workbook.html"
    title = gettext_lazy("What the workbook would do")
    submit_label = gettext_lazy("Take it over")

    def get_case(self) -> Application:
        application: Application = super().get_case()
        self.workbook = workbook_of(application, self.kwargs["workbook_id"])
        return application

    @cached_property
    def preview(self) -> Preview:
        """What it would do now, from the bytes that were kept."""
        return preview(self.case, self.workbook, self.at)

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"state": self.preview.state}

    def get_form_kwargs(self) -> dict[str, Any]:
        changes = self.preview.changes
        return super().get_form_kwargs() | {"removes": bool(changes and changes.removed)}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        """
        Return the rows as they were previewed.

        :raises StaleVersion, Refusal: if the draft is another one by now, or something is in the way.
        """
        if form.cleaned_data["state"] != self.preview.state:
            raise StaleVersion
        self.preview.check()
        return {"entries": self.preview.entries, "state": form.cleaned_data["state"]}

    def take_up(self, form: Any) -> None:
        """Compare the workbook with what the first writer saved; who agrees can take it over then."""
        self.case = self.get_case()
        self.__dict__.pop("preview", None)
        form.data = self.request.POST.copy()
        form.data["state"] = self.preview.state

    @property
    def success_message(self) -> str:
        """How many cost items became what."""
        done = self.result
        counts = {"added": done.added, "changed": done.changed, "removed": done.removed}
        words = _("Taken over: %(added)s added, %(changed)s changed, %(removed)s taken out.")
        return words % {name: f"{len(found):,}" for name, found in counts.items()}

    def get_success_url(self) -> str:
        return f"{self.case.get_absolute_url()}?tab=money"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.preview
        support, problem = found.support(self.case, self.at) if found.changes else (None, "")
        return super().get_context_data(
            **draft_context(self.case, self.request.user, self.at, "costs"),
            preview=found, workbook=self.workbook, listed=LISTED,
            problems=found.problems[:LISTED], support=support, problem=problem,
            stale_words=StaleVersion.message, **kwargs,
        )  # fmt: skip
