"""Registering a consortium, inviting firms into it, answering an invitation."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.refusals import Refusal
from core.workflow.views import OperationView
from programs import forms, operations, permissions
from programs.deadline import require_open
from programs.models import Call, Member, MemberStatus
from programs.refusals import NotJoined


class ObstacleView(OperationView):
    """An operation that may have an obstacle: then its page says which, and offers no form."""

    template_name = "programs/operation.html"

    def check(self) -> None:
        """
        Find the obstacle.

        :raises Refusal: in its words, if there is one.
        """
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        obstacle = ""
        try:
            self.check()
        except Refusal as refusal:
            obstacle = str(refusal)
        return super().get_context_data(obstacle=obstacle, **kwargs)


class ConsortiumRegisterView(ObstacleView):
    model = Call
    operation = operations.register_consortium
    predicate = permissions.may_register_consortium
    form_class = forms.ConsortiumForm
    case_argument = "call"
    title = _("Register a consortium")
    submit_label = _("Register the consortium")
    success_message = _(
        "The consortium is registered. Now invite the firms of your chain and draft its plan."
    )
    consequences_template = "programs/consequences_register.html"

    def check(self) -> None:
        require_open(self.case.opens_at, self.case.plan_deadline, self.at)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user, "at": self.at}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())


class MemberInviteView(ObstacleView):
    """The case is the member under which the firm is invited."""

    model = Member
    operation = operations.invite_member
    predicate = permissions.may_invite
    form_class = forms.InvitationForm
    case_argument = "upstream"
    title = _("Invite a firm")
    submit_label = _("Send the invitation")
    consequences_template = "programs/consequences_invite.html"

    def check(self) -> None:
        if self.case.status != MemberStatus.JOINED:
            raise NotJoined(firm=self.case.firm.name)

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        firm = form.cleaned_data["business_number"]
        self.success_message = gettext("%(firm)s is invited: its representative was told.") % {
            "firm": firm.name
        }
        return {"consortium": self.case.consortium, "firm": firm}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next_tier=self.case.tier + 1, **kwargs)


class AnswerView(OperationView):
    """An answer to an invitation."""

    model = Member
    predicate = permissions.may_join
    case_argument = "member"

    def come_too_late(self) -> HttpResponse:
        """Send the visitor to the consortium, or home when the firm is no longer part of it."""
        response = super().come_too_late()
        if self.case.status in (MemberStatus.INVITED, MemberStatus.JOINED):
            return response
        return HttpResponseRedirect(reverse("dashboards:home"))


class MemberJoinView(AnswerView):
    operation = operations.join
    form_class = OperationForm
    moves_to = MemberStatus.JOINED
    title = _("Join the consortium")
    submit_label = _("Join")
    success_message = _("Your firm is now a member of the consortium.")
    consequences_template = "programs/consequences_join.html"


class MemberDeclineView(AnswerView):
    operation = operations.decline
    form_class = ReasonForm
    moves_to = MemberStatus.DECLINED
    title = _("Decline the invitation")
    submit_label = _("Decline")
    success_message = _("The invitation is declined. The firm that invited you reads your reason.")
    danger = True

    def get_success_url(self) -> str:
        return reverse("dashboards:home")
