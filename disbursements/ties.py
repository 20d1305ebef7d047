"""Which grants tie a firm to its place in a consortium (programs.ties)."""

from django.utils.translation import gettext as _

from disbursements.models import Grant
from disbursements.workflow import GrantStatus
from programs.models import Member
from programs.ties import Tie


def ties_of(member: Member) -> list[Tie]:
    """Return the firm's grants in the consortium that run or are suspended: their duties bind it."""
    grants = Grant.objects.filter(
        consortium=member.consortium_id,
        firm=member.firm_id,
        status__in=[GrantStatus.OPENED, GrantStatus.SUSPENDED],
    ).select_related("application")
    return [
        Tie(
            text=_("grant “%(title)s” (%(status)s)")
            % {"title": grant.application.title, "status": grant.get_status_display()},
            href=grant.get_absolute_url(),
            remedy=_(
                "ask the programme office to cancel it or to hand it over to another firm first; "
                "until then its duties bind the firm."
            ),
        )
        for grant in grants
    ]
