"""The methods with their monitoring plans: open to everybody, for they are no firm's secret."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from measurement.methods import METHODS, method
from measurement.methods.monitoring import plan_of


class MethodListView(TemplateView):
    """Every method: what it measures, how it compares, its source."""

    template_name = "measurement/methods.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(methods=METHODS.values(), **kwargs)


class MethodView(TemplateView):
    """One method: applicability, baseline, leakage, conservativeness, what is monitored with what."""

    template_name = "measurement/method.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = method(kwargs["method_code"])
        if found is None:
            raise Http404
        plan = plan_of(found)
        rules = [
            ("applicability", _("Applicability"), plan.applicability),
            ("baseline", _("Baseline"), plan.baseline),
            ("leakage", _("Leakage"), plan.leakage),
            ("conservativeness", _("Conservativeness"), plan.conservativeness),
        ]
        if plan.defaults:
            rules.append(("defaults", _("Default values"), plan.defaults))
        return super().get_context_data(method=found, plan=plan, rules=rules, **kwargs)
