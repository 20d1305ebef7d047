"""The consortium agreement as every party signed it: its text word for word, parties, signatures."""

from typing import Any

from django.db.models import QuerySet

from programs.agreements import AgreementState, state_of
from programs.models import Agreement, Member
from reporting.documents.kinds import Kind, Period
from reporting.documents.recipes.recipe import Recipe, Stated


def _subjects(user: Any) -> QuerySet[Agreement]:
    return Agreement.objects.visible_to(user)


def _is_due(agreement: Agreement) -> bool:
    """Say whether it is the present agreement, says what holds, and every party has signed it."""
    return _holds(agreement, state_of(agreement.consortium))


def _holds(agreement: Agreement, now: AgreementState) -> bool:
    return now.agreement == agreement and now.is_complete


def _state(agreement: Agreement, _period: Period | None) -> Stated:
    consortium = agreement.consortium
    plain: dict[str, Any] = {"consortium": {"name": consortium.name, "public_id": consortium.public_id}}
    now = state_of(consortium)
    return Stated(plain | (_signed(agreement, now) if _holds(agreement, now) else {}))


def _signed(agreement: Agreement, now: AgreementState) -> dict[str, Any]:
    return {
        "agreement": {
            "number": agreement.number,
            "text": agreement.text,
            "sha256": agreement.sha256,
            "drawn_up_at": agreement.drawn_up_at,
        },
        "parties": [_party(party) for party in now.parties],
        "signatures": [
            {"firm": party.firm.name, "name": one.name, "at": one.at, "sha256": one.sha256}
            for party in now.parties
            for one in [now.signatures[party.pk]]
        ],
    }


def _party(party: Member) -> dict[str, Any]:
    return {
        "name": party.firm.name,
        "business_number": party.firm.business_number,
        "role": party.role,
        "tier": party.tier,
        "upstream": party.upstream.firm.name if party.upstream else "",
    }


RECIPE = Recipe(
    kind=Kind.AGREEMENT,
    template="documents/letters/agreement.html",
    model=Agreement,
    subjects=_subjects,
    program=lambda agreement: agreement.consortium.program,
    is_due=_is_due,
    state=_state,
    related=("consortium__program__office", "consortium__support_model"),
)
