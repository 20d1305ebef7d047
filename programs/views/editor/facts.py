"""The programme itself and its calls: begun, changed, copied, given money."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ledger.queries import accounts_of
from core.users.models import Office, OfficeKind
from core.users.scopes import ScopeKind
from core.workflow import clock
from programs import permissions
from programs.forms import editor as forms
from programs.models import Call
from programs.operations import budgets, editor
from programs.views.editor.base import EditorView, PartView


def office_of(user: Any) -> Office | None:
    """Return the ministry whose programmes the person edits: the own one, or the first of several."""
    scopes = user.scopes(permissions.EDIT_PROGRAM, clock.day(clock.now()))
    offices = Office.objects.filter(kind=OfficeKind.MINISTRY).order_by("pk")
    if not scopes.everything:
        offices = offices.filter(pk__in=scopes.of(ScopeKind.OFFICE))
    return offices.filter(pk=user.office_id).first() or offices.first()


class ProgramCreateView(EditorView):
    operation = editor.create_program
    predicate = permissions.may_create_program
    form_class = forms.NewProgramForm
    case_argument = "office"
    template_name = "programs/editor/new.html"
    terms = editor.ProgramTerms
    title = _("Begin a programme")
    submit_label = _("Begin the programme")
    success_message = _("The programme is there. Now add its call, its rules and its technologies.")

    def get_case(self) -> Office | None:
        """Return the ministry that answers for the new programme."""
        return office_of(self.request.user)

    def get_success_url(self) -> str:
        return reverse("programs:editor", args=[self.result.public_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super(EditorView, self).get_context_data(back=reverse("dashboards:home"), **kwargs)


class ProgramEditView(EditorView):
    operation = editor.edit_program
    form_class = forms.EditProgramForm
    terms = editor.ProgramTerms
    title = _("Change the programme")
    success_message = _("The programme was changed.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | self.initial_terms(self.case)


class ProgramCopyView(EditorView):
    operation = editor.copy_program
    form_class = forms.CopyForm
    title = _("Copy into a later year")
    submit_label = _("Copy the programme")
    success_message = _("The programme was copied. Go through its sources and dates before its call opens.")
    consequences_template = "programs/editor/consequences_copy.html"

    def get_initial(self) -> dict[str, Any]:
        year = self.case.fiscal_year
        code = self.case.code.replace(str(year), str(year + 1))
        return {"fiscal_year": year + 1, "code": code if code != self.case.code else ""}

    def get_success_url(self) -> str:
        return reverse("programs:editor", args=[self.result.public_id])


class CallAddView(EditorView):
    operation = editor.add_call
    form_class = forms.NewCallForm
    section = "calls"
    terms = editor.CallTerms
    title = _("Add a call")
    submit_label = _("Add the call")
    success_message = _("The call was added. It has money once some is appropriated.")


class CallEditView(PartView):
    part = Call
    operation = editor.edit_call
    form_class = forms.EditCallForm
    case_argument = "call"
    section = "calls"
    terms = editor.CallTerms
    title = _("Change the call")
    success_message = _("The call was changed.")


class AppropriateView(PartView):
    part = Call
    operation = budgets.appropriate
    predicate = permissions.may_appropriate
    form_class = forms.AppropriateForm
    case_argument = "call"
    section = "calls"
    title = _("Appropriate the budget")
    submit_label = _("Appropriate")
    success_message = _("The money is at the call's disposal.")
    consequences_template = "programs/editor/consequences_appropriate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account = accounts_of("call", [self.case.pk]).get(self.case.pk, {}).get("available")
        appropriated = account.total_in if account else 0
        return super().get_context_data(appropriated=appropriated, **kwargs)
