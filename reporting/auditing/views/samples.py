"""Pages of samples: the list, the draw, one sample with what was drawn, the look at an item."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django.views.generic import DetailView

from core.evidence.queries import download
from core.ui.lists import Empty, ListPage
from core.workflow.views import OperationView
from programs.models import Program
from reporting.auditing import operations, pages, permissions
from reporting.auditing.columns import SAMPLES
from reporting.auditing.filters import SampleFilter
from reporting.auditing.forms import DrawForm, FindingForm, LookForm
from reporting.auditing.kinds import Layer
from reporting.auditing.lines import lines_of
from reporting.auditing.models import Sample, SampleItem
from reporting.auditing.population import bands, is_won


class SampleListView(ListPage):
    """The samples of the programmes a person audits; empty for anybody else, and in nobody else's menu."""

    template_name = "auditing/samples.html"
    title = _("Audit samples")
    lead = _("What was drawn at random, by strata, from a frozen population; anybody can draw it again.")
    columns = SAMPLES
    filter_class = SampleFilter
    empty = Empty(
        _("No sample was drawn yet"),
        _("Draw one from the grants, payments, lines or statements of a programme."),
    )

    def get_rows(self) -> QuerySet[Sample]:
        items = SampleItem.objects.filter(sample=OuterRef("pk")).order_by()
        unlooked = items.filter(looked_at__isnull=True, findings__isnull=True)
        rows: QuerySet[Sample] = Sample.objects.visible_to(self.request.user).with_names()
        return rows.annotate(drawn_count=_count(items), unlooked_count=_count(unlooked))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = Program.objects.select_related("office", "agency")
        audited = [one for one in rows if permissions.may_audit(user, one, at=self.at)]
        return super().get_context_data(programs=audited, **kwargs)


def _count(items: QuerySet[SampleItem]) -> Any:
    counted = items.values("sample").annotate(number=Count("pk", distinct=True)).values("number")
    return Coalesce(Subquery(counted), 0)


class DrawView(OperationView):
    """Draw a sample of a programme."""

    model = Program
    operation = operations.draw_sample
    predicate = permissions.may_audit
    case_argument = "program"
    form_class = DrawForm
    title = _("Draw a sample")
    submit_label = _("Draw")
    success_message = _("Drawn. The population is frozen; the sample can't be changed any more.")
    consequences_template = "auditing/draw_consequences.html"

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class SampleView(LoginRequiredMixin, DetailView):
    """One sample: how it was drawn, its strata, what was drawn and how far each look is."""

    template_name = "auditing/sample.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "sample"

    def get_queryset(self) -> QuerySet[Sample]:
        return Sample.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sample = self.object
        rows = pages.rows(sample)
        return super().get_context_data(
            strata=pages.strata(sample),
            rows=rows,
            counts=pages.counts(rows),
            counts_won=is_won(sample.population),
            bands=bands() if sample.layer == Layer.BAND else (),
            bundles=list(sample.bundles.select_related("made_by", "blob")),
            **kwargs,
        )


@require_GET
@login_required
def population(request: HttpRequest, public_id: str) -> FileResponse:
    """Answer with the frozen population as CSV: with the seed, all that is needed to draw again."""
    sample = get_object_or_404(Sample.objects.visible_to(request.user).with_names(), public_id=public_id)
    return download(sample.population_list, f"population-{sample.program.code}-{sample.number:03}.csv")


class LookView(OperationView):
    """End the look at what was drawn without a finding."""

    model = SampleItem
    operation = operations.end_look
    predicate = permissions.may_look
    case_argument = "item"
    form_class = LookForm
    title = _("End the look without a finding")
    submit_label = _("Without finding")
    success_message = _("Written down.")


class RaiseView(OperationView):
    """Note a finding on a line of what was drawn."""

    model = SampleItem
    operation = operations.raise_finding
    predicate = permissions.may_look
    case_argument = "item"
    form_class = FindingForm
    title = _("Note a finding")
    submit_label = _("Note the finding")
    success_message = _("Noted. The office finds it in its inbox.")
    consequences_template = "auditing/raise_consequences.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "user": self.request.user,
            "lines": [(one.code, one.words) for one in lines_of(self.case)],
            "counts_won": is_won(self.case.sample.population),
        }

    def get_initial(self) -> dict[str, Any]:
        return {name: value for name, value in super().get_initial().items() if name != "version"}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"amount_won": None, "kilograms": None, **form.cleaned_data}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())
