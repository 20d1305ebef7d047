"""
The criteria by which panels score: added, changed from a day on, ended, taken out before they begin.

A panel keeps the criteria and weights of the day on which it was opened. That the weights of a day come to
100 is asked when a panel opens (`applications.ranking.check_weights`), not of each change: weights are
entered one after the other. Meanwhile the editor says on which days they don't (`programs.rules.weights`).
"""

import datetime as dt

from django.db.models import QuerySet

from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from programs import permissions, registry
from programs.models import Criterion, Program
from programs.operations.editor import dated
from programs.operations.editor.refusals import CodeTaken, PanelsRelyOnIt, WeightOutOfRange
from programs.operations.editor.terms import CriterionTerms
from programs.registry import ONE_DAY
from programs.rules.weights import ALL_WEIGHTS


@operation
def add_criterion(
    *, program: Program, code: str, terms: CriterionTerms, valid_from: dt.date, by: User, at: dt.datetime
) -> Criterion:
    """
    Let panels score by one more criterion, from a day on.

    :raises PermissionDenied: if `by` does not edit this programme.
    :raises CodeTaken: if another criterion of the programme has this short name.
    :raises WeightOutOfRange: if the weight is not a whole percentage from 1 to 100.
    :raises PanelsRelyOnIt: if it would begin on a day on which a panel was opened without it.
    """
    program = Program.objects.lock(program.pk)
    require(permissions.may_edit_program, by, program, at=at)
    if program.criteria.filter(code=code).exists():
        raise CodeTaken(field="code", code=code)
    _check_weight(terms)
    _check_day(program, valid_from, at, "valid_from")
    return Criterion.objects.create(program=program, code=code, valid_from=valid_from, **vars(terms))


@operation
def change_criterion(
    *,
    criterion: Criterion,
    terms: CriterionTerms,
    valid_from: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> Criterion:
    """
    Let a criterion have another name, place or weight from a day on; the row before it ends the day before.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises WeightOutOfRange: if the weight is not a whole percentage from 1 to 100.
    :raises PanelsRelyOnIt: if a panel was opened on that day or later.
    """
    program = Program.objects.lock(criterion.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    criterion = Criterion.objects.lock(criterion.pk, version)
    _check_weight(terms)
    _check_day(program, valid_from, at, "valid_from")
    place = {"program": program, "code": criterion.code}
    return dated.begin(Criterion.objects.filter(**place), valid_from, vars(terms), place)


@operation
def end_criterion(
    *,
    criterion: Criterion,
    valid_until: dt.date,
    reason: str,
    by: User,
    at: dt.datetime,
    version: int | None = None,
) -> Criterion:
    """
    Set the last day of a criterion: earlier than before, or later.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises DatesReversed: if that is before its first day.
    :raises PanelsRelyOnIt: if a panel was opened on a day that would change.
    :raises RulesOverlap: if it has another weight by then.
    """
    program = Program.objects.lock(criterion.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    criterion = Criterion.objects.lock(criterion.pk, version)
    _check_day(program, dated.first_day_changed(criterion, valid_until), at, "valid_until")
    return dated.end(criterion, _others(criterion), valid_until)


@operation
def remove_criterion(
    *, criterion: Criterion, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> None:
    """
    Take out a criterion before it begins; the row before it goes on as far as it would have without it.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises IsInForce: if it has begun: then it can only be ended.
    """
    program = Program.objects.lock(criterion.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    criterion = Criterion.objects.lock(criterion.pk, version)
    dated.take_out(criterion, _others(criterion), at)


def _others(criterion: Criterion) -> QuerySet[Criterion]:
    """Return the other rows of the same criterion."""
    return criterion.program.criteria.filter(code=criterion.code).exclude(pk=criterion.pk)


def _check_weight(terms: CriterionTerms) -> None:
    if type(terms.weight) is not int or not 1 <= terms.weight <= ALL_WEIGHTS:
        raise WeightOutOfRange(field="weight")


def _check_day(program: Program, day: dt.date, at: dt.datetime, field: str) -> None:
    """Refuse a change on a day on which a panel was opened, or before it."""
    first = registry.first_day_of_criteria(program, clock.day(at))
    if first and day < first:
        raise PanelsRelyOnIt(field=field, last=f"{first - ONE_DAY:%Y-%m-%d}", first=f"{first:%Y-%m-%d}")
