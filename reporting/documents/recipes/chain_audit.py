"""The audit dossier of a chain: a topmost grant with everything linked under it, at any depth."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from disbursements.models import Grant
from reporting.dashboards import flow
from reporting.dashboards.queries.chain import branch, whole_tree
from reporting.documents.facts import dossier
from reporting.documents.facts.scope import chain_of, linked_under
from reporting.documents.kinds import Kind, Period
from reporting.documents.permissions import may_make_audit_of_grant
from reporting.documents.recipes import grant_audit
from reporting.documents.recipes.recipe import Recipe, Stated


def _subjects(user: Any) -> QuerySet[Grant]:
    """Return the topmost grants: what hangs under one is stated with it."""
    return grant_audit.subjects(user).filter(parent__isnull=True)


def _state(grant: Grant, _period: Period | None) -> Stated:
    chain = chain_of(grant.consortium, linked_under(grant))
    return Stated(dossier.collect(chain, grant_audit.title_of(grant)))


def _draw(grant: Grant) -> Mapping[str, Any]:
    """Return the flow of the money from the budget through this grant, without the rest of the consortium."""
    top = whole_tree(grant.consortium)
    own = next(node for node in top.walk() if node.case and node.case.pk == grant.application_id)
    return {"flow": flow.draw(branch(own))}


RECIPE = Recipe(
    kind=Kind.CHAIN_AUDIT,
    template="documents/audit/dossier.html",
    model=Grant,
    subjects=_subjects,
    program=lambda grant: grant.consortium.program,
    is_due=lambda grant: grant.children.exists(),
    state=_state,
    draw=_draw,
    may_make=may_make_audit_of_grant,
    related=grant_audit.RELATED,
)
