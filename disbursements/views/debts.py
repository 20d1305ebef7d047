"""Debts: their list and page, and every step; what it does is shown before the button."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.ui.lists import Empty, ListPage
from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from disbursements import columns_debts, operations, recovery, wording
from disbursements.filters_debts import DebtFilter
from disbursements.forms import debts as forms
from disbursements.models import AssetRequest, Debt, Grant, PaymentRequest, SetOff
from disbursements.operations.debts import owed_beside, related
from disbursements.permissions import debts as permissions
from disbursements.permissions import may_confirm_payment
from disbursements.queries import lying_with
from disbursements.queries.debts import (
    bound,
    charged,
    exclusion_of,
    free_won,
    met_won,
    owed_by,
    recoverable,
    unpaid_parts,
    with_open,
)
from disbursements.queries.paying import bank_part
from disbursements.views.pages import CaseView
from disbursements.wording import debts as words
from disbursements.workflow import DebtGround, DebtKind, DebtStatus, PaymentStatus
from programs.statutory import statutory_ground


class DebtListView(ListPage):
    title = _("Debts")
    lead = _("Subsidy to be paid back, interest, surcharges and late fees.")
    columns = columns_debts.DEBTS
    filter_class = DebtFilter
    empty = Empty(
        _("Nothing is owed"),
        _("An officer proposes to recover subsidy on the page of a grant; another person orders it."),
        "disbursements:grants",
        _("To the grants"),
    )

    def get_filter_arguments(self) -> dict[str, Any]:
        return {"on": clock.day(self.at)}

    def get_rows(self) -> QuerySet[Debt]:
        return with_open(Debt.objects.visible_to(self.request.user).with_parties())


class DebtView(CaseView):
    model = Debt
    template_name = "disbursements/debt.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("proposed_by", "ordered_by", "disposal")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        debt, user, at = self.object, self.request.user, clock.now()
        met = met_won(debt)
        exclusion = exclusion_of(debt)
        plan = debt.plans.filter(ended_at__isnull=True).first()
        unpaid = unpaid_parts(plan) if plan else []
        return super().get_context_data(
            head=words.next_of(debt, next(iter(unpaid), None)),
            unpaid={part.due_on for part in unpaid},
            offers=wording.offers(
                words.steps_of(plan_runs=plan is not None, is_excluded=exclusion is not None),
                debt,
                user,
                at=at,
            ),
            met_won=met,
            open_won=debt.amount_won - met,
            entries_made=debt.entries.select_related("set_off__payment__grant__application", "by"),
            bound=bound(debt.set_offs).select_related("payment__grant__application"),
            plans=debt.plans.prefetch_related("parts").select_related("agreed_by"),
            beside=Debt.objects.visible_to(user).filter(of=debt).order_by("pk"),
            related_parts=debt.related_parts.select_related("grant__firm", "grant__application"),
            exclusion=exclusion,
            opens_grant=Grant.objects.visible_to(user).filter(pk=debt.grant_id).exists(),
            source=statutory_ground(debt.ground, clock.day(debt.proposed_at)).source,
            entries=wording.history(debt, words.SENTENCES),
            **kwargs,
        )


class DebtProposeView(OperationView):
    model = Grant
    operation = operations.propose_debt
    predicate = permissions.may_propose_debt
    case_argument = "grant"
    form_class = forms.DebtForm
    title = _("Recover subsidy")
    submit_label = _("Propose")
    success_message = _("Proposed. Another person decides whether it is ordered.")
    consequences_template = "disbursements/consequences/debt_propose.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        lying = [one for one in lying_with(self.case) if not one.is_on_its_way]
        return super().get_form_kwargs() | {"lying": lying}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held, spent = recoverable(self.case)
        above = related(Debt(grant=self.case, kind=DebtKind.PRINCIPAL))
        return super().get_context_data(held_won=held, spent_won=spent, above=above, **kwargs)


class ReturnProposeView(OperationView):
    """One click: how much and why was decided with the disposal."""

    model = AssetRequest
    operation = operations.propose_return
    predicate = permissions.may_propose_return
    case_argument = "request"
    form_class = OperationForm
    title = _("Recover the subsidy")
    submit_label = _("Propose")
    success_message = _("Proposed. Another person decides whether it is ordered.")
    consequences_template = "disbursements/consequences/return_propose.html"

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = statutory_ground(DebtGround.DISPOSAL, clock.day(self.at)).source
        return super().get_context_data(source=source, to_return_won=self.case.to_return_won or 0, **kwargs)


class DebtStepView(OperationView):
    """A step of a debt."""

    model = Debt
    case_argument = "debt"
    form_class: Any = ReasonForm
    consequences_template: str | None = "disbursements/consequences/debt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        debt = self.case
        today = clock.day(self.at)
        return super().get_context_data(
            free_won=free_won(debt),
            met_won=met_won(debt),
            above=related(debt) if debt.status == DebtStatus.PROPOSED else [],
            will_be_due_on=recovery.due_on(debt.kind, today),
            **kwargs,
        )


class DebtOrderView(DebtStepView):
    operation = operations.order_debt
    predicate = permissions.may_order_debt
    moves_to = DebtStatus.ORDERED
    title = _("Order it to be paid")
    submit_label = _("Order")
    success_message = _("Ordered. The firm was told, with the day until which it pays.")
    danger = True


class DebtDropView(DebtStepView):
    operation = operations.drop_debt
    predicate = permissions.may_order_debt
    moves_to = DebtStatus.DROPPED
    title = _("Don't order it")
    submit_label = _("Don't order it")
    success_message = _("Nothing was ordered.")
    consequences_template = None


class DebtPayView(DebtStepView):
    operation = operations.record_debt_payment
    predicate = permissions.may_record_debt_payment
    moves_to = DebtStatus.PAID
    form_class = forms.DebtPaymentForm
    title = _("Record a payment")
    submit_label = _("Record")
    success_message = _("On record.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"paid_on": clock.day(self.at), "amount": free_won(self.case)}


class DebtWriteOffView(DebtStepView):
    operation = operations.write_off_debt
    predicate = permissions.may_end_debt
    moves_to = DebtStatus.WRITTEN_OFF
    title = _("Write off")
    submit_label = _("Write off")
    success_message = _("Written off. The firm was told.")
    danger = True


class DebtWithdrawView(DebtStepView):
    operation = operations.withdraw_debt
    predicate = permissions.may_end_debt
    moves_to = DebtStatus.WITHDRAWN
    title = _("Withdraw the order")
    submit_label = _("Withdraw")
    success_message = _("Withdrawn. What the order moved went back.")


class DebtInstalmentsView(DebtStepView):
    operation = operations.agree_to_instalments
    predicate = permissions.may_end_debt
    moves_to = DebtStatus.PAID
    form_class = forms.InstalmentsForm
    title = _("Agree to instalments")
    submit_label = _("Agree")
    success_message = _("Agreed. When a part is missed, the rest is due at once.")


class DebtExcludeView(DebtStepView):
    operation = operations.exclude_firm
    predicate = permissions.may_end_debt
    moves_to = DebtStatus.PAID
    form_class = forms.ExclusionForm
    title = _("Exclude the firm")
    submit_label = _("Exclude")
    success_message = _("Excluded. Every programme of every ministry sees it.")
    danger = True

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"until_on": recovery.exclusion_ends(clock.day(self.at))}


class DebtChargeView(DebtStepView):
    operation = operations.charge_beside
    predicate = permissions.may_charge_beside
    moves_to = DebtStatus.PAID
    form_class = forms.ChargeForm
    title = _("Charge interest, surcharge or late fee")
    submit_label = _("Propose")
    success_message = _("Proposed. Another person decides whether it is ordered.")
    consequences_template = "disbursements/consequences/debt_charge.html"

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        debt, today = self.case, clock.day(self.at)
        is_principal = debt.kind == DebtKind.PRINCIPAL
        most = recovery.most_surcharge(principal_won=debt.amount_won, ground=debt.ground, on=today)
        return super().get_context_data(
            percent=recovery.surcharge_percent(debt.ground, today) if is_principal else 0,
            most_won=most - charged(debt, DebtKind.SURCHARGE) if is_principal else 0,
            interest_won=_owed(debt, DebtKind.INTEREST, self.at),
            late_fee_won=_owed(debt, DebtKind.LATE_FEE, self.at),
            **kwargs,
        )


def _owed(debt: Debt, kind: str, at: dt.datetime) -> int:
    try:
        return owed_beside(debt, kind, at)
    except Refusal:
        return 0


class SetOffBindView(OperationView):
    model = PaymentRequest
    operation = operations.bind_set_off
    predicate = permissions.may_set_off
    case_argument = "payment"
    form_class = forms.SetOffForm
    title = _("Set a debt off")
    submit_label = _("Set off")
    success_message = _("Set off. The bank pays the rest.")
    consequences_template = "disbursements/consequences/set_off.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"debts": owed_by(self.case.grant.firm_id, self.request.user)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(left_won=bank_part(self.case), **kwargs)


class SetOffLiftView(OperationView):
    model = SetOff
    operation = operations.lift_set_off
    predicate = permissions.may_lift_set_off
    case_argument = "set_off"
    form_class = OperationForm
    title = _("Lift the set-off")
    submit_label = _("Lift it")
    success_message = _("Lifted. The bank pays that part again.")


class SetOffConfirmView(OperationView):
    model = PaymentRequest
    operation = operations.confirm_set_off
    predicate = may_confirm_payment
    case_argument = "payment"
    moves_to = PaymentStatus.CONFIRMED
    form_class = OperationForm
    title = _("Record the set-off")
    submit_label = _("Record")
    success_message = _("On record. The payment met what the firm owed.")
    consequences_template = "disbursements/consequences/set_off.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(left_won=bank_part(self.case), **kwargs)
