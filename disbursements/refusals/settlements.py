"""What stands in the way of a settlement, its confirmation, and the end of a grant."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NothingToSettle(Refusal):
    message = _("There is nothing to settle for this grant on this day.")


class SettlementWaits(Refusal):
    message = _("The settlement until %(until)s is not confirmed yet. Finish that one first.")


class MoreThanPaid(Refusal):
    message = _("Only %(paid)s won were paid for “%(item)s”. More than that can't be settled.")


class ExplanationMissing(Refusal):
    message = _("Explain why less than the %(paid)s won paid for “%(item)s” was used.")


class ReportMissing(Refusal):
    message = _(
        "%(won)s won of subsidy were received. From %(limit)s won on, the report of an outside body that "
        "verified the settlement is needed."
    )


class PerformanceMissing(Refusal):
    message = _("Say what was achieved: the performance report belongs to the settlement.")


class NotALineToCorrect(Refusal):
    message = _("“%(item)s” was confirmed by the officer and does not change any more.")


class LinesOpen(Refusal):
    message = _("“%(item)s” was not decided on yet. Confirm every line, or send lines back.")


class LinesToCorrect(Refusal):
    message = _("“%(item)s” is to be corrected. Send the settlement back to the firm.")


class NothingToCorrect(Refusal):
    message = _("No line is to be corrected. Say at a line what is wrong with it, then send it back.")


class ReasonMissing(Refusal):
    message = _("Say why, so that the firm knows: at least two characters.")


class PaidSince(Refusal):
    message = _(
        "Since the firm stated “%(item)s”, what is paid of it went from %(stated)s to %(paid)s won. Mark the "
        "line as to be corrected and send the settlement back, so that the firm states it anew."
    )


class ChildNotSettled(Refusal):
    message = _(
        "A chain settles from its leaves: %(firm)s below has not settled “%(title)s” until %(until)s yet. "
        "Its settlement has to be confirmed first."
    )


class MoneyMoves(Refusal):
    message = _("%(what)s The settlement can be confirmed after that.")


class ConfirmedAboveReceived(Refusal):
    message = _(
        "%(confirmed)s won are confirmed, but only %(received)s won of this grant lie with the firm or were "
        "spent. Lower a line first."
    )


class NotClosable(Refusal):
    message = _("The grant can't be closed yet. %(what)s")


class SettledFinally(Refusal):
    """The last settlement is confirmed: what would be paid after it nobody would settle."""

    message = _(
        "The last settlement of this grant, until %(until)s, is confirmed: nothing more is asked for under "
        "it."
    )


class RequestsWait(Refusal):
    """The last settlement would leave out what these requests still pay."""

    message = _(
        "%(what)s After the last settlement nothing more is paid: see each request to its end first, or send "
        "it back to the firm."
    )


class MoneyAbove(Refusal):
    """The last settlement would leave out subsidy that has not come down the chain."""

    message = _(
        "%(won)s won for this grant lie with %(firm)s or are on their way from it. They arrive, or go back, "
        "first."
    )
