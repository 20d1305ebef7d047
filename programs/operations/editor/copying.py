"""A programme copied into a later fiscal year."""

import datetime as dt
from typing import Any, TypeVar

from django.db.models import Model, Q
from django.utils import translation
from django.utils.translation import gettext as _

from core.users.models import User
from core.users.permissions import require
from core.workflow.operations import only_once, operation
from programs import permissions
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
    Technology,
)
from programs.operations.editor.questions import begin_questionnaire, copy_questions
from programs.operations.editor.refusals import CodeTaken, NotAnEarlierYear
from programs.queries import check_terms_on, criteria_on, documents_on, evidence_rules_on, rules_on

M = TypeVar("M", bound=Model)

LANGUAGES = {"source_ko": "ko", "source_en": "en"}


@operation
def copy_program(*, program: Program, code: str, fiscal_year: int, by: User, at: dt.datetime) -> Program:
    """
    Copy a programme into a later fiscal year, with all that holds on its last day.

    Rules, technologies, required documents, criteria and numbers of the eligibility checks of that day begin
    with the copy's first day; the dates of the programme and of its calls are the same days so many years
    later. The newest questions of each call are copied into a version to be published. Sources say that they
    were copied. No consortium, no case and no money is copied.

    :raises PermissionDenied: if `by` does not edit this programme.
    :raises NotAnEarlierYear: if `fiscal_year` is not later than the programme's.
    :raises CodeTaken: if another programme has this short name.
    """
    require(permissions.may_edit_program, by, program, at=at)
    years = fiscal_year - program.fiscal_year
    if years <= 0:
        raise NotAnEarlierYear(field="fiscal_year", year=program.fiscal_year)
    copy = _copy_facts(program, code, years)
    for call in program.calls.order_by("opens_at", "pk"):
        _copy_questions(call, _copy_call(call, copy, years), by, at)
    for rule in rules_on(program, program.ends_on):
        _copy(rule, FundingRule, program, program_id=copy.pk, valid_from=copy.starts_on, valid_until=None)
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gte=program.ends_on)
    for technology in program.technologies.filter(lasting).order_by("pk"):
        _copy(technology, Technology, program, program_id=copy.pk, valid_from=None, valid_until=None)
    for document in documents_on(program, program.ends_on).order_by("pk"):
        dates = {"valid_from": copy.starts_on, "valid_until": None}
        _copy(document, RequiredDocument, program, program_id=copy.pk, **dates)
    for wanted in evidence_rules_on(program, program.ends_on).order_by("pk"):
        _copy(wanted, EvidenceRule, program, program_id=copy.pk, valid_from=copy.starts_on, valid_until=None)
    for stage in program.payment_stages.filter(lasting).order_by("pk"):
        dates = {"valid_from": copy.starts_on, "valid_until": None}
        _copy(stage, PaymentStage, program, program_id=copy.pk, **dates)
    for criterion in criteria_on(program, program.ends_on):
        dates = {"valid_from": copy.starts_on, "valid_until": None}
        _copy(criterion, Criterion, program, program_id=copy.pk, **dates)
    for term in check_terms_on(program, program.ends_on).values():
        _copy(term, CheckTerm, program, program_id=copy.pk, valid_from=copy.starts_on, valid_until=None)
    return copy


def _copy_facts(program: Program, code: str, years: int) -> Program:
    changed = {
        "code": code,
        "fiscal_year": program.fiscal_year + years,
        "starts_on": years_later(program.starts_on, years),
        "ends_on": years_later(program.ends_on, years),
        "copied_from_id": program.pk,
        **_renamed(program, program, years),
    }
    with only_once("code", CodeTaken(field="code", code=code)):
        return _copy(program, Program, program, **changed)


def _copy_questions(call: Call, copy: Call, by: User, at: dt.datetime) -> None:
    """Begin the copy's questions with those of the newest version, to be published when they are right."""
    if newest := call.questionnaires.newest():
        copy_questions(newest, begin_questionnaire(call=copy, by=by, at=at))


def _copy_call(call: Call, copy: Program, years: int) -> Call:
    moments = {
        name: moment_years_later(getattr(call, name), years)
        for name in ("opens_at", "plans_close_at", "applications_close_at")
    }
    before = call.program
    number = copy.calls.count() + 1
    code = f"{copy.code}-call" if number == 1 else f"{copy.code}-call-{number}"
    names = _renamed(call, before, years)
    return _copy(call, Call, before, program_id=copy.pk, code=code, **names, **moments)


def _copy(row: M, model: type[M], before: Program, **changed: Any) -> M:
    """Make a row like this one, apart from what is `changed`, with sources that say it was copied."""
    own = {"id", "public_id", "version"}
    facts = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in own}
    for name, language in LANGUAGES.items():
        facts[name] = _source(facts[name], before.fiscal_year, language)
    return model._default_manager.create(**{**facts, **changed})


def _source(source: str, year: int, language: str) -> str:
    """Return a source that says from which year it was copied."""
    with translation.override(language):
        words = _("Copied from the programme of %(year)s, to be replaced by the source of the new call:")
        return f"{words % {'year': year}} {source}"


def _renamed(row: Any, before: Program, years: int) -> dict[str, str]:
    """Return the names of a copy: the year in them is the new one."""
    old, new = str(before.fiscal_year), str(before.fiscal_year + years)
    return {name: getattr(row, name).replace(old, new) for name in ("name_ko", "name_en")}


def years_later(day: dt.date, years: int) -> dt.date:
    """Return the same day so many years later; 29 February becomes 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def moment_years_later(moment: dt.datetime, years: int) -> dt.datetime:
    """Return the same hour, in Seoul, of the same day so many years later."""
    there = moment.astimezone(SEOUL)
    return dt.datetime.combine(years_later(there.date(), years), there.time(), SEOUL)
