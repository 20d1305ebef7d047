"""Who takes part, under which programme and which rules."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from programs.models import (
    Agreement,
    AttributionAgreement,
    AttributionShare,
    CheckTerm,
    Member,
    MemberStatus,
    Signature,
)
from reporting.documents.facts.scope import Chain


def collect(chain: Chain) -> dict[str, Any]:
    """Return consortium, programme, call, parties, their agreement and the rules."""
    consortium = chain.consortium
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
        "parties": [
            _party(member)
            for member in _joined(chain).prefetch_related("firm__certificates__attachment__blob")
        ],
        "agreements": [_agreement(one) for one in _agreements(chain)],
        "attributions": [
            _attribution(one)
            for one in attributions_of(chain).prefetch_related("shares__consortium", "shares__confirmed_by")
        ],
        "rules": [
            _rule(rule) | {"cost_kind": rule.cost_kind, "size_class": rule.size_class, "grade": rule.grade}
            for rule in program.rules.order_by("kind", "cost_kind", "size_class", "valid_from", "pk")
        ],
        "check_terms": [_rule(term) for term in CheckTerm.objects.filter(program=program)],
    }


def _rule(rule: Any) -> dict[str, Any]:
    """Return a number of the programme: its value, which version of it, since when, from where."""
    return {
        "kind": rule.kind,
        "value": rule.value,
        "version": rule.version,
        "valid_from": rule.valid_from,
        "valid_until": rule.valid_until,
        "source_ko": rule.source_ko,
        "source_en": rule.source_en,
    }


def _agreements(chain: Chain) -> Any:
    """Return the consortium's agreements; of some grants, with the signatures of their parties alone."""
    signatures = Signature.objects.select_related("member__firm")
    if not chain.is_whole:
        signatures = signatures.filter(member__firm__in=party_ids(chain))
    rows = Agreement.objects.filter(consortium=chain.consortium).select_related("drawn_up_by")
    return rows.prefetch_related(Prefetch("signatures", queryset=signatures)).order_by("number")


def _agreement(agreement: Agreement) -> dict[str, Any]:
    return {
        "number": agreement.number,
        "sha256": agreement.sha256,
        "drawn_up_at": agreement.drawn_up_at,
        "drawn_up_by": str(agreement.drawn_up_by),
        "superseded_at": agreement.superseded_at,
        "signatures": [
            {"firm": one.member.firm.name, "name": one.name, "at": one.at, "sha256": one.sha256}
            for one in agreement.signatures.all()
        ],
    }


def party_ids(chain: Chain) -> set[int]:
    """Return the ids of the firms of these cases, and of the anchor."""
    return chain.firm_ids | {chain.consortium.anchor_id}


def members_of(chain: Chain) -> QuerySet[Member]:
    """Return the consortium's members; of some grants, their firms and the anchor alone."""
    members: QuerySet[Member] = chain.consortium.members.select_related("firm", "upstream__firm")
    if not chain.is_whole:
        members = members.filter(firm__in=party_ids(chain))
    return members.order_by("tier", "pk")


def _joined(chain: Chain) -> QuerySet[Member]:
    """Return the members that joined, also if they left: whoever was only invited is no party."""
    joined = Q(status__in=[MemberStatus.JOINED, MemberStatus.LEFT]) | Q(firm__in=chain.firm_ids)
    return members_of(chain).filter(joined)


def attributions_of(chain: Chain) -> QuerySet[AttributionAgreement]:
    """Return the agreed shares of suppliers' reductions: that name the consortium, or of these firms."""
    named = AttributionShare.objects.filter(consortium=chain.consortium).order_by().values("agreement")
    theirs = {"pk__in": named} if chain.is_whole else {"firm__in": chain.firm_ids}
    rows: QuerySet[AttributionAgreement] = AttributionAgreement.objects.filter(
        program=chain.consortium.program_id, **theirs
    )
    return rows.select_related("firm", "proposed_by").order_by("firm_id", "valid_from", "pk")


def _attribution(agreement: AttributionAgreement) -> dict[str, Any]:
    return {
        "firm": agreement.firm.name,
        "valid_from": agreement.valid_from,
        "valid_until": agreement.valid_until,
        "status": agreement.status,
        "proposed_at": agreement.proposed_at,
        "proposed_by": str(agreement.proposed_by),
        "shares": [
            {
                "consortium": one.consortium.name,
                "share_bp": one.share_bp,
                "confirmed_at": one.confirmed_at,
                "confirmed_by": str(one.confirmed_by) if one.confirmed_by else "",
            }
            for one in agreement.shares.all()
        ],
    }


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
                "sha256": certificate.attachment.blob.sha256 if certificate.attachment else "",
            }
            for certificate in firm.certificates.all()
        ],
    }
