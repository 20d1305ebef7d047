"""What the state of a fiscal year's books does not allow."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class YearNotOver(Refusal):
    message = _("The year %(year)s is not over: it can be closed from 1 January %(next)s on.")


class AlreadyPrepared(Refusal):
    message = _("The close of %(year)s is on record already. Open it, or withdraw it first.")


class LaterClosed(Refusal):
    message = _(
        "The year %(later)s is closed already: what lies here since belongs to the years after it. "
        "%(year)s can't be closed any more."
    )


class NothingToClose(Refusal):
    message = _("Nothing lies with this programme at the end of %(year)s: there is nothing to close.")


class CarriedTooMuch(Refusal):
    message = _("%(closing)s won lay in “%(call)s” at the end of the year; at most that can be carried over.")


class NoNextCall(Refusal):
    message = _("Choose a call of the year %(next)s for what is carried over from “%(call)s”.")


class NoReason(Refusal):
    message = _("Say why it is carried over: what the money is needed for.")


class BooksMoved(Refusal):
    message = _(
        "Something was booked into the year since this was prepared: “%(account)s” held %(was)s won, now "
        "%(now)s won. Withdraw this close and prepare it anew."
    )


class UsedSince(Refusal):
    message = _(
        "%(closing)s won lay in “%(account)s” at the end of the year, and only %(left)s won are left: the "
        "rest was awarded after it. Put that right first."
    )
