"""
What holds from a day on: begun, ended, taken out before it begins.

A row is never overwritten where something rests on it: a new one begins, and the one before it ends the day
before. `same` are the rows for the same thing, `others` those but the row itself.
"""

import datetime as dt
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from core.workflow import clock
from programs import history
from programs.operations.editor.refusals import DatesReversed, IsInForce, RulesOverlap
from programs.registry import ONE_DAY

M = TypeVar("M", bound=Model)


def begin(same: QuerySet[M], valid_from: dt.date, facts: dict[str, Any], place: dict[str, Any]) -> M:
    """
    Let `facts` hold from a day on, for the thing that `place` names.

    What holds until then ends the day before; what begins on the same day is corrected in its place; what
    begins later stays, and ends this one.
    """
    same = same.order_by("valid_from")
    if present := same.filter(valid_from=valid_from).first():
        return _correct(present, facts)
    _close_before(same, valid_from)
    after: Any = same.filter(valid_from__gt=valid_from).first()
    until = after.valid_from - ONE_DAY if after else None
    return same.model._default_manager.create(**place, **facts, valid_from=valid_from, valid_until=until)


def _correct(row: M, facts: dict[str, Any]) -> M:
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))
    return row


def _close_before(same: QuerySet[Any], day: dt.date) -> None:
    """End what holds on the day, the day before."""
    before = same.filter(valid_from__lt=day).last()
    if before and (before.valid_until is None or before.valid_until >= day):
        before.valid_until = day - ONE_DAY
        before.save(update_fields=["valid_until"])


def first_day_changed(row: Any, valid_until: dt.date) -> dt.date:
    """
    Return the first day on which something else holds if the row's last day is `valid_until`.

    :raises DatesReversed: if that is before its first day.
    """
    if valid_until < row.valid_from:
        raise DatesReversed(field="valid_until")
    return min(valid_until, row.valid_until or valid_until) + ONE_DAY


def end(row: M, others: QuerySet[Any], valid_until: dt.date) -> M:
    """
    Set the last day of a row: earlier than before, or later.

    :raises RulesOverlap: if another row for the same thing holds by then.
    """
    dated: Any = row
    later = others.filter(valid_from__gt=dated.valid_from, valid_from__lte=valid_until)
    if following := later.order_by("valid_from").first():
        raise RulesOverlap(field="valid_until", begins=f"{following.valid_from:%Y-%m-%d}")
    dated.valid_until = valid_until
    dated.save(update_fields=["valid_until"])
    return row


def take_out(row: Any, others: QuerySet[Any], at: dt.datetime) -> None:
    """
    Delete a row before it begins; the one before it goes on as far as it would have without it.

    One that was ended on purpose the day before stays ended.

    :raises IsInForce: if it has begun: then it can only be ended.
    """
    if row.valid_from <= clock.day(at):
        raise IsInForce(since=f"{row.valid_from:%Y-%m-%d}")
    before = others.filter(valid_until=row.valid_from - ONE_DAY).first()
    after = others.filter(valid_from__gt=row.valid_from).order_by("valid_from").first()
    row.delete()
    if before:
        ends = (history.meant_until(before), after.valid_from - ONE_DAY if after else None)
        before.valid_until = min((day for day in ends if day), default=None)
        before.save(update_fields=["valid_until"])
