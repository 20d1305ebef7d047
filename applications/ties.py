"""Which cases of this room tie a firm to its place in a consortium (programs.ties)."""

from django.utils.translation import gettext as _

from applications.models import Application, Kind
from applications.workflow import UNDECIDED, Status
from programs.models import Member
from programs.ties import Tie

#: neither over nor a grant yet
RUNNING = (Status.DRAFTED, *UNDECIDED, Status.AWARDED)


def ties_of(member: Member) -> list[Tie]:
    """Return the firm's cases in the consortium that are not over; once accepted, the grant ties it."""
    cases = Application.objects.filter(
        consortium=member.consortium_id, firm=member.firm_id, kind=Kind.GRANT, status__in=RUNNING
    )
    return [
        Tie(
            text=_("“%(title)s” (%(status)s)")
            % {"title": case.title, "status": case.get_public_status_display()},
            href=case.get_absolute_url(),
            remedy=_remedy(case),
        )
        for case in cases
    ]


def _remedy(case: Application) -> str:
    if case.status == Status.AWARDED:
        return _("withdraw the award before it is accepted.")
    return _("withdraw it first, or wait for the decision.")
