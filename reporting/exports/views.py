"""Pages of export packs: the list, making one, one pack with its differences, the network's status file."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django.views.generic import DetailView

from core.evidence.queries import download
from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.views import OperationView
from programs.models import Program
from reporting.exports import operations, permissions
from reporting.exports.columns import COLUMNS
from reporting.exports.filters import PackFilter
from reporting.exports.forms import StatusForm, StepForm
from reporting.exports.models import Change, ExportPack, StatusFile
from reporting.exports.steps import TABLES
from reporting.exports.writing import mapping

#: differences that a page shows; the pack has all of them
SHOWN = 200


class PackListView(ListPage):
    """The packs of an official's programmes; for anybody else it is empty, and in nobody else's menu."""

    template_name = "exports/list.html"
    title = _("Export packs")
    lead = _("What was handed over to the state's own network, and what changed since.")
    columns = COLUMNS
    filter_class = PackFilter
    empty = Empty(
        _("No pack was made yet"),
        _("An officer has one made for each step, as often as there is something new."),
    )

    def get_rows(self) -> QuerySet[ExportPack]:
        return ExportPack.objects.visible_to(self.request.user).select_related("program", "made_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        run = [p for p in Program.objects.all() if permissions.may_make_pack(user, p, at=self.at)]
        return super().get_context_data(programs=run, **kwargs)


class MakeView(OperationView):
    """Have a pack of a programme made."""

    model = Program
    operation = operations.request_pack
    predicate = permissions.may_make_pack
    case_argument = "program"
    form_class = StepForm
    title = _("Make an export pack")
    submit_label = _("Make the pack")
    success_message = _("The pack is being made. You may leave this page: it will be in your work list.")
    consequences_template = "exports/make_consequences.html"

    def get_success_url(self) -> str:
        return reverse("jobs:detail", args=[self.result.public_id])


class PackView(LoginRequiredMixin, DetailView):
    """One pack: what it holds, how it differs from the one before, what the network said about it."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "pack"
    template_name = "exports/detail.html"

    def get_queryset(self) -> QuerySet[ExportPack]:
        return ExportPack.objects.visible_to(self.request.user).select_related(
            "program", "made_by", "blob", "before"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pack = self.object
        differing = pack.rows.exclude(change=Change.SAME) if pack.before_id else pack.rows.none()
        return super().get_context_data(
            differing=list(differing[:SHOWN]),
            mapping=mapping(TABLES[pack.step]),
            status_files=list(pack.status_files.select_related("attachment", "read_by")),
            may_read=bool(permissions.may_read_status(self.request.user, pack, at=clock.now())),
            **kwargs,
        )


class ReadStatusView(OperationView):
    """Read the network's status file back."""

    model = ExportPack
    operation = operations.read_status
    predicate = permissions.may_read_status
    case_argument = "pack"
    form_class = StatusForm
    title = _("Read a status file")
    submit_label = _("Read the file")
    success_message = _("Read. The differences are listed row by row; nothing was changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_success_url(self) -> str:
        return reverse("exports:status_file", args=[self.result.public_id])


class StatusFileView(LoginRequiredMixin, DetailView):
    """One status file: every difference from its pack."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "file"
    template_name = "exports/status_file.html"

    def get_queryset(self) -> QuerySet[StatusFile]:
        packs = ExportPack.objects.visible_to(self.request.user)
        return StatusFile.objects.filter(pack__in=packs).select_related(
            "pack__program", "attachment", "read_by"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        gaps = list(self.object.gaps.all()[: SHOWN + 1])
        return super().get_context_data(gaps=gaps[:SHOWN], has_more=len(gaps) > SHOWN, **kwargs)


@require_GET
@login_required
def file(request: HttpRequest, public_id: str) -> FileResponse:
    """Answer with the ZIP as a download."""
    found = ExportPack.objects.visible_to(request.user).select_related("blob", "program")
    pack = get_object_or_404(found, public_id=public_id)
    return download(pack.blob, pack.filename)
