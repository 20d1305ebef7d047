"""Batches: what is in them, releasing them, and their files for the bank."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import DetailView

from core.ui.lists import DAY, NUMBER, STATUS, WON, Column, Empty, ListPage, in_order_of
from core.users.permissions import require
from core.workflow import clock
from core.workflow.forms import OperationForm
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from disbursements import operations, permissions, wording
from disbursements.models import BatchEntry, PaymentBatch
from disbursements.permissions.paying import may_change_batch
from disbursements.queries.bank import as_csv, as_pain001
from disbursements.wording import Step
from disbursements.workflow import BatchStatus
from programs.models import Program

STEPS = (
    Step(_("Release the batch"), "batch_release", permissions.may_release_batch, BatchStatus.RELEASED),
    Step(_("Dissolve the batch"), "batch_dissolve", may_change_batch, BatchStatus.DISSOLVED, "secondary"),
)
SENTENCES = {
    "COMPOSED": _("Began the batch."),
    "RELEASED": _("Released the batch to the bank."),
    "DISSOLVED": _("Dissolved the batch."),
}
COLUMNS = (
    Column("batch", _("Batch"), str, sort="number", href=lambda batch: batch.get_absolute_url(),
           under=(Column("program", _("Programme"), "program"),)),
    Column("status", _("Status"), lambda batch: batch, STATUS, sort=in_order_of("status", BatchStatus)),
    Column("day", _("Day of payment"), "pays_on", DAY, sort="pays_on"),
    Column("count", _("Payments"), "count", NUMBER),
    Column("sum", _("Amount"), "sum_won", WON),
)  # fmt: skip


class BatchListView(ListPage):
    template_name = "disbursements/bank/batches.html"
    title = _("Batches")
    lead = _("Approved payments that go to the bank together.")
    columns = COLUMNS
    empty = Empty(
        _("There is no batch yet"),
        _("Choose approved payments and put them together."),
        "disbursements:payments_bulk",
        _("To the payments that wait"),
    )

    def get_rows(self) -> QuerySet[PaymentBatch]:
        seen = PaymentBatch.objects.visible_to(self.request.user).with_names()
        rows: QuerySet[PaymentBatch] = seen.annotate(
            count=Count("entries"), sum_won=Sum("entries__amount_won")
        )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at, user = self.at, self.request.user
        programs = [
            program
            for program in Program.objects.visible_to(user).order_by("-pk")
            if permissions.may_set_bank_profile(user, program, at=at)
        ]
        return super().get_context_data(programs=programs, **kwargs)


class BatchView(LoginRequiredMixin, DetailView):
    """Show what is in a batch, and its files once it was released."""

    template_name = "disbursements/bank/batch.html"
    context_object_name = "case"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> QuerySet[PaymentBatch]:
        found: QuerySet[PaymentBatch] = PaymentBatch.objects.visible_to(self.request.user).with_names()
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, user, at = self.object, self.request.user, clock.now()
        entries = batch.entries.select_related(
            "payment__grant__firm", "payment__grant__application", "account"
        ).order_by("pk")
        composed = batch.status == BatchStatus.COMPOSED
        return super().get_context_data(
            entries_of=entries,
            total_won=sum(entry.amount_won for entry in entries),
            may_change=composed and bool(may_change_batch(user, batch, at=at)),
            reads_files=batch.status == BatchStatus.RELEASED
            and bool(permissions.may_release_batch(user, batch, at=at)),
            offers=wording.offers(STEPS, batch, user, at=at),
            head={"next_step": _("Release the batch"), "whose": wording.THE_PAYER} if composed else {},
            entries=wording.history(batch, SENTENCES),
            **kwargs,
        )


class BatchReleaseView(OperationView):
    model = PaymentBatch
    operation = operations.release_batch
    predicate = permissions.may_release_batch
    case_argument = "batch"
    moves_to = BatchStatus.RELEASED
    form_class = OperationForm
    title = _("Release the batch")
    submit_label = _("Release the batch")
    success_message = _("The batch was released. Take its file to the bank.")
    consequences_template = "disbursements/consequences/batch_release.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sums = self.case.entries.aggregate(count=Count("pk"), won=Sum("amount_won"))
        return super().get_context_data(sums=sums, **kwargs)


class BatchDissolveView(OperationView):
    model = PaymentBatch
    operation = operations.dissolve_batch
    predicate = may_change_batch
    case_argument = "batch"
    moves_to = BatchStatus.DISSOLVED
    form_class = OperationForm
    title = _("Dissolve the batch")
    submit_label = _("Dissolve the batch")
    success_message = _("The batch was dissolved. Its payments wait for another one.")
    danger = True


@login_required
@require_POST
def take_out(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the payments that were ticked out of a batch."""
    batch = get_object_or_404(PaymentBatch.objects.visible_to(request.user), public_id=public_id)
    at, user = clock.now(), request.user
    require(may_change_batch, user, batch, at=at)
    for entry in BatchEntry.objects.filter(
        batch=batch, payment__public_id__in=request.POST.getlist("payment")
    ):
        try:
            operations.take_from_batch(entry=entry, by=user, at=at)  # type: ignore[arg-type]
        except Refusal as why:
            messages.error(request, str(why))
    return redirect(batch)


@login_required
def batch_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand out a released batch for the bank, as pain.001 or as CSV, to who releases batches."""
    batch = get_object_or_404(PaymentBatch.objects.visible_to(request.user), public_id=public_id)
    require(permissions.may_release_batch, request.user, batch, at=clock.now())
    is_csv = request.GET.get("form") == "csv"
    try:
        data = as_csv(batch) if is_csv else as_pain001(batch)
    except Refusal as why:
        messages.error(request, str(why))
        return redirect(batch)
    name = f"{batch.message_id}.{'csv' if is_csv else 'xml'}"
    kind = "text/csv" if is_csv else "application/xml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=kind, headers=headers)
