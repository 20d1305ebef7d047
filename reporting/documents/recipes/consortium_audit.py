"""The audit dossier of a consortium: everything an auditor asks for, in the order of its cases."""

from typing import Any

from django.db.models import QuerySet

from core.workflow import clock
from programs.models import Consortium
from programs.models.programmes import within
from programs.permissions import VIEW_CASES
from reporting.dashboards import flow
from reporting.dashboards.queries.chain import whole_tree
from reporting.documents.facts import dossier
from reporting.documents.facts.scope import chain_of
from reporting.documents.kinds import Kind, Period
from reporting.documents.permissions import may_make_audit
from reporting.documents.recipes.recipe import Recipe, Stated


def _subjects(user: Any) -> QuerySet[Consortium]:
    """Return the consortia of an official's programmes: a dossier holds what suppliers show nobody else."""
    return Consortium.objects.filter(within(user.scopes(VIEW_CASES, clock.day(clock.now())), "program"))


def _state(consortium: Consortium, _period: Period | None) -> Stated:
    return Stated(dossier.collect(chain_of(consortium), consortium.name))


RECIPE = Recipe(
    kind=Kind.CONSORTIUM_AUDIT,
    template="documents/audit/dossier.html",
    model=Consortium,
    subjects=_subjects,
    program=lambda consortium: consortium.program,
    is_due=lambda _consortium: True,
    state=_state,
    draw=lambda consortium: {"flow": flow.draw(whole_tree(consortium))},
    may_make=may_make_audit,
    related=("program__office", "call", "support_model", "anchor", "registered_by"),
)
