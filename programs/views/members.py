"""Inviting firms, answering an invitation, leaving, being replaced, standing elsewhere in the chain."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.views import OperationView
from firms.queries import firm_with_number
from programs import forms, operations, permissions
from programs.models import Member, MemberRole, MemberStatus
from programs.operations.departures import (
    branch_of,
    check_can_leave,
    check_nobody_below,
    check_untied,
    running_links,
)
from programs.refusals import NotJoined
from programs.refusals.consortia import AnchorStays, NotReplaceable
from programs.ties import ties_of
from programs.views.obstacles import ObstacleView


class MemberInviteView(ObstacleView):
    """The case is the member under which the firm is invited."""

    model = Member
    operation = operations.invite
    predicate = permissions.may_invite
    form_class = forms.InvitationForm
    case_argument = "upstream"
    title = _("Invite a firm")
    submit_label = _("Send the invitation")
    consequences_template = "programs/consequences_invite.html"

    def check(self) -> None:
        if self.case.status != MemberStatus.JOINED:
            raise NotJoined(firm=self.case.firm.name)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"upstream": self.case}

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return super().operation_arguments(form) | {"consortium": self.case.consortium}

    def form_valid(self, form: Any) -> HttpResponse:
        firm, email = form.cleaned_data["firm_name"], form.cleaned_data["email"]
        if firm_with_number(form.cleaned_data["business_number"]):
            self.success_message = _("The firm is invited: its representative was told.")
        else:
            words = gettext("A letter to %(email)s is on its way; you see here when %(firm)s has answered.")
            self.success_message = words % {"email": email, "firm": firm}
        return super().form_valid(form)

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


class ChangeOfPlaceView(ObstacleView):
    """A change of a member's place: what it does and what binds the firm is shown before the button."""

    model = Member
    case_argument = "member"
    consequences_template = "programs/consequences_place.html"
    danger = True
    #: "leave", "replace" or "move": which consequences are shown
    change = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        branch = branch_of(self.case)
        return super().get_context_data(
            ties=ties_of(self.case),
            links=running_links(self.case),
            below=[m for m in branch[1:] if m.status in (MemberStatus.INVITED, MemberStatus.JOINED)],
            is_shared=self.case.role == MemberRole.SHARED,
            change=self.change,
            **kwargs,
        )


class MemberLeaveView(ChangeOfPlaceView):
    operation = operations.leave
    predicate = permissions.may_leave
    form_class = ReasonForm
    change = "leave"
    title = _("Leave the consortium")
    submit_label = _("Leave")
    success_message = _("Your firm has left the consortium.")

    def check(self) -> None:
        check_can_leave(self.case)
        check_nobody_below(self.case)

    def get_success_url(self) -> str:
        return reverse("dashboards:home")


class MemberReplaceView(ChangeOfPlaceView):
    operation = operations.replace_member
    predicate = permissions.may_replace
    form_class = forms.RegisteredFirmForm
    change = "replace"
    title = _("Replace the firm")
    submit_label = _("Replace and invite")
    success_message = _("The new firm is invited; it answers itself.")

    def check(self) -> None:
        if self.case.status == MemberStatus.INVITED:
            raise NotReplaceable(firm=self.case.firm.name)
        if self.case.status == MemberStatus.JOINED:
            check_can_leave(self.case)
        if self.case.upstream and self.case.upstream.status != MemberStatus.JOINED:
            raise NotJoined(firm=self.case.upstream.firm.name)

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"firm": form.cleaned_data["business_number"], "reason": form.cleaned_data["reason"]}


class MemberMoveView(ChangeOfPlaceView):
    operation = operations.move_member
    predicate = permissions.may_move
    form_class = forms.MoveForm
    change = "move"
    title = _("Move the firm in the chain")
    submit_label = _("Move")
    success_message = _("The firm stands elsewhere in the chain now; it was told.")
    danger = False

    def check(self) -> None:
        if self.case.role == MemberRole.ANCHOR:
            raise AnchorStays(firm=self.case.firm.name)
        check_untied(branch_of(self.case))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"member": self.case}
