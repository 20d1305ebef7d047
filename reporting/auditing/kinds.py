"""What is drawn from, by what it is layered, how many are taken, and what a finding is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Population(models.TextChoices):
    """What a sample is drawn from."""

    GRANT = "GRANT", _("Grants")
    PAYMENT = "PAYMENT", _("Payments confirmed by the bank")
    LINE = "LINE", _("Accepted lines of these payments")
    STATEMENT = "STATEMENT", _("Verified statements of reductions")


class Layer(models.TextChoices):
    """By what a population is divided into strata."""

    NONE = "NONE", _("One stratum of all")
    MODEL = "MODEL", _("Support model")
    TIER = "TIER", _("Tier")
    SIZE = "SIZE", _("Size class")
    TECHNOLOGY = "TECHNOLOGY", _("Technology")
    BAND = "BAND", _("Amount")


class Rule(models.TextChoices):
    """How many are taken of a stratum."""

    PROPORTIONAL = "PROPORTIONAL", _("In proportion to the stratum, at least so many of each")
    EQUAL = "EQUAL", _("The same number of each stratum")


class LineKind(models.TextChoices):
    """What a finding is about: a line of what was drawn, or all of it."""

    WHOLE = "WHOLE", _("The case as a whole")
    PAYMENT_LINE = "PAYMENT_LINE", _("Line of a payment request")
    SETTLEMENT_LINE = "SETTLEMENT_LINE", _("Line of a settlement")
    READING = "READING", _("Reading")


class FindingKind(models.TextChoices):
    """What sort of thing an auditor found."""

    EVIDENCE = "EVIDENCE", _("Evidence is missing or does not bear the amount")
    AMOUNT = "AMOUNT", _("The amount is wrong")
    ELIGIBILITY = "ELIGIBILITY", _("Not eligible, or not for its purpose")
    PROCEDURE = "PROCEDURE", _("A step or a duty was left out")
    MEASUREMENT = "MEASUREMENT", _("Reading or calculation is wrong")
    OTHER = "OTHER", _("Something else")
