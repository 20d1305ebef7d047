"""What stands against letting somebody act for another."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NotTheirRole(Refusal):
    message = _("%(person)s does not hold this role in the office, so nobody can stand in for it.")


class NotOfTheOffice(Refusal):
    message = _(
        "%(person)s can't stand in: choose another official who holds a role in the same office today."
    )


class BeginsInThePast(Refusal):
    message = _("A delegation begins today or later: what was done before stays with whoever did it.")


class EndsBeforeItBegins(Refusal):
    message = _("The last day lies before the first one. Check both days.")


class AlreadyRevoked(Refusal):
    message = _("This delegation was taken back already.")
