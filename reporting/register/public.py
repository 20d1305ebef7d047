"""
The one rule of what is public: which rows, and of each of them which fields, by name.

Pages, files, the open-data export and the API read these querysets and give out these fields, nothing else.
Trade secrets (readings, prices, a method's inputs, invoices, bank accounts, scores) and persons
(representatives, clerks, e-mails, telephones) are in none of them; what is not decided is not here either.
"""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.db.models import F, Q, QuerySet

from applications.models import Application, Kind
from applications.workflow import Status
from disbursements.models import Grant, PassThrough
from disbursements.models.visibility import PassThroughQuerySet
from disbursements.workflow import GrantStatus, PassThroughStatus
from programs.models import Call, Consortium, GrantKind, Program
from programs.statutory import statutory_number
from reporting.claims.models import Claim
from reporting.statements.models import Statement
from reporting.statements.workflow import SIGNED

#: number of law from which a grant is disclosed (Act on the Management of Subsidies, art. 26-10)
THRESHOLD = "DISCLOSURE_FROM_WON"


class RecordKind(StrEnum):
    """What the register has records of."""

    PROGRAM = "PROGRAM"
    CALL = "CALL"
    CONSORTIUM = "CONSORTIUM"
    GRANT = "GRANT"
    PASSED_ON = "PASSED_ON"
    REDUCTION = "REDUCTION"


#: every public field by name; a field that stands nowhere here leaves the house nowhere
PUBLIC_FIELDS: Mapping[RecordKind, tuple[str, ...]] = MappingProxyType(
    {
        RecordKind.PROGRAM: (
            "id", "name_ko", "name_en", "office_ko", "office_en", "fiscal_year", "starts_on", "ends_on",
            "target_kg", "budget_won", "consortia", "grants", "grants_not_disclosed", "awarded_won",
            "paid_won", "passed_on_won", "contributed_won", "verified_kg", "claimed_kg", "won_per_tonne",
            "is_suppressed",
        ),
        RecordKind.CALL: (
            "id", "program", "program_ko", "program_en", "name_ko", "name_en", "opens_on", "plans_close_on",
            "applications_close_on", "budget_won", "consortia", "grants", "awarded_won",
        ),
        RecordKind.CONSORTIUM: (
            "id", "program", "program_ko", "program_en", "call", "name", "anchor", "anchor_number",
            "model_ko", "model_en", "decided_on", "firms", "grants", "awarded_won", "paid_won",
            "passed_on_won", "contributed_won", "verified_kg", "claimed_kg", "won_per_tonne",
            "is_suppressed",
        ),
        RecordKind.GRANT: (
            "id", "program", "program_ko", "program_en", "call", "consortium", "consortium_name", "title",
            "firm", "firm_number", "region", "size_class", "tier", "kind", "parent", "parent_firm",
            "status", "decided_on", "accepted_on", "starts_on", "ends_on", "awarded_won", "regrant_won",
            "paid_won", "passed_on_won",
        ),
        RecordKind.PASSED_ON: (
            "id", "program", "program_ko", "program_en", "consortium", "consortium_name", "kind", "payer",
            "payer_firm", "receiver", "receiver_firm", "tier", "amount_won", "paid_on", "confirmed_on",
        ),
        RecordKind.REDUCTION: (
            "id", "program", "program_ko", "program_en", "dimension", "key", "label_ko", "label_en",
            "firms", "verified_kg", "claimed_kg", "paid_won", "won_per_tonne", "is_suppressed",
        ),
    }
)  # fmt: skip

#: what the public reads of a grant's status: a suspension decides nothing yet
PUBLIC_STATUS: Mapping[str, str] = MappingProxyType(
    {
        GrantStatus.OPENED: GrantStatus.OPENED,
        GrantStatus.SUSPENDED: GrantStatus.OPENED,
        GrantStatus.CANCELLED: GrantStatus.CANCELLED,
        GrantStatus.CLOSED: GrantStatus.CLOSED,
    }
)


