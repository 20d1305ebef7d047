"""Pages of tables of factors: the list, one table, and its steps."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from core.ui.lists import Empty, ListPage
from core.users.models import Office
from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.views import OperationView
from measurement.factoring import forms, operations, pages, permissions
from measurement.factoring.lists import COLUMNS, FactorTableFilter
from measurement.factoring.queries import office_to_enter_for, programs_to_choose_for, programs_using
from measurement.factoring.workflow import Status
from measurement.models import FactorTable


class TableListView(ListPage):
    """The tables this person may see; an officer begins another one here."""

    template_name = "factoring/list.html"
    title = _("Emission factors")
    lead = _("Published factors by purpose and approval round. A programme uses one version in each month.")
    columns = COLUMNS
    filter_class = FactorTableFilter
    order = ("family", "-approval_round", "purpose")
    order_label = _("By family, latest round first")
    empty = Empty(
        _("No table of factors yet"),
        _("Tables come with the product's data files, or an officer enters one that another approves."),
    )

    def get_rows(self) -> Any:
        found = FactorTable.objects.visible_to(self.request.user).with_names()
        return found.annotate(factor_count=Count("factors"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        office = office_to_enter_for(self.request.user, self.at)
        may = permissions.may_draft_table(self.request.user, office, at=self.at)
        return super().get_context_data(begin_href=reverse("factoring:draft") if may else "", **kwargs)


class TableView(LoginRequiredMixin, DetailView):
    """One table: its factors, who uses it from when, what upper rooms know of it, its history."""

    template_name = "factoring/table.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "table"

    def get_queryset(self) -> Any:
        return FactorTable.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at, user = clock.now(), self.request.user
        return super().get_context_data(
            step=pages.next_step(self.object),
            factors=self.object.factors.order_by("code"),
            uses=programs_using(self.object),
            actions=pages.actions(self.object, user, at=at),
            history=pages.history(self.object),
            sections=pages.sections(self.object, user, at=at),
            **kwargs,
        )


class DraftView(OperationView):
    """Begin a table for the own office."""

    operation = operations.draft_table
    predicate = permissions.may_draft_table
    case_argument = "office"
    form_class = forms.TableForm
    template_name = "factoring/draft.html"
    title = _("Begin a table of factors")
    submit_label = _("Begin the table")
    success_message = _("The table is there. Enter its factors or import them, then propose it.")

    def get_case(self) -> Office | None:
        """Return the office that answers for the new table."""
        return office_to_enter_for(self.request.user, clock.now())

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class TableOperationView(OperationView):
    """One step of a table."""

    model = FactorTable
    case_argument = "table"
    moves_to: str | None = Status.PROPOSED


class EnterView(TableOperationView):
    operation = operations.enter_factors
    predicate = permissions.may_enter_factors
    form_class = forms.FactorForm
    title = _("Enter a factor")
    submit_label = _("Enter")
    success_message = _("Entered. A factor of the same code was replaced.")

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"entries": [form.entry(self.case.source_ko, self.case.source_en)]}


class RemoveView(TableOperationView):
    operation = operations.remove_factor
    predicate = permissions.may_enter_factors
    form_class = forms.CodeForm
    title = _("Take a factor out")
    submit_label = _("Take out")
    success_message = _("Taken out.")
    danger = True

    def get_form_kwargs(self) -> dict[str, Any]:
        codes = list(self.case.factors.order_by("code").values_list("code", flat=True))
        return {**super().get_form_kwargs(), "codes": codes}


class ProposeView(TableOperationView):
    operation = operations.propose_table
    predicate = permissions.may_enter_factors
    form_class = OperationForm
    title = _("Propose the table")
    submit_label = _("Propose for approval")
    success_message = _("Proposed. Another person of the office approves or refuses it.")
    consequences_template = "factoring/propose_consequences.html"


class ApproveView(TableOperationView):
    operation = operations.approve_table
    predicate = permissions.may_approve_table
    moves_to = Status.APPROVED
    form_class = ReasonForm
    title = _("Approve the table")
    submit_label = _("Approve")
    success_message = _("Approved. Programmes can use it now.")
    consequences_template = "factoring/approve_consequences.html"


class RefuseView(TableOperationView):
    operation = operations.refuse_table
    predicate = permissions.may_approve_table
    moves_to = Status.REFUSED
    form_class = ReasonForm
    title = _("Refuse the table")
    submit_label = _("Refuse")
    success_message = _("Refused. A table of the same round can be begun anew.")
    danger = True


class UseView(TableOperationView):
    operation = operations.start_using
    predicate = permissions.may_choose_for_some
    moves_to = None
    form_class = forms.UseForm
    title = _("Use the table")
    submit_label = _("Use it from then on")
    success_message = _("The programme uses the table from that month on.")
    consequences_template = "factoring/use_consequences.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "programs": programs_to_choose_for(self.request.user, self.at)}
