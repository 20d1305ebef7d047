"""Letters of this room."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from core.jobs.operations import Progress
from core.jobs.registry import handles
from programs.covenant import one_line
from programs.models import Invitation, InvitationStatus

#: the receiver has no account yet, so no language: Korean first, English below
LANGUAGES = ("ko", "en")


@handles("invitation_email")
def send_invitation_email(progress: Progress, *, invitation_id: int) -> dict[str, Any]:
    """Send the letter once, in both languages; none for an invitation answered or withdrawn meanwhile."""
    invitation = Invitation.objects.select_related(
        "consortium__program", "consortium__anchor", "upstream__firm"
    ).get(pk=invitation_id)
    if progress.job.result.get("sent") or invitation.status != InvitationStatus.SENT:
        return progress.job.result
    subject, body = letter(invitation)
    send_mail(subject=subject, message=body, from_email=None, recipient_list=[invitation.email])
    progress.remember(sent=True)
    return {"sent": True}


def letter(invitation: Invitation) -> tuple[str, str]:
    """Return subject and body of an invitation, Korean first and English below it."""
    bodies, subject = [], ""
    for language in LANGUAGES:
        with translation.override(language):
            words = {
                "invitation": invitation,
                "firm": one_line(invitation.firm_name),
                "consortium": one_line(invitation.consortium.name),
                "inviter": one_line(invitation.upstream.firm.name),
                "base_url": settings.PUBLIC_URL,
            }
            subject = subject or render_to_string("emails/invitation_subject.txt", words)
            bodies.append(render_to_string("emails/invitation.txt", words).strip())
    return one_line(subject)[:180], "\n\n– – –\n\n".join(bodies) + "\n"
