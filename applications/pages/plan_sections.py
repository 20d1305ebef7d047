"""The sections of a plan as its page shows them: one for each thing its support model asks for."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from applications.models import Application, PlannedPassOn
from applications.plans import PlanFacts, product_links, section_keys
from programs.models import MemberRole


def sections(facts: PlanFacts) -> list[dict[str, Any]]:
    """Return, for each section of the plan, its template and what it shows."""
    return [
        {"key": key, "template": f"applications/plan/{key}.html", **_SHOWN[key](facts)}
        for key in section_keys(facts.model)
    ]


def gap_address(plan: Application, code: str) -> str:
    """Return where something that a plan still needs is entered; empty for what is no matter of a plan."""
    if code in ("chain", "performance"):
        name = {"chain": "applications:pass_on_set", "performance": "applications:surplus_set"}[code]
        return reverse(name, args=[plan.public_id])
    anchors = {"partners": "members", "synergy": "shares", "downstream": "links"}
    if code in ("partners", "links", "agreement", "synergy", "downstream"):
        return f"{plan.consortium.get_absolute_url()}#{anchors.get(code, code)}"
    return ""


def _chain(facts: PlanFacts) -> dict[str, Any]:
    """Return who passes how much to whom, from the top down."""
    return {
        "rows": sorted(facts.pass_ons, key=lambda p: (_tier(facts, p), p.pk)),
        "total": sum(p.amount_won for p in facts.pass_ons if _tier(facts, p) == 1),
        "kind": facts.consortium.get_pass_through_kind_display(),
        "has_receivers": any(partner.tier > 1 for partner in facts.partners),
    }


def _tier(facts: PlanFacts, pass_on: PlannedPassOn) -> int:
    payer = facts.by_id.get(pass_on.payer_id)
    return payer.tier if payer else pass_on.payer.tier


def _synergy(facts: PlanFacts) -> dict[str, Any]:
    """Return each shared supplier with the consortium's agreed shares in its reductions."""
    shared = [partner for partner in facts.partners if partner.role == MemberRole.SHARED]
    return {
        "rows": [
            {
                "member": member,
                "shares": [s for s in facts.shares if s.agreement.firm_id == member.firm_id],
            }
            for member in shared
        ]
    }


def _performance(facts: PlanFacts) -> dict[str, Any]:
    """Return the terms of the surplus, if they are set."""
    return {"terms": facts.surplus}


def _downstream(facts: PlanFacts) -> dict[str, Any]:
    """Return each partner with the products that link it with the firm above."""
    return {
        "rows": [{"member": partner, "links": product_links(facts, partner)} for partner in facts.partners]
    }


_SHOWN: dict[str, Callable[[PlanFacts], dict[str, Any]]] = {
    "chain": _chain,
    "synergy": _synergy,
    "performance": _performance,
    "downstream": _downstream,
}
