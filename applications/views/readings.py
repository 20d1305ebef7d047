"""The registers of all the measures of a case at once, by workbook."""

from typing import Any, ClassVar

from django.http import Http404

from applications import permissions
from applications.costs import measures_of
from applications.models import Application
from applications.pages.drafts import draft_context
from measurement.views import workbooks
from measurement.views.workbooks import Desk


class OfACase:
    """The pages of a case that has equipment to measure."""

    model: ClassVar[Any] = Application
    predicate: ClassVar[Any] = permissions.may_enter_readings
    workbook_argument = "readings_id"
    case: Any
    request: Any
    at: Any

    def desk_of(self, case: Application) -> Desk:
        """
        Return the case as what the workbook is about.

        :raises Http404: if nothing of it is measured.
        """
        measures, back = measures_of(case), f"{case.get_absolute_url()}?tab=reductions"
        if not measures:
            raise Http404
        return Desk(case, measures, "case_readings_workbook", "applications", back)

    @property
    def around(self) -> dict[str, Any]:
        """The steps of the case while it is a draft."""
        case = self.case
        return draft_context(case, self.request.user, self.at, "reductions") if case.is_editable else {}


class ReadingsTemplateView(OfACase, workbooks.TemplateView):
    """The template of all measures."""


class ReadingsMarkedView(OfACase, workbooks.MarkedView):
    """A workbook of all measures with its errors."""


class ReadingsUploadView(OfACase, workbooks.UploadView):
    template_name = "applications/readings_upload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.around, **kwargs)


class ReadingsWorkbookView(OfACase, workbooks.WorkbookView):
    template_name = "applications/readings_workbook.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.around, **kwargs)
