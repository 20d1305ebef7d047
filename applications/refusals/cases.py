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
    "InTradingScheme",
    "Incomplete",
    "NoCostsHere",
    "NoQuestions",
    "NotAPartner",
    "NotASupplier",
    "NotAskedFor",
    "NotAssessed",
    "NotEditable",
    "NotEligible",
    "NotOfItsKind",
    "PeriodReversed",
    "PlanExists",
    "PlanNotSelected",
    "QuoteChosen",
    "QuoteFileTwice",
    "QuoteNotMadeYet",
    "QuoteTooOld",
    "ReasonMissing",
    "RulesChanged",
    "TechnologyMissing",
    "TechnologyNotOffered",
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


class QuoteTooOld(Refusal):
    message = _("A quote of %(day)s can't be meant. Look at the date of the quote again.")


class QuoteNotMadeYet(Refusal):
    message = _(
        "The quote is dated %(day)s, a day that is still to come. Look at the date of the quote again."
    )


class QuoteFileTwice(Refusal):
    message = _("This file is another quote of the same item already. Upload the quote of this supplier.")


class QuoteChosen(Refusal):
    message = _("The cost rests on this quote. Choose another one first, or change this one.")


class NotEditable(Refusal):
    message = _("The case is now “%(status)s” and can't be changed any more. What you entered was not saved.")


class RulesChanged(Refusal):
    """The amount is another one than the applicant saw: a rule or the draft changed meanwhile."""

    message = _(
        "Not submitted yet: the support is now %(new)s won, not %(old)s won as when you opened this page, "
        "because a rule of the programme or the draft was changed meanwhile. Nothing was lost. Look at the "
        "amounts below; if you agree, submit again."
    )


class InTradingScheme(Refusal):
    message = _(
        "%(firm)s takes part in the emissions trading scheme, and this programme doesn't support such firms. "
        "If that is no longer so, change the firm's record first."
    )


class NotAskedFor(Refusal):
    message = _("This programme doesn't ask for “%(document)s” here.")


class TechnologyNotOffered(Refusal):
    message = _("On %(day)s the programme doesn't pay for “%(technology)s”. Choose another technology.")


class NoCostsHere(Refusal):
    message = _("Only an application for a subsidy has cost items.")


class NoQuestions(Refusal):
    """There is no such question of the call to answer, or none at all."""

    message = _("The call doesn't ask this question any more. Open the questions again.")


class NotOfItsKind(Refusal):
    """An answer is not of the kind that its question asks for."""

    message = _("“%(question)s” can't have this answer. Look at what it asks for.")


class TechnologyMissing(Refusal):
    message = _("Choose the technology of the equipment.")


class Incomplete(Refusal):
    """Something that a submission needs is missing; says everything at once."""

    message = _("Not submitted yet. Still missing: %(missing)s")


class NotEligible(Refusal):
    """A check of eligibility stands in the way; says of each what it is and the way to mend it."""

    message = _("The step was not taken. In the way: %(checks)s")


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


class NoRegrant(Refusal):
    message = _(
        "In this consortium no subsidy is handed on; its firms pass on their own money. "
        "Propose a private contribution instead."
    )


class NotBelow(Refusal):
    message = _("%(firm)s is not a joined member directly below your firm in this consortium.")


class AboveRegrant(Refusal):
    """More is to be handed on than the grant above has left for it."""

    message = _(
        "At most %(left)s won can be handed on: %(lies)s won are left of what was awarded for it, "
        "%(proposed)s won of them are proposed to firms already."
    )


class AboveProposed(Refusal):
    message = _(
        "The firm above proposes %(proposed)s won in all. Own part and part to hand on come to %(sum)s won."
    )


class RegrantAboveAsked(Refusal):
    message = _("At most the amount asked for handing on, %(asked)s won, can be awarded for it.")


class RegrantTooSmall(Refusal):
    message = _(
        "Of an own part of %(own)s won at least %(least)s won are to be handed on to the firms below "
        "(%(ratio)s of it, as the programme's rule says). Award less for its own part, or return the "
        "application so that the firm asks for more to hand on."
    )


class LineHalted(Refusal):
    """A grant above is suspended, cancelled or closed: nothing is decided under it."""

    message = _("The grant of %(firm)s is “%(status)s”. Until it runs again nothing can be decided under it.")


class JustProposed(Refusal):
    message = _(
        "The same amount was proposed to %(firm)s a moment ago. It is on record once; look at your cases."
    )


class NotAColleague(Refusal):
    message = _("%(person)s does not write for %(firm)s. Choose somebody who acts for the firm.")


class OtherFirms(Refusal):
    message = _("Only an application of the same firm can be taken over.")


class SubmittedAlready(Refusal):
    message = _(
        "The firm has submitted its application. From now on the office decides, or the firm withdraws."
    )


class GrantNotOpen(Refusal):
    message = _("Money can be passed on once the award was accepted. This case is “%(status)s”.")
