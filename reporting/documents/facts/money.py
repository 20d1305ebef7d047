"""Grants with their figures, payments, money passed on, gifts spent."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from applications.models import Holder
from core.workflow import clock
from disbursements.figures import NodeFigures, award_gap
from disbursements.models import Grant, PassThrough, PaymentRequest
from disbursements.queries import gift_gap, identity_gap, node_figures
from programs.models import GrantKind
from reporting.documents.facts.scope import Chain

#: parts of the identity of docs/ledger.md, in its order
SUBSIDY_PARTS = ("received", "held", "conduit", "spent", "regranted", "regrant_in_transit", "returned",
                 "under_recovery", "written_off")  # fmt: skip
#: what became of an award, in the order in which money goes on
AWARD_PARTS = ("reduced", "committed", "paying", "paid")
#: what becomes of the part of an award that is to be granted on
REGRANT_PARTS = ("regrant_awarded", "regrant_reduced", "regrant")
GIFT_PARTS = (
    "gift_received",
    "gift_held",
    "gift_spent",
    "gift_handed_on",
    "gift_handing_on",
    "gift_returned",
)


def collect(chain: Chain) -> dict[str, Any]:
    """Return grants, payments, money passed on and gift uses."""
    figures, holders = node_figures(chain.grants), _holders(chain)
    return {
        "grants": [_grant(one, figures[one.pk], holders[one.application_id]) for one in chain.grants],
        "handed_over": any(len(of_case) > 1 for of_case in holders.values()),
        "payments": [_payment(payment) for payment in chain.payments],
        "passed_on": [_passed_on(passed) for passed in chain.passed_on],
        "gift_uses": [
            {
                "grant": str(grant),
                "firm": grant.firm.name,
                "name": use.name,
                "invoice_number": use.invoice_number,
                "spent_on": use.spent_on,
                "won": use.amount_won,
                "recorded_at": use.recorded_at,
                "recorded_by": str(use.recorded_by),
                "invoice": use.invoice.filename,
                "sha256": use.invoice.blob.sha256,
            }
            for grant in chain.grants
            for use in grant.gift_uses.all()
        ],
    }


def _holders(chain: Chain) -> dict[int, list[list[Any]]]:
    """Return who held each case, by its number: [firm, since when, until when or None], the first first."""
    found: dict[int, list[list[Any]]] = defaultdict(list)
    rows = Holder.objects.filter(application__in=[grant.application_id for grant in chain.grants])
    for one in rows.with_until().select_related("firm").order_by("number"):
        until = clock.day(one.until_at) if one.until_at else None
        found[one.application_id].append([one.firm.name, one.since_on, until])
    return found


def _grant(grant: Grant, figures: NodeFigures, holders: list[list[Any]]) -> dict[str, Any]:
    is_gift = figures.is_gift
    parts = GIFT_PARTS if is_gift else SUBSIDY_PARTS
    return {
        "title": str(grant),
        "public_id": grant.public_id,
        "firm": grant.firm.name,
        "holders": holders,
        "kind": grant.kind,
        "parent": grant.parent.firm.name if grant.parent else "",
        "awarded_won": figures.awarded,
        "award": [] if is_gift else _parts(figures, AWARD_PARTS),
        "award_gap": award_gap(figures),
        "regrant": _parts(figures, REGRANT_PARTS) if figures.regrant_awarded else [],
        "status": grant.status,
        "accepted_at": grant.accepted_at,
        "accepted_by": str(grant.accepted_by),
        "received_won": figures.own_received,
        "gross_won": figures.gross,
        "regranted_won": figures.regranted,
        "net_won": figures.net,
        "spent_won": figures.own_spent,
        "passed_on_won": figures.passed_on,
        "in_transit_won": figures.in_transit,
        "to_pass_on_won": figures.duty_open,
        "identity": _parts(figures, parts),
        "gap": gift_gap(figures) if is_gift else identity_gap(figures),
    }


def _parts(figures: NodeFigures, names: Iterable[str]) -> list[list[Any]]:
    return [[name, getattr(figures, name)] for name in names]


def _payment(payment: PaymentRequest) -> dict[str, Any]:
    people = ("submitted", "checked", "released", "confirmed")
    return {
        "grant": str(payment.grant),
        "firm": payment.firm.name,
        "number": payment.number,
        "requested_won": payment.requested_won,
        "payable_won": payment.payable_won,
        "status": payment.status,
        "paid_on": payment.paid_on,
        "bank_reference": payment.bank_reference,
        "steps": [
            {
                "step": name,
                "at": getattr(payment, f"{name}_at"),
                "by": str(getattr(payment, f"{name}_by")),
            }
            for name in people
            if getattr(payment, f"{name}_at")
        ],
        "lines": [
            {
                "proof": line.proof,
                "invoice_number": line.invoice_number,
                "invoice_on": line.invoice_on,
                "supplier": line.supplier_name,
                "supplier_number": line.supplier_number,
                "cost_item": line.cost_item.name,
                "supply_won": line.supply_won,
                "subsidised_won": line.subsidised_won,
                "status": line.status,
                "refusal_reason": line.refusal_reason,
                "corrects": line.corrects.invoice_number if line.corrects else "",
                "invoice": line.invoice.filename,
                "sha256": line.invoice.blob.sha256,
                "evidence": [
                    [one.kind, one.number, one.attachment.filename, one.attachment.blob.sha256]
                    for one in line.evidence.all()
                ],
            }
            for line in payment.lines.all()
        ],
    }


def _passed_on(passed: PassThrough) -> dict[str, Any]:
    answer = next((change for change in passed.changes.all() if change.from_status), None)
    return {
        "payer": passed.payer_firm.name,
        "receiver": passed.receiver_firm.name,
        "won": passed.amount_won,
        "paid_on": passed.paid_on,
        "bank_reference": passed.bank_reference,
        "status": passed.status,
        "recorded_at": passed.recorded_at,
        "recorded_by": str(passed.recorded_by),
        "answered_at": answer.at if answer else None,
        "answered_by": str(answer.by) if answer else "",
        "reason": answer.reason if answer else "",
        "evidence": passed.evidence.filename,
        "sha256": passed.evidence.blob.sha256,
    }


def totals(plain: dict[str, Any]) -> dict[str, int]:
    """Return the chain's totals in won: of the subsidy, and apart from it of contributions."""
    gifts = [grant for grant in plain["grants"] if grant["kind"] == GrantKind.CONTRIBUTION]
    subsidies = [grant for grant in plain["grants"] if grant["kind"] != GrantKind.CONTRIBUTION]
    names = ("awarded", "received", "regranted", "net", "spent", "passed_on", "in_transit", "to_pass_on")
    return {
        **{f"{name}_won": sum(grant[f"{name}_won"] for grant in subsidies) for name in names},
        "reduced_won": sum(won for grant in subsidies for part, won in grant["award"] if part == "reduced"),
        "agreed_gifts_won": sum(grant["awarded_won"] for grant in gifts),
        "received_gifts_won": sum(grant["received_won"] for grant in gifts),
        "spent_gifts_won": sum(grant["spent_won"] for grant in gifts),
    }
