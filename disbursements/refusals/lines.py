"""What the state of a payment request's lines does not allow."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class LineUndecided(Refusal):
    message = _("Decide every line: these are neither accepted nor refused yet: %(lines)s.")


class LineReasonMissing(Refusal):
    message = _("Say why %(line)s is refused, so that the firm can put it right.")


class NotThisRequestsLine(Refusal):
    message = _("The lines of this payment request were changed meanwhile. Reload the page and decide again.")


class AcceptedAboveAward(Refusal):
    message = _(
        "With these lines %(sum)s won would be accepted, above the %(awarded)s won of the award. "
        "Refuse a line, or return the request."
    )


class AcceptedAboveItem(Refusal):
    message = _(
        "The accepted invoices for “%(item)s” would come to %(sum)s won, above its agreed cost of %(cost)s "
        "won. Refuse a line, or return the request."
    )


class NotRefused(Refusal):
    message = _("%(line)s was not refused. Only a refused line is put right by another one.")


class CorrectedAlready(Refusal):
    message = _("%(line)s was put right already, in payment request %(number)s.")


class RefusedStays(Refusal):
    message = _("%(line)s was refused and stays on record. Put it right in a line of its own.")


class LineOnRecord(Refusal):
    message = _(
        "The office has a record of the invoice %(line)s already: papers that don't agree, or an asset. The "
        "line stays. Hand the request in again; the office can refuse this line alone."
    )


class GiftPaidMore(Refusal):
    message = _(
        "A gift paid %(gift)s won of this invoice already. With the subsidised part of %(subsidised)s won it "
        "would come to more than the %(supply)s won that it costs without VAT."
    )


class ConditionsDue(Refusal):
    message = _("Conditions of the award are due and not fulfilled: %(what)s. Show first how they are met.")


class AboveStage(Refusal):
    message = _(
        "%(kind)s: at most %(most)s won of the award can be asked for by now, with this request it would be "
        "%(asked)s. The rest is held back until the final payment."
    )


class TransferUsedUp(Refusal):
    message = _(
        "The bank transfer of the invoice %(line)s serves other invoices as well: together they come to "
        "%(sum)s won, but their receipts show %(paid)s won. Add the other transfers, or take the receipt off."
    )
