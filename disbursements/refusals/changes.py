"""What stands in the way of a change after the award."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NothingChanges(Refusal):
    message = _("Nothing would be different. Change at least one entry.")


class AskedAlready(Refusal):
    message = _("The very same change is asked for already, as #%(number)s, and waits for approval.")


class TotalGrows(Refusal):
    message = _(
        "The items would come to %(after)s won, %(more)s won more than the %(before)s won that were agreed. "
        "After the award money is only moved between items or given up."
    )


class PaymentAskedForItem(Refusal):
    message = _(
        "Payment request #%(number)s (“%(status)s”) names “%(item)s”. Wait until it is paid, or take the "
        "item out of it first."
    )


class MoreInvoiced(Refusal):
    message = _("“%(item)s” was invoiced with %(invoiced)s won already; less than that can't be set.")


class MoreAskedFor(Refusal):
    message = _(
        "After this change the support would be %(after)s won, but %(asked)s won were asked for already. "
        "Give up less."
    )


class SuspendedByTheOffice(Refusal):
    message = _("The office suspended this grant of its own accord; it decides when the grant runs again.")


class SuspensionOver(Refusal):
    message = _("The suspension lasted until %(day)s: it could be prolonged until that day.")


class NotProlonged(Refusal):
    message = _("The suspension lasts until %(day)s already. Choose a later day.")


class NotInItsPlace(Refusal):
    message = _(
        "%(firm)s can't hold this grant: that takes a partner that has joined the consortium, stands "
        "directly below the same firm, and holds no grant above or below this one."
    )


class UnderWay(Refusal):
    message = _("The grant can't pass to another firm while something of it is under way. %(what)s")


class HandedOverEarlier(Refusal):
    message = _("Choose today or a later day: a hand-over needs approval before it happens.")


class NotBeforeItsDay(Refusal):
    message = _("The firm asked for the hand-over from %(day)s on; it can be approved from that day on.")


class NotAgreedYet(Refusal):
    message = _("%(firm)s has not agreed to take the grant over yet; until it does, nothing can be decided.")


class AgreedAlready(Refusal):
    message = _("Your firm has agreed already; the office decides now.")


class NothingWouldStand(Refusal):
    message = _("The rules of the programme give nothing to %(firm)s by its size (%(size)s).")


class AnchorPaysMore(Refusal):
    message = _(
        "The anchor pays %(anchor)s won of these costs, but after this change the rules would leave only "
        "%(self_burden)s won beside the support. Give up less, so that its part still fits."
    )


class MoreInKind(Refusal):
    message = _(
        "In kind are %(in_kind)s won of these costs, but after this change the rules would leave room for "
        "only %(limit)s won in kind. Give up less, so that it still fits."
    )


class BoughtAlready(Refusal):
    message = _("“%(item)s” was invoiced already: what was bought can't become something else.")


class NameMissing(Refusal):
    message = _("Say what is to be bought.")


class NotOffered(Refusal):
    message = _("The programme did not pay for this technology on the day whose rules count for the case.")


class MeasuredAlready(Refusal):
    message = _("“%(item)s” is measured by the method of its technology; another technology is another item.")


class EndPassed(Refusal):
    message = _("The new end lies in the past. Enter today or a later day.")


class InvoicedAfterEnd(Refusal):
    message = _("An invoice is dated %(day)s, after the new end. The undertaking can't end before it.")


class EndsBelow(Refusal):
    message = _(
        "The undertaking of %(firm)s below runs until %(day)s. Let that one end earlier first, or choose a "
        "later day."
    )


class EndsAbove(Refusal):
    message = _("The undertaking of %(firm)s above ends on %(day)s. Its end has to be moved first.")


class SuspendedIntoThePast(Refusal):
    message = _("A suspension lasts until a day to come.")


class ChangedMeanwhile(Refusal):
    message = _(
        "This change counts on “%(term)s” being %(old)s, but it is %(now)s since %(other)s. Refuse it, or "
        "let the firm ask again from how it is now."
    )


class OtherVerdict(Refusal):
    message = _("What you looked at is another by now. Look at it again: %(verdict)s")
