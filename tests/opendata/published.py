"""The published schema and codelists of 360Giving, where they lie beside the clone, and a checker of both."""

import csv
import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from config.setup.places import ROOT

FOLDER = ROOT.parent / "shared" / "schemas" / "360giving"
needs_the_schema = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="the published 360Giving schema does not lie beside this clone, in ../shared/schemas/360giving",
)
#: the version whose schema the package's schema names; what lies beside is the one of the same release
NAMED = "https://raw.githubusercontent.com/ThreeSixtyGiving/standard/1.4.2/schema/360-giving-schema.json"
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")

formats = FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def is_date_time(value: object) -> bool:
    """Say whether it is a moment as RFC 3339 has it; without this check a plain day is two things at once."""
    return not isinstance(value, str) or bool(DATE_TIME.fullmatch(value) and dt.datetime.fromisoformat(value))


@formats.checks("uri", raises=ValueError)
def is_address(value: object) -> bool:
    """Say whether it is an address with a scheme and a host."""
    return not isinstance(value, str) or all(urlsplit(value)[:2])


def problems(package: Any) -> list[str]:
    """Return what the package's schema and the codelists find wrong."""
    grant_schema = _loaded("360-giving-schema.json")
    resource = DRAFT202012.create_resource(
        grant_schema
    )  # its own name of the draft is misspelt: http, not https
    registry = Registry().with_resources([(NAMED, resource), (grant_schema["$id"], resource)])
    package_schema = _loaded("360-giving-package-schema.json")
    validator = Draft202012Validator(package_schema, registry=registry, format_checker=formats)
    found = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(package)]
    grants = package.get("grants", []) if isinstance(package, dict) else []
    return found + [odd for grant in grants for odd in _off_the_lists(grant, grant_schema, grant_schema)]


def _loaded(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def codes(codelist: str) -> set[str]:
    """Return the codes of a published codelist."""
    with (FOLDER / "codelists" / codelist).open(encoding="utf-8", newline="") as file:
        return {row["Code"] for row in csv.DictReader(file)}


def _off_the_lists(value: Any, schema: Any, whole: Any, path: str = "$") -> Iterator[str]:
    """Yield every value that should be a code of a list and is none; the schema alone checks a part of them."""
    schema = _at(whole, schema["$ref"]) if "$ref" in schema else schema
    if isinstance(value, dict):
        for name, part in schema.get("properties", {}).items():
            if name in value:
                yield from _off_the_lists(value[name], part, whole, f"{path}.{name}")
    elif isinstance(value, list) and "items" in schema:
        for number, one in enumerate(value):
            yield from _off_the_lists(one, schema["items"], whole, f"{path}[{number}]")
    elif "codelist" in schema and value not in codes(schema["codelist"]):
        yield f"{path}: {value!r} is not in {schema['codelist']}"


def _at(whole: Any, reference: str) -> Any:
    for name in reference.removeprefix("#/").split("/"):
        whole = whole[name]
    return whole
