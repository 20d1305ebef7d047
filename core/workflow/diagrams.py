"""The tables of transitions, written out for readers: docs/workflow.md."""

from typing import Any

from django.apps import apps
from django.utils import translation

from core.workflow.models import Case

_HEAD = """# Workflow

How every kind of case moves. Made by `.venv/bin/python manage.py write_workflow` from the tables in the
rooms' `workflow.py`: change a table, not this file. A guard compares them; the database holds each table by a
trigger.
"""


def cases() -> list[type[Case]]:
    """Return every kind of case, in the order of the rooms."""
    return [model for model in apps.get_models() if issubclass(model, Case)]


def document() -> str:
    """Return docs/workflow.md as it should be."""
    return "\n".join([_HEAD, *(_chapter(model) for model in cases())])


def _chapter(model: type[Case]) -> str:
    names = {language: _labels(model, language) for language in ("en", "ko")}
    with translation.override("en"):
        title = str(model._meta.db_table_comment or model.__name__)
    table = model.transitions
    lines = [f"## {title} (`{model._meta.label}`)\n", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {status}: {names['en'][status]}" for status in table.table]
    lines += [f"    [*] --> {status}" for status in table.table if status in table.initial]
    lines += [f"    {before} --> {after}" for before, after in table.pairs()]
    lines += [f"    {status} --> [*]" for status in table.table if status in table.final()]
    lines += ["```\n", "| Status | English | Korean | Leads to |", "|---|---|---|---|"]
    for status in table.table:
        leads = ", ".join(f"`{after}`" for before, after in table.pairs() if before == status) or "–"
        lines.append(f"| `{status}` | {names['en'][status]} | {names['ko'][status]} | {leads} |")
    return "\n".join([*lines, ""])


def _labels(model: type[Case], language: str) -> dict[str, str]:
    with translation.override(language):
        field: Any = model._meta.get_field("status")  # type: ignore[misc]
        return {str(value): str(label) for value, label in field.flatchoices}
