"""Who takes part, under which programme and which rules."""

from typing import Any

from programs.models import Consortium, Member


def collect(consortium: Consortium) -> dict[str, Any]:
    """Return consortium, programme, call, parties and rules."""
    program, call, model = consortium.program, consortium.call, consortium.support_model
    return {
        "consortium": {
            "name": consortium.name,
            "public_id": consortium.public_id,
            "model_ko": model.name_ko,
            "model_en": model.name_en,
            "registered_at": consortium.registered_at,
            "registered_by": str(consortium.registered_by),
        },
        "program": {
            "name_ko": program.name_ko,
            "name_en": program.name_en,
            "office_ko": program.office.name_ko,
            "office_en": program.office.name_en,
            "fiscal_year": program.fiscal_year,
            "target_kg": program.target_kg,
            "pass_through_kind": consortium.pass_through_kind,
            "is_practice": program.is_practice,
            "factor_round": program.factor_round,
            "source_ko": program.source_ko,
            "source_en": program.source_en,
        },
        "call": {
            "name_ko": call.name_ko,
            "name_en": call.name_en,
            "budget_won": call.budget_won,
            "source_ko": call.source_ko,
            "source_en": call.source_en,
        },
        "parties": [_party(member) for member in _members(consortium)],
        "rules": [
            {
                "kind": rule.kind,
                "cost_kind": rule.cost_kind,
                "size_class": rule.size_class,
                "value": rule.value,
                "valid_from": rule.valid_from,
                "valid_until": rule.valid_until,
                "source_ko": rule.source_ko,
                "source_en": rule.source_en,
            }
            for rule in program.rules.order_by("kind", "cost_kind", "size_class", "pk")
        ],
    }


def _members(consortium: Consortium) -> Any:
    members = consortium.members.select_related("firm", "upstream__firm").order_by("tier", "pk")
    return members.prefetch_related("firm__certificates__attachment__blob")


def _party(member: Member) -> dict[str, Any]:
    firm = member.firm
    return {
        "name": firm.name,
        "business_number": firm.business_number,
        "corporate_number": firm.corporate_number,
        "representative": firm.representative_name,
        "sector": firm.sector,
        "address": firm.address,
        "tier": member.tier,
        "upstream": member.upstream.firm.name if member.upstream else "",
        "status": member.status,
        "certificates": [
            {
                "size_class": certificate.size_class,
                "number": certificate.number,
                "issued_on": certificate.issued_on,
                "valid_until": certificate.valid_until,
            }
            for certificate in firm.certificates.all()
        ],
    }
