"""
Funding rules: set, ended, taken out before they begin.

A rule is never overwritten where an amount rests on it: a new one begins, and the one before it ends the day
before.
"""

import datetime as dt

from django.db.models import QuerySet

from core.users.models import User
from core.users.permissions import require
from core.workflow import clock
from core.workflow.operations import operation
from programs import announcements, permissions, registry
from programs.models import FundingRule, Program, RuleKind
from programs.operations.editor import dated
from programs.operations.editor.refusals import AmountsRelyOnIt, RuleDoesNotFit, RuleIsThere
from programs.registry import ONE_DAY
from programs.shapes import SHAPES


@operation
def set_rule(
    *,
    program: Program,
    kind: str,
    value: int,
    valid_from: dt.date,
    source_ko: str,
    source_en: str,
    by: User,
    at: dt.datetime,
    cost_kind: str = "",
    size_class: str = "",
    grade: str = "",
    follows: FundingRule | None = None,
    version: int | None = None,
) -> FundingRule:
    """
    Let a number of the programme hold from a day on: basis points, won, or won per tCO2e, as its kind says.

    The rule for the same thing that holds until then ends the day before; one that begins on the same day and
    that no amount rests on yet is corrected in its place. A rule that begins later stays, and ends this one.
    Firms with an open draft are told. `follows` is the rule that the editor looked at, as of `version`;
    0 says that the editor saw none for this thing and day.

    :raises PermissionDenied: if `by` does not edit this programme.
    :raises StaleVersion: if somebody else changed the rule `follows` since `version` was read.
    :raises RuleIsThere: if the editor saw none and one begins on the same day.
    :raises RuleDoesNotFit: if the value or what it is for is not of this kind.
    :raises AmountsRelyOnIt: if it would begin on a day under whose rules an amount was submitted.
    """
    program = Program.objects.lock(program.pk)
    require(permissions.may_edit_program, by, program, at=at)
    if follows is not None:
        FundingRule.objects.lock(follows.pk, version)
    place = {"kind": kind, "cost_kind": cost_kind, "size_class": size_class, "grade": grade}
    _check_shape(place, value)
    _check_day(program, valid_from, at)
    same = program.rules.filter(**place)
    facts = {"value": value, "source_ko": source_ko, "source_en": source_en}
    announcements.rules_changed(program, at=at)
    if follows is None and version == 0 and same.filter(valid_from=valid_from).exists():
        raise RuleIsThere(field="valid_from", begins=f"{valid_from:%Y-%m-%d}")
    return dated.begin(same, valid_from, facts, {"program": program, **place})


def _check_shape(place: dict[str, str], value: int) -> None:
    """Refuse a value or a dimension that this kind of rule does not have."""
    shape, label = SHAPES[place["kind"]], RuleKind(place["kind"]).label
    if not shape.least <= value <= shape.most:
        raise RuleDoesNotFit(field="value", kind=label)
    for name in ("cost_kind", "size_class", "grade"):
        if place[name] and name not in shape.dimensions:
            raise RuleDoesNotFit(field=name, kind=label)


def _check_day(program: Program, day: dt.date, at: dt.datetime, field: str = "valid_from") -> None:
    """Refuse a change on a day under whose rules an amount was submitted."""
    first = registry.affected(program).first_day_to_change(clock.day(at))
    if first and day < first:
        raise AmountsRelyOnIt(field=field, last=f"{first - ONE_DAY:%Y-%m-%d}", first=f"{first:%Y-%m-%d}")


@operation
def end_rule(
    *,
    rule: FundingRule,
    valid_until: dt.date,
    by: User,
    at: dt.datetime,
    reason: str = "",
    version: int | None = None,
) -> FundingRule:
    """
    Set the last day of a rule: earlier than before, or later. Firms with an open draft are told.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises DatesReversed: if that is before its first day.
    :raises AmountsRelyOnIt: if a day would change under whose rules an amount was submitted.
    :raises RulesOverlap: if another rule for the same thing holds by then.
    """
    program = Program.objects.lock(rule.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    rule = FundingRule.objects.lock(rule.pk, version)
    _check_day(program, dated.first_day_changed(rule, valid_until), at, "valid_until")
    dated.end(rule, _others(rule), valid_until)
    announcements.rules_changed(program, at=at)
    return rule


@operation
def remove_rule(
    *, rule: FundingRule, reason: str, by: User, at: dt.datetime, version: int | None = None
) -> None:
    """
    Take out a rule before it begins; the one before it goes on as far as it would have without it.

    One that was ended on purpose the day before stays ended. Firms with an open draft are told.

    :raises PermissionDenied: if `by` does not edit its programme.
    :raises StaleVersion: if somebody else changed it since `version` was read.
    :raises IsInForce: if it has begun: then it can only be ended.
    """
    program = Program.objects.lock(rule.program_id)
    require(permissions.may_edit_program, by, program, at=at)
    rule = FundingRule.objects.lock(rule.pk, version)
    dated.take_out(rule, _others(rule), at)
    announcements.rules_changed(program, at=at)


def _others(rule: FundingRule) -> QuerySet[FundingRule]:
    """Return the other rules for the same thing."""
    place = {name: getattr(rule, name) for name in ("kind", "cost_kind", "size_class", "grade")}
    return rule.program.rules.filter(**place).exclude(pk=rule.pk)
