"""What every page of a draft shows around its form: the steps, and how long they can still be walked."""

import datetime as dt
from typing import Any

from applications import steps
from applications.announcements import due_on
from applications.models import Application
from programs.deadline import Deadline, to_the_second


def draft_context(case: Application, user: Any, at: dt.datetime, step: str = "") -> dict[str, Any]:
    """Return the steps of the draft, where one is among them, and the deadline with the time that is left."""
    return {
        "steps": steps.way_of(case, user, at, step),
        "step": step,
        "closes": closing(case.deadline, at) if due_on(case) else None,
    }


def closing(deadline: Deadline, at: dt.datetime) -> dict[str, Any]:
    """Return a deadline to the second, and how long it is off."""
    return {"moment": to_the_second(deadline.moment), "left": deadline.left(at)}
