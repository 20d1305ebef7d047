"""What the state of affairs around a call or a consortium does not allow."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class CallNotOpen(Refusal):
    """Something was handed in before the call opened."""

    message = _("The call opens on %(opens)s. Nothing was sent; come back then.")


class CallClosed(Refusal):
    """Something was handed in after the deadline, by whatever little."""

    message = _(
        "The deadline was %(deadline)s and it has passed. Nothing was sent; what you typed is still here."
    )


class ArrivedLate(CallClosed):
    """Something was begun before the deadline and arrived after it: says both, to the second."""

    message = _(
        "Not submitted: you opened this page at %(begun)s, what you sent arrived at %(arrived)s, and the "
        "deadline was %(deadline)s (all by the server's clock, Seoul time). Nothing was lost: the draft is "
        "as you left it. Ask %(ask)s what can be done."
    )


class NoCertificate(Refusal):
    """A firm has no certificate of size that is valid on the day."""

    message = _("%(firm)s has no valid certificate of its size class. Add one on the firm's page first.")


class AlreadyRegistered(Refusal):
    """The anchor leads a consortium of this call already."""

    message = _("%(firm)s already leads the consortium “%(consortium)s” in this call.")


class NameTaken(Refusal):
    """Another consortium of the programme has this name."""

    message = _("Another consortium of this programme is called “%(name)s”. Choose another name.")


class NotJoined(Refusal):
    """The member under which a firm is invited has not joined, or has left."""

    message = _("%(firm)s is not a joined member of this consortium, so nobody can be invited under it.")


class AlreadyMember(Refusal):
    """The firm has a place in the consortium already."""

    message = _(
        "%(firm)s already has a place in this consortium (%(status)s, tier %(tier)s). A firm has only one."
    )


class HasOwnSuppliers(Refusal):
    """A firm that left can't come back elsewhere while others stand under it."""

    message = _("%(firm)s has firms under it in this consortium and can only come back to its former place.")


class FirmNotRegistered(Refusal):
    """No firm with that number is registered."""

    message = _(
        "No firm with the number %(number)s is registered yet. Enter its name and the e-mail address of its "
        "representative: we write to them how to register it and join."
    )


class NoRate(Refusal):
    """The programme has no rate for a kind of cost."""

    message = _(
        "The programme names no rate for “%(cost_kind)s” and the size class “%(size_class)s” on that day."
    )


class AnchorPartTooLarge(Refusal):
    """The anchor would pay more than the firm itself has to."""

    message = _(
        "The anchor's part is %(anchor)s won, but the self-burden is only %(self_burden)s won. Lower it."
    )


class NoInKind(Refusal):
    """Something would be borne in kind where no rule of the programme says how much may be."""

    message = _(
        "This programme names no part of the self-burden that may be in kind, so all of it is paid in cash. "
        "Set what is in kind to 0."
    )


class InKindAbovePart(Refusal):
    """More would be in kind than the part it belongs to."""

    message = _("In kind are %(in_kind)s won, but the part it belongs to is only %(part)s won. Lower it.")


class InKindAboveShare(Refusal):
    """More of the self-burden would be in kind than the programme allows."""

    message = _(
        "In kind are %(in_kind)s won, but of the self-burden of %(self_burden)s won at most %(share)s may be "
        "in kind, that is %(limit)s won (%(source)s). Let the rest be paid in cash."
    )


class UnknownScheme(Refusal):
    """There is no data file of that name."""

    message = _("There is no programme file “%(code)s”. Known: %(known)s.")
