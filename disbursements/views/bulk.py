"""Several payments at once: approve them, or put them into a batch; every row answers for itself."""

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.generic import TemplateView

from core.users.permissions import NOT_YOURS, NotAllowed
from core.workflow import clock
from core.workflow.refusals import Refusal
from disbursements import operations, permissions, refusals
from disbursements.forms.bank import BatchForm
from disbursements.models import BatchEntry, PaymentBatch, PaymentRequest
from disbursements.workflow import UNRELEASED, BatchStatus, PaymentStatus
from programs.models import Program

MOST = 200


class Answer(NamedTuple):
    """What became of one row: done, or why not."""

    payment: PaymentRequest
    why_not: str


def each(payments: list[PaymentRequest], act: Callable[[PaymentRequest], Any]) -> list[Answer]:
    """Act on each payment in a transaction of its own; return what became of each."""
    found = []
    for payment in payments:
        try:
            act(payment)
            found.append(Answer(payment, ""))
        except (Refusal, NotAllowed) as why:
            found.append(Answer(payment, str(why)))
    return found


class BulkView(LoginRequiredMixin, TemplateView):
    """Payments that wait for an approval or for a batch, each with a box to tick."""

    template_name = "disbursements/bank/bulk.html"
    http_method_names = ("get", "post")

    def waiting(self) -> Any:
        """Return the payments that this person sees and that wait for one of the two."""
        seen = PaymentRequest.objects.visible_to(self.request.user).with_parties()
        return seen.filter(status__in=UNRELEASED).order_by("status", "pk")

    def shown(self) -> Any:
        """Return those that lie in no batch yet."""
        composed = BatchEntry.objects.filter(batch__status=BatchStatus.COMPOSED).values("payment")
        return self.waiting().exclude(pk__in=composed)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = list(self.waiting().filter(public_id__in=request.POST.getlist("payment")[:MOST]))
        self.at, form = clock.now(), BatchForm(request.POST)
        if not chosen:
            return self.again(error=str(refusals.NothingChosen()), form=form)
        if request.POST.get("act") == "approve":
            return self.again(answers=each(chosen, self.approve))
        if not form.is_valid():
            return self.again(error=gettext("Enter the day of payment."), form=form)
        return self.compose(chosen, form.cleaned_data["pays_on"], form)

    def approve(self, payment: PaymentRequest) -> None:
        """Approve one payment."""
        operations.approve_payment(payment=payment, by=self.request.user, at=self.at)  # type: ignore[arg-type]

    def compose(self, chosen: list[PaymentRequest], pays_on: dt.date, form: BatchForm) -> HttpResponse:
        """Put the payments into the batch of that day that is being composed, or a new one, per programme."""
        answers: list[Answer] = []
        batches: list[PaymentBatch] = []
        for program in Program.objects.filter(
            pk__in={payment.grant.consortium.program_id for payment in chosen}
        ):
            mine = [one for one in chosen if one.grant.consortium.program_id == program.pk]
            try:
                batch = self.batch_of(program, pays_on)
            except (Refusal, NotAllowed) as why:
                answers += [Answer(payment, str(why)) for payment in mine]
                continue
            batches.append(batch)
            answers += each(mine, self.adder(batch))
        return self.again(answers=answers, batches=batches, form=form)

    def batch_of(self, program: Program, pays_on: dt.date) -> PaymentBatch:
        """Return the batch that is being composed for that day, or a new one."""
        user: Any = self.request.user
        known: PaymentBatch | None = (
            PaymentBatch.objects.filter(program=program, pays_on=pays_on, status=BatchStatus.COMPOSED)
            .order_by("pk")
            .last()
        )
        if known and permissions.may_compose(user, program, at=self.at):
            return known
        return operations.compose_batch(program=program, pays_on=pays_on, by=user, at=self.at)

    def adder(self, batch: PaymentBatch) -> Callable[[PaymentRequest], Any]:
        """Return what puts one payment into the batch."""
        user: Any = self.request.user
        return lambda payment: operations.add_to_batch(batch=batch, payment=payment, by=user, at=self.at)

    def again(self, **more: Any) -> HttpResponse:
        """Show the page with what became of the rows, first of those that were not done."""
        status = 422 if more.get("error") else 200
        more["answers"] = sorted(more.get("answers", []), key=lambda answer: not answer.why_not)
        return self.render_to_response(self.get_context_data(**more), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", BatchForm(initial={"pays_on": clock.day(clock.now())}))
        payments = list(self.shown()[:MOST])
        return super().get_context_data(payments=payments, approves=self.approves(payments), **kwargs)

    def approves(self, payments: list[PaymentRequest]) -> bool:
        """Say whether this person approves payments of a programme shown, whatever hand they were before."""
        checked = (one for one in payments if one.status == PaymentStatus.CHECKED)
        of_each = {one.grant.consortium.program_id: one for one in checked}.values()
        verdicts = [
            permissions.may_approve_payment(self.request.user, one, at=clock.now()) for one in of_each
        ]
        return any(verdict or verdict.reason != NOT_YOURS.reason for verdict in verdicts)
