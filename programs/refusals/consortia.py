"""What the state of affairs within a consortium does not allow, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class KindNotForModel(Refusal):
    """A legal kind of money passed on was named for a model that passes none on."""

    message = _(
        "“%(model)s” passes no money on. Leave the legal kind empty, or choose another support model."
    )


class OwnCustomer(Refusal):
    """The anchor would stand below itself."""

    message = _(
        "%(firm)s leads this consortium and can't be its own customer. "
        "Enter the number of the firm that buys from it."
    )


class RoleDoesNotFit(Refusal):
    """The support model knows no such role."""

    message = _(
        "“%(model)s” knows no role “%(role)s”. Choose another role; the role and the support "
        "model belong together."
    )


class WouldCircle(Refusal):
    """A firm would stand below itself."""

    message = _(
        "%(upstream)s stands below %(firm)s, so %(firm)s can't be placed under it: the chain would run in a "
        "circle. Choose a firm that is not below it."
    )


class AlreadyThere(Refusal):
    """The firm stands where it is to be moved."""

    message = _("%(firm)s already stands directly under %(upstream)s. Choose another firm.")


class AnchorStays(Refusal):
    """The anchor can't leave its own consortium."""

    message = _(
        "%(firm)s is the anchor: the consortium rests on it. Ask the programme office if the "
        "consortium is to end."
    )


class HasFirmsBelow(Refusal):
    """Others stand under a firm that would leave."""

    message = _(
        "%(firms)s still stand under %(firm)s. The anchor first moves them under another firm, "
        "or they leave first."
    )


class StillTied(Refusal):
    """A case or a grant still binds the firm to its place."""

    message = _("%(firm)s is still bound to its place: %(ties)s")


class NotReplaceable(Refusal):
    """Only a firm that joined, left or declined has a place for another one."""

    message = _("%(firm)s was invited and has not answered yet. Wait for its answer, then replace it.")


class FirmIsRegistered(Refusal):
    """No letter is needed for a firm that is here already."""

    message = _("%(firm)s is registered with this number: invite it directly, without a letter.")


class AlreadyInvited(Refusal):
    """A letter to this number is under way."""

    message = _(
        "The firm with the number %(number)s was invited on %(day)s (%(email)s). "
        "Withdraw that invitation first if the address was wrong."
    )


class NumberDiffers(Refusal):
    """Another firm than the invited one would accept."""

    message = _(
        "The invitation is for the number %(number)s, and %(firm)s has another one. "
        "Register the firm with the invited number, or ask for a new invitation."
    )


class InvitationExpired(Refusal):
    """The invitation was valid until a day that has passed."""

    message = _("The invitation was valid until %(day)s. Ask %(firm)s to send a new one.")


class NotInConsortium(Refusal):
    """A member of another consortium, or none that joined or was invited."""

    message = _("%(firm)s has no place in this consortium (any more). Invite it first.")


class SelfLink(Refusal):
    """A firm would deliver to itself."""

    message = _("A firm can't deliver to itself. Choose two different firms.")


class ProductMissing(Refusal):
    """A link without a product links nothing."""

    message = _("Name the product that is delivered; it links the two firms.")


class LinkExists(Refusal):
    """The same product is linked already."""

    message = _(
        "%(supplier)s already delivers “%(product)s” to %(buyer)s. Enter another product, or leave it."
    )


class LinkCircles(Refusal):
    """A product would come back to the firm that delivers it."""

    message = _(
        "“%(product)s” would come back to %(supplier)s: %(buyer)s already delivers it on towards that firm. "
        "Look at who delivers and who buys."
    )


class DayImpossible(Refusal):
    """A link would end before it began, or in the future."""

    message = _("The day must lie between %(first)s and today, %(last)s.")


class NobodyToSign(Refusal):
    """An agreement needs at least two parties."""

    message = _("Nobody but the anchor has joined yet. Invite a partner first; the agreement is between you.")


class AgreementUnchanged(Refusal):
    """The present agreement says what a new one would say."""

    message = _(
        "Agreement no. %(number)s already says all this, and signatures under it stand. Nothing was changed."
    )


class NoAgreement(Refusal):
    """There is nothing to sign."""

    message = _("The anchor has not drawn up the agreement yet.")


class AgreementSuperseded(Refusal):
    """Another agreement took its place."""

    message = _("Another agreement took the place of this one. Read and sign that one.")


class AgreementOutdated(Refusal):
    """The consortium is no longer as the agreement says."""

    message = _(
        "The consortium has changed since this agreement was drawn up. "
        "The anchor draws it up anew; then everybody signs that one."
    )


class AlreadySigned(Refusal):
    """The party signed before."""

    message = _("%(firm)s signed this agreement on %(day)s (%(name)s). Once is enough.")


class NameMissing(Refusal):
    """A signature without a name."""

    message = _("Type your name as your signature.")


class SharesNotWhole(Refusal):
    """Shares that do not come to exactly 100 %."""

    message = _(
        "The shares come to %(sum)s, not to exactly 100 %%: %(rest)s. "
        "Three equal parts, for instance, are 33.33 %%, 33.33 %% and 33.34 %%: give the rest to one of them."
    )


class ShareImpossible(Refusal):
    """A share of nothing, or of more than everything."""

    message = _("The share of “%(consortium)s” must be above 0 %% and at most 100 %%.")


class NotAFirstOfMonth(Refusal):
    """Shares count by whole months."""

    message = _("Shares count by whole months. Enter the first day of a month.")


class SharesTooEarly(Refusal):
    """Shares for months that are over."""

    message = _(
        "Shares can be agreed from %(first)s on: reductions of months before may be verified already. "
        "Propose them anew from that day or later."
    )


class SharesAgreedFrom(Refusal):
    """Later shares are agreed already."""

    message = _("Shares from %(day)s on are agreed already. New ones can count from the month after it.")


class SharesPending(Refusal):
    """Another proposal waits."""

    message = _(
        "Shares from %(day)s on are proposed and wait for agreement. Agree to them or drop them first."
    )


class NotShared(Refusal):
    """The firm is no joined shared supplier of the consortium."""

    message = _(
        "%(firm)s is no joined shared supplier of “%(consortium)s”. It first joins that "
        "consortium in that role."
    )


class ConsortiumLeftOut(Refusal):
    """A consortium of the shared supplier gets no share."""

    message = _(
        "%(firm)s is a shared supplier of “%(consortium)s” as well. Give every one of its consortia a share."
    )


class AlreadyAgreed(Refusal):
    """The anchor agreed before."""

    message = _("“%(consortium)s” agreed to these shares on %(day)s. Nothing more is needed from it.")
