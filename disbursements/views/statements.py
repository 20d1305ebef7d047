"""The bank's answers: bringing a statement, looking at it before it is taken over, reconciling it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView

from core.ui.lists import DAY, NUMBER, Column, Empty, ListPage
from core.users.permissions import NOT_YOURS
from core.workflow import clock
from core.workflow.forms import ReasonForm
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from disbursements import operations, permissions
from disbursements.bank.reading import totals
from disbursements.forms.bank import StatementForm
from disbursements.models import BankStatement, Outcome, StatementEntry
from disbursements.operations.reconciling import read
from programs.models import Program

TONES = {
    Outcome.READ: "info",
    Outcome.MATCHED: "success",
    Outcome.RETURNED: "warning",
    Outcome.UNMATCHED: "danger",
    Outcome.EXPLAINED: "neutral",
}
COLUMNS = (
    Column("statement", _("Bank statement"), "name", sort="name", href=lambda one: one.get_absolute_url(),
           under=(Column("program", _("Programme"), "program"),)),
    Column("received", _("Read on"), "received_at", DAY, sort="received_at",
           under=(Column("by", _("By"), "received_by"),)),
    Column("entries", _("Entries"), "count", NUMBER),
    Column("open", _("Not settled"), "open", NUMBER),
)  # fmt: skip
UNSETTLED = (Outcome.READ, Outcome.UNMATCHED)


def programs_for(user: Any) -> list[Program]:
    """Return the programmes whose bank's answers the person records."""
    at = clock.now()
    seen = Program.objects.visible_to(user).order_by("-pk")
    return [program for program in seen if permissions.may_receive_statement(user, program, at=at)]


class StatementListView(ListPage):
    template_name = "disbursements/bank/statements.html"
    title = _("Bank statements")
    lead = _("What the bank did with the payments; every entry is read once.")
    columns = COLUMNS
    empty = Empty(_("No statement was read yet"), _("Upload the bank's file once it has paid a batch."))

    def get_rows(self) -> QuerySet[BankStatement]:
        seen = BankStatement.objects.visible_to(self.request.user).with_names()
        waits = Count("entries", filter=Q(entries__outcome__in=UNSETTLED))
        rows: QuerySet[BankStatement] = seen.annotate(count=Count("entries"), open=waits)
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_upload=bool(programs_for(self.request.user)), **kwargs)


class StatementUploadView(LoginRequiredMixin, FormView):
    """A file is looked at first; a second press takes it over and has it reconciled in the background."""

    template_name = "disbursements/bank/statement_upload.html"
    form_class = StatementForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.programs = programs_for(request.user)
        if not self.programs:
            raise PermissionDenied(str(NOT_YOURS.reason))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "programs": self.programs}

    def form_valid(self, form: Any) -> HttpResponse:
        program, file = form.cleaned_data["program"], form.cleaned_data["file"]
        try:
            if self.request.POST.get("act") == "take":
                return self.take_over(program, file)
            found = read(program, file.blob.path.read_bytes(), file.filename)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        context = self.get_context_data(form=form, found=found, totals=totals(found.entries))
        return self.render_to_response(context)

    def take_over(self, program: Program, file: Any) -> HttpResponse:
        """Keep the statement; how far its reconciling is stands on the page of the work."""
        job = operations.take_statement(program=program, file=file, by=self.request.user, at=clock.now())  # type: ignore[arg-type]
        return redirect("jobs:detail", job.public_id)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class StatementView(LoginRequiredMixin, DetailView):
    """The report of a statement: what became of each entry, and why."""

    template_name = "disbursements/bank/statement.html"
    context_object_name = "statement"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> QuerySet[BankStatement]:
        found: QuerySet[BankStatement] = BankStatement.objects.visible_to(self.request.user).with_names()
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statement, user, at = self.object, self.request.user, clock.now()
        entries = list(statement.entries.with_names().order_by("line", "pk"))
        for entry in entries:
            entry.tone = TONES[Outcome(entry.outcome)]
        handles = bool(permissions.may_receive_statement(user, statement.program, at=at))
        waiting = sum(entry.outcome == Outcome.READ for entry in entries)
        running = operations.unfinished(statement) if waiting else None
        return super().get_context_data(
            entries=entries,
            handles=handles,
            waiting=waiting,
            running=running,
            own_job=running if running and running.requested_by_id == user.pk else None,
            **kwargs,
        )


@login_required
@require_POST
def reconcile(request: HttpRequest, public_id: str) -> HttpResponse:
    """Reconcile the entries that wait, for instance for another officer than who released the payment."""
    statement = get_object_or_404(
        BankStatement.objects.visible_to(request.user).with_names(), public_id=public_id
    )
    at = clock.now()
    job = operations.ask_to_reconcile(statement=statement, by=request.user, at=at)  # type: ignore[arg-type]
    if job.requested_by_id != request.user.pk:
        return redirect(statement)
    return redirect("jobs:detail", job.public_id)


class EntryExplainView(OperationView):
    model = StatementEntry
    operation = operations.explain_entry
    predicate = permissions.may_explain_entry
    case_argument = "entry"
    form_class = ReasonForm
    title = _("Say what the entry is")
    submit_label = _("Record the finding")
    success_message = _("The finding is on record; the entry is settled.")
