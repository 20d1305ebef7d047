"""Who changed a programme's data, when, what from and to, and why: read from the history tables."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.ui.formats import day, moment, percent, tonnes
from core.ui.templatetags.ui import won
from core.users.models import User
from programs import rule_words
from programs.models import (
    Call,
    CallQuestion,
    CheckTerm,
    CheckTermKind,
    Criterion,
    EvidenceKind,
    EvidenceRule,
    FundingRule,
    PaymentKind,
    PaymentStage,
    Program,
    Questionnaire,
    RequiredDocument,
    Technology,
)
from programs.questions.words import stored_in_words

#: machinery of a row, which is nobody's change
OWN = {"id", "public_id", "version"}
#: operations that move the last day of a rule, a criterion or a number for the sake of another one
BESIDE = (
    ".set_rule", ".remove_rule", ".change_criterion", ".remove_criterion", ".change_check_term",
    ".remove_check_term", ".change_evidence_rule", ".change_payment_stage", ".remove_paying_rule",
)  # fmt: skip
#: what is told of something new
FIRST_SAID = {"value", "weight", "valid_from", "does_as_well", "share_bp", "conditions"}


@dataclass(frozen=True)
class Change:
    """One fact that changed: its name, what it was and what it is; empty at the beginning."""

    label: str
    before: str
    after: str


@dataclass
class Entry:
    """One row changed: when, who, by which act, what about, what changed and why."""

    at: dt.datetime
    who: str
    sentence: str
    act: Any = None
    reason: str = ""
    changes: list[Change] = field(default_factory=list)


@dataclass
class Act:
    """What one person did at once: all the rows that it changed."""

    at: dt.datetime
    who: str
    reason: str
    entries: list[Entry]


def acts(program: Program) -> list[Act]:
    """Return what was done to the programme's data, the newest act first, as `entries` reads it."""
    found: list[Act] = []
    for act, rows in groupby(entries(program), key=lambda entry: entry.act):
        together = list(rows)
        if act is None:  # written outside an operation: nothing says that it belongs together
            found += [Act(row.at, row.who, row.reason, [row]) for row in together]
            continue
        first = together[0]
        found.append(Act(first.at, first.who, first.reason, together))
    return found


def entries(program: Program) -> list[Entry]:
    """Return every change of the programme's data, the newest first, in one query per table."""
    told: list[tuple[Any, Entry]] = []
    told += _of(Program, {"pgh_obj_id": program.pk}, lambda e: _("programme “%(name)s”") % {"name": _name(e)})
    told += _of(Call, {"program_id": program.pk}, lambda e: _("call “%(name)s”") % {"name": _name(e)})
    told += _of(
        FundingRule,
        {"program_id": program.pk},
        lambda e: _("rule “%(name)s”") % {"name": rule_words.rule_name(e)},
    )
    told += _of(
        Technology, {"program_id": program.pk}, lambda e: _("technology “%(name)s”") % {"name": _name(e)}
    )
    told += _of(
        RequiredDocument,
        {"program_id": program.pk},
        lambda e: _("required document “%(name)s”") % {"name": _name(e)},
    )
    told += _of(
        Questionnaire,
        {"call__program_id": program.pk},
        lambda e: _("questions of the call, version %(number)s") % {"number": e.number},
    )
    told += _of(
        CallQuestion,
        {"questionnaire__call__program_id": program.pk},
        lambda e: _("question “%(name)s”") % {"name": e.label_en if get_language() == "en" else e.label_ko},
    )
    told += _of(
        Criterion, {"program_id": program.pk}, lambda e: _("criterion “%(name)s”") % {"name": _name(e)}
    )
    told += _of(
        CheckTerm,
        {"program_id": program.pk},
        lambda e: _("number of the eligibility checks “%(name)s”") % {"name": CheckTermKind(e.kind).label},
    )
    told += _of(
        EvidenceRule,
        {"program_id": program.pk},
        lambda e: _("evidence of payments “%(name)s”") % {"name": rule_words.evidence_name(e)},
    )
    told += _of(
        PaymentStage,
        {"program_id": program.pk},
        lambda e: _("stage of the payments “%(name)s”") % {"name": PaymentKind(e.kind).label},
    )
    people = User.objects.in_bulk([by for by, _entry in told if by])
    for by, entry in told:
        entry.who = str(people.get(by, ""))
    newest = sorted(told, key=lambda pair: (pair[1].at, str(pair[1].act)), reverse=True)
    return [entry for _by, entry in newest]


