"""The office's decisions, and contributions between firms: about twelve lines each."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from applications import arithmetic, forms, operations, periods, permissions, queries
from applications.forms import decisions as forms_decisions
from applications.models import Application
from applications.points import Point, field_label, points_of, shown
from core.workflow import clock
from core.workflow.forms import ReasonForm
from core.workflow.views import OperationView
from programs.models import GrantKind


class DecisionView(OperationView):
    """A decision on a case, above it what there is to know."""

    model = Application
    case_argument = "application"
    template_name = "applications/decision.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment = queries.last_assessment(self.case)
        return super().get_context_data(assessment=assessment, **kwargs)


class AssessView(DecisionView):
    operation = operations.assess
    predicate = permissions.may_assess
    form_class = forms.AssessForm
    moves_to = "ASSESSED"
    title = _("Assess the application")
    submit_label = _("Record the assessment")
    success_message = _("The assessment is on record. An approving officer decides next.")
    consequences_template = "applications/consequences/assess.html"


class ReturnView(DecisionView):
    """Each thing of the case with a tick and a reason, and a reason for all of it."""

    operation = operations.return_for_correction
    predicate = permissions.may_return
    form_class = forms_decisions.ReturnForm
    moves_to = "RETURNED"
    template_name = "applications/return.html"
    title = _("Return for correction")
    submit_label = _("Return it")
    success_message = _("Returned. The firm was told what to correct.")
    consequences_template = "applications/consequences/return.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"points": points_of(self.case, self.at)}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"reason": form.cleaned_data["reason"], "lines": form.lines()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [
            {"point": point, "tick": tick, "reason": reason, "fields": said(point)}
            for point, tick, reason in context["form"].rows()
        ]
        return context | {"rows": rows}


def said(point: Point) -> list[tuple[str, str]]:
    """Return what stands in the fields of a thing, as people read it."""
    return [(field_label(field), shown(field, value)) for field, value in point.values]


class SelectView(DecisionView):
    operation = operations.select_plan
    predicate = permissions.may_select_plan
    form_class = ReasonForm
    moves_to = "SELECTED"
    title = _("Select the plan")
    submit_label = _("Select the plan")
    success_message = _("Selected. The consortium's firms were told that they can apply.")
    consequences_template = "applications/consequences/select.html"


class RefuseView(DecisionView):
    operation = operations.refuse
    predicate = permissions.may_refuse
    form_class = ReasonForm
    moves_to = "REFUSED"
    title = _("Refuse")
    submit_label = _("Refuse")
    success_message = _("Refused. The firm was told why.")
    consequences_template = "applications/consequences/refuse.html"
    danger = True


class AwardView(DecisionView):
    operation = operations.award
    predicate = permissions.may_award
    form_class = forms_decisions.AwardWithConditionsForm
    moves_to = "AWARDED"
    template_name = "applications/award.html"
    title = _("Award")
    submit_label = _("Award")
    success_message = _("Awarded, and the money is committed. The firm accepts next.")
    consequences_template = "applications/consequences/award.html"

    def get_initial(self) -> dict[str, Any]:
        assessment = queries.last_assessment(self.case)
        recommended = assessment.recommended_won if assessment else None
        amount = self.case.asked_won if recommended is None else recommended
        more = {"regrant": self.case.regrant_asked_won, "effective_on": clock.day(self.at)}
        return super().get_initial() | {"amount": amount, **more}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"hands_on": self.case.regrant_asked_won > 0}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        names = [bound.name for bound in form.decision_fields()]
        decided = {name: form.cleaned_data[name] for name in names}
        return {**decided, "version": form.cleaned_data["version"], "conditions": form.conditions()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = getattr(kwargs.get("form"), "cleaned_data", {})
        own, regrant = (typed.get(name, self.get_initial()[name]) or 0 for name in ("amount", "regrant"))
        left, proposed = queries.left_for(self.case), own + regrant
        return super().get_context_data(**kwargs) | {
            "proposed": proposed,
            "regrant": regrant,
            "left": left,
            "left_after": max(0, left - proposed),
            "is_short": proposed > left,
            "ceilings": arithmetic.ceilings_of(self.case, clock.day(self.at)),
            **periods.days_after_award(self.case.call.program, clock.day(self.at)),
        }


class ContributionRecordView(DecisionView):
    operation = operations.record_contribution
    predicate = permissions.may_record_contribution
    form_class = ReasonForm
    moves_to = "AWARDED"
    title = _("Record the contribution")
    submit_label = _("Put it on record")
    success_message = _("On record. The receiving firm accepts next.")
    consequences_template = "applications/consequences/record.html"


class RegrantProposeView(OperationView):
    """A firm proposes to hand subsidy on to one directly below it."""

    model = Application
    operation = operations.propose_regrant
    predicate = permissions.may_propose_regrant
    form_class = forms.RegrantForm
    case_argument = "parent"
    template_name = "applications/form.html"
    title = _("Hand subsidy on to a firm below")
    submit_label = _("Propose")
    success_message = _("Proposed. The firm below completes it with its costs and submits it.")
    consequences_template = "applications/consequences/propose_regrant.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"suppliers": queries.suppliers_of(self.case)}

    def get_initial(self) -> dict[str, Any]:
        period = {"starts_on": self.case.starts_on, "ends_on": self.case.ends_on}
        return super().get_initial() | period

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lies, proposed = queries.left_to_regrant(self.case), queries.proposed_below(self.case)
        left = max(0, lies - proposed)
        return super().get_context_data(lies=lies, promised=proposed, left=left, **kwargs)


class RegrantRetractView(OperationView):
    """The firm above takes a proposal back: it sees its own words of it, not the draft below."""

    model = Application
    operation = operations.retract_regrant
    predicate = permissions.may_retract_regrant
    form_class = ReasonForm
    case_argument = "application"
    moves_to = "WITHDRAWN"
    template_name = "applications/retract.html"
    title = _("Take the proposal back")
    submit_label = _("Take the proposal back")
    success_message = _("Taken back. The amount can be proposed again.")
    danger = True

    def get_case(self) -> Application:
        above = Application.objects.visible_to(self.request.user)
        proposed = Application.objects.filter(grant_kind=GrantKind.INDIRECT, parent__in=above)
        return get_object_or_404(proposed.with_names(), public_id=self.kwargs["public_id"])

    def come_too_late(self) -> HttpResponse:
        super().come_too_late()
        return HttpResponseRedirect(self.get_success_url())

    def get_success_url(self) -> str:
        return str(self.case.parent.get_absolute_url())


class ContributionProposeView(OperationView):
    model = Application
    operation = operations.propose_contribution
    predicate = permissions.may_propose_contribution
    form_class = forms.ContributionForm
    case_argument = "parent"
    template_name = "applications/form.html"
    title = _("Pass money on to a supplier")
    submit_label = _("Propose the contribution")
    success_message = _("Proposed. An officer records it, then your supplier accepts.")
    consequences_template = "applications/consequences/propose.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"suppliers": queries.suppliers_of(self.case)}

    def get_initial(self) -> dict[str, Any]:
        period = {"starts_on": self.case.starts_on, "ends_on": self.case.ends_on}
        return super().get_initial() | period

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())
