"""Settlements: their list and page, stating, confirming line by line and as a whole, closing a grant."""

from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from core.ledger.queries import balance
from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.views import OperationView
from disbursements import closing, columns_debts, operations, settling, wording
from disbursements.filters_debts import SettlementFilter
from disbursements.forms import FindingForm
from disbursements.forms import settlements as forms
from disbursements.models import EntityAudit, Grant, LineVerdict, Settlement, SettlementLine
from disbursements.permissions import settlements as permissions
from disbursements.queries.settlements import (
    came_back,
    next_occasion,
    ordered_with,
    received_in_year,
    settled_figures,
    to_confirm,
    unsettled_below,
)
from disbursements.views.pages import CaseView
from disbursements.wording import settlements as words
from disbursements.workflow import GrantStatus, SettlementStatus


class SettlementListView(ListPage):
    title = _("Settlements")
    lead = _("What awards were used for; due within two months of completion, closure or the year's end.")
    columns = columns_debts.SETTLEMENTS
    filter_class = SettlementFilter
    empty = Empty(
        _("No settlement is due yet"),
        _("It opens by itself on the day after the undertaking or the fiscal year ended."),
        "disbursements:grants",
        _("To the grants"),
    )

    def get_filter_arguments(self) -> dict[str, Any]:
        return {"on": clock.day(self.at)}

    def get_rows(self) -> QuerySet[Settlement]:
        rows: Any = Settlement.objects.visible_to(self.request.user).with_parties()
        return rows.annotate(paid_won=Sum("lines__paid_won"))


class SettlementView(CaseView):
    model = Settlement
    template_name = "disbursements/settlement.html"
    held_through = "application__grant__settlements"

    def get_queryset(self) -> QuerySet:
        return (
            super()
            .get_queryset()
            .select_related("submitted_by", "checked_by", "confirmed_by", "report__blob")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, user, at = self.object, self.request.user, clock.now()
        figures = settled_figures(case)
        steps = list(words.steps_of(case)) if case.status != SettlementStatus.CONFIRMED else []
        if case.interest_won and balance(case.grant.owner, "interest") and case.confirmed_at:
            steps.append(words.INTEREST)
        decides = case.status == SettlementStatus.SUBMITTED
        return super().get_context_data(
            head=words.next_of(case),
            offers=wording.offers(steps, case, user, at=at),
            lines=self.lines(),
            decides=decides and bool(permissions.may_check_settlement(user, case, at=at)),
            figures=figures,
            totals=case.lines.aggregate(
                awarded=Sum("awarded_won"), asked=Sum("asked_won"), paid=Sum("paid_won"),
                stated=Sum("stated_won"), confirmed=Sum("confirmed_won"),
            ),
            waits_below=None if case.confirmed_at else unsettled_below(case),
            months_late=settling.months_late(
                case.due_on, clock.day(case.submitted_at) if case.submitted_at else clock.day(at)
            ),
            debts=ordered_with(case).visible_to(user),
            entries=wording.history(case, words.SENTENCES),
            **self.audit(case),
            **kwargs,
        )  # fmt: skip

    def lines(self) -> list[SettlementLine]:
        """Return the lines, each with what stood there when it last came back to be corrected."""
        lines, before = self.object.lines.select_related("cost_item", "decided_by"), came_back(self.object)
        for line in lines:
            line.before = None if line.verdict == LineVerdict.TO_CORRECT else before.get(line.pk)
        return list(lines)

    def audit(self, case: Settlement) -> dict[str, Any]:
        """Return whether the firm is audited for the year over all its grants, and until when."""
        received = received_in_year(case.grant.firm_id, case.until_on.year)
        if not settling.needs_audit(received, case.until_on):
            return {}
        return {
            "audit_won": settling.counted_for_audit(received, case.until_on),
            "audit_due_on": settling.audit_due_on(case.until_on.year),
            "audit": EntityAudit.objects.visible_to(self.request.user)
            .filter(firm=case.grant.firm_id, fiscal_year=case.until_on.year)
            .first(),
        }


class SettlementOpenView(OperationView):
    model = Grant
    operation = operations.open_settlement
    predicate = permissions.may_open_settlement
    case_argument = "grant"
    form_class = OperationForm
    title = _("Open the settlement")
    submit_label = _("Open")
    success_message = _("Opened. The firm was told, with the day on which it is due.")
    consequences_template = "disbursements/consequences/settlement_open.html"

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        occasion = next_occasion(self.case, clock.day(self.at))
        due_on = settling.due_on(occasion.until_on) if occasion else None
        return super().get_context_data(occasion=occasion, due_on=due_on, **kwargs)


class SettlementStepView(OperationView):
    """A step of a settlement."""

    model = Settlement
    case_argument = "settlement"
    form_class: Any = ReasonForm


class SettlementStateView(SettlementStepView):
    operation = operations.state_settlement
    predicate = permissions.may_state_settlement
    moves_to = SettlementStatus.SUBMITTED
    moves_from = (SettlementStatus.DUE, SettlementStatus.RETURNED)
    form_class = forms.StateForm
    title = _("Hand the settlement in")
    submit_label = _("Hand in")
    success_message = _("Handed in. An officer confirms it line by line.")
    consequences_template = "disbursements/consequences/settlement_state.html"

    def get_initial(self) -> dict[str, Any]:
        names = ("own_burden_won", "interest_won", "performance", "report")
        return super().get_initial() | {name: getattr(self.case, name) for name in names}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "settlement": self.case}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        names = ("own_burden_won", "interest_won", "performance", "report", "version")
        return {"stated": form.stated()} | {name: form.cleaned_data[name] for name in names}


