"""Who finds a signal among their work, status by status."""

from core.inbox.promises import Nobody, declare, work
from reporting.signals.announcements import SUBJECT
from reporting.signals.models import Signal


def declare_promises() -> None:
    """Promise that the officers find an open signal in their inbox."""
    declare(
        Signal,
        SUBJECT,
        {
            "OPEN": work("examine_signal"),
            "JUSTIFIED": Nobody("what follows is decided on the page of the case"),
            "HARMLESS": Nobody("an officer found nothing in it"),
        },
    )
