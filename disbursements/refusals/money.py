"""What the state of a grant, a payment or a contribution does not allow."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NoSubsidy(Refusal):
    message = _(
        "Only a subsidy is paid by the office. A private contribution is passed on by the firm above."
    )


class GrantClosed(Refusal):
    message = _("This grant is closed. Nothing more can be recorded for it.")


class DraftExists(Refusal):
    message = _("A payment request of this grant is already being drafted. Complete that one first.")


class AwardUsedUp(Refusal):
    message = _(
        "The award is used up: everything up to %(awarded)s won was asked for in other payment requests."
    )


class NotEditable(Refusal):
    message = _("This payment request can't be changed any more: it is “%(now)s”. Wait until it is returned.")


class NoLines(Refusal):
    message = _("There is nothing to ask for yet. Add at least one tax invoice first.")


class PapersMissing(Refusal):
    message = _(
        "The programme asks for these documents with a payment request: %(documents)s. Hand them in on the "
        "page of the application, under “Documents”; then submit again."
    )


class InvalidInvoiceNumber(Refusal):
    message = _(
        "Enter the approval number of the e-tax invoice: 24 letters and digits, as printed on the invoice."
    )


class InvoiceBeforeAward(Refusal):
    message = _(
        "The invoice or card approval is dated before the award of %(award)s. What was bought before "
        "can't be paid."
    )


class InvoiceInFuture(Refusal):
    message = _("This date is in the future. Enter the date printed on the document.")


class OwnInvoice(Refusal):
    message = _(
        "The supplier is the firm itself. A firm can't invoice itself; check the supplier's business number."
    )


class AboveCostItem(Refusal):
    message = _(
        "The invoices for “%(item)s” would come to %(sum)s won, above its agreed cost of %(cost)s won. "
        "At most %(left)s won can still be invoiced."
    )


class NotOfThisGrant(Refusal):
    message = _("This cost item belongs to another grant. Choose one from the list.")


class TooSmall(Refusal):
    message = _("The subsidised part of this invoice is less than one won. Enter the amount without VAT.")


class AmountDiffers(Refusal):
    message = _(
        "The bank paid %(paid)s won but %(asked)s won were released. "
        "Only the released amount can be confirmed; clear the difference with the bank first."
    )


class PaidBeforeRelease(Refusal):
    message = _(
        "The payment was released on %(released)s. The bank can't have paid it on %(paid)s; check the date."
    )


class BankReferenceUsed(Refusal):
    message = _("The bank reference “%(value)s” belongs to another payment. Check the bank statement.")


class NoBankReference(Refusal):
    message = _("Enter the bank's reference of the payment, as on the bank statement.")


class NotLinked(Refusal):
    message = _("Money can only be passed on to a contribution that is linked under this grant.")


class NothingLies(Refusal):
    message = _(
        "The money of %(payment)s does not lie with %(firm)s: it is on its way, has gone on, or has not "
        "come. Reload the page."
    )


class NotNext(Refusal):
    message = _("This money goes to %(firm)s next, on its way to the firm it is for.")


class HopAmountDiffers(Refusal):
    message = _("A payment is handed on whole: %(amount)s won.")


class HandedOnTooEarly(Refusal):
    message = _("The bank paid this money on %(day)s. It can't have been handed on before; check the date.")


class AboveWhatIsLeft(Refusal):
    message = _(
        "At most %(left)s won of the own part can be taken back: the rest was asked for in payment requests."
    )


class AboveRegrantLeft(Refusal):
    message = _(
        "At most %(left)s won of the part to hand on can be taken back: firms below were awarded the rest. "
        "Take it back from them first."
    )


class MoneyOnItsWay(Refusal):
    message = _("This can't be cancelled yet. %(what)s")


class MovedMeanwhile(Refusal):
    message = _(
        "A payment request was changed at this very moment. Reload the page and look at the effects again."
    )


class MoreThanSent(Refusal):
    message = _(
        "%(sent)s won were sent, so %(received)s won can't have arrived. "
        "Check the amount on your bank statement."
    )


class LessThanSent(Refusal):
    message = _(
        "%(sent)s won were sent but only %(received)s won arrived. "
        "Don't confirm: dispute it and give the amount that arrived, so that the giver can put it right."
    )
