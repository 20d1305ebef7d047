"""Whose a lot's kilograms are: signatures, shares of consortia, claims – one owner at a time."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from core.ledger.queries import accounts_of
from core.ui.formats import month, percent, tonnes
from programs.models import Consortium
from reporting.auditing.trails.addresses import trail_of
from reporting.auditing.trails.moves import Moves
from reporting.auditing.trails.steps import Stage, Step, stage
from reporting.claims.models import Claim, ClaimPart
from reporting.claims.queries import holdings, missing_of
from reporting.statements.models import Statement
from reporting.statements.workflow import Status


def versions_of(lot: Statement) -> list[Statement]:
    """Return the statement that owns a lot and its restatements, each with its steps and shares."""
    chain = Statement.objects.filter(Q(pk=lot.pk) | Q(lot=lot)).select_related("measure")
    return list(chain.prefetch_related("changes__by", "shares__consortium", "findings").order_by("pk"))


def signatures_stage(versions: Iterable[Statement], here: Statement) -> Stage:
    """Return how each version was calculated, handed in, assigned and signed, by whom."""
    steps = [
        Step(
            what=change_words(one, change.to_status),
            about=" · ".join(filter(None, [change.reason, _found(one, change.to_status)])),
            amount=one.signed_kg,
            at=change.at,
            who=change.by,
            page=one.evidence_url if change.to_status == Status.VERIFIED else one.get_absolute_url(),
            trail="" if one.pk == here.pk else trail_of(one),
        )
        for one in versions
        for change in one.changes.all()
    ]  # fmt: skip
    return stage("statement", _("Statement and signature"), steps)


def change_words(statement: Statement, status: str) -> str:
    """Return a status of a statement in words."""
    return str(dict(statement._meta.get_field("status").flatchoices).get(status, status))


def _found(statement: Statement, status: str) -> str:
    """Return what a signature rests on, in words; nothing of the other steps."""
    if status != Status.VERIFIED:
        return ""
    found = [
        _("Fingerprint %(hash)s") % {"hash": statement.verified_hash[:12]},
        _("deducted %(tonnes)s") % {"tonnes": tonnes(statement.deducted_kg)} if statement.deducted_kg else "",
        _("%(number)d findings of the verifier") % {"number": len(statement.findings.all())},
    ]
    return " · ".join(filter(None, found))


def shares_stage(lot: Statement, versions: Iterable[Statement], moves: Moves) -> Stage:
    """Return what of the lot was booked for which consortium, by which agreed share."""
    steps = [
        Step(
            what=str(share.consortium),
            about=_("agreed share %(share)s") % {"share": percent(share.share_bp)},
            amount=share.kilograms,
            at=one.verified_at,
            page=share.consortium.get_absolute_url(),
            moves=tuple(
                move
                for move in moves.of("statement", one.pk)
                if f"share:{share.consortium_id}" in (move.transfer.source.code, move.transfer.target.code)
            ),
        )
        for one in versions
        for share in one.shares.all()
    ]
    return stage("shares", _("Lot and shares"), steps)


def parts_of(lot: Statement) -> list[ClaimPart]:
    """Return what claims were given of a lot, with the claims and who made them."""
    rows = ClaimPart.objects.filter(lot=lot)
    return list(rows.select_related("claim__claimant", "claim__claimed_by", "consortium").order_by("pk"))


def owners_stage(lot: Statement, parts: list[ClaimPart], moves: Moves) -> Stage:
    """Return where every kilogram of the lot is now: with which claim, or left in a consortium's share."""
    claims = {part.claim_id: part.claim for part in parts}
    held, missing = _held(parts), missing_of(claims)
    once = {(part.claim_id, part.consortium_id): part for part in parts}
    steps = [
        Step(
            what=str(part.claim),
            about=f"{part.claim.get_status_display()} · {part.consortium}",
            amount=held[part.claim_id, part.code] - missing.get((claim, lot.pk, part.consortium_id), 0),
            at=part.claim.claimed_at,
            who=part.claim.claimed_by,
            page=part.claim.get_absolute_url(),
            trail=trail_of(part.claim),
            moves=tuple(move for move in moves.of("claim", claim) if _touches(move.transfer, lot)),
        )
        for (claim, _whose), part in once.items()
    ]
    left = _left(lot)
    total = sum(step.amount or 0 for step in [*steps, *left])
    note = _(
        "A kilogram has one owner at a time. Held by claims and left in shares: %(total)s, as the signature "
        "books it: %(booked)s."
    ) % {"total": tonnes(total), "booked": tonnes(_booked(lot))}
    return stage("owners", _("Claims, and what nobody claims"), [*steps, *left], note)