class SettlementLineView(OperationView):
    model = SettlementLine
    operation = operations.decide_line
    predicate = permissions.may_decide_line
    case_argument = "line"
    form_class = forms.LineForm
    title = _("Decide on a line")
    submit_label = _("Save")
    consequences_template = "disbursements/consequences/settlement_line.html"

    def get_initial(self) -> dict[str, Any]:
        line = self.case
        won = line.stated_won if line.confirmed_won is None else line.confirmed_won
        return super().get_initial() | {"confirmed_won": won, "reason": line.reason}

    def get_success_url(self) -> str:
        return str(self.case.settlement.get_absolute_url())


class SettlementReturnView(SettlementStepView):
    operation = operations.return_settlement
    predicate = permissions.may_check_settlement
    moves_to = SettlementStatus.RETURNED
    title = _("Send lines back")
    submit_label = _("Send back")
    success_message = _("Sent back: only the lines to be corrected are open again.")


class SettlementCheckView(SettlementStepView):
    operation = operations.check_settlement
    predicate = permissions.may_check_settlement
    moves_to = SettlementStatus.CHECKED
    form_class = FindingForm
    title = _("Every line is confirmed")
    submit_label = _("On to its confirmation")
    success_message = _("An approving officer confirms the settlement next.")


class SettlementSendBackView(SettlementStepView):
    operation = operations.send_settlement_back
    predicate = permissions.may_confirm_settlement
    moves_to = SettlementStatus.CONFIRMED
    title = _("Give it back to the officer")
    submit_label = _("Give back")
    success_message = _("It is with those who confirm its lines again.")


class SettlementConfirmView(SettlementStepView):
    operation = operations.confirm_settlement
    predicate = permissions.may_confirm_settlement
    moves_to = SettlementStatus.CONFIRMED
    title = _("Confirm the settlement")
    submit_label = _("Confirm the settlement")
    success_message = _(
        "Confirmed. The firm was told; if something is too much, it was ordered to be paid back."
    )
    consequences_template = "disbursements/consequences/settlement_confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = self.case
        confirmed = case.lines.aggregate(won=Sum("confirmed_won"))["won"] or 0
        return super().get_context_data(
            figures=settled_figures(case),
            confirmed_won=confirmed,
            excess_won=max(to_confirm(case) - confirmed, 0),
            waits_below=unsettled_below(case),
            **kwargs,
        )


class SettlementInterestView(SettlementStepView):
    operation = operations.record_interest
    predicate = permissions.may_record_interest
    form_class = OperationForm
    title = _("Record the interest paid in")
    submit_label = _("Record")
    success_message = _("On record.")
    consequences_template = "disbursements/consequences/settlement_interest.html"


class GrantCloseView(OperationView):
    model = Grant
    operation = operations.close_grant
    predicate = permissions.may_close_grant
    case_argument = "grant"
    moves_to = GrantStatus.CLOSED
    form_class = ReasonForm
    title = _("Close the grant")
    submit_label = _("Close the grant")
    success_message = _("Closed. Its evidence is kept.")
    consequences_template = "disbursements/consequences/grant_close.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(obstacles=closing.obstacles(self.case, self.at), **kwargs)
