"""What a rule answers, and at which step of a case it is asked. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import clock


class Outcome(models.TextChoices):
    PASSED = "PASSED", _("Passed")
    WARNED = "WARNED", _("Look at this")
    BLOCKED = "BLOCKED", _("In the way")


class Moment(models.TextChoices):
    SUBMISSION = "SUBMISSION", _("At submission")
    AWARD = "AWARD", _("Before the award")
    PAYMENT = "PAYMENT", _("Before a payment")
    HAND_OVER = "HAND_OVER", _("Before a hand-over")


@dataclass(frozen=True)
class Occasion:
    """At which step the rules are asked, and at which moment of the clock."""

    moment: str
    at: dt.datetime

    @property
    def day(self) -> dt.date:
        """The calendar day in Seoul."""
        return clock.day(self.at)


@dataclass(frozen=True)
class Answer:
    """What a rule found: its outcome, the reason as a code, and the figures that fill the reason's words."""

    outcome: str
    reason: str
    figures: Mapping[str, str] = field(default_factory=dict)


def passed(reason: str, **figures: object) -> Answer:
    """Return that nothing stands in the way."""
    return Answer(Outcome.PASSED.value, reason, _texts(figures))


def warned(reason: str, **figures: object) -> Answer:
    """Return that a person should look at something before deciding."""
    return Answer(Outcome.WARNED.value, reason, _texts(figures))


def blocked(reason: str, **figures: object) -> Answer:
    """Return that the step can't be taken."""
    return Answer(Outcome.BLOCKED.value, reason, _texts(figures))


def worst(outcomes: list[str]) -> str:
    """Return the gravest of the outcomes; passed if there are none."""
    grave = (Outcome.BLOCKED.value, Outcome.WARNED.value)
    return next((outcome for outcome in grave if outcome in outcomes), Outcome.PASSED.value)


def _texts(figures: Mapping[str, object]) -> dict[str, str]:
    """Return the figures as texts: whole won with their separators."""
    return {name: f"{value:,}" if isinstance(value, int) else str(value) for name, value in figures.items()}