def meant_until(row: Model) -> dt.date | None:
    """
    Return the last day that somebody meant a rule, criterion or number to have, or None if it was to go on.

    That another one was set or taken out beside it also moves its last day, but is nobody's decision on it.
    """
    events: Any = apps.get_model("programs", f"{type(row).__name__}Event")._default_manager
    meant = None
    for event in events.filter(pgh_obj_id=row.pk).select_related("pgh_context").order_by("pgh_id"):
        context = event.pgh_context.metadata if event.pgh_context else {}
        if not str(context.get("operation", "")).endswith(BESIDE):
            meant = event.valid_until
    return meant


def _name(event: Any) -> str:
    return event.name_en if get_language() == "en" else event.name_ko


def _of(
    model: type[Model], where: dict[str, Any], named: Callable[[Any], str]
) -> Iterator[tuple[Any, Entry]]:
    """Yield (id of the person, what happened) of each version of a table's rows."""
    sentences = {
        "insert": _("Added the %(what)s."),
        "update": _("Changed the %(what)s."),
        "delete": _("Removed the %(what)s."),
    }
    before: dict[Any, Any] = {}
    events: Any = apps.get_model("programs", f"{model.__name__}Event")._default_manager.filter(**where)
    for event in events.select_related("pgh_context").order_by("pgh_id"):
        known = before.get(event.pgh_obj_id)
        before[event.pgh_obj_id] = event
        changes = [] if event.pgh_label == "delete" else list(_changes(model, known, event))
        if event.pgh_label == "update" and not changes:
            continue
        context = event.pgh_context.metadata if event.pgh_context else {}
        entry = Entry(
            at=event.pgh_created_at,
            who="",
            sentence=sentences[event.pgh_label] % {"what": named(event)},
            act=event.pgh_context_id,
            reason=str(context.get("reason") or ""),
            changes=changes,
        )
        yield context.get("by"), entry


def _changes(model: type[Model], before: Any, after: Any) -> Iterator[Change]:
    """Yield the facts that differ between two versions; of the first version its value and dates alone."""
    for column in model._meta.concrete_fields:
        name = column.attname
        if column.name in OWN or column.name == "program":
            continue
        new = getattr(after, name)
        old = getattr(before, name) if before else None
        if old == new or (before is None and column.name not in FIRST_SAID):
            continue
        yield Change(
            label_of(model, column.name),
            _shown(before, column, old) if before else "",
            _shown(after, column, new),
        )


def label_of(model: type[Model], name: str) -> str:
    """Return what a column is called on screen."""
    words = {
        "value": _("Value"),
        "valid_from": _("From"),
        "valid_until": _("Until"),
        "agency": _("Delegated agency"),
        "pass_through_days": _("Days for passing money on"),
        "factor_round": _("Approval round of the factors"),
        "method": _("Method"),
        "cost_kind": _("Kind of cost"),
        "code": _("Short name"),
        "is_practice": _("Practice"),
        "number": _("Version"),
        "published_at": _("Published on"),
        "published_by": _("Published by"),
        "publish_reason": _("Reason"),
        "position": _("Place in the list"),
        "kind": _("Kind"),
        "label_ko": _("The question in Korean"),
        "label_en": _("The question in English"),
        "hint_ko": _("Hint in Korean"),
        "hint_en": _("Hint in English"),
        "is_required": _("Required"),
        "least": _("At least"),
        "most": _("At most"),
        "max_length": _("Letters at most"),
        "choices": _("Choices"),
        "columns": _("Columns"),
        "condition": _("Asked only if"),
        "conditions": _("What must be so before"),
        "share_bp": _("Share"),
        "does_as_well": _("What does as well"),
        "checks": _("Agrees with"),
    }
    column: Any = model._meta.get_field(name)
    text = words.get(name) or str(column.verbose_name)
    return text[:1].upper() + text[1:]


def _shown(event: Any, column: Any, value: Any) -> str:
    """Return a value of a version in words."""
    if value is None or value in ("", []):
        return "–"
    if column.name == "conditions":
        return rule_words.conditions_of(value)
    if isinstance(value, list | dict):
        return stored_in_words(column.name, value)
    if column.name == "value":
        return rule_words.value_of(event.kind, value)
    if column.name == "share_bp":
        return percent(value)
    if column.name == "does_as_well":
        return str(EvidenceKind(value).label)
    if column.name == "weight":
        return rule_words.weight_of(value)
    if column.name.endswith("_won"):
        return won(value)
    if column.name.endswith("_kg"):
        return tonnes(value)
    if isinstance(value, bool):
        return rule_words.yes_or_no(value)
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return day(value)
    if column.is_relation:
        return str(column.related_model._default_manager.filter(pk=value).first() or value)
    return str(dict(column.flatchoices).get(value, value))
