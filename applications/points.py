"""
What of a case can be returned line by line: one table of its things, with their fields and where they mend.

A point is addressed by kind and key; its values are what old and new are compared by. Whatever the office
finds wrong stands at one of these.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.answers import Sheet, sheet_of
from applications.costs import cost_items_of
from applications.documents import papers_of
from applications.models import Application, CostItem
from applications.plans import PlanFacts, facts_of, product_links, section_keys
from core.evidence.models import Attachment
from core.ui.formats import day, trimmed
from core.ui.templatetags.ui import won
from core.workflow import clock
from measurement.methods import METHODS
from measurement.queries import expectation_of
from programs.forms.answers import name_of
from programs.questions import QuestionKind, QuestionTerms
from programs.questions.words import in_words, table_in_words

#: field and value, as text
Values = tuple[tuple[str, str], ...]

KINDS = {
    "FIELD": gettext_lazy("Undertaking"),
    "COST_ITEM": gettext_lazy("Cost item"),
    "QUOTE": gettext_lazy("Quote"),
    "MEASURE": gettext_lazy("Measure"),
    "ANSWER": gettext_lazy("Question of the call"),
    "PAPER": gettext_lazy("Document"),
    "SECTION": gettext_lazy("Section of the plan"),
}
FIELDS = {
    "title": gettext_lazy("Title"),
    "purpose": gettext_lazy("Purpose and expected effect"),
    "starts_on": gettext_lazy("Start"),
    "ends_on": gettext_lazy("End"),
    "anchor_won": gettext_lazy("Part paid by the anchor"),
    "anchor_in_kind_won": gettext_lazy("In kind by the anchor"),
    "own_in_kind_won": gettext_lazy("In kind by the firm"),
    "regrant_asked_won": gettext_lazy("Asked to hand on"),
    "name": gettext_lazy("What is bought"),
    "maker": gettext_lazy("Maker"),
    "model": gettext_lazy("Model"),
    "cost_won": gettext_lazy("Cost without VAT"),
    "quote_supplier": gettext_lazy("Supplier"),
    "quote_on": gettext_lazy("Date of the quote"),
    "quote_won": gettext_lazy("Sum of the quote without VAT"),
    "other_quotes": gettext_lazy("Other quotes"),
    "choice_reason": gettext_lazy("Reason for the choice"),
    "file": gettext_lazy("File"),
    "sha256": gettext_lazy("Fingerprint of the file"),
    "site": gettext_lazy("Site"),
    "answer": gettext_lazy("What was answered"),
}
_SECTIONS = {
    "chain": gettext_lazy("What is passed on"),
    "synergy": gettext_lazy("Shares in shared suppliers"),
    "performance": gettext_lazy("Promise and surplus"),
    "downstream": gettext_lazy("Products for customers"),
}


@dataclass(frozen=True)
class Point:
    """One thing of a case: kind, key, what it is called, its fields, and where it is changed."""

    kind: str
    key: str
    label: str
    values: Values
    href: str

    @property
    def code(self) -> str:
        """Its name in forms."""
        return f"{self.kind}:{self.key}"

    @property
    def kind_label(self) -> Any:
        """What sort of thing it is."""
        return KINDS[self.kind]


def points_of(case: Application, at: dt.datetime) -> list[Point]:
    """Return everything of the case that can be returned, in the order in which it was entered."""
    if case.is_plan:
        return [*_undertaking(case), *_sections(case, at)]
    return [*_undertaking(case), *_costs(case), *_answers(case), *_papers(case, at)]


def title_of(kind: str, key: str, label: str) -> str:
    """Return what a returned line is called in the reader's language; names people gave stay as they were."""
    if kind == "FIELD":
        label = _("Period") if key == "period" else field_label(key)
    if kind == "SECTION":
        label = str(_SECTIONS[key])
    return f"{KINDS[kind]}: {label}"


def field_label(field: str) -> str:
    """Return what a field is called; inputs of a method by the method's own words."""
    if field in FIELDS:
        return str(FIELDS[field])
    wanted = (one for method in METHODS.values() for one in method.expectation_fields)
    return next((str(one.label) for one in wanted if one.name == field), field)


def shown(field: str, value: str) -> str:
    """Return a kept value as people read it."""
    if not value:
        return "–"
    if field.endswith("_won"):
        return won(int(value))
    if field.endswith("_on"):
        return day(dt.date.fromisoformat(value))
    return f"{value[:12]}…" if field == "sha256" else value


def _undertaking(case: Application) -> Iterator[Point]:
    href = reverse("applications:edit", args=[case.public_id])
    rows = [("title", ("title",)), ("purpose", ("purpose",)), ("period", ("starts_on", "ends_on"))]
    if not case.is_plan:
        rows.append(("anchor_won", ("anchor_won",)))
    named = ("anchor_in_kind_won", "own_in_kind_won", "regrant_asked_won")
    rows += [(name, (name,)) for name in named if getattr(case, name)]
    for key, fields in rows:
        label = _("Period") if key == "period" else field_label(key)
        yield Point("FIELD", key, label, _values(case, *fields), href)


