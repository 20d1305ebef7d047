"""What the state of an anchor's pledge does not allow."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NothingPromised(Refusal):
    message = _("Nothing is promised. Enter an amount in cash, in kind, or both.")


class NotInConsortium(Refusal):
    message = _("This grant belongs to another consortium. Choose one of “%(consortium)s”.")


class NotOfThisPledge(Refusal):
    message = _("This pledge is for the grant of %(firm)s alone. Choose that one, or promise anew.")


class GiftsGoToSubsidies(Refusal):
    message = _(
        "An anchor's cash goes to undertakings with a subsidy. A private contribution comes from the firm "
        "above."
    )


class MoreThanPaidIn(Refusal):
    message = _(
        "%(left)s won of this pledge are paid in and free; %(asked)s won are more. Record a payment first."
    )


class MoreThanGiven(Refusal):
    message = _("%(left)s won of this gift were not given back yet; %(asked)s won are more.")


class NotAnswered(Refusal):
    message = _("The receiver has not confirmed this gift. What was not received can't be given back.")


class AboveClaimed(Refusal):
    message = _("The anchor states a value of %(claimed)s won. Recognise that much at most.")


class AbovePromisedInKind(Refusal):
    message = _(
        "%(promised)s won were promised in kind and %(recognised)s won of it are recognised: at most "
        "%(left)s won can be added. The anchor can promise more first."
    )


class AboveOwnPart(Refusal):
    message = _(
        "The grant pays %(subsidised)s won of this invoice over %(supply)s won. At most the other "
        "%(left)s won can come from the anchor."
    )
