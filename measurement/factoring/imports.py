"""Pages of a workbook of factors: the template, the upload, the preview, the workbook with its errors."""

import io
from functools import cached_property
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.evidence.models import Attachment
from core.evidence.sheets.uploads import LISTED
from core.evidence.sheets.writing import marked
from core.ui.export import CONTENT_TYPE, file_name
from core.workflow import clock
from core.workflow.refusals import Refusal, StaleVersion
from measurement.factoring import forms, operations, permissions
from measurement.factoring.importing import Preview, preview, template, to_mark
from measurement.factoring.views import TableOperationView
from measurement.forms import TakeOverForm
from measurement.models import FactorTable


def workbook_of(table: FactorTable, public_id: str) -> Attachment:
    """Return a workbook that was uploaded for the table, or 404."""
    mine = Attachment.objects.filter(owner_kind="factor_table", owner_id=table.pk)
    return get_object_or_404(mine.select_related("blob"), public_id=public_id)


class FactorsDownload(LoginRequiredMixin, View):
    """A workbook of factors, for whoever may enter them; for others there is none."""

    words: Any

    def get(self, request: HttpRequest, public_id: str, **kwargs: str) -> FileResponse:
        table = get_object_or_404(FactorTable.objects.visible_to(request.user), public_id=public_id)
        if not permissions.may_enter_factors(request.user, table, at=clock.now()):
            raise Http404
        name = f"{file_name(str(table))[:60]}_{file_name(str(self.words))}.xlsx"
        data = io.BytesIO(self.made(table, **kwargs))
        return FileResponse(data, as_attachment=True, filename=name, content_type=CONTENT_TYPE)

    def made(self, table: FactorTable, **kwargs: str) -> bytes:
        """Return the workbook."""
        raise NotImplementedError


class TemplateView(FactorsDownload):
    """The template, with the rows that the table has."""

    words = gettext_lazy("Emission factors")

    def made(self, table: FactorTable, **kwargs: str) -> bytes:
        return template(table)


class MarkedView(FactorsDownload):
    """The workbook as it was uploaded, with every wrong cell marked."""

    words = gettext_lazy("To be mended")

    def made(self, table: FactorTable, **kwargs: str) -> bytes:
        workbook = workbook_of(table, kwargs["factors_sheet_id"])
        try:
            return marked(to_mark(workbook), preview(table, workbook).problems)
        except Refusal as refusal:
            raise Http404(str(refusal)) from refusal


class UploadView(TableOperationView):
    """First the template, then the filled-in workbook; nothing is written by it yet."""

    operation = operations.hand_in_factors
    predicate = permissions.may_enter_factors
    form_class = forms.FactorsWorkbookForm
    template_name = "factoring/upload.html"
    title = gettext_lazy("Factors by workbook")
    submit_label = gettext_lazy("Check the workbook")
    success_message = gettext_lazy("The workbook was read. Nothing is changed yet: look at what it would do.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_success_url(self) -> str:
        return reverse("factoring:workbook", args=[self.case.public_id, self.result.public_id])


class WorkbookView(TableOperationView):
    """What the workbook would enter, and the button that does it; or what is to be mended in which cell."""

    operation = operations.enter_factors
    predicate = permissions.may_enter_factors
    form_class = TakeOverForm
    template_name = "factoring/workbook.html"
    title = gettext_lazy("What the workbook would enter")
    submit_label = gettext_lazy("Take it over")

    @cached_property
    def workbook(self) -> Attachment:
        """The workbook that was uploaded."""
        return workbook_of(self.case, self.kwargs["factors_sheet_id"])

    @cached_property
    def preview(self) -> Preview:
        """What it would do now, from the bytes that were kept."""
        return preview(self.case, self.workbook)

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"state": self.preview.state}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        """
        Return the rows as they were previewed.

        :raises StaleVersion, Refusal: if the table changed by now, or something is in the way.
        """
        if form.cleaned_data["state"] != self.preview.state:
            raise StaleVersion
        self.preview.check()
        return {"entries": [line.entry for line in self.preview.lines], "state": self.preview.state}

    def take_up(self, form: Any) -> None:
        """Compare the workbook with what the first writer saved; who agrees can take it over then."""
        self.case = self.get_case()
        self.__dict__.pop("preview", None)
        form.data = self.request.POST.copy()
        form.data["state"] = self.preview.state

    @property
    def success_message(self) -> str:
        """How many factors were entered."""
        return _("Factors entered: %(count)s.") % {"count": len(self.result)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, ids = self.preview, [self.case.public_id, self.workbook.public_id]
        return super().get_context_data(
            preview=found,
            workbook=self.workbook,
            listed=LISTED,
            problems=found.problems[:LISTED],
            marked_href=reverse("factoring:marked", args=ids),
            again_href=reverse("factoring:upload", args=ids[:1]),
            **kwargs,
        )
