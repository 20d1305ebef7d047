"""
Readings by workbook: the template, the upload, the preview, the workbook back with its errors.

The pages are about the measures of something: of one measure here, of a whole case in the room above, which
says what its measures are (`Desk`).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from core.evidence.checks import CSV
from core.evidence.models import Attachment
from core.evidence.sheets.uploads import LISTED, contents_of
from core.evidence.sheets.writing import marked
from core.ui.export import CONTENT_TYPE, file_name
from core.workflow import clock
from core.workflow.refusals import Refusal, StaleVersion
from core.workflow.views import OperationView
from measurement import operations, permissions
from measurement.forms import TakeOverForm
from measurement.models import Measure
from measurement.workbooks.forms import ReadingsWorkbookForm
from measurement.workbooks.preview import Preview, preview
from measurement.workbooks.tables import as_workbook
from measurement.workbooks.template import csv_template, template


@dataclass(frozen=True)
class Desk:
    """
    What a workbook of readings is about: a measure or a case, its measures, where its pages are.

    `owner_kind` is under which kind its workbooks are kept; `back` leads to the page from which one came.
    """

    subject: Any
    measures: Sequence[Measure]
    owner_kind: str
    room: str
    back: str

    def address(self, step: str, *ids: Any) -> str:
        """Return where one of the four pages is."""
        return reverse(f"{self.room}:readings_{step}", args=[self.subject.public_id, *ids])

    def workbook(self, public_id: str) -> Attachment:
        """Return a workbook that was uploaded here, or 404."""
        mine = Attachment.objects.filter(owner_kind=self.owner_kind, owner_id=self.subject.pk)
        return get_object_or_404(mine.select_related("blob"), public_id=public_id)


class OfOneMeasure:
    """The pages of one measure."""

    model: ClassVar[Any] = Measure
    predicate: ClassVar[Any] = permissions.may_enter_readings
    workbook_argument = "sheet_id"

    def desk_of(self, measure: Measure) -> Desk:
        """Return the measure itself as what the workbook is about."""
        return Desk(measure, [measure], "readings_workbook", "measurement", measure.get_absolute_url())


class ReadingsDownload(LoginRequiredMixin, View):
    """A workbook of readings, for whoever may enter them."""

    model: ClassVar[Any]
    predicate: ClassVar[Any]
    workbook_argument: ClassVar[str]
    desk_of: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        found = self.model.objects.visible_to(request.user)
        self.subject, self.at = get_object_or_404(found, public_id=kwargs["public_id"]), clock.now()
        verdict = type(self).predicate(request.user, self.subject, at=self.at)
        if not verdict:
            raise PermissionDenied(getattr(verdict, "reason", ""))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, public_id: str, **kwargs: str) -> FileResponse:
        data, words = self.made(self.desk_of(self.subject), **kwargs)
        name = f"{file_name(str(self.subject))[:60]}_{words}.xlsx"
        return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=CONTENT_TYPE)

    def made(self, desk: Desk, **kwargs: str) -> tuple[bytes, str]:
        """Return the workbook, and what its name ends with."""
        raise NotImplementedError


class TemplateView(ReadingsDownload):
    """The template, with the meters and the months that come next; with `?as=csv` as a CSV file."""

    def get(self, request: HttpRequest, public_id: str, **kwargs: str) -> FileResponse:
        if request.GET.get("as") != "csv":
            return super().get(request, public_id, **kwargs)
        data = csv_template(self.desk_of(self.subject).measures, self.at)
        name = f"{file_name(str(self.subject))[:60]}_{file_name(_('Readings'))}.csv"
        return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=CSV)

    def made(self, desk: Desk, **kwargs: str) -> tuple[bytes, str]:
        return template(desk.measures, self.at), file_name(_("Readings"))


class MarkedView(ReadingsDownload):
    """The workbook as it was uploaded, with every wrong cell marked."""

    def made(self, desk: Desk, **kwargs: str) -> tuple[bytes, str]:
        workbook = desk.workbook(kwargs[self.workbook_argument])
        try:
            data = marked(
                as_workbook(contents_of(workbook)), preview(desk.measures, workbook, self.at).problems
            )
        except Refusal as refusal:
            raise Http404(str(refusal)) from refusal
        return data, file_name(_("To be mended"))


class ReadingsView(OperationView):
    """A page about a workbook of readings, of whatever `desk_of` makes of the case."""

    case_argument = ""
    desk_of: Any

    @cached_property
    def desk(self) -> Desk:
        """What the workbook is about."""
        desk: Desk = self.desk_of(self.case)
        return desk


class UploadView(ReadingsView):
    """First the template, then the filled-in workbook; nothing is written by it yet."""

    operation = operations.hand_in_readings
    form_class = ReadingsWorkbookForm
    template_name = "measurement/workbook_upload.html"
    title = gettext_lazy("Readings by workbook")
    submit_label = gettext_lazy("Check the workbook")
    success_message = gettext_lazy("The workbook was read. Nothing is changed yet: look at what it would do.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        owner = {"owner_kind": self.desk.owner_kind, "owner_id": self.case.pk}
        return {"measures": self.desk.measures, **owner, **form.cleaned_data}

    def get_success_url(self) -> str:
        return self.desk.address("workbook", self.result.public_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        desk = self.desk
        return super().get_context_data(desk=desk, template_href=desk.address("template"), **kwargs)


class WorkbookView(ReadingsView):
    """What the workbook would add, and the button that does it; or what is to be mended in which cell."""

    operation = operations.enter_registers
    form_class = TakeOverForm
    template_name = "measurement/workbook.html"
    title = gettext_lazy("What the workbook would add")
    submit_label = gettext_lazy("Take it over")
    workbook_argument: ClassVar[str]

    @cached_property
    def workbook(self) -> Attachment:
        """The workbook that was uploaded."""
        return self.desk.workbook(self.kwargs[self.workbook_argument])

    @cached_property
    def preview(self) -> Preview:
        """What it would do now, from the bytes that were kept."""
        return preview(self.desk.measures, self.workbook, self.at)

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"state": self.preview.state}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        """
        Return the rows as they were previewed.

        :raises StaleVersion, Refusal: if something was added by now, or something is in the way.
        """
        if form.cleaned_data["state"] != self.preview.state:
            raise StaleVersion
        self.preview.check()
        entries, state = self.preview.entries, form.cleaned_data["state"]
        return {"measures": self.desk.measures, "entries": entries, "state": state}

    def take_up(self, form: Any) -> None:
        """Compare the workbook with what the first writer saved; who agrees can take it over then."""
        self.case = self.get_case()
        self.__dict__.pop("desk", None)
        self.__dict__.pop("preview", None)
        form.data = self.request.POST.copy()
        form.data["state"] = self.preview.state

    @property
    def success_message(self) -> str:
        """How many registers were added."""
        count = len(self.result)
        return ngettext("%(count)s register taken over.", "%(count)s registers taken over.", count) % {
            "count": f"{count:,}"
        }

    def get_success_url(self) -> str:
        return self.desk.back

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, desk = self.preview, self.desk
        return super().get_context_data(
            desk=desk,
            preview=found,
            workbook=self.workbook,
            listed=LISTED,
            problems=found.problems[:LISTED],
            marked_href=desk.address("marked", self.workbook.public_id),
            again_href=desk.address("upload"),
            stale_words=StaleVersion.message,
            **kwargs,
        )


class MeasureTemplateView(OfOneMeasure, TemplateView):
    """The template of one measure."""


class MeasureMarkedView(OfOneMeasure, MarkedView):
    """A workbook of one measure with its errors."""


class MeasureUploadView(OfOneMeasure, UploadView):
    """The upload of one measure."""


class MeasureWorkbookView(OfOneMeasure, WorkbookView):
    """The preview of one measure."""
