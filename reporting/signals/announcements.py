"""Telling the officers of a programme of a signal. Called within the operation that moves it."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import close_items, hand_to
from core.inbox.registry import OFFICES, Group
from core.users.models import User
from programs.addressees import offices_of, those_who_handle
from reporting.signals.models import Signal

SUBJECT = "signal"
SIGNALS = Group("signals", _("Signals"), 60)


def declare_kinds() -> None:
    """Declare the kind of inbox item of this room, its words and where it leads."""
    SIGNALS.about(SUBJECT, page="signals:detail", offices=offices_of(Signal, "program"))
    SIGNALS.declare("examine_signal", _("Examine the signal"), "signals:detail", OFFICES, within_days=30)


def waits_for_officers(signal: Signal, *, by: User, at: dt.datetime) -> None:
    """Put the signal into the inboxes of those who handle the programme."""
    hand_to(
        *those_who_handle(signal.program),
        kind="examine_signal",
        subject=signal,
        subject_kind=SUBJECT,
        about=f"{signal} · {signal.explanation}",
        step=signal.changes.count(),
        by=by,
        at=at,
    )


def nobody_waits(signal: Signal, *, by: User, at: dt.datetime) -> None:
    """Take the signal out of every inbox."""
    close_items(subject_kind=SUBJECT, subject_id=signal.pk, by=by, at=at)
