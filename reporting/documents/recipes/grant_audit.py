"""The audit dossier of one grant: its case from the application to the claims, nothing of its neighbours."""

from typing import Any

from django.db.models import QuerySet

from core.workflow import clock
from disbursements.models import Grant
from programs.models.programmes import within
from programs.permissions import VIEW_CASES
from reporting.documents.facts import dossier
from reporting.documents.facts.scope import chain_of
from reporting.documents.kinds import Kind, Period
from reporting.documents.permissions import may_make_audit_of_grant
from reporting.documents.recipes.recipe import Recipe, Stated

#: what every dossier of a grant names of the case around it
RELATED = (
    "firm", "application", "consortium__program__office", "consortium__call", "consortium__support_model",
    "consortium__anchor", "consortium__registered_by",
)  # fmt: skip


def subjects(user: Any) -> QuerySet[Grant]:
    """Return the grants of an official's programmes: a dossier holds what a firm shows nobody else."""
    scopes = user.scopes(VIEW_CASES, clock.day(clock.now()))
    return Grant.objects.filter(within(scopes, "consortium__program"))


def title_of(grant: Grant) -> str:
    """Return what a dossier of a grant is called: its holder and its task."""
    return f"{grant.firm.name} · {grant.application.title}"


def _state(grant: Grant, _period: Period | None) -> Stated:
    chain = chain_of(grant.consortium, [grant.application_id])
    return Stated(dossier.collect(chain, title_of(grant)))


RECIPE = Recipe(
    kind=Kind.GRANT_AUDIT,
    template="documents/audit/dossier.html",
    model=Grant,
    subjects=subjects,
    program=lambda grant: grant.consortium.program,
    is_due=lambda _grant: True,
    state=_state,
    may_make=may_make_audit_of_grant,
    related=RELATED,
)
