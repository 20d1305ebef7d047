"""Who stands in for whom, and up to which amount: pages of an office."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import FormView

from core.ui.lists import DAY, WON, Column, Empty, ListPage
from core.users import operations as users
from core.users.models import OFFICIALS, Delegation, Office, User
from core.users.permissions import NOT_YOURS, NotAllowed, may_lead, may_revoke
from core.users.scopes import ScopeKind
from core.workflow import clock
from core.workflow.forms import OperationForm
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from disbursements import operations
from disbursements.forms.bank import DelegationForm, LimitForm
from disbursements.models import PaymentLimit


def office_of(user: User, at: Any) -> Office | None:
    """Return the office in which a person holds a role of an official, or that they lead."""
    held = user.scopes_in({*OFFICIALS, "OFFICE_LEAD"}, clock.day(at)).of(ScopeKind.OFFICE)
    return Office.objects.filter(pk__in=held).order_by("pk").first()


def is_official(user: Any) -> bool:
    """Say whether the person has a page of an office."""
    return user.is_authenticated and office_of(user, clock.now()) is not None


def _revoke(delegation: Delegation) -> str:
    return "" if delegation.revoked_at else str(_("Take back"))


def _revoke_at(delegation: Delegation) -> str:
    if delegation.revoked_at:
        return ""
    return reverse("disbursements:delegation_revoke", args=[delegation.public_id])


DELEGATIONS = (
    Column("giver", _("Stood in for"), "giver", sort="giver__name"),
    Column("stand_in", _("Stand-in"), "stand_in", sort="stand_in__name"),
    Column("role", _("Role"), Delegation.get_role_display),
    Column("from", _("From"), "valid_from", DAY, sort="valid_from"),
    Column("until", _("Until"), "valid_until", DAY, sort="valid_until"),
    Column("reason", _("Reason"), "reason", under=(Column("by", _("Made by"), "made_by"),)),
    Column("revoked", _("Taken back on"), "revoked_at", DAY),
    Column("revoke", _("Step"), _revoke, href=_revoke_at),
)
LIMITS = (
    Column("hand", _("Step"), PaymentLimit.get_hand_display, sort="hand"),
    Column("whose", pgettext_lazy("limit", "Whose"), lambda limit: limit.person or limit.get_role_display()),
    Column("limit", _("Up to"), "limit_won", WON, sort="limit_won"),
    Column("from", _("From"), "valid_from", DAY, sort="valid_from"),
    Column("source", _("Source"), "source", under=(Column("by", _("Set by"), "set_by"),)),
)


class DelegationListView(ListPage):
    template_name = "disbursements/bank/office.html"
    title = _("Stand-ins")
    lead = _("Who acts for whom on payments; what is done so counts as done by both.")
    columns = DELEGATIONS
    empty = Empty(_("Nobody stands in for anybody"), _("Let somebody stand in before you are away."))

    def get_rows(self) -> QuerySet[Delegation]:
        rows: QuerySet[Delegation] = Delegation.objects.visible_to(self.request.user).with_names()
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        href = reverse("disbursements:delegation_new") if is_official(self.request.user) else ""
        return super().get_context_data(add=href, add_label=_("Let somebody stand in"), **kwargs)


class LimitListView(ListPage):
    template_name = "disbursements/bank/office.html"
    title = _("Limits")
    lead = _("Up to which amount payments are approved and released; the last row of a day counts.")
    columns = LIMITS
    empty = Empty(_("No limit is set"), _("Whoever leads the office sets limits for roles and people."))

    def get_rows(self) -> QuerySet[PaymentLimit]:
        rows: QuerySet[PaymentLimit] = PaymentLimit.objects.visible_to(self.request.user).with_names()
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        office = office_of(user, self.at)
        leads = office is not None and may_lead(user, office, at=self.at)
        href = reverse("disbursements:limit_set") if leads else ""
        return super().get_context_data(add=href, add_label=_("Set a limit"), **kwargs)


class OfficeFormView(LoginRequiredMixin, FormView):
    """A form about the office of whoever is signed in."""

    template_name = "disbursements/bank/office_form.html"
    title: Any = ""
    url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.at = clock.now()
        office = office_of(request.user, self.at)
        if office is None or not self.may(request.user, office):
            raise PermissionDenied(str(NOT_YOURS.reason))
        self.office = office
        return super().dispatch(request, *args, **kwargs)

    def may(self, user: User, office: Office) -> bool:
        """Say whether the person has anything to do here."""
        return True

    def act(self, **typed: Any) -> Any:
        """Call the operation."""
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"office": self.office}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.act(**form.cleaned_data, office=self.office, by=self.request.user, at=self.at)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        return HttpResponseRedirect(reverse(self.url_name))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title, back=reverse(self.url_name), **kwargs)


class DelegationNewView(OfficeFormView):
    form_class = DelegationForm
    title = _("Let somebody stand in")
    url_name = "disbursements:delegations"

    def get_form_kwargs(self) -> dict[str, Any]:
        user: Any = self.request.user
        leads = may_lead(user, self.office, at=self.at)
        return super().get_form_kwargs() | {"giver": None if leads else user}

    def act(self, **typed: Any) -> Any:
        return users.delegate(**typed)


class LimitSetView(OfficeFormView):
    form_class = LimitForm
    title = _("Set a limit")
    url_name = "disbursements:limits"

    def may(self, user: User, office: Office) -> bool:
        return bool(may_lead(user, office, at=self.at))

    def act(self, **typed: Any) -> Any:
        return operations.set_limit(**typed)


class DelegationRevokeView(OperationView):
    model = Delegation
    operation = users.revoke_delegation
    predicate = may_revoke
    case_argument = "delegation"
    form_class = OperationForm
    title = _("Take the delegation back")
    submit_label = _("Take back")
    success_message = _("Taken back. What was done through it stays done.")
    template_name = "disbursements/bank/office_form.html"

    def get_case(self) -> Any:
        """Return a delegation that the person sees and that stands."""
        seen = Delegation.objects.visible_to(self.request.user).with_names().filter(revoked_at__isnull=True)
        return get_object_or_404(seen, public_id=self.kwargs["public_id"])

    def get_success_url(self) -> str:
        return reverse("disbursements:delegations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back=reverse("disbursements:delegations"), **kwargs)
