"""Audits of firms: their list and page, naming the auditor, handing the report in, examining it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.forms import ReasonForm
from core.workflow.views import OperationView
from disbursements import operations, wording
from disbursements.columns_audits import AUDITS
from disbursements.filters_audits import AuditFilter
from disbursements.forms import audits as forms
from disbursements.models import EntityAudit
from disbursements.permissions import audits as permissions
from disbursements.views.pages import CaseView
from disbursements.wording import audits as words
from disbursements.workflow import AuditStatus
from programs.statutory import statutory_number, statutory_source


class AuditListView(ListPage):
    title = _("Audits of firms")
    lead = _("Who received much subsidy in a fiscal year names an auditor and hands the report in.")
    columns = AUDITS
    filter_class = AuditFilter
    empty = Empty(
        _("No firm is audited yet"),
        _("An audit opens by itself once a fiscal year is over in which a firm received so much."),
        "disbursements:settlements",
        _("To the settlements"),
    )

    def get_filter_arguments(self) -> dict[str, Any]:
        return {"on": clock.day(self.at)}

    def get_rows(self) -> QuerySet[EntityAudit]:
        rows: QuerySet[EntityAudit] = EntityAudit.objects.visible_to(self.request.user).with_parties()
        return rows


class AuditView(CaseView):
    model = EntityAudit
    template_name = "disbursements/audit.html"

    def get_queryset(self) -> QuerySet:
        people = ("named_by", "submitted_by", "accepted_by")
        return super().get_queryset().select_related(*people, "report__blob")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, at = self.object, clock.now()
        return super().get_context_data(
            head=words.next_of(case),
            offers=wording.offers(words.steps_of(case), case, self.request.user, at=at),
            is_overdue=EntityAudit.objects.filter(pk=case.pk).overdue(clock.day(at)).exists(),
            limit_won=statutory_number("AUDIT_FROM_WON", case.last_day),
            limit_source=statutory_source("AUDIT_FROM_WON", case.last_day),
            exempt_source=statutory_source("AUDIT_COUNTS_REGRANTED", case.last_day),
            entries=wording.history(case, words.SENTENCES),
            **kwargs,
        )


class AuditStepView(OperationView):
    """A step of an audit."""

    model = EntityAudit
    case_argument = "audit"
    form_class: Any = ReasonForm


class AuditNameView(AuditStepView):
    operation = operations.name_auditor
    predicate = permissions.may_name_auditor
    form_class = forms.AuditorForm
    title = _("Name the auditor")
    submit_label = _("Name the auditor")
    success_message = _("On record. The auditor's report is due next.")

    def get_initial(self) -> dict[str, Any]:
        names = ("auditor", "auditor_number", "engaged_on")
        return super().get_initial() | {name: getattr(self.case, name) for name in names}


class AuditHandInView(AuditStepView):
    operation = operations.hand_in_audit
    predicate = permissions.may_hand_in_audit
    moves_to = AuditStatus.SUBMITTED
    form_class = forms.AuditReportForm
    title = _("Hand in the auditor's report")
    submit_label = _("Hand in")
    success_message = _("Handed in. An officer examines the report.")

    def get_initial(self) -> dict[str, Any]:
        names = ("opinion", "reported_on")
        return super().get_initial() | {name: getattr(self.case, name) for name in names}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}


class AuditAcceptView(AuditStepView):
    operation = operations.accept_audit
    predicate = permissions.may_examine_audit
    moves_to = AuditStatus.ACCEPTED
    title = _("Accept the auditor's report")
    submit_label = _("Accept")
    success_message = _("Accepted. The firm was told.")


class AuditReturnView(AuditStepView):
    operation = operations.return_audit
    predicate = permissions.may_examine_audit
    moves_to = AuditStatus.RETURNED
    title = _("Send the auditor's report back")
    submit_label = _("Send back")
    success_message = _("Sent back. The firm hands the report in anew.")
