"""What the state of affairs may forbid about returns, conditions, objections and silence."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NothingToCorrect(Refusal):
    message = _("Tick at least one line with its reason, or say in a reason for all what is to be corrected.")


class NoSuchLine(Refusal):
    message = _("“%(line)s” is no line of this case any more. Open the page again.")


class NotReturned(Refusal):
    message = _("The case was submitted again already, so nothing more can be replied to this line.")


class ConditionTooEarly(Refusal):
    message = _("A condition can't be due before the award: %(day)s is over.")


class ConditionEmpty(Refusal):
    message = _("Condition %(number)s needs its text in Korean and its last day.")


class NotAwarded(Refusal):
    message = _("The award of this condition is not in force: the case is now “%(status)s”.")


class NothingToObject(Refusal):
    message = _("There is no decision to object to: the case is now “%(status)s”.")


class ObjectionTooLate(Refusal):
    message = _("An objection was possible until %(last)s: %(days)s days after the notice of the decision.")


class WrongAgainst(Refusal):
    message = _("This decision can't be objected to in that point: choose what the decision contains.")


class ObjectedAlready(Refusal):
    message = _("This decision was objected to already; each decision is examined once.")


class ObjectionOpen(Refusal):
    message = _(
        "Your firm's objection is being examined until %(due)s. Wait for the answer, or take the objection "
        "back."
    )


class ExtendedAlready(Refusal):
    message = _("The answer was put off once already; that is possible only once.")


class AnswerOverdue(Refusal):
    message = _("The answer was due on %(due)s; it can't be put off any more.")
