"""Which pages the bench visits: every list and every page of a case; whatever is left out has a reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.views.generic.edit import FormMixin

#: of a case page so many cases are visited, from the first to the last
EACH = 2
#: subjects of pages that are no model's own address
SUBJECTS = {
    "dashboards:chain": "programs.Consortium",
    "dashboards:consortium": "programs.Consortium",
    "dashboards:program": "programs.Program",
    "dashboards:firm": "firms.Firm",
    "dashboards:account": "ledger.Account",
    "applications:pool": "programs.Program",
    "programs:editor": "programs.Program",
    "programs:program_history": "programs.Program",
    "programs:program_compare": "programs.Program",
    "programs:agreement": "programs.Agreement",
    "programs:shares": "programs.AttributionAgreement",
    "programs:invitation": "programs.Invitation",
    "talk:question": "inbox.Question",
    "auditing:call": "programs.Call",
    "auditing:grant": "disbursements.Grant",
    "auditing:payment": "disbursements.PaymentRequest",
    "auditing:passed": "disbursements.PassThrough",
    "auditing:measure": "measurement.Measure",
    "auditing:lot": "statements.Statement",
    "auditing:claim": "claims.Claim",
    "claims:scope3": "firms.Firm",
    "claims:lot": "statements.Statement",
    "register:snapshot": "register.Snapshot",
    "statements:evidence": "statements.Statement",
    "statements:reproduce": "statements.Statement",
    "tallies:own": "firms.Firm",
    "tallies:suppliers": "programs.Consortium",
}
#: pages with more in their address than a case: each is measured by itself
PARTS = {
    "dashboards:breakdown": (
        "dimension",
        ("consortium", "support-model", "technology", "region", "sector", "regulation", "tier"),
    ),
    "tallies:kept": (
        "dimension",
        ("consortium", "anchor", "technology", "region", "tier", "month", "fiscal-year"),
    ),
    "dashboards:budget": ("state", ("available", "awarded", "paid", "verified")),
}
#: pages that show nothing until something is asked for
ASKED = {"dashboards:search": "?q=정밀"}
#: pages that say something else to each person
BY_PERSON = ("dashboards:home",)
#: forms that are the page of their case as well
FORMS_TOO = ("talk:question",)

FILE, POST = "a file, not a page", "changes something, shows nothing"
NONE, FIXED = "the demo has none", "the same whatever the cases"
NO_PANEL = "the demo has no panel; `python -m bench ranking` measures the ranking of a large one"
#: a name, or with `_` at its end the beginning of names
LEFT_OUT = {
    "bare": "the measure itself",
    "healthz": "asks the worker, for machines",
    "set_language": POST,
    "account_": "sign-in, by allauth",
    "jobs:detail": "one row and a bar, which a script renews",
    "inbox:choices": "one form of kinds; asks the same whatever the cases",
    "talk:tag_remove": POST,
    "tallies:make": POST,
    "documents:make": POST,
    "dashboards:inbox_dismiss": POST,
    "firms:certificate_file": FILE,
    "applications:panel": NO_PANEL,
    "applications:review": NO_PANEL,
    "applications:file": FILE,
    "applications:workbook_template": FILE,
    "applications:workbook_marked": FILE,
    "disbursements:file": FILE,
    "measurement:file": FILE,
    "documents:file": FILE,
    "opendata:grants": FILE,
    "programs:agreement_text": FILE,
    "applications:readings_marked": FILE,
    "applications:readings_template": FILE,
    "applications:receipt_content": FILE,
    "applications:resume": POST,
    "auditing:bundle": NONE,
    "auditing:bundle_file": FILE,
    "auditing:bundle_grant": POST,
    "auditing:bundle_sample": POST,
    "auditing:finding": NONE,
    "auditing:finding_file": FILE,
    "auditing:population": FILE,
    "auditing:sample": NONE,
    "claims:performance": NONE,
    "disbursements:audit": NONE,
    "disbursements:bankbook": FILE,
    "disbursements:batch_file": FILE,
    "disbursements:batch_take": POST,
    "disbursements:held": NONE,
    "disbursements:statement_reconcile": POST,
    "disbursements:year_close": NONE,
    "documents:bundle": NONE,
    "documents:bundle_file": FILE,
    "documents:figures": FILE,
    "documents:volume": FILE,
    "exports:file": FILE,
    "exports:status_file": FILE,
    "factoring:marked": FILE,
    "factoring:template": FILE,
    "measurement:readings_marked": FILE,
    "methods:method": FIXED,
    "programs:questions_": FIXED,
    "register:take": POST,
    "register:whole": FILE,
    "signals:look": POST,
    "statements:dry_run": "asks of two rows at once: a workbook's and a programme's",
    "statements:finding": NONE,
    "disbursements:pass_through_record": "a form of one step",
    "api:guide": "the same for everybody, drawn from the OpenAPI document",
    "api:unknown": "for programs: there is nothing",
    "api:firm": "a firm's own tokens and webhooks, a handful of rows",
    "api:hook": "the demo has no webhook",
    "api:v1:api-root": "for programs: there is nothing",
    "api:v1:openapi-json": FILE,
    "api:v1:own_": "for programs, which bear a token",
    "api:v1:public_": "for programs, at their own pace",
}


@dataclass
class Page:
    """A page: its name in the table, its address's name, where it is visited, whether it is a list."""

    name: str
    url_name: str
    addresses: list[str]
    is_list: bool = False


