"""Where the money was paid to, what the bank answered, what was bought, looked at, promised and explained."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from disbursements.bank.codes import masked
from disbursements.models import (
    Asset,
    BankAccount,
    BatchEntry,
    Discrepancy,
    Inspection,
    Pledge,
    PledgeGift,
    StatementEntry,
)
from reporting.documents.facts.cases import step_of
from reporting.documents.facts.scope import Chain, with_steps


def collect(chain: Chain) -> dict[str, Any]:
    """Return bank accounts (masked), batches, entries of statements, assets, inspections, gaps, pledges."""
    return {
        "bank_accounts": _accounts(chain),
        "batches": _batches(chain),
        "statement_entries": _entries(chain),
        "assets": _assets(chain),
        "inspections": _inspections(chain),
        "discrepancies": _discrepancies(chain),
        "pledges": _pledges(chain),
    }


def _accounts(chain: Chain) -> list[dict[str, Any]]:
    """Return the accounts of the firms, their numbers masked."""
    rows = BankAccount.objects.filter(firm__in=chain.holder_ids, program=chain.consortium.program_id)
    rows = rows.select_related("firm", "registered_by", "confirmed_by", "bankbook__blob")
    return [
        {
            "firm": one.firm.name,
            "bank": one.bank_code,
            "account": masked(one.number),
            "registered_at": one.registered_at,
            "registered_by": str(one.registered_by),
            "confirmed_at": one.confirmed_at,
            "confirmed_by": str(one.confirmed_by) if one.confirmed_by else "",
            "sha256": one.bankbook.blob.sha256,
        }
        for one in rows.order_by("pk")
    ]


def _batches(chain: Chain) -> list[dict[str, Any]]:
    """Return in which batches the chain's payments were put, without the payments of others."""
    rows = BatchEntry.objects.filter(payment__in=[payment.pk for payment in chain.payments])
    rows = rows.select_related("batch__released_by", "payment__grant__application", "account")
    return [
        {
            "batch": one.batch.message_id,
            "pays_on": one.batch.pays_on,
            "status": one.batch.status,
            "released_at": one.batch.released_at,
            "released_by": str(one.batch.released_by) if one.batch.released_by else "",
            "sha256": one.batch.content_hash,
            "payment": str(one.payment),
            "won": one.amount_won,
            "bank": one.account.bank_code,
            "account": masked(one.account.number),
        }
        for one in rows.order_by("pk")
    ]


def _entries(chain: Chain) -> list[dict[str, Any]]:
    rows = StatementEntry.objects.filter(payment__in=[payment.pk for payment in chain.payments])
    rows = rows.select_related("payment__grant__application", "decided_by", "statement")
    return [
        {
            "payment": str(one.payment),
            "statement": one.statement.name,
            "sha256": one.statement.sha256,
            "booked_on": one.booked_on,
            "won": one.amount_won,
            "is_debit": one.is_debit,
            "bank_reference": one.bank_reference,
            "outcome": one.outcome,
            "decided_at": one.decided_at,
            "decided_by": str(one.decided_by) if one.decided_by else "",
        }
        for one in rows.order_by("booked_on", "pk")
    ]


def _assets(chain: Chain) -> list[dict[str, Any]]:
    rows = Asset.objects.filter(grant__in=chain.grant_ids)
    rows = rows.select_related("grant__firm", "grant__application").prefetch_related("serials", "requests")
    return [
        {
            "firm": one.grant.firm.name,
            "number": one.number,
            "name": one.name,
            "maker": one.maker,
            "model": one.model,
            "serials": [serial.number for serial in one.serials.all()],
            "site": one.site,
            "price_won": one.price_won,
            "funded_won": one.funded_won,
            "acquired_on": one.acquired_on,
            "restricted_until": one.restricted_until,
            "ended_on": one.ended_on,
            "status": one.status,
            "requests": [[r.kind, r.status, r.to_return_won] for r in one.requests.all()],
        }
        for one in rows.order_by("number")
    ]


