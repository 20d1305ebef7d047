"""What the state of an inspection does not allow."""

from django.utils.translation import gettext_lazy as _

from core.workflow.refusals import Refusal


class NotOver(Refusal):
    message = _("The day of the inspection, %(day)s, is still to come.")


class PointsOpen(Refusal):
    message = _("%(number)s points of the checklist have no answer yet: %(points)s.")


class NoteMissing(Refusal):
    message = _("Say what you saw: a “no” needs a note.")


class Concluded(Refusal):
    message = _("This inspection is over: it is “%(now)s”. Nothing of it can be changed.")


class PlannedBefore(Refusal):
    message = _("Plan the inspection for today or a later day.")


class NoReturnBefore(Refusal):
    message = _("Give the firm until tomorrow at least.")


class FailsWithoutReason(Refusal):
    message = _("An inspection is failed for a reason: raise a finding first, or answer a point with no.")


class OnlyChecker(Refusal):
    message = _(
        "%(person)s alone checked the payments of this grant. Let another officer carry the inspection out."
    )


class InspectionsDue(Refusal):
    """A condition of the final payment."""

    message = _(
        "The final payment waits for inspections: by the firm's risk rating (%(rating)s) %(wanted)s are due, "
        "%(on_site)s of them on site; %(passed)s were passed with every finding closed, %(there)s of them on "
        "site."
    )
