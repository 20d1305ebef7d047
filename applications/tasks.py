"""Background work of this room: letters by e-mail, and what time alone brings about."""

import logging
from collections.abc import Iterable
from typing import Any

from celery import shared_task

from applications.models import Letter
from applications.operations.silence import end_silence, silent_awards
from core.inbox.operations import firm
from core.inbox.queries import addressees
from core.inbox.tasks import send_letters
from core.jobs.operations import Progress
from core.jobs.registry import handles
from core.users.models import User
from core.users.queries import system_user
from core.workflow import clock

logger = logging.getLogger(__name__)


@handles("decision_letter")
def send_decision_letter(
    progress: Progress, *, letters: list[int], besides: Iterable[int] = ()
) -> dict[str, Any]:
    """Send a letter to everybody of the firm, and of the firms besides, each in their language."""
    by_language = {
        letter.language: letter
        for letter in Letter.objects.filter(pk__in=letters).select_related("application")
    }
    application = next(iter(by_language.values())).application
    told = dict.fromkeys([application.applicant_id or application.firm_id, *besides])
    people = {user.pk: user for one in told for user in addressees(firm(one), clock.now())}

    def letter(user: User) -> tuple[str, str]:
        found = by_language.get(user.language) or by_language["ko"]
        return found.subject, found.body

    return send_letters(progress, list(people.values()), letter)


@shared_task(name="applications.watch_periods", ignore_result=True)
def watch_periods() -> int:
    """Withdraw the awards that nobody accepted in time; return how many they were."""
    by, at, ended = system_user(), clock.now(), 0
    for application in silent_awards(at):
        try:
            ended += end_silence(application=application, by=by, at=at)
        except Exception:  # one case must not keep the others waiting; the next hour tries it again
            logger.exception("case %s: silence could not be ended", application.pk)
    return ended