def discover() -> Iterator[Page]:
    """Yield every list (an address without an id) and every page of a case; forms of steps are neither."""
    subjects = _subjects()
    for name, pattern in patterns():
        if left_out(name, pattern):
            continue
        arguments = set(pattern.pattern.converters)
        if not arguments:
            yield Page(name, name, [reverse(name) + ASKED.get(name, "")], is_list=True)
        elif name in PARTS:
            part, values = PARTS[name]
            ids = _some(apps.get_model("programs.Program")._base_manager.order_by("pk"))
            for value in values:
                there = [reverse(name, kwargs={"public_id": pk, part: value}) for pk in ids]
                yield Page(f"{name} {value}", name, there)
        elif arguments == {"public_id"} and name in subjects:
            rows = subjects[name]._base_manager.order_by("pk")
            yield Page(name, name, [reverse(name, args=[pk]) for pk in _some(rows)])


def patterns() -> Iterator[tuple[str, URLPattern]]:
    """Yield every address that has a name."""

    def walk(found: Iterable[Any], namespace: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in found:
            if isinstance(pattern, URLResolver):
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from walk(pattern.url_patterns, inner)
            elif pattern.name:
                yield f"{namespace}{pattern.name}", pattern

    return walk(get_resolver().url_patterns, "")


def left_out(name: str, pattern: URLPattern) -> str:
    """Return why an address is not measured; empty if it is to be."""
    if name in FORMS_TOO:
        return ""
    view = getattr(pattern.callback, "view_class", None)
    if view is not None and issubclass(view, FormMixin):
        return "a form of one step"
    by_beginning = (
        reason for start, reason in LEFT_OUT.items() if start[-1] == "_" and name.startswith(start)
    )
    return LEFT_OUT.get(name) or next(by_beginning, "")


def forgotten(measured: Iterable[str]) -> list[str]:
    """Return the names of addresses that were neither measured nor left out with a reason."""
    seen = set(measured)
    return sorted({name for name, pattern in patterns() if name not in seen and not left_out(name, pattern)})


def _subjects() -> dict[str, type[models.Model]]:
    """Return {page: whose page it is}, from the models' own addresses and the views' models."""
    found: dict[str, type[models.Model]] = {}
    for model in apps.get_models():
        if not hasattr(model, "get_absolute_url") or not hasattr(model, "public_id"):
            continue
        row: Any = model._base_manager.order_by("pk").first()
        try:
            match = resolve(row.get_absolute_url().partition("?")[0].partition("#")[0]) if row else None
        except (NoReverseMatch, Resolver404):
            continue
        if match and match.kwargs.get("public_id") == row.public_id:
            found[match.view_name] = model
    for name, pattern in patterns():
        model = getattr(getattr(pattern.callback, "view_class", None), "model", None)
        if model is not None and hasattr(model, "public_id"):
            found.setdefault(name, model)
    return found | {name: apps.get_model(label) for name, label in SUBJECTS.items()}


def _some(rows: Any) -> list[str]:
    """Return the public ids of a few rows: the first, the last, and those evenly between."""
    ids = list(rows.values_list("public_id", flat=True))
    if len(ids) <= EACH:
        return ids
    return [ids[number * (len(ids) - 1) // (EACH - 1)] for number in range(EACH)]
