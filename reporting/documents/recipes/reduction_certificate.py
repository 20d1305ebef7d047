"""The reduction certificate: who owns the claim to how many verified kilograms, while the claim stands."""

from typing import Any

from django.db.models import QuerySet

from reporting.claims.models import Claim
from reporting.claims.workflow import STANDING
from reporting.documents.facts import claimed
from reporting.documents.kinds import Kind, Period
from reporting.documents.recipes.recipe import Recipe, Stated


def _subjects(user: Any) -> QuerySet[Claim]:
    """Return the claims this person reads: the claimant's, the anchor's, an official's programmes'."""
    return Claim.objects.visible_to(user)


def _state(claim: Claim, _period: Period | None) -> Stated:
    return Stated(claimed.collect(claim))


RECIPE = Recipe(
    kind=Kind.REDUCTION_CERTIFICATE,
    template="documents/tonnes/certificate.html",
    model=Claim,
    subjects=_subjects,
    program=lambda claim: claim.program,
    is_due=lambda claim: claim.status in STANDING,
    state=_state,
    related=("claimant", "consortium__anchor", "program__office", "external"),
)
