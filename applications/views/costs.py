"""Cost items: choosing what is bought, describing it, changing it, taking it out."""

import contextlib
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from applications import arithmetic, forms, operations, permissions
from applications.models import Application, CostItem
from applications.operations.many_costs import COLUMNS, QUOTED
from applications.pages import sheets
from applications.pages.drafts import draft_context
from applications.views.entries import SavesFields
from core.ui.fields import WonField
from core.workflow import clock
from core.workflow.forms import OperationForm
from core.workflow.views import OperationView
from measurement.models import Measure
from measurement.queries import expectation_of
from programs.models import CostKind, Technology
from programs.queries import kinds_paid_for, technologies_on
from programs.rules import CostLine


class CostItemView(SavesFields):
    """A form about one cost item, with a look ahead at the support while the cost is typed."""

    operation: ClassVar[Any]
    template_name = "applications/form.html"
    application: Application
    cost_kind: str
    technology: Technology | None
    item: CostItem | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.htmx:  # type: ignore[attr-defined]
            return self.look_ahead(request)
        return super().get(request, *args, **kwargs)

    def look_ahead(self, request: HttpRequest) -> HttpResponse:
        """Answer with the arithmetic as it would be with the cost typed so far."""
        costs = arithmetic.cost_lines(self.application, without=self.item.pk if self.item else None)
        with contextlib.suppress(ValidationError):  # no number yet; the field says so when the form is sent
            grade = self.technology.grade if self.technology else ""
            typed = WonField().clean(request.GET.get("cost_won")) or 0
            costs.append(CostLine(self.cost_kind, typed, grade))
        computed, problem = arithmetic.preview(self.application, self.at, costs) if costs else (None, "")
        parts = sheets.money_parts(computed.result.rows) if computed else []
        context = {"parts": parts, "problem": problem}
        return render(request, "applications/look_ahead.html", context)

    def get_form_kwargs(self) -> dict[str, Any]:
        method = self.technology.method if self.technology else ""
        is_equipment = self.cost_kind == CostKind.EQUIPMENT
        return super().get_form_kwargs() | {
            "user": self.request.user,
            "method": method,
            "is_equipment": is_equipment,
        }

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return form.operation_arguments()

    def get_success_url(self) -> str:
        return f"{self.application.get_absolute_url()}?tab=money"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context |= draft_context(self.application, self.request.user, self.at, "costs")
        words = self.technology or CostKind(self.cost_kind).label
        return context | {"about": words, "looks_ahead": True, "application": self.application}

    @property
    def entry_place(self) -> dict[str, Any]:
        return {"application": self.application}


class CostItemAddView(CostItemView):
    """Adding: first what kind of thing it is (in the address), then the thing itself."""

    model = Application
    operation = operations.add_cost_item
    predicate = permissions.may_edit
    form_class = forms.CostItemForm
    case_argument = "application"
    title = _("Add a cost item")
    submit_label = _("Add the cost item")
    success_message = _("The cost item was added.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.cost_kind, self.technology = "", None
        return super().dispatch(request, *args, **kwargs)

    def get_case(self) -> Application:
        self.application = super().get_case()
        kind, code = self.request.GET.get("kind", ""), self.request.GET.get("technology", "")
        program, day = self.application.call.program, arithmetic.rules_day(self.application, clock.now())
        self.technologies = list(technologies_on(program, day))
        self.kinds = kinds_paid_for(program, day)
        self.technology = next((t for t in self.technologies if t.code == code), None)
        chosen = kind in CostKind.values and (kind != CostKind.EQUIPMENT or self.technology is not None)
        self.cost_kind = kind if chosen else ""
        return self.application

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.cost_kind else self.choose(request)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().post(request, *args, **kwargs) if self.cost_kind else self.choose(request)

    def choose(self, request: HttpRequest) -> HttpResponse:
        """Ask what kind of thing is bought: its fields depend on it."""
        context = {
            "case": self.application,
            "title": self.title,
            "technologies": self.technologies,
            "others": [kind for kind in self.kinds if kind != CostKind.EQUIPMENT],
            **draft_context(self.application, request.user, self.at, "costs"),
        }
        return render(request, "applications/cost_kind.html", context)

    @property
    def entry_form(self) -> str:
        code = self.technology.code if self.technology else ""
        return f"new_cost_item:{self.cost_kind}:{code}"

    def get_initial(self) -> dict[str, Any]:
        """Fill in what an earlier application of the firm says of the same thing, all but its quote."""
        source = CostItem.objects.visible_to(self.request.user).filter(
            public_id=self.request.GET.get("from", "").replace("\x00", ""),
            application__firm=self.application.firm,
        )
        item = source.select_related("measure").first()
        if item is None:
            return super().get_initial()
        known = {name: getattr(item, name) for name in COLUMNS}
        known["quote_supplier"] = item.chosen_quote.supplier
        return super().get_initial() | known | (described(item.measure) if item.measure else {})

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        chosen = {"cost_kind": self.cost_kind, "technology": self.technology}
        return super().operation_arguments(form) | chosen


class CostItemEditView(CostItemView):
    mends = ("COST_ITEM", "QUOTE", "MEASURE")
    model = CostItem
    operation = operations.change_cost_item
    predicate = permissions.may_edit_cost_item
    form_class = forms.EditCostItemForm
    case_argument = "cost_item"
    title = _("Change the cost item")
    success_message = _("The cost item was changed.")
    saves_at_once = True

    @property
    def entry_form(self) -> str:
        return f"cost_item:{self.case.public_id}"

    def get_case(self) -> CostItem:
        self.item = super().get_case()
        self.application = self.item.application
        self.cost_kind, self.technology = self.item.cost_kind, self.item.technology
        return self.item

    def get_initial(self) -> dict[str, Any]:
        chosen = self.case.chosen_quote
        initial = super().get_initial() | {name: getattr(self.case, name) for name in COLUMNS}
        initial |= {name: getattr(chosen, column) for column, name in QUOTED.items()}
        initial["quote"] = chosen.attachment
        return initial | (described(self.case.measure) if self.case.measure else {})

    def some_arguments(self, form: Any, names: frozenset[str]) -> dict[str, Any]:
        """Return the fields named; an input of the method takes the other ones along as they are."""
        inputs = {wanted.name for wanted in form.method.expectation_fields} if form.method else set()
        given = super().some_arguments(form, names - inputs)
        if not names & inputs:
            return given
        changed = super().some_arguments(form, names & inputs)
        return given | {"expectation": {**expectation_of(self.case.measure), **changed}}


def described(measure: Measure) -> dict[str, Any]:
    """Return what was said of a measure, as the fields of its cost item."""
    return {"site": measure.site, **expectation_of(measure)}


class CostItemRemoveView(OperationView):
    model = CostItem
    operation = operations.remove_cost_item
    predicate = permissions.may_edit_cost_item
    form_class = OperationForm
    case_argument = "cost_item"
    title = _("Take out the cost item")
    submit_label = _("Take it out")
    success_message = _("The cost item was taken out.")
    consequences_template = "applications/consequences/remove.html"
    danger = True
