"""Where a firm is paid, and from where a programme pays."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from core.evidence.queries import serve
from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.views import OperationView
from disbursements import operations, permissions, wording
from disbursements.bank.codes import masked
from disbursements.forms.bank import BankAccountForm, BankProfileForm
from disbursements.models import BankAccount, BankProfile, Grant
from disbursements.wording import Step
from programs.models import Program

STEPS = (
    Step(_("Confirm the account"), "bank_account_confirm", permissions.may_answer_bank_account),
    Step(
        _("Refuse the account"), "bank_account_refuse", permissions.may_answer_bank_account, tone="secondary"
    ),
)


class BankAccountView(LoginRequiredMixin, DetailView):
    """Show an account; its whole number to whoever needs it."""

    template_name = "disbursements/bank/account.html"
    context_object_name = "account"
    slug_field = slug_url_kwarg = "public_id"

    def get_queryset(self) -> QuerySet[BankAccount]:
        found: QuerySet[BankAccount] = BankAccount.objects.visible_to(self.request.user).with_names()
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account, user, at = self.object, self.request.user, clock.now()
        reads = permissions.may_read_number(user, account, at=at)
        return super().get_context_data(
            number=account.number if reads else masked(account.number),
            reads_bankbook=bool(reads),
            offers=wording.offers(STEPS, account, user, at=at) if account.is_waiting else [],
            **kwargs,
        )


@login_required
def bankbook(request: HttpRequest, public_id: str) -> FileResponse:
    """Serve the copy of the bankbook to whoever may read the number."""
    accounts = BankAccount.objects.visible_to(request.user).select_related("bankbook__blob", "program")
    account = get_object_or_404(accounts, public_id=public_id)
    if not permissions.may_read_number(request.user, account, at=clock.now()):
        get_object_or_404(accounts.none())
    return serve(account.bankbook)


class BankAccountRegisterView(OperationView):
    model = Grant
    operation = operations.register_bank_account
    predicate = permissions.may_register_bank_account
    case_argument = "grant"
    form_class = BankAccountForm
    title = _("Register the bank account for the subsidy")
    submit_label = _("Register")
    success_message = _("The account was registered. An officer confirms it next.")
    consequences_template = "disbursements/consequences/bank_account.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "holder_name": self.case.firm.name}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class BankAccountConfirmView(OperationView):
    model = BankAccount
    operation = operations.confirm_bank_account
    predicate = permissions.may_answer_bank_account
    case_argument = "account"
    form_class = OperationForm
    title = _("Confirm the bank account")
    submit_label = _("Confirm the account")
    success_message = _("The account is confirmed; payments go there from now on.")
    consequences_template = "disbursements/consequences/bank_account_confirm.html"


class BankAccountRefuseView(OperationView):
    model = BankAccount
    operation = operations.refuse_bank_account
    predicate = permissions.may_answer_bank_account
    case_argument = "account"
    form_class = ReasonForm
    title = _("Refuse the bank account")
    submit_label = _("Refuse the account")
    success_message = _("The account was refused; the firm reads why.")
    danger = True


class BankProfileView(OperationView):
    model = Program
    operation = operations.set_bank_profile
    predicate = permissions.may_set_bank_profile
    case_argument = "program"
    form_class = BankProfileForm
    title = _("Bank of the programme")
    success_message = _("Saved. Batches released from now on are paid from this account.")

    def get_initial(self) -> dict[str, Any]:
        last = BankProfile.objects.filter(program=self.case).order_by("pk").last()
        known = {name: getattr(last, name) for name in BankProfileForm.base_fields} if last else {}
        return {"payer_name": self.case.office.name_ko, **super().get_initial(), **known}

    def get_success_url(self) -> str:
        return reverse("disbursements:batches")
