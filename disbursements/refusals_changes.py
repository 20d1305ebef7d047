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
