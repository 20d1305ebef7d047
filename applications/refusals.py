"""What the state of affairs may forbid about plans and applications, in words for the person who asked."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal
from programs.refusals import CallClosed, CallNotOpen

__all__ = [
    "AmountAboveAsked",
    "CallClosed",
    "CallNotOpen",
    "CapExceeded",
    "GrantNotOpen",
    "Incomplete",
    "NoCostsHere",
    "NotAPartner",
    "NotASupplier",
    "NotAssessed",
    "NotEditable",
    "PeriodReversed",
    "PlanExists",
    "PlanNotSelected",
    "ReasonMissing",
    "TechnologyMissing",
    "ZeroSubsidy",
]


class PlanExists(Refusal):
    message = _("This consortium already has a plan: open it instead of beginning another.")


class PlanNotSelected(Refusal):
    message = _("The consortium's plan was not selected yet; firms can apply once it is.")


class NotAPartner(Refusal):
    message = _("%(firm)s is not a joined tier-1 partner of this consortium, so it can't apply here.")


class NotASupplier(Refusal):
    message = _("%(firm)s is not a joined partner that delivers to your firm in this consortium.")


class PeriodReversed(Refusal):
    message = _("The end must not be before the start.")


class NotEditable(Refusal):
    message = _("The case is now “%(status)s” and can't be changed any more. What you entered was not saved.")


class NoCostsHere(Refusal):
    message = _("Only an application for a subsidy has cost items.")


class TechnologyMissing(Refusal):
    message = _("Choose the technology of the equipment.")


class Incomplete(Refusal):
    """Something that a submission needs is missing; says everything at once."""

    message = _("Not submitted yet. Still missing: %(missing)s")


class ZeroSubsidy(Refusal):
    message = _(
        "The rules give this application a subsidy of 0 won (size class: %(size_class)s), so it can't be "
        "submitted. Look at the arithmetic; if the size class is out of date, hand in the new certificate."
    )


class NotAssessed(Refusal):
    message = _("This application was not assessed yet; an officer assesses it before it is awarded.")


class ReasonMissing(Refusal):
    message = _("Give a reason.")


class AmountAboveAsked(Refusal):
    message = _("At most the amount asked, %(asked)s won, can be awarded.")


class EffectiveDayImpossible(Refusal):
    message = _("An award counts from a day between %(first)s, when it was applied for, and today, %(last)s.")


class CapExceeded(Refusal):
    """An award would bring a consortium or a firm above its cap."""

    message = _(
        "%(whose)s may be awarded %(cap)s won at most%(scope)s; %(used)s won are awarded already. "
        "%(left)s won are left."
    )


class GrantNotOpen(Refusal):
    message = _("Money can be passed on once the award was accepted. This case is “%(status)s”.")
