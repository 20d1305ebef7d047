"""Why nothing was moved, in words for the person who asked."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class InsufficientFunds(Refusal):
    """The source account has less than the amount."""

    message = _(
        "Not enough is left: %(amount)s asked, %(available)s available. Lower the amount or free some first."
    )


class KeyReused(Refusal):
    """The same key was used before for other terms."""

    message = _(
        "This movement was already recorded with other terms. Reload the page and look at the transfers."
    )


class InvalidAmount(Refusal):
    """Not a positive whole number that fits."""

    message = _("The amount must be a whole number above zero and at most 999,999,999,999,999.")
