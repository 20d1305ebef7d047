"""Background work of this room: letters by e-mail, and what time alone brings about."""

import logging
from typing import Any

from celery import shared_task
from django.core.mail import send_mail

from applications.models import Letter
from applications.operations.silence import end_silence, remind, silent_awards
from core.inbox.operations import firm
from core.inbox.tasks import addressees
from core.jobs.operations import Progress
from core.jobs.registry import handles
from core.users.queries import system_user
from core.workflow import clock

logger = logging.getLogger(__name__)


@handles("decision_letter")
def send_decision_letter(progress: Progress, *, letters: list[int]) -> dict[str, Any]:
    """Send a letter to everybody of the firm, each in their language, going on where a dead worker ended."""
    by_language = {
        letter.language: letter
        for letter in Letter.objects.filter(pk__in=letters).select_related("application")
    }
    application = next(iter(by_language.values())).application
    to = firm(application.applicant_id or application.firm_id)
    done = list(progress.job.result.get("sent", []))
    for user in addressees(to):
        if user.pk in done:
            continue
        letter = by_language[user.language if user.language in by_language else "ko"]
        send_mail(
            subject=letter.subject[:180], message=letter.body, from_email=None, recipient_list=[user.email]
        )
        done.append(user.pk)
        progress.remember(sent=done)
    return {"sent": done}


@shared_task(name="applications.watch_periods", ignore_result=True)
def watch_periods() -> int:
    """Withdraw the awards that nobody accepted in time, and remind of what is due; return how many ended."""
    by, at, ended = system_user(), clock.now(), 0
    for application in silent_awards(at):
        try:
            ended += end_silence(application=application, by=by, at=at)
        except Exception:  # one case must not keep the others waiting; the next hour tries it again
            logger.exception("case %s: silence could not be ended", application.pk)
    remind(by=by, at=at)
    return ended