class NotPublic(Exception):
    """A record has a field that is not public, or lacks one that is."""


def public_record(kind: RecordKind, fields: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return a record with exactly the public fields of its kind, in their order.

    :raises NotPublic: if it has another field, or lacks one.
    """
    names = PUBLIC_FIELDS[kind]
    if odd := set(names) ^ fields.keys():
        raise NotPublic(f"{kind}: {', '.join(sorted(odd))}")
    return {name: fields[name] for name in names}


def disclosed_from_won(fiscal_year: int) -> int:
    """Return from how many won a year grants of a fiscal year are disclosed (Act, art. 26-10)."""
    return statutory_number(THRESHOLD, dt.date(fiscal_year, 12, 31))


def programs() -> QuerySet[Program]:
    """Return the programmes that have a call; those for practising never."""
    with_call = Call.objects.order_by().values("program")
    return Program.objects.filter(is_practice=False, pk__in=with_call)


def calls() -> QuerySet[Call]:
    """Return the calls of public programmes."""
    return Call.objects.filter(program__is_practice=False)


def consortia() -> QuerySet[Consortium]:
    """Return the consortia whose plan was selected: what is merely handed in or refused is not public."""
    selected = Application.objects.filter(kind=Kind.PLAN, status=Status.SELECTED).order_by()
    return Consortium.objects.filter(program__is_practice=False, pk__in=selected.values("consortium"))


def decided_grants() -> QuerySet[Grant]:
    """
    Return the awards that their firm accepted, with `standing_won`, whether large enough or not.

    `standing_won` is what stands of the award: its own part and the part to hand on, less what was taken
    back, whole won. An award that its firm may still turn down or object to is not decided.
    """
    found = Grant.objects.filter(consortium__program__is_practice=False, application__status=Status.ACCEPTED)
    return found.annotate(standing_won=_standing("application__"))


def grants() -> QuerySet[Grant]:
    """
    Return the grants that are disclosed (Act, art. 26-10), with `standing_won`.

    Those whose award, as it stands, reaches the number of law for the fiscal year of their programme: a
    programme is of one year, so the award is that year's. What a firm received in a year is never more. A
    private contribution is no subsidy: it is shown as what a disclosed grant was given for, from the same
    amount on.
    """
    years = sorted(set(Program.objects.filter(is_practice=False).values_list("fiscal_year", flat=True)))
    reached = Q(pk__in=[])
    for year in years:
        least = disclosed_from_won(year)
        of_year = Q(consortium__program__fiscal_year=year, standing_won__gte=least)
        reached |= of_year & (~Q(kind=GrantKind.CONTRIBUTION) | Q(above_won__gte=least))
    found = decided_grants().annotate(above_won=_standing("application__parent__"))
    return found.filter(reached)


def _standing(application: str) -> Any:
    """Return what stands of an award, `application` being the path to the case."""
    granted = F(f"{application}awarded_won") + F(f"{application}regrant_won")
    return granted - F(f"{application}reduced_won") - F(f"{application}regrant_reduced_won")


def passed_on() -> PassThroughQuerySet:
    """Return the payments down the chain that their receiver confirmed, between disclosed grants."""
    shown = grants().order_by().values("pk")
    return PassThrough.objects.filter(status=PassThroughStatus.CONFIRMED, payer__in=shown, receiver__in=shown)


def lots() -> QuerySet[Statement]:
    """
    Return the lots of which something was verified: the statements that own kilograms of CO2e.

    What they hold is public only summed over enough firms (`reporting.register.suppression`).
    """
    signed = Statement.objects.filter(status__in=SIGNED).order_by()
    owning = Q(lot__isnull=True) & (Q(status__in=SIGNED) | Q(pk__in=signed.values("lot")))
    return Statement.objects.filter(owning, measure__consortium__program__is_practice=False)


def claims() -> QuerySet[Claim]:
    """Return the claims that hold tonnes; they are public only summed, as the lots are."""
    return Claim.objects.standing().filter(program__is_practice=False)
