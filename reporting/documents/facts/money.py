"""Grants with their figures, payments, money passed on, gifts spent, every transfer, every paper."""

from collections import defaultdict
from typing import Any

from applications.models import Holder, Kind
from core.evidence.queries import attachments_of
from core.ledger.models import Account
from core.ledger.queries import transfers_of
from core.workflow import clock
from disbursements.figures import NodeFigures
from disbursements.models import Grant, PassThrough, PaymentRequest
from disbursements.queries import gift_gap, identity_gap, node_figures
from firms.models import Firm
from programs.models import GrantKind
from reporting.documents.facts.cases import Chain

#: parts of the identity of docs/ledger.md, in its order
SUBSIDY_PARTS = ("received", "held", "conduit", "spent", "regranted", "regrant_in_transit", "returned",
                 "under_recovery", "written_off")  # fmt: skip
GIFT_PARTS = (
    "gift_received",
    "gift_held",
    "gift_spent",
    "gift_handed_on",
    "gift_handing_on",
    "gift_returned",
)


def collect(chain: Chain) -> dict[str, Any]:
    """Return grants, payments, money passed on, gift uses, transfers and evidence."""
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
        "transfers": _transfers(chain),
        "evidence": _evidence(chain),
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
        "status": grant.status,
        "accepted_at": grant.accepted_at,
        "accepted_by": str(grant.accepted_by),
        "received_won": figures.own_received,
        "spent_won": figures.own_spent,
        "passed_on_won": figures.passed_on,
        "in_transit_won": figures.in_transit,
        "to_pass_on_won": figures.duty_open,
        "identity": [[part, getattr(figures, part)] for part in parts],
        "gap": gift_gap(figures) if is_gift else identity_gap(figures),
    }


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
            [name, getattr(payment, f"{name}_at"), str(getattr(payment, f"{name}_by"))]
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


def _transfers(chain: Chain) -> list[dict[str, Any]]:
    """Return every transfer that touches an account of the chain's cases or lots, oldest first."""
    accounts: list[Account] = []
    names: dict[tuple[str, int], str] = {}
    for case in chain.applications:
        if case.kind == Kind.GRANT:
            names["application", case.pk] = case.firm.name
    for statement in chain.statements:
        names["lot", statement.pk] = statement.firm.name
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, pk in names:
        by_kind[kind].append(pk)
    for kind, ids in by_kind.items():
        accounts += Account.objects.filter(owner_kind=kind, owner_id__in=ids)
    transfers = list(transfers_of(accounts)) if accounts else []
    givers = _givers(transfers)

    def side(account: Account) -> list[str]:
        whose = names.get((account.owner_kind, account.owner_id)) or givers.get(account.code, "")
        return [account.owner_kind, account.code, whose]

    return [
        {
            "key": transfer.key,
            "event": transfer.event,
            "source": side(transfer.source),
            "target": side(transfer.target),
            "amount": transfer.amount,
            "unit": transfer.source.unit,
            "effective_on": transfer.effective_on,
            "at": transfer.at,
            "by": str(transfer.by),
        }
        for transfer in transfers
    ]


def _givers(transfers: list[Any]) -> dict[str, str]:
    sides = {account for transfer in transfers for account in (transfer.source, transfer.target)}
    codes = {a.code for a in sides if a.owner_kind == "outside" and a.code.startswith("firm:")}
    names = dict(Firm.objects.filter(pk__in=[int(code[5:]) for code in codes]).values_list("pk", "name"))
    return {code: names.get(int(code[5:]), "") for code in codes}


def _evidence(chain: Chain) -> list[dict[str, Any]]:
    """Return every paper of the chain's cases with its SHA-256."""
    firms = sorted({case.firm_id for case in chain.applications} | {chain.consortium.anchor_id})
    owners = {
        "firm": firms,
        "application": [case.pk for case in chain.applications],
        "cost_item": [item.pk for case in chain.applications for item in case.cost_items.all()],
        "handed_in": [paper.pk for case in chain.applications for paper in case.handed_in.all()],
        "payment": [payment.pk for payment in chain.payments],
        "pass_through": [passed.pk for passed in chain.passed_on],
        "gift_use": [use.pk for grant in chain.grants for use in grant.gift_uses.all()],
        "measure": list(chain.consortium.measures.values_list("pk", flat=True)),
    }
    return [
        {
            "kind": kind,
            "purpose": paper.purpose,
            "filename": paper.filename,
            "size": paper.blob.size,
            "sha256": paper.blob.sha256,
            "uploaded_at": paper.uploaded_at,
            "uploaded_by": str(paper.uploaded_by),
        }
        for kind, ids in owners.items()
        if ids
        for paper in attachments_of(kind, ids)
    ]


def totals(plain: dict[str, Any]) -> dict[str, int]:
    """Return the chain's totals: contributions apart from the subsidy."""
    subsidies = [grant for grant in plain["grants"] if grant["kind"] != GrantKind.CONTRIBUTION]
    return {
        "awarded_won": sum(grant["awarded_won"] for grant in subsidies),
        "received_won": sum(grant["received_won"] for grant in subsidies),
        "spent_won": sum(grant["spent_won"] for grant in subsidies),
        "passed_on_won": sum(grant["passed_on_won"] for grant in subsidies),
        "to_pass_on_won": sum(grant["to_pass_on_won"] for grant in subsidies),
        "verified_kg": sum(
            s["reduction_kg"] - s["deducted_kg"] for s in plain["statements"] if s["status"] == "VERIFIED"
        ),
    }
