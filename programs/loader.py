"""Programmes from their data files into the books: every number with its source and its validity."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.db import models

from core.users.models import Office, User
from core.workflow import clock
from core.workflow.operations import operation
from programs.deadline import SEOUL
from programs.models import (
    Call,
    CheckTerm,
    Criterion,
    EvidenceRule,
    FundingRule,
    PaymentStage,
    Program,
    RequiredDocument,
    SupportModel,
    Technology,
)
from programs.operations.periods import give_periods
from programs.refusals import UnknownScheme

SCHEMES = Path(__file__).parent / "schemes"
PRACTICE = "-practice"
#: what a rule is for
RULE_PLACE = ("kind", "cost_kind", "size_class", "grade")
#: how the operations of the editor are called in history
EDITOR = "programs.editor"

M = TypeVar("M", bound=models.Model)


def load_programme(
    code: str,
    *,
    practice: bool = False,
    opens_at: dt.datetime | None = None,
    by: User,
    at: dt.datetime,
) -> Program:
    """
    Load a programme with all its file holds; a second run changes nothing.

    `code` is the programme's ("partnership-2026") or its file's ("partnership_2026"). A practice copy has
    the same rules and its own code; it opens at `at` and takes plans and applications for the days its file
    says, as any copy does for which `opens_at` is given. A value corrected in the file is corrected in the
    books, until somebody changes the programme in the editor: from then on the books say what holds.

    :raises UnknownScheme: if there is no such file.
    """
    return load(code=code, practice=practice, opens_at=opens_at, by=by, at=at)


@operation
def load(*, code: str, practice: bool, opens_at: dt.datetime | None, by: User, at: dt.datetime) -> Program:
    """Load a programme from its data file, as `load_programme` says."""
    facts = read_scheme(code)
    if practice or opens_at:
        _count_days_from(opens_at or at, facts)
    if practice:
        _make_practice(facts)
    known = Program.objects.filter(code=facts["program"]["code"]).first()
    if known and was_edited(known):
        return known
    offices = {o["code"]: _keep(Office, {"code": o["code"]}, o) for o in facts["offices"]}
    program = _program(facts["program"], offices, fixed=practice)
    _call(facts["call"], program, fixed=practice)
    for rule in facts["rules"]:
        place = {"program": program, "cost_kind": "", "size_class": "", "grade": ""}
        place |= {k: rule[k] for k in (*RULE_PLACE, "valid_from") if k in rule}
        _keep(FundingRule, place, rule)
    for technology in facts["technologies"]:
        _keep(Technology, {"program": program, "code": technology["code"]}, technology)
    for document in facts.get("required_documents", []):
        _keep(RequiredDocument, {"program": program, "code": document["code"]}, document)
    for wanted in facts.get("evidence_rules", []):
        place = {"program": program, "cost_kind": "", "does_as_well": ""} | wanted
        key = ("program", "kind", "cost_kind", "valid_from")
        _keep(EvidenceRule, {name: place[name] for name in key}, place)
    for stage in facts.get("payment_stages", []):
        place = {"program": program, "kind": stage["kind"], "valid_from": stage["valid_from"]}
        _keep(PaymentStage, place, stage)
    for criterion in facts.get("criteria", []):
        place = {"program": program, "code": criterion["code"], "valid_from": criterion["valid_from"]}
        _keep(Criterion, place, criterion)
    for term in facts.get("check_terms", []):
        _keep(CheckTerm, {"program": program, "kind": term["kind"], "valid_from": term["valid_from"]}, term)
    give_periods(program)
    for model in facts.get("support_models", []):
        _keep(SupportModel, {"code": model["code"]}, model)
    return program


def was_edited(program: Program) -> bool:
    """Say whether anybody changed the programme or a part of it in the editor."""
    by_editor = {"pgh_context__metadata__operation__startswith": EDITOR}
    if _history_of(Program).filter(pgh_obj_id=program.pk, **by_editor).exists():
        return True
    parts = (
        Call, FundingRule, Technology, RequiredDocument, Criterion, CheckTerm, EvidenceRule, PaymentStage,
    )  # fmt: skip
    return any(_history_of(part).filter(program_id=program.pk, **by_editor).exists() for part in parts)


def _history_of(model: type[models.Model]) -> Any:
    return apps.get_model("programs", f"{model.__name__}Event")._default_manager


def read_scheme(code: str) -> dict[str, Any]:
    """
    Return the facts of a programme's data file.

    :raises UnknownScheme: if there is no such file, naming those there are.
    """
    known = {path.stem: path for path in SCHEMES.glob("*.toml")}
    stem = code.replace("-", "_")
    if stem not in known:
        raise UnknownScheme(code=code, known=", ".join(sorted(known)))
    return tomllib.loads(known[stem].read_text(encoding="utf-8"))


def _program(facts: dict[str, Any], offices: dict[str, Office], *, fixed: bool) -> Program:
    terms = {**facts, "office": offices[facts["office"]], "agency": offices.get(facts.get("agency", ""))}
    moving = {"starts_on", "ends_on", "fiscal_year"} if fixed else set()
    return _keep(Program, {"code": facts["code"]}, terms, only_at_first=moving)


def _call(facts: dict[str, Any], program: Program, *, fixed: bool) -> Call:
    terms = {**facts, "program": program}
    moving = {"opens_at", "plans_close_at", "applications_close_at"} if fixed else set()
    return _keep(Call, {"code": facts["code"]}, terms, only_at_first=moving)


def _keep(
    model: type[M],
    key: dict[str, Any],
    facts: dict[str, Any],
    *,
    only_at_first: frozenset[str] | set[str] = frozenset(),
) -> M:
    """Return the row with this key, made or corrected from the facts; a row that is right is not touched."""
    row, created = model._default_manager.get_or_create(**key, defaults=facts)
    wrong = [
        name for name, value in facts.items() if name not in only_at_first and getattr(row, name) != value
    ]
    if not created and wrong:
        for name in wrong:
            setattr(row, name, facts[name])
        row.save(update_fields=wrong)
    return row


def _count_days_from(opens_at: dt.datetime, facts: dict[str, Any]) -> None:
    """Replace the dates of the file by dates counted from an opening."""
    days, first = facts["practice"], clock.day(opens_at)
    facts["call"] |= {
        "opens_at": opens_at,
        "plans_close_at": _end_of(first, days["plan_days"]),
        "applications_close_at": _end_of(first, days["application_days"]),
    }
    last = first + dt.timedelta(days=days["length_days"])
    facts["program"] |= {"starts_on": first, "ends_on": last, "fiscal_year": first.year}
    parts = ("rules", "required_documents", "evidence_rules", "payment_stages", "criteria", "check_terms")
    for dated in (row for part in parts for row in facts.get(part, [])):
        dated["valid_from"] = min(dated["valid_from"], first)


def _end_of(day: dt.date, later: int) -> dt.datetime:
    """Return the last second, in Seoul, of the day `later` days after `day`."""
    return dt.datetime.combine(day + dt.timedelta(days=later), dt.time(23, 59, 59), SEOUL)


def _make_practice(facts: dict[str, Any]) -> None:
    """Turn the facts into those of the practice copy: same rules, own codes, no real money."""
    for part in (facts["program"], facts["call"]):
        part["code"] += PRACTICE
        part["name_ko"] = f"[연습] {part['name_ko']}"
        part["name_en"] = f"[Practice] {part['name_en']}"
    facts["program"]["is_practice"] = True
