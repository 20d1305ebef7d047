"""What the sections of a consortium's plan do not allow, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NoSuchSection(Refusal):
    """The support model asks for no such section."""

    message = _("The support model “%(model)s” has no such section in its plan. Nothing was saved.")


class NotDirectlyBelow(Refusal):
    """Money goes down the chain, from tier to tier."""

    message = _(
        "%(receiver)s does not stand directly under %(payer)s. Money is handed on from tier to tier, never "
        "upwards or in a circle: choose a firm directly below."
    )


class AnchorHandsNothingOn(Refusal):
    """The anchor is no recipient of subsidy."""

    message = _(
        "%(payer)s is the anchor and receives no subsidy to hand on. What it pays itself is entered in each "
        "application as the part paid by the anchor."
    )


class AboveWhatItReceives(Refusal):
    """More would be handed on than planned to be received."""

    message = _(
        "%(payer)s is to receive %(received)s won by this plan and would hand on %(handed_on)s won. "
        "Lower the amount, or raise first what %(payer)s receives."
    )


class AboveTheCap(Refusal):
    """More would be handed on than the consortium can be awarded."""

    message = _(
        "Together the firms of tier 1 would hand on %(handed_on)s won, and the consortium can be awarded "
        "%(cap)s won at most. Lower the amount."
    )


class OwnerNotInConsortium(Refusal):
    """The surplus would belong to a stranger."""

    message = _(
        "%(firm)s has no place in this consortium. The surplus belongs to one of its firms: choose it."
    )
