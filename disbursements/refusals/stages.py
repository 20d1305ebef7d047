"""What the stages of a programme's payments do not allow: advances and what is held back."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NoAdvance(Refusal):
    message = _("The programme pays no advance. Ask for an interim payment against your tax invoices.")


class NoAdvanceThroughChain(Refusal):
    message = _(
        "Subsidy that is handed on through the chain is paid against invoices only; no advance is paid on it."
    )


class AdvanceAboveAward(Refusal):
    message = _(
        "At most %(left)s won of the award can still be paid in advance: the rest was paid, or was asked for "
        "against invoices."
    )


class AdvanceOnItsWay(Refusal):
    message = _(
        "The advance of payment request %(number)s is on its way. Decide these lines once the bank has "
        "confirmed it, so that it covers them first."
    )


class NothingHeldBack(Refusal):
    message = _("Nothing is held back of the payments made so far, or it was asked for already.")


class HeldBackAskedFor(Refusal):
    message = _(
        "What was held back of this payment was asked for in another request already. It can't be returned."
    )


class WithoutLines(Refusal):
    message = _("An advance and what was held back are asked for without invoices.")


class NotAnAdvance(Refusal):
    message = _("Only the amount of an advance is typed; every other amount is computed.")
