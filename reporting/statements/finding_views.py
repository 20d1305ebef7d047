"""Pages of a verification: evidence beside figures, sample, findings, conflict, the computation again."""

from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import DetailView

from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.views import OperationView
from measurement.models import Reading
from reporting.statements import evidence, operations, pages, permissions
from reporting.statements.attribution import attributed
from reporting.statements.forms import AnswerForm, DeductionForm, FindingForm, MarkForm
from reporting.statements.models import SampleItem, Statement, VerificationFinding
from reporting.statements.plan import against_plan
from reporting.statements.queries import stands
from reporting.statements.reproducing import reproduce
from reporting.statements.verdict import is_sample_demanded, materiality_of
from reporting.statements.workflow import FindingStatus, Status


class _StatementPage(LoginRequiredMixin, DetailView):
    """A page about one statement, for who may see it."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "statement"

    def get_queryset(self) -> Any:
        return Statement.objects.visible_to(self.request.user).with_names()


class EvidenceView(_StatementPage):
    """The verifier's page: each month's reading with its evidence, beside factors, rows and findings."""

    template_name = "statements/evidence.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statement, user, at = self.object, self.request.user, clock.now()
        samples = list(statement.samples.select_related("drawn_by"))
        return super().get_context_data(
            step=pages.next_step(statement),
            actions=evidence.actions(statement, user, at=at),
            may_mark=evidence.is_looked_at_by(statement, user, at=at),
            lines=evidence.evidenced(statement),
            factors=evidence.factors_used(statement),
            rows=pages.printed_rows(statement),
            findings=list(statement.findings.select_related("deduction")),
            before=evidence.findings_before(statement),
            materiality=materiality_of(statement, at),
            samples=samples,
            is_sample_demanded=is_sample_demanded(statement, at),
            unmarked=SampleItem.objects.filter(sample__in=samples).unmarked().count(),
            plan=against_plan(statement, user),
            attributed=attributed(statement),
            is_stale=statement.status == Status.ASSIGNED and not stands(statement),
            **kwargs,
        )


class ReproduceView(_StatementPage):
    """The statement computed again from its rows and the readings of its time."""

    template_name = "statements/reproduce.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(found=reproduce(self.object), **kwargs)


class _VerificationView(OperationView):
    """A step of the verifier on the statement; it leads back to the evidence."""

    model = Statement
    case_argument = "statement"
    moves_to = Status.RETURNED

    def get_success_url(self) -> str:
        return str(self.case.evidence_url)


class SampleView(_VerificationView):
    operation = operations.draw_sample
    predicate = permissions.may_verify
    form_class = OperationForm
    title = _("Draw a sample")
    submit_label = _("Draw")
    success_message = _("Drawn. Mark each reading once you have looked at its evidence.")
    consequences_template = "statements/sample_consequences.html"


class FindingNewView(_VerificationView):
    operation = operations.raise_finding
    predicate = permissions.may_verify
    form_class = FindingForm
    title = _("Raise a finding")
    submit_label = _("Raise")
    success_message = _("The finding is on record. The firm was asked to answer.")

    def get_form_kwargs(self) -> dict[str, Any]:
        ids = [line.reading.pk for line in evidence.evidenced(self.case)]
        return super().get_form_kwargs() | {
            "readings": Reading.objects.filter(pk__in=ids)
            .select_related("meter")
            .order_by("month", "meter_id"),
            "rows": self.case.rows.select_related("statement"),
        }

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"readings": [self.request.GET.get("reading", "")]}


class ConflictView(OperationView):
    model = Statement
    operation = operations.declare_conflict
    predicate = permissions.may_declare_conflict
    case_argument = "statement"
    moves_to = Status.SUBMITTED
    moves_from = (Status.ASSIGNED,)
    form_class = ReasonForm
    title = _("Declare a conflict of interest")
    submit_label = _("Declare")
    success_message = _("Declared. The office chooses another verifier.")
    consequences_template = "statements/conflict_consequences.html"
    danger = True

    def get_success_url(self) -> str:
        seen = Statement.objects.visible_to(self.request.user).filter(pk=self.case.pk).exists()
        return super().get_success_url() if seen else "/"


class MarkView(OperationView):
    """Say what the look at one sampled reading came to."""

    model = SampleItem
    operation = operations.mark_sampled
    predicate = permissions.may_mark
    case_argument = "item"
    form_class = MarkForm
    title = _("Mark a reading of the sample")
    submit_label = _("Mark")
    success_message = _("Marked.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"outcome": self.case.outcome, "note": self.case.note}


class FindingView(LoginRequiredMixin, DetailView):
    """One finding: what was found, the lines it concerns, the answer, what became of it."""

    template_name = "statements/finding.html"
    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "finding"

    def get_queryset(self) -> Any:
        return VerificationFinding.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finding = self.object
        return super().get_context_data(
            actions=evidence.finding_actions(finding, self.request.user, at=clock.now()),
            lines=finding.lines.select_related("reading__meter", "row__statement"),
            history=pages.finding_history(finding),
            **kwargs,
        )


class _FindingStep(OperationView):
    model = VerificationFinding
    predicate: ClassVar[Any] = permissions.may_settle_finding
    case_argument = "finding"
    form_class: Any = ReasonForm


class FindingAnswerView(_FindingStep):
    operation = operations.answer_finding
    predicate = permissions.may_answer_finding
    moves_to = FindingStatus.ANSWERED
    form_class = AnswerForm
    title = _("Answer the finding")
    submit_label = pgettext_lazy("to a verifier", "Answer")
    success_message = _("Answered. The verifier settles the finding or asks again.")
    consequences_template = "statements/finding_consequences.html"


class FindingReopenView(_FindingStep):
    operation = operations.reopen_finding
    moves_to = FindingStatus.OPEN
    title = _("Ask the firm again")
    submit_label = _("Ask again")
    success_message = _("The firm was asked again.")


class FindingCloseView(_FindingStep):
    operation = operations.close_finding
    moves_to = FindingStatus.CLOSED
    title = _("Close the finding")
    submit_label = _("Close")
    success_message = _("The finding is closed.")
    consequences_template = "statements/finding_consequences.html"


class FindingWithdrawView(_FindingStep):
    operation = operations.withdraw_finding
    moves_to = FindingStatus.WITHDRAWN
    title = _("Withdraw the finding")
    submit_label = _("Withdraw")
    success_message = _("The finding is withdrawn.")


class FindingDeductView(_FindingStep):
    operation = operations.deduct
    moves_to = FindingStatus.ADJUSTED
    form_class = DeductionForm
    title = _("Deduct kilograms for the finding")
    submit_label = _("Deduct")
    success_message = _("Deducted. The calculation stays as it is; the lower figure will be signed.")
    consequences_template = "statements/finding_consequences.html"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"kilograms": self.case.effect_kg}
