"""What the form templates ask about fields, their inputs and their errors."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.safestring import SafeString

from core.ui.rows import RowsInput
from core.ui.widgets import BusinessNumberInput

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checks"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "check"),
    (forms.FileInput, "file"),
    (forms.SelectMultiple, "select"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.MultiWidget, "several"),
    (RowsInput, "rows"),
    (BusinessNumberInput, "business_number"),
)
_CLASSES = {
    **dict.fromkeys(("check", "radios", "checks", "rows"), ""),
    "select": "krds-form-select",
    "file": "file-input",
}


def kind(field: BoundField) -> str:
    """Return what sort of input a field has: one of the names in the table above, else text."""
    return next((name for widget, name in _KINDS if isinstance(field.field.widget, widget)), "text")


def unit(field: BoundField) -> Any:
    """Return the unit shown beside a field's input, if it has one."""
    return getattr(field.field.widget, "unit", "")


def widget(field: BoundField, label: Any = None) -> SafeString:
    """Return a field's input with the classes of the design and its ties to hint and errors."""
    attrs: dict[str, Any] = {}
    of_kind = _CLASSES.get(kind(field), "krds-input")
    classes = f"{of_kind} {'is-money' if unit(field) else ''} {_own_class(field)}".split()
    if classes:
        attrs["class"] = " ".join(classes)
    if label:
        attrs["aria-label"] = label
    if kind(field) == "business_number":
        described = [field.aria_describedby or "", f"{field.auto_id}_check"]
        attrs["aria-describedby"] = " ".join(filter(None, described))
    return field.as_widget(attrs=attrs)


def _own_class(field: BoundField) -> str:
    """Return the class a form gave its input itself."""
    return str(field.field.widget.attrs.get("class", ""))


def errors(form: Any) -> Iterator[dict[str, Any]]:
    """Yield every error of a form or formset: its text, its field's label and the id to go to."""
    if isinstance(form, BaseFormSet):
        yield from ({"text": text, "label": "", "target": ""} for text in form.non_form_errors())
        for number, row in enumerate(form.forms, start=1):
            yield from ({**error, "row": number} for error in errors(row))
        return
    yield from ({"text": text, "label": "", "target": ""} for text in form.non_field_errors())
    for field in form:
        for text in field.errors:
            yield {"text": text, "label": "" if field.is_hidden else field.label, "target": _target(field)}


def _target(field: BoundField) -> str:
    """Return the id of the element that takes the focus for a field."""
    return "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_group"