def _touches(transfer: object, lot: Statement) -> bool:
    sides = (transfer.source, transfer.target)  # type: ignore[attr-defined]
    return any(
        (side.owner_kind == "lot" and side.owner_id == lot.pk) or side.code.startswith(f"lot:{lot.pk}:")
        for side in sides
    )


def _held(parts: list[ClaimPart]) -> dict[tuple[int, str], int]:
    accounts = accounts_of("claim", {part.claim_id for part in parts})
    return {
        (part.claim_id, part.code): account.balance
        if (account := accounts.get(part.claim_id, {}).get(part.code))
        else 0
        for part in parts
    }


def _left(lot: Statement) -> list[Step]:
    """Return what nobody claims, share by share."""
    accounts = accounts_of("lot", [lot.pk]).get(lot.pk, {})
    whose = {int(code.removeprefix("share:")): account for code, account in accounts.items()}
    named = Consortium.objects.in_bulk(whose)
    return [
        Step(what=_("Claimed by nobody"), about=str(named[pk]), amount=whose[pk].balance)
        for pk in sorted(whose)
        if whose[pk].balance
    ]


def _booked(lot: Statement) -> int:
    """Return what the signature that holds now books, kg CO2e."""
    holding = Statement.objects.filter(Q(pk=lot.pk) | Q(lot=lot)).verified().order_by("-pk").first()
    return holding.booked_kg if holding else 0


def of_part(part: ClaimPart) -> tuple[int, int]:
    """Return the lot and the consortium out of whose share a claim was given kilograms."""
    return part.lot_id, part.consortium_id


def lots_stage(claim: Claim, seen: dict[int, Statement]) -> Stage:
    """Return the lots of which a claim was given kilograms, and what it holds of each now."""
    holds = holdings(claim)
    rows = claim.parts.select_related("lot__measure__firm", "consortium").order_by("pk")
    steps = [
        Step(
            what=f"{part.lot.measure.firm} · {part.lot.measure}",
            about=" · ".join([
                f"{month(part.lot.period_from)} – {month(part.lot.period_until)}", str(part.consortium),
                _("holds %(tonnes)s now") % {"tonnes": tonnes(holds.get(of_part(part), 0))},
            ]),
            amount=part.kilograms,
            page=part.lot.get_absolute_url() if part.lot_id in seen else "",
            trail=trail_of(part.lot) if part.lot_id in seen else "",
        )
        for part in rows
    ]  # fmt: skip
    return stage("lots", _("Lots it was given"), steps)


def claim_stage(claim: Claim, moves: Moves) -> Stage:
    """Return the steps of a claim; its transfers stand with the first."""
    changes = list(claim.changes.select_related("by").order_by("pk"))
    words = dict(claim._meta.get_field("status").flatchoices)
    steps = [
        Step(
            what=words.get(change.to_status, change.to_status), about=change.reason or claim.reason,
            amount=claim.kilograms if number == 0 else None, at=change.at, who=change.by,
            page=claim.get_absolute_url(), moves=moves.of("claim", claim.pk) if number == 0 else (),
        )
        for number, change in enumerate(changes)
    ]  # fmt: skip
    return stage("claim", _("Claim"), steps)
