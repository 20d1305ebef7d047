"""Pages of audit findings: the list, one finding, the office's answer, the auditor's end of it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django.views.generic import DetailView

from core.evidence.queries import serve
from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.views import OperationView
from reporting.auditing import operations, pages, permissions
from reporting.auditing.columns import FINDINGS
from reporting.auditing.filters import FindingFilter
from reporting.auditing.forms import AnswerForm, SettleForm
from reporting.auditing.lines import cases_of, trail_subject
from reporting.auditing.models import AuditFinding
from reporting.auditing.trails.addresses import trail_of
from reporting.auditing.workflow import FindingStatus


class FindingListView(ListPage):
    """The findings of an official's programmes; for anybody else it is empty, and in nobody else's menu."""

    title = _("Audit findings")
    lead = _("What auditors found line by line, what the office says to it, and how it ended.")
    columns = FINDINGS
    filter_class = FindingFilter
    empty = Empty(_("No finding was noted"), _("Findings are noted on what was drawn into a sample."))

    def get_rows(self) -> QuerySet[AuditFinding]:
        return AuditFinding.objects.visible_to(self.request.user).with_names()


class FindingView(LoginRequiredMixin, DetailView):
    """One finding: on which line, what was found, what the office says, its history."""

    template_name = "auditing/finding.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "finding"

    def get_queryset(self) -> QuerySet[AuditFinding]:
        return AuditFinding.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finding, at = self.object, clock.now()
        population = finding.item.sample.population
        case = trail_subject(population, cases_of(population, [finding.item])[finding.item.subject_id])
        step, whose = pages.next_step(finding)
        return super().get_context_data(
            actions=pages.actions(finding, self.request.user, at=at),
            history=pages.history(finding),
            step=step,
            whose=whose,
            case=case,
            trail=trail_of(case),
            may_audit=bool(permissions.may_settle(self.request.user, finding, at=at)),
            **kwargs,
        )


@require_GET
@login_required
def file(request: HttpRequest, public_id: str) -> FileResponse:
    """Answer with the paper of a finding as a download."""
    found = AuditFinding.objects.visible_to(request.user).with_names()
    finding = get_object_or_404(found, public_id=public_id)
    if finding.evidence is None:
        raise Http404
    return serve(finding.evidence)


class AnswerView(OperationView):
    """Answer a finding for the office."""

    model = AuditFinding
    operation = operations.answer
    predicate = permissions.may_answer
    case_argument = "finding"
    moves_to = FindingStatus.ANSWERED
    form_class = AnswerForm
    title = _("Answer the finding")
    submit_label = _("Answer")
    success_message = _("Answered. The auditor finds it in the inbox.")
    consequences_template = "auditing/finding_consequences.html"


class AskAgainView(OperationView):
    """Ask the office again."""

    model = AuditFinding
    operation = operations.ask_again
    predicate = permissions.may_settle
    case_argument = "finding"
    moves_to = FindingStatus.OPEN
    form_class = SettleForm
    title = _("Ask the office again")
    submit_label = _("Ask again")
    success_message = _("Asked again. The office finds it in its inbox.")
    consequences_template = "auditing/finding_consequences.html"


class CloseView(OperationView):
    """Close a finding."""

    model = AuditFinding
    operation = operations.close
    predicate = permissions.may_settle
    case_argument = "finding"
    moves_to = FindingStatus.CLOSED
    form_class = SettleForm
    title = _("Close the finding")
    submit_label = _("Close")
    success_message = _("Closed. The office is told.")
    consequences_template = "auditing/finding_consequences.html"
