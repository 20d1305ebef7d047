"""How rows are given out: from a model's row to the fields of the API."""

from typing import Any

from disbursements.figures import NodeFigures
from disbursements.queries import node_figures
from reporting.api.models import Token
from reporting.api.v1.schemas import MoneyOut

Fields = dict[str, Any]

#: figures of a grant, by the name that the API gives them
_MONEY = {name: name.removesuffix("_won") for name in MoneyOut.model_fields}


def firm(token: Token) -> Fields:
    """Return the firm of a token, with what a program wants to know of the token."""
    return {
        "id": token.firm.public_id, "name": token.firm.name, "business_number": token.firm.business_number,
        "token_name": token.name, "token_expires_on": token.expires_on,
    }  # fmt: skip


def members(rows: list[Any]) -> list[Fields]:
    """Return places in consortia."""
    return [
        {
            "id": one.public_id, "consortium": one.consortium.public_id,
            "consortium_name": one.consortium.name, "program": one.consortium.program.public_id,
            "program_name": str(one.consortium.program), "call": one.consortium.call.public_id,
            "anchor_name": one.consortium.anchor.name, "role": one.role, "tier": one.tier,
            "status": one.status,
        }
        for one in rows
    ]  # fmt: skip


def applications(rows: list[Any]) -> list[Fields]:
    """Return plans and applications."""
    return [
        {
            "id": one.public_id, "kind": one.kind, "grant_kind": one.grant_kind, "title": one.title,
            "call": one.call.public_id, "consortium": one.consortium.public_id, "status": one.status,
            "starts_on": one.starts_on, "ends_on": one.ends_on, "submitted_at": one.submitted_at,
            "asked_won": one.asked_won, "awarded_won": one.awarded_won, "regrant_won": one.regrant_won,
            "expected_kg": one.expected_kg,
        }
        for one in rows
    ]  # fmt: skip


def grants(rows: list[Any]) -> list[Fields]:
    """Return grants with their money: the same figures as on the pages, in constantly many queries."""
    figures = node_figures(rows)
    return [
        {
            "id": one.public_id, "application": one.application.public_id, "title": one.application.title,
            "consortium": one.consortium.public_id, "program": one.consortium.program.public_id,
            "kind": one.kind, "status": one.status, "accepted_at": one.accepted_at,
            "money": money(figures[one.pk]),
        }
        for one in rows
    ]  # fmt: skip


def money(figures: NodeFigures) -> Fields:
    """Return the money of a grant, whole won."""
    return {name: getattr(figures, figure) for name, figure in _MONEY.items()}


def payments(rows: list[Any]) -> list[Fields]:
    """Return payment requests."""
    return [
        {
            "id": one.public_id, "grant": one.grant.public_id, "number": one.number, "kind": one.kind,
            "status": one.status, "requested_won": one.requested_won, "payable_won": one.payable_won,
            "covered_won": one.covered_won, "kept_won": one.kept_won, "submitted_at": one.submitted_at,
            "confirmed_at": one.confirmed_at, "paid_on": one.paid_on,
        }
        for one in rows
    ]  # fmt: skip


def passed_on(firm_id: int, rows: list[Any]) -> list[Fields]:
    """Return money passed on, as one of its two firms sees it."""
    return [
        {
            "id": one.public_id, "direction": "PAID" if one.payer.firm_id == firm_id else "RECEIVED",
            "grant": (one.payer if one.payer.firm_id == firm_id else one.receiver).public_id,
            "payer_name": one.payer.firm.name, "receiver_name": one.receiver.firm.name,
            "amount_won": one.amount_won, "paid_on": one.paid_on, "status": one.status,
        }
        for one in rows
    ]  # fmt: skip


def statements(rows: list[Any]) -> list[Fields]:
    """Return statements of reductions."""
    return [
        {
            "id": one.public_id, "measure": one.measure.public_id, "measure_name": one.measure.name,
            "period_from": one.period_from, "period_until": one.period_until, "status": one.status,
            "reduction_kg": one.reduction_kg, "deducted_kg": one.deducted_kg, "signed_kg": one.signed_kg,
            "verified_at": one.verified_at, "is_void": one.voided_at is not None,
        }
        for one in rows
    ]  # fmt: skip


def claims(rows: list[Any]) -> list[Fields]:
    """Return claims to tonnes."""
    return [
        {
            "id": one.public_id, "consortium": one.consortium.public_id, "program": one.program.public_id,
            "purpose": one.purpose, "category": one.category, "year": one.year, "status": one.status,
            "claimed_kg": one.kilograms, "held_kg": one.held_kg, "claimed_at": one.claimed_at,
            "retired_at": one.retired_at,
        }
        for one in rows
    ]  # fmt: skip
