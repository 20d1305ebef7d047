"""The dry run of a table of factors over the statements of a programme."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from core.workflow import clock
from measurement.models import FactorTable
from programs.models import Program
from programs.permissions import may_read_editor
from reporting.statements.factors import dry_run


class DryRunView(LoginRequiredMixin, DetailView):
    """What a table would change, for those who see the programme's cases. Nothing is written."""

    template_name = "statements/dry_run.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "table"

    def get_queryset(self) -> Any:
        return FactorTable.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        program = get_object_or_404(Program, public_id=self.kwargs["program_id"])
        if not may_read_editor(self.request.user, program, at=clock.now()):
            raise Http404
        run = dry_run(self.object, program, self.request.user)
        return super().get_context_data(title=_("What it would change"), program=program, run=run, **kwargs)
