"""What the state of a programme does not allow its editor."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class CodeTaken(Refusal):
    """Something else has this short name."""

    message = _("“%(code)s” is the short name of something else already. Choose another one.")


class DatesReversed(Refusal):
    """The end lies before the start."""

    message = _("The end lies before the start. Correct one of the two dates.")


class MonthsRestOnRound(Refusal):
    """Signed months rest on the approval round that would be changed."""

    message = _(
        "Signed statements of %(months)s rest on the round %(round)s. Leave it; on the page of the table of "
        "factors say from which later month on the programme uses another one."
    )


class CallDatesReversed(Refusal):
    """A call's three moments are not in their order."""

    message = _(
        "A call opens first, then closes for plans, and closes for applications at the same time or later. "
        "Correct the dates."
    )


class DeadlinePassed(Refusal):
    """An open deadline would be moved to a moment that has passed."""

    message = _(
        "This deadline is still open and can't be moved to a moment that has passed: firms rely on it. "
        "Set a moment after now."
    )


class DeadlineBroughtForward(Refusal):
    """A deadline under which firms are drafting would come earlier."""

    message = _(
        "This deadline was announced for %(deadline)s and firms rely on it: it can be put off, not brought "
        "forward. Enter that moment or a later one."
    )


class DeadlineOver(Refusal):
    """A deadline that has passed would be moved."""

    message = _(
        "This deadline passed on %(deadline)s and stays as it is. To take more plans or applications, add a "
        "new call to the programme."
    )


class CallHasOpened(Refusal):
    """The opening of a call that has opened would be moved."""

    message = _("This call opened on %(opened)s and firms have begun. Its opening stays as it is.")


class CasesRelyOnIt(Refusal):
    """Applications were submitted under what is asked for on a day that would change."""

    message = _(
        "Applications were submitted under what is asked for until %(last)s, and keep it. Let the change "
        "begin on %(first)s or later: enter that as the first day."
    )


class RuleIsThere(Refusal):
    """A rule for the same thing begins on the same day."""

    message = _(
        "A rule for the same thing begins on %(begins)s already. Look at it in the list of rules and change "
        "it there."
    )


class RuleDoesNotFit(Refusal):
    """A rule's value or its dimensions are not those of its kind."""

    message = _("“%(kind)s” can't be set like this. Look at the value and at what the rule is for.")


class AmountsRelyOnIt(Refusal):
    """Amounts were submitted under the rules of a day that would change."""

    message = _(
        "Amounts were submitted under the rules that are in force until %(last)s, and keep them. "
        "Let the change begin on %(first)s or later."
    )


class RulesOverlap(Refusal):
    """Another rule, paper, criterion or number for the same thing is valid on the same days."""

    message = _("Another one for the same thing begins on %(begins)s. Choose an earlier last day.")


class IsInForce(Refusal):
    """What was in force can't be taken out, only ended."""

    message = _("This has been in force since %(since)s. It can be ended, not removed.")


class TechnologyInUse(Refusal):
    """Cases rest on the technology's method or grade."""

    message = _(
        "%(number)s cost items rest on the method and grade of this technology, so they stay. End its "
        "validity and add another technology instead."
    )


class NotAnEarlierYear(Refusal):
    """A programme is copied into a later year only."""

    message = _("A programme is copied into a later fiscal year than its own, which is %(year)s.")


class VersionBegun(Refusal):
    """A version of the call's questions is being written already."""

    message = _("Version %(number)s was begun and is not published yet. Go on with that one.")


class IsPublished(Refusal):
    """A published version of a call's questions would be changed."""

    message = _(
        "Version %(number)s was published, and applicants answer it as it is. Begin a new version to change "
        "its questions."
    )


class NothingAsked(Refusal):
    """A version without questions would be published."""

    message = _("This version has no question yet. Add at least one.")


class QuestionDoesNotFit(Refusal):
    """A question refers to what is not before it, or to an answer that can't be given."""


class WeightOutOfRange(Refusal):
    """A criterion's weight is no part of a hundred."""

    message = _("Enter a weight from 1 to 100, in whole percent.")


class PanelsRelyOnIt(Refusal):
    """A panel was opened under the criteria of a day that would change."""

    message = _(
        "A panel was opened under the criteria that are in force until %(last)s, and keeps them. Let the "
        "change begin on %(first)s or later."
    )


class NumberIsThere(Refusal):
    """The programme has a number of this kind."""

    message = _("The programme has a number of this kind already. Change it in the list of numbers.")


class ChecksRelyOnIt(Refusal):
    """Applications were checked with the numbers of a day that would change."""

    message = _(
        "Applications were checked with the numbers that are in force until %(last)s. Let the change begin "
        "on %(first)s or later."
    )


class EvidenceIsThere(Refusal):
    """The programme has a rule for this kind of evidence and these costs."""

    message = _("The programme has a rule for this evidence and these costs already. Change it in the list.")


class EvidenceDoesNotFit(Refusal):
    """What would do as well can't take the place of the evidence."""

    message = _("This can't take the place of “%(kind)s”. Choose something else, or nothing.")


class StageIsThere(Refusal):
    """The programme has this stage of the payments."""

    message = _("The programme has this stage already. Change it in the list of stages.")


class ShareDoesNotFit(Refusal):
    """A stage's share or condition is none that can be."""

    message = _("Enter a share above 0 % up to 100 %; of a hold-back less than 100 %.")


class PaymentsFollowIt(Refusal):
    """A rule of payments would change for a day that has passed."""

    message = _(
        "Payments were asked for under what was in force until now. Let the change begin on %(first)s or "
        "later."
    )
