"""What was claimed of the lots: by whom, what for, how many kilograms of which lot."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from reporting.claims.models import Claim, ClaimPart
from reporting.documents.facts.cases import step_of
from reporting.documents.facts.scope import Chain, with_steps


def collect(chain: Chain) -> dict[str, Any]:
    """Return the claims, each with its parts of these lots alone."""
    lots = {statement.pk: str(statement) for statement in chain.statements}
    parts = parts_of(chain).select_related("consortium")
    rows = (
        Claim.objects.filter(pk__in=parts.values("claim"))
        .select_related("claimant", "claimed_by", "retired_by")
        .prefetch_related(Prefetch("parts", queryset=parts.order_by("pk")))
    )
    return {"claims": [_claim(claim, lots) for claim in with_steps(rows).order_by("pk")]}


def parts_of(chain: Chain) -> QuerySet[ClaimPart]:
    """Return what was claimed of these lots; of a consortium, out of its own share of them."""
    return ClaimPart.objects.filter(lot__in=chain.lot_ids, **chain.of_shares)


def _claim(claim: Claim, lots: dict[int, str]) -> dict[str, Any]:
    return {
        "public_id": claim.public_id,
        "claimant": claim.claimant.name,
        "purpose": claim.purpose,
        "year": claim.year,
        "category": claim.category,
        "kilograms": claim.kilograms,
        "held_kg": claim.held_kg,
        "short_kg": claim.short_kg,
        "reason": claim.reason,
        "status": claim.status,
        "claimed_at": claim.claimed_at,
        "claimed_by": str(claim.claimed_by),
        "retired_at": claim.retired_at,
        "retired_by": str(claim.retired_by) if claim.retired_by else "",
        "parts": [
            {"lot": lots[part.lot_id], "consortium": part.consortium.name, "kilograms": part.kilograms}
            for part in claim.parts.all()
        ],
        "steps": [step_of(step) for step in claim.changes.all()],
    }
