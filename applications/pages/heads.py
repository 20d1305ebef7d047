"""The head of a case page: what comes next, and whose turn it is."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application
from applications.workflow import Status


@dataclass(frozen=True)
class NextStep:
    """What comes next and whose turn it is, in words; both empty when the case is over."""

    text: Any = ""
    whose: Any = ""


_STEPS: dict[str, dict[str, tuple[Any, str]]] = {
    "PLAN": {
        Status.DRAFTED: (gettext_lazy("Finish and submit the plan"), "applicant"),
        Status.SUBMITTED: (gettext_lazy("Select or refuse the plan"), "ministry"),
        Status.RETURNED: (gettext_lazy("Correct and submit again"), "applicant"),
        Status.SELECTED: (gettext_lazy("Firms of the consortium apply for support"), "partners"),
    },
    "SUBSIDY": {
        Status.DRAFTED: (gettext_lazy("Finish and submit the application"), "applicant"),
        Status.SUBMITTED: (gettext_lazy("Assess the application"), "handling"),
        Status.RETURNED: (gettext_lazy("Correct and submit again"), "applicant"),
        Status.REOPENED: (gettext_lazy("Assess it anew, by others than before"), "handling"),
        Status.ASSESSED: (gettext_lazy("Decide on the award"), "approver"),
        Status.AWARDED: (gettext_lazy("Accept the award"), "receiver"),
        Status.ACCEPTED: (gettext_lazy("Goes on with the grant"), "receiver"),
    },
    "CONTRIBUTION": {
        Status.SUBMITTED: (gettext_lazy("Record the contribution"), "handling"),
        Status.AWARDED: (gettext_lazy("Accept the contribution"), "receiver"),
        Status.ACCEPTED: (gettext_lazy("Goes on with the grant"), "applicant"),
    },
}


def next_step(application: Application) -> NextStep:
    """Return what comes next for the case, and the party whose turn it is."""
    way = "PLAN" if application.is_plan else "CONTRIBUTION" if application.is_contribution else "SUBSIDY"
    found = _STEPS[way].get(application.status)
    return NextStep(found[0], _party(application, found[1])) if found else NextStep()


def _party(application: Application, who: str) -> str:
    program = application.call.program
    if who == "ministry":
        return str(program.office)
    if who == "handling":
        return " · ".join(str(office) for office in (program.office, program.agency) if office)
    if who == "approver":
        return _("Approving officer, %(office)s") % {"office": program.office}
    if who == "partners":
        return _("Tier-1 partners")
    if who == "applicant" and application.is_contribution and application.parent:
        return str(application.parent.firm)
    return str(application.firm)


def kind_in_words(application: Application) -> str:
    """Return what the case is: a plan, or the legal kind of support."""
    return str(
        application.get_kind_display() if application.is_plan else application.get_grant_kind_display()
    )


def amount_of(application: Application, previewed_won: int | None) -> tuple[int | None, str]:
    """Return the amount that counts now and its name: awarded, else asked, else computed so far."""
    if application.is_plan:
        return None, ""
    if application.awarded_won is not None:
        return application.awarded_won, _("Amount awarded")
    if application.asked_won is not None and not application.is_editable:
        return application.asked_won, _("Amount asked")
    return previewed_won, _("Subsidy computed so far")