def _inspections(chain: Chain) -> list[dict[str, Any]]:
    rows = Inspection.objects.filter(grant__in=chain.grant_ids)
    rows = rows.select_related("grant__firm", "grant__application", "inspector")
    stepped = with_steps(rows.prefetch_related("points", "findings"), "findings__changes")
    return [
        {
            "firm": one.grant.firm.name,
            "grant": str(one.grant),
            "number": one.number,
            "mode": one.mode,
            "planned_on": one.planned_on,
            "carried_out_on": one.carried_out_on,
            "inspector": str(one.inspector),
            "status": one.status,
            "points": [
                {"text_ko": p.text_ko, "text_en": p.text_en, "answer": p.answer, "note": p.note}
                for p in one.points.all()
            ],
            "findings": [
                {
                    "what": finding.what,
                    "due_on": finding.due_on,
                    "answer": finding.answer,
                    "status": finding.status,
                    "steps": [step_of(step) for step in finding.changes.all()],
                }
                for finding in one.findings.all()
            ],
        }
        for one in stepped.order_by("grant_id", "number")
    ]


def _discrepancies(chain: Chain) -> list[dict[str, Any]]:
    rows = Discrepancy.objects.filter(grant__in=chain.grant_ids)
    rows = rows.select_related("grant__firm", "line", "closed_by")
    rows = rows.prefetch_related("waivers__asked_by", "waivers__granted_by")
    return [
        {
            "firm": one.grant.firm.name,
            "kind": one.kind,
            "line": one.line.invoice_number if one.line else "",
            "expected": one.expected,
            "found": one.found,
            "opened_at": one.opened_at,
            "closed_at": one.closed_at,
            "closed_by": str(one.closed_by) if one.closed_by else "",
            "closing_reason": one.closing_reason,
            "waivers": [
                {
                    "reason": waiver.reason,
                    "ends_on": waiver.ends_on,
                    "asked_by": str(waiver.asked_by),
                    "granted_at": waiver.granted_at,
                    "granted_by": str(waiver.granted_by) if waiver.granted_by else "",
                }
                for waiver in one.waivers.all()
            ],
        }
        for one in rows.order_by("pk")
    ]


def pledges_of(chain: Chain) -> QuerySet[Pledge]:
    """Return what was promised to the consortium, or what of it was for these grants or came to them."""
    rows: QuerySet[Pledge] = Pledge.objects.filter(consortium=chain.consortium)
    if chain.is_whole:
        return rows
    given = PledgeGift.objects.filter(grant__in=chain.grant_ids).order_by().values("pledge")
    return rows.filter(Q(grant__in=chain.grant_ids) | Q(pk__in=given))


def pledges_for(chain: Chain) -> QuerySet[Pledge]:
    """Return what was promised to these cases alone: to the whole consortium, or to one of the grants."""
    rows = pledges_of(chain)
    return rows if chain.is_whole else rows.filter(grant__in=chain.grant_ids)


def _pledges(chain: Chain) -> list[dict[str, Any]]:
    gifts = PledgeGift.objects.select_related("grant__firm")
    if not chain.is_whole:
        gifts = gifts.filter(grant__in=chain.grant_ids)
    rows = pledges_of(chain).select_related("firm", "grant__firm")
    rows = rows.prefetch_related("cash", Prefetch("gifts", queryset=gifts), "in_kind")
    return [
        {
            "firm": one.firm.name,
            "to": one.grant.firm.name if one.grant else "",
            "purpose": one.purpose,
            "cash_won": one.cash_won,
            "in_kind_won": one.in_kind_won,
            "promised_at": one.promised_at,
            "cash": [[c.kind, c.paid_on, c.amount_won, c.bank_reference] for c in one.cash.all()],
            "gifts": [[g.grant.firm.name, g.paid_on, g.amount_won, g.status] for g in one.gifts.all()],
            "in_kind": [
                [k.name, k.given_on, k.claimed_won, k.recognised_won, k.status] for k in one.in_kind.all()
            ],
        }
        for one in rows.order_by("pk")
    ]
