"""The other firm's side of a hand-over: agreeing to take the grant over, or declining."""

from django.utils.translation import gettext_lazy as _

from core.workflow.forms import OperationForm
from disbursements import operations
from disbursements.permissions import changes as change_permissions
from disbursements.views.changes import ChangeStepView
from disbursements.workflow import ChangeStatus


class ChangeAgreeView(ChangeStepView):
    operation = operations.agree_to_hand_over
    predicate = change_permissions.may_agree_to_hand_over
    moves_to = ChangeStatus.APPROVED
    form_class = OperationForm
    title = _("Agree to take the grant over")
    submit_label = _("Take the grant over")
    success_message = _("Your firm agreed. The office decides now.")


class ChangeDeclineView(ChangeStepView):
    operation = operations.decline_hand_over
    predicate = change_permissions.may_agree_to_hand_over
    moves_to = ChangeStatus.DECLINED
    title = _("Decline to take the grant over")
    submit_label = _("Decline")
    success_message = _("Declined. The other firm was told with your reason.")
    consequences_template = None
    danger = True
