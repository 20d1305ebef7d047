"""What the editor's decision pages share: the programme they belong to, and the way back to its section."""

from typing import Any, ClassVar

from django.db.models import Model
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.workflow.views import OperationView
from programs import permissions, registry
from programs.models import Program


def editor_address(program: Program, section: str = "") -> str:
    """Return the address of the editor, at one of its sections."""
    address = reverse("programs:editor", args=[program.public_id])
    return f"{address}?section={section}" if section else address


class EditorView(OperationView):
    """One change of a programme; the case is the programme."""

    model = Program
    predicate: ClassVar[Any] = permissions.may_edit_program
    case_argument = "program"
    template_name = "programs/editor/form.html"
    #: section of the editor to which the page belongs and leads back
    section: ClassVar[str] = ""
    #: the value class that the form's fields make, if the operation takes one
    terms: ClassVar[Any] = None
    affects_rules = False

    @property
    def program(self) -> Program:
        """The programme that is edited."""
        return self.case

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        cleaned = dict(form.cleaned_data)
        if self.terms:
            cleaned["terms"] = self.terms(**{name: cleaned.pop(name) for name in self.terms.__annotations__})
        return cleaned

    def initial_terms(self, row: Any) -> dict[str, Any]:
        """Return what the form shows of a row at first."""
        return {name: getattr(row, name) for name in self.terms.__annotations__}

    def get_success_url(self) -> str:
        return editor_address(self.program, self.section)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "program": self.program,
            "back": editor_address(self.program, self.section),
            "affected": registry.affected(self.program) if self.affects_rules else None,
        }
        return super().get_context_data(**context, **kwargs)

    def differ_from(self, newest: Any, form: Any) -> None:
        """Show beside what the second writer typed what `newest` says, and keep it typed."""
        self.differences = tuple(
            (form[name].label, form.fields[name].prepare_value(getattr(newest, name)), form[name].value())
            for name, typed in form.cleaned_data.items()
            if name not in ("version", "reason") and getattr(newest, name) != typed
        )
        form.data = self.request.POST.copy()


class PartView(EditorView):
    """One change of a part of a programme: a call, a rule, a technology, a paper, a criterion."""

    predicate: ClassVar[Any] = permissions.may_edit_part
    part: ClassVar[type[Model]]
    #: the way from the part to its programme
    path: ClassVar[str] = "program"

    @property
    def program(self) -> Program:
        """The programme to which the part belongs."""
        return self.case.program

    def get_case(self) -> Any:
        """Return the part of the programme among those the user may see, or 404."""
        program = get_object_or_404(
            Program.objects.visible_to(self.request.user), public_id=self.kwargs["program_id"]
        )
        parts = self.part._default_manager.filter(**{self.path: program}).select_related(self.path)
        return get_object_or_404(parts, public_id=self.kwargs["public_id"])

    def get_initial(self) -> dict[str, Any]:
        initial = self.initial_terms(self.case) if self.terms else {}
        return super().get_initial() | initial
