"""Technologies and required documents: added and changed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.workflow import clock
from programs.forms import editor as forms
from programs.models import RequiredDocument, Technology
from programs.operations import editor
from programs.views.editor.base import EditorView, PartView


class TechnologyAddView(EditorView):
    operation = editor.add_technology
    form_class = forms.NewTechnologyForm
    section = "technologies"
    terms = editor.TechnologyTerms
    title = _("Add a technology")
    submit_label = _("Add the technology")
    success_message = _("The technology was added. Firms can choose it from its first day on.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"grade": "GENERAL", "restriction_months": 60}


class TechnologyEditView(PartView):
    part = Technology
    operation = editor.edit_technology
    form_class = forms.EditTechnologyForm
    case_argument = "technology"
    section = "technologies"
    terms = editor.TechnologyTerms
    title = _("Change the technology")
    success_message = _("The technology was changed.")


class DocumentAddView(EditorView):
    operation = editor.add_required_document
    form_class = forms.NewDocumentForm
    section = "documents"
    terms = editor.DocumentTerms
    title = _("Add a required document")
    submit_label = _("Add the document")
    success_message = _("The document was added. Applicants are asked for it from its first day on.")

    def get_initial(self) -> dict[str, Any]:
        first = max(clock.day(self.at), self.case.starts_on)
        return super().get_initial() | {"step": "APPLICATION", "valid_from": first}


class DocumentEditView(PartView):
    part = RequiredDocument
    operation = editor.edit_required_document
    form_class = forms.EditDocumentForm
    case_argument = "document"
    section = "documents"
    terms = editor.DocumentTerms
    title = _("Change the required document")
    success_message = _("The required document was changed.")
