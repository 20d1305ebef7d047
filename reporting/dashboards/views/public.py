"""The front page for those who come by, and the calculator: no sign-in, nothing is kept."""

import datetime as dt
from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from core.workflow import clock
from firms.models import SizeClass
from programs.models import CostKind
from programs.queries import documents_on
from reporting.dashboards.forms import CalculatorForm
from reporting.dashboards.queries import public


def landing(calls: list[Any], at: dt.datetime) -> dict[str, Any]:
    """Return what the front page shows: the open calls, the programme at a glance, what to have ready."""
    known = public.programs()
    open_ids = [call.program_id for call in calls]
    program = next((p for p in known if p.pk in open_ids), known[0] if known else None)
    shown = public.glance(program, public.day_in(program, clock.day(at))) if program else None
    return {
        "calls": calls,
        "now": at,
        "glance": shown,
        "sizes": list(reversed(SizeClass)),
        "cost_labels": CostKind.choices,
    }


class CalculatorView(TemplateView):
    """Answer “am I eligible, and how much would I get?” on the rules that applications are computed with."""

    template_name = "dashboards/public_calculator.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Compute from what the address says; without it, show the empty form."""
        at = clock.now()
        known = public.programs()
        if not known:
            return super().get_context_data(program=None, **kwargs)
        program = self.chosen(known)
        on = public.day_in(program, clock.day(at))
        form = CalculatorForm(
            self.request.GET if "size_class" in self.request.GET else None,
            program=program,
            consortia=public.selected_consortia(program),
            on=on,
        )
        found = self.estimate(form, program, on, at) if form.is_bound and form.is_valid() else None
        return super().get_context_data(
            program=program, programs=known, form=form, estimate=found, on=on,
            papers=list(documents_on(program, on)), cost_labels=CostKind.choices, **kwargs,
        )  # fmt: skip

    def chosen(self, known: list[Any]) -> Any:
        """
        Return the programme that is asked for, or the first.

        :raises Http404: if there is no such public programme.
        """
        asked = self.request.GET.get("program")
        if not asked:
            return known[0]
        found = next((program for program in known if program.public_id == asked), None)
        if found is None:
            raise Http404
        return found

    def estimate(self, form: CalculatorForm, program: Any, on: dt.date, at: dt.datetime) -> public.Estimate:
        """Compute what the firm would get."""
        cleaned = form.cleaned_data
        asked = public.Asked(
            size_class=cleaned["size_class"],
            is_in_trading_scheme=cleaned["is_in_trading_scheme"] == "yes",
            consortium=cleaned["consortium"],
            costs=form.costs(),
        )
        return public.estimate(program, asked, on, at)
