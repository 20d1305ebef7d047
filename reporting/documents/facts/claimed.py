"""One claim to verified tonnes: whose, for what, out of which lots, and what was answered for it."""

from typing import Any

from django.db.models import Q

from firms.models import Firm
from reporting.claims.models import Claim, ExternalProject
from reporting.claims.queries import holdings, missing_of, surplus_owner
from reporting.statements.models import Statement


def collect(claim: Claim) -> dict[str, Any]:
    """
    Return what a claim holds, read from the ledger lot by lot, in constantly many queries.

    A lot is named by its number, not by the supplier that reduced: suppliers are named to those who see them.
    """
    lots = _lots(claim)
    return {
        "claim": _claim(claim, lots),
        "lots": lots,
        "ownership": _ownership(claim),
        "claim_steps": [
            {"at": step.at, "from": step.from_status, "to": step.to_status}
            for step in claim.changes.order_by("pk")
        ],
    }


def _claim(claim: Claim, lots: list[dict[str, Any]]) -> dict[str, Any]:
    held, missing = (sum(lot[name] for lot in lots) for name in ("held_kg", "missing_kg"))
    return {
        "public_id": claim.public_id,
        "claimant": claim.claimant.name,
        "business_number": claim.claimant.business_number,
        "consortium": claim.consortium.name,
        "anchor": claim.consortium.anchor.name,
        "purpose": claim.purpose,
        "category": claim.category,
        "year": claim.year,
        "status": claim.status,
        "claimed_kg": claim.kilograms,
        "held_kg": held,
        "missing_kg": missing,
        "certified_kg": held - missing,
        "claimed_at": claim.claimed_at,
        "retired_at": claim.retired_at,
    }


def _lots(claim: Claim) -> list[dict[str, Any]]:
    """Return what lies in the claim's accounts, the oldest lots first, each with the signature over it."""
    held, missing = holdings(claim), missing_of([claim.pk])
    signed = _signed({lot for lot, _whose in held})
    return [
        {
            **_lot(signed[lot], whose),
            "held_kg": kilograms,
            "missing_kg": missing.get((claim.pk, lot, whose), 0),
        }
        for (lot, whose), kilograms in sorted(held.items())
    ]


def _lot(signed: Statement, consortium_id: int) -> dict[str, Any]:
    """Return a lot by the signature over it that stands, with the consortium's agreed share of it."""
    return {
        "lot": (signed.lot or signed).public_id,
        "statement": signed.public_id,
        "period_from": signed.period_from,
        "period_until": signed.period_until,
        "technology_ko": signed.measure.technology.name_ko,
        "technology_en": signed.measure.technology.name_en,
        "funded_by": _funded_by(signed),
        "verified_at": signed.verified_at,
        "is_void": signed.voided_at is not None,
        "figures_hash": signed.verified_hash,
        "share_bp": next((s.share_bp for s in signed.shares.all() if s.consortium_id == consortium_id), 0),
    }


def _signed(lots: set[int]) -> dict[int, Statement]:
    """Return the verified statement of each lot: the first one, or the restatement that took its place."""
    found = (
        Statement.objects.verified()
        .filter(Q(pk__in=lots) | Q(lot__in=lots))
        .select_related("lot", "measure__technology", "measure__cost_item__application")
        .prefetch_related("shares")
    )
    return {one.lot_id or one.pk: one for one in found}


def _funded_by(statement: Statement) -> str:
    """Return the kind of the grant that paid for the equipment; nothing where none did."""
    item = getattr(statement.measure, "cost_item", None)
    return item.application.grant_kind if item else ""


def _ownership(claim: Claim) -> dict[str, Any]:
    """Return who owns the surplus by the plan, and the answers on which an external project rests."""
    project: ExternalProject | None = getattr(claim, "external", None)
    return {
        "surplus_owner": _named(surplus_owner(claim.consortium)),
        "external": {
            "is_legal_duty": project.is_legal_duty,
            "is_in_own_boundary": project.is_in_own_boundary,
            "is_used_elsewhere": project.is_used_elsewhere,
            "is_ownership_agreed": project.is_ownership_agreed,
            "creditable_bp": project.creditable_bp,
            "crediting_period": project.crediting_period,
            "scale": project.scale,
            "koc_number": project.koc_number,
            "kcu_account": project.kcu_account,
        }
        if project
        else None,
    }


def _named(firm_id: int | None) -> str:
    return Firm.objects.values_list("name", flat=True).get(pk=firm_id) if firm_id else ""
