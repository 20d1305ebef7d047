"""What the OpenAPI document says, as rows for people: the page about the API is drawn from nothing else."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.api.v1.api import api


@dataclass(frozen=True)
class Field:
    """A field of an answer or a parameter."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Address:
    """One address of the API."""

    method: str
    path: str
    summary: str
    needs_token: bool
    parameters: tuple[Field, ...]
    fields: tuple[Field, ...]
    errors: tuple[tuple[str, str], ...]
    anchor: str


def addresses() -> list[Address]:
    """Return every address of the API, in the order of the document."""
    document = _document(reverse("api:v1:api-root"))
    return [
        _address(path, method, operation, document)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


@cache
def _document(prefix: str) -> dict[str, Any]:
    """Return the OpenAPI document, which code alone decides and which takes long to draw up; not in words."""
    return api.get_openapi_schema(path_prefix=prefix)


def _address(path: str, method: str, operation: dict[str, Any], document: dict[str, Any]) -> Address:
    answers, summary = operation["responses"], operation["summary"]
    schema = _resolved(answers[200]["content"]["application/json"]["schema"], document)
    items = schema.get("properties", {}).get("items", {}).get("items")
    return Address(
        method=method.upper(),
        path=path,
        summary=_(summary),
        needs_token=bool(operation.get("security")),
        parameters=tuple(
            Field(one["name"], _type(one["schema"], document), _said(one)) for one in operation["parameters"]
        ),
        fields=tuple(_fields(_resolved(items, document) if items else schema, document)),
        errors=tuple((str(status), _said(answer)) for status, answer in answers.items() if status != 200),
        anchor=operation["operationId"].replace("_", "-"),
    )


def _said(one: dict[str, Any]) -> str:
    """Return what a field or parameter means, in the reader's language."""
    words = one.get("description", "")
    return _(words) if words else ""


def _resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Return a schema, followed to where it is written down."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else schema


def _fields(schema: dict[str, Any], document: dict[str, Any], before: str = "") -> list[Field]:
    """Return the fields of an object; those of an object inside it stand behind its name."""
    found: list[Field] = []
    for name, one in schema.get("properties", {}).items():
        inner = _resolved(one, document)
        if inner.get("properties"):
            found += _fields(inner, document, f"{before}{name}.")
        else:
            found.append(Field(before + name, _type(one, document), _said(one)))
    return found


def _type(schema: dict[str, Any], document: dict[str, Any]) -> str:
    """Return the type of a field in a few letters, as a programmer reads it."""
    options = [_type(one, document) for one in schema.get("anyOf", [])]
    if options:
        return " | ".join(options)
    named = _resolved(schema, document)
    return str(named.get("format") or named.get("type", "object"))
