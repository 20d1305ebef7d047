"""Quotes that compete for a cost item: adding, correcting and removing them, and choosing one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications import operations, permissions
from applications.forms import quotes as forms_quotes
from applications.models import CostItem, Quote
from applications.pages.drafts import draft_context
from applications.views.entries import SavesFields
from core.workflow.forms import OperationForm
from core.workflow.views import OperationView


class QuoteFormView(SavesFields):
    """A form about one quote."""

    mends = ("QUOTE",)
    template_name = "applications/form.html"

    @property
    def entry_place(self) -> dict[str, Any]:
        return {"application": self.case.application}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        application = self.case.application
        context = super().get_context_data(**kwargs)
        context |= draft_context(application, self.request.user, self.at, "costs")
        return context | {"application": application, "crumb": application}


class QuoteAddView(QuoteFormView):
    model = CostItem
    operation = operations.add_quote
    predicate = permissions.may_edit_cost_item
    form_class = forms_quotes.AddQuoteForm
    case_argument = "cost_item"
    title = _("Add another quote")
    submit_label = _("Add the quote")
    success_message = _("The quote was added.")

    @property
    def entry_form(self) -> str:
        return f"new_quote:{self.case.public_id}"


class QuoteEditView(QuoteFormView):
    model = Quote
    operation = operations.change_quote
    predicate = permissions.may_edit_part
    form_class = forms_quotes.EditQuoteForm
    case_argument = "quote"
    title = _("Change the quote")
    success_message = _("The quote was changed.")
    saves_at_once = True

    @property
    def entry_form(self) -> str:
        return f"quote:{self.case.public_id}"

    def get_initial(self) -> dict[str, Any]:
        names = ("supplier", "quoted_on", "sum_won", "attachment")
        return super().get_initial() | {name: getattr(self.case, name) for name in names}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"about": self.case.cost_item}


class QuoteChooseView(OperationView):
    model = Quote
    operation = operations.choose_quote
    predicate = permissions.may_edit_part
    form_class = forms_quotes.ChooseQuoteForm
    case_argument = "quote"
    title = _("Choose this quote")
    submit_label = _("Choose it")
    success_message = _("The quote was chosen.")
    consequences_template = "applications/consequences/choose_quote.html"

    def get_initial(self) -> dict[str, Any]:
        reason = self.case.cost_item.choice_reason if self.case.is_chosen else ""
        return super().get_initial() | {"reason": reason}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"crumb": self.case.cost_item.application}


class QuoteRemoveView(OperationView):
    model = Quote
    operation = operations.remove_quote
    predicate = permissions.may_edit_part
    form_class = OperationForm
    case_argument = "quote"
    title = _("Remove the quote")
    submit_label = _("Remove it")
    success_message = _("The quote was removed.")
    consequences_template = "applications/consequences/remove_quote.html"
    danger = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"crumb": self.case.cost_item.application}