def _costs(case: Application) -> Iterator[Point]:
    items = cost_items_of(case)
    for item in items:
        yield _point("COST_ITEM", item, _values(item, "name", "maker", "model", "cost_won"))
    for item in items:
        yield _point("QUOTE", item, _quotes(item))
    for item in items:
        if item.measure:
            stated = expectation_of(item.measure).items()
            inputs = tuple(
                (name, trimmed(value) if isinstance(value, Decimal) else str(value)) for name, value in stated
            )
            yield _point("MEASURE", item, (("site", item.measure.site), *inputs))


def _quotes(item: CostItem) -> Values:
    """Return what the chosen quote says; where there are others, these and why it was chosen."""
    chosen, others = item.chosen_quote, [one for one in item.quotes.all() if not one.is_chosen]
    said = {"quote_supplier": chosen.supplier, "quote_on": chosen.quoted_on, "quote_won": chosen.sum_won}
    values = (*((name, _text(value)) for name, value in said.items()), *_file(chosen.attachment))
    if not others:
        return values
    lines = [
        f"{one.supplier} · {one.quoted_on} · {one.sum_won:,} · {one.attachment.sha256[:12]}" for one in others
    ]
    return (*values, ("other_quotes", " / ".join(lines)), ("choice_reason", item.choice_reason))


def _point(kind: str, item: CostItem, values: Values) -> Point:
    href = reverse("applications:cost_item_edit", args=[item.public_id])
    return Point(kind, str(item.pk), item.name, values, href)


def _answers(case: Application) -> Iterator[Point]:
    sheet, href = sheet_of(case), reverse("applications:questions", args=[case.public_id])
    for question in sheet.asked:
        values = _answered(question, sheet)
        yield Point("ANSWER", question.code, question.label, values, f"{href}#id_{name_of(question.code)}")


def _answered(question: QuestionTerms, sheet: Sheet) -> Values:
    """Return an answer as it is compared: in Korean, whoever reads it; a table row by row."""
    answer = sheet.answers.get(question.code)
    if answer is None:
        return ()
    file = sheet.rows[question.code].attachment
    if file is not None:
        return _file(file)
    if question.kind == QuestionKind.TABLE:
        rows = table_in_words(question, answer)
        return tuple((f"{number}.", " · ".join(cells)) for number, cells in enumerate(rows, start=1))
    with translation.override("ko"):
        return (("answer", in_words(question, answer)),)


def _file(attachment: Attachment) -> Values:
    return (("file", attachment.filename), ("sha256", attachment.blob.sha256))


def _papers(case: Application, at: dt.datetime) -> Iterator[Point]:
    address = reverse("applications:hand_in", args=[case.public_id])
    for paper in papers_of(case, at):
        values: Values = ()
        if paper.handed_in:
            values = _file(paper.handed_in.attachment)
        code = paper.required.code
        yield Point("PAPER", code, paper.required.name, values, f"{address}?paper={code}")


def _sections(plan: Application, at: dt.datetime) -> Iterator[Point]:
    facts = facts_of(plan, clock.day(at))
    for key in section_keys(facts.model):
        yield Point("SECTION", key, str(_SECTIONS[key]), _SAID[key](facts), _section_address(plan, key))


def _section_address(plan: Application, key: str) -> str:
    names = {"chain": "applications:pass_on_set", "performance": "applications:surplus_set"}
    if key in names:
        return reverse(names[key], args=[plan.public_id])
    anchor = {"synergy": "shares", "downstream": "links"}[key]
    return f"{plan.consortium.get_absolute_url()}#{anchor}"


def _chain(facts: PlanFacts) -> Values:
    return tuple((f"{one.payer.firm} → {one.receiver.firm}", f"{one.amount_won:,}") for one in facts.pass_ons)


def _synergy(facts: PlanFacts) -> Values:
    return tuple((str(one.agreement.firm), f"{one.share_bp / 100:g} %") for one in facts.shares)


def _performance(facts: PlanFacts) -> Values:
    terms = facts.surplus
    if terms is None:
        return ()
    numbers = (terms.promised_kg, terms.expected_surplus_kg)
    return ((terms.method, " / ".join(f"{number:,} kg" for number in numbers)), ("→", str(terms.owner)))


def _downstream(facts: PlanFacts) -> Values:
    return tuple(
        (str(partner.firm), ", ".join(str(link) for link in product_links(facts, partner)))
        for partner in facts.partners
    )


_SAID: dict[str, Callable[[PlanFacts], Values]] = {
    "chain": _chain,
    "synergy": _synergy,
    "performance": _performance,
    "downstream": _downstream,
}


def _values(row: Any, *fields: str) -> Values:
    return tuple((field, _text(getattr(row, field))) for field in fields)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else "" if value is None else str(value)
