"""What stands in the way of naming an auditor and of an auditor's report."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class OwnAuditor(Refusal):
    message = _("That is the business number of the firm itself. Enter the auditor's.")


class EngagedInFuture(Refusal):
    message = _("The contract of audit can't be of a day that has not come yet.")


class ReportedTooEarly(Refusal):
    message = _(
        "The report is about the whole of %(year)s by %(auditor)s: its day lies after the year's end and not "
        "before the auditor was engaged."
    )


class ReportedInFuture(Refusal):
    message = _("The report can't be of a day that has not come yet.")
