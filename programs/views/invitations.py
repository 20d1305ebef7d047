"""Letters to firms that are not registered: the page a letter leads to, accepting it, taking it back."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import DetailView

from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.views import OperationView
from firms.queries import firms_of
from programs import operations, permissions
from programs.models import Invitation, InvitationStatus


@method_decorator(never_cache, name="dispatch")
class InvitationView(DetailView):
    """
    Tell whoever has the letter's unguessable address what it is about and what to do next.

    The person is usually a stranger: nothing is shown but what the letter says.
    """

    template_name = "programs/invitation.html"
    context_object_name = "invitation"
    slug_field = slug_url_kwarg = "public_id"
    queryset = Invitation.objects.select_related(
        "consortium__program", "consortium__anchor", "consortium__support_model", "upstream__firm"
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at, user, invitation = clock.now(), self.request.user, self.object
        own = list(firms_of(user, at)) if user.is_authenticated else []
        return super().get_context_data(
            is_open=invitation.status == InvitationStatus.SENT and clock.day(at) <= invitation.expires_on,
            may_accept=bool(permissions.may_accept_invitation(user, invitation, at=at)),
            may_withdraw=bool(permissions.may_withdraw_invitation(user, invitation, at=at)),
            own_firms=own,
            step=3 if invitation.firms().exists() else 2 if user.is_authenticated else 1,
            **kwargs,
        )


class InvitationAcceptView(OperationView):
    model = Invitation
    operation = operations.accept_invitation
    predicate = permissions.may_accept_invitation
    form_class = OperationForm
    case_argument = "invitation"
    moves_to = InvitationStatus.ACCEPTED
    title = _("Join the consortium")
    submit_label = _("Join")
    success_message = _("Your firm is now a member of the consortium.")
    consequences_template = "programs/consequences_accept.html"

    def get_case(self) -> Any:
        """Return the invitation: its unguessable address is the permission to read it."""
        return get_object_or_404(Invitation, public_id=self.kwargs["public_id"])

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"firm": self.case.firms().get()}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class InvitationWithdrawView(OperationView):
    model = Invitation
    operation = operations.withdraw_invitation
    predicate = permissions.may_withdraw_invitation
    form_class = ReasonForm
    case_argument = "invitation"
    moves_to = InvitationStatus.WITHDRAWN
    title = _("Withdraw the invitation")
    submit_label = _("Withdraw")
    success_message = _("The invitation is withdrawn: the letter can't be answered any more.")
    danger = True

    def get_success_url(self) -> str:
        return str(self.case.consortium.get_absolute_url())
