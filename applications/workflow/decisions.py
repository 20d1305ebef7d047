"""How the conditions of an award and the objections to a decision move."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow.transitions import Transitions


class ConditionStatus(models.TextChoices):
    SET = "SET", _("To be fulfilled")
    REPORTED = "REPORTED", _("Fulfilment reported")
    FULFILLED = "FULFILLED", _("Fulfilled")
    WAIVED = "WAIVED", _("Waived")


CONDITION_TRANSITIONS = Transitions(
    {
        ConditionStatus.SET: frozenset({ConditionStatus.REPORTED, ConditionStatus.WAIVED}),
        ConditionStatus.REPORTED: frozenset(
            {ConditionStatus.FULFILLED, ConditionStatus.SET, ConditionStatus.WAIVED}
        ),
        ConditionStatus.FULFILLED: frozenset(),
        ConditionStatus.WAIVED: frozenset(),
    }
)

CONDITION_TONES = {"SET": "warning", "REPORTED": "info", "FULFILLED": "success", "WAIVED": "neutral"}


class Against(models.TextChoices):
    """What of a decision somebody objects to."""

    REFUSAL = "REFUSAL", _("The refusal")
    AMOUNT = "AMOUNT", _("The amount awarded")
    CONDITIONS = "CONDITIONS", _("The conditions of the award")


class ObjectionStatus(models.TextChoices):
    FILED = "FILED", _("Filed")
    UPHELD = "UPHELD", _("Upheld")
    DISMISSED = "DISMISSED", _("Dismissed")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


OBJECTION_TRANSITIONS = Transitions(
    {
        ObjectionStatus.FILED: frozenset(
            {ObjectionStatus.UPHELD, ObjectionStatus.DISMISSED, ObjectionStatus.WITHDRAWN}
        ),
        ObjectionStatus.UPHELD: frozenset(),
        ObjectionStatus.DISMISSED: frozenset(),
        ObjectionStatus.WITHDRAWN: frozenset(),
    }
)

OBJECTION_TONES = {"FILED": "warning", "UPHELD": "success", "DISMISSED": "danger", "WITHDRAWN": "neutral"}


class Outcome(models.TextChoices):
    """What became of a line that was returned."""

    CHANGED = "CHANGED", _("Changed")
    UNCHANGED = "UNCHANGED", _("Not changed")
    REMOVED = "REMOVED", _("Removed")


class LetterKind(models.TextChoices):
    AWARD = "AWARD", _("Decision of award")
    REFUSAL = "REFUSAL", _("Notice of refusal")
    RETURN = "RETURN", _("Request for correction")
    OBJECTION_RECEIVED = "OBJECTION_RECEIVED", _("Receipt of an objection")
    OBJECTION_DECIDED = "OBJECTION_DECIDED", _("Answer to an objection")
    SILENCE = "SILENCE", _("Withdrawal of an award not accepted")
    HAND_OVER = "HAND_OVER", _("Approval of a hand-over")
    PAYMENT = "PAYMENT", _("Decision on a payment")
    SETTLEMENT = "SETTLEMENT", _("Confirmation of a settlement")
    RECOVERY = "RECOVERY", _("Order to pay back")


class Language(models.TextChoices):
    KOREAN = "ko", _("Korean")
    ENGLISH = "en", _("English")
