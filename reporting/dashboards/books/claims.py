"""Claims against the book: what they were given, what they hold, what is missing; every lot and programme."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import Sum

from core.ledger.models import Transfer
from disbursements.workflow import DebtGround
from reporting.claims.models import Claim, ClaimPart, PerformanceDecision, Shortfall
from reporting.claims.queries import claimed_by_lot, missing_of
from reporting.claims.workflow import Status
from reporting.dashboards.books.expected import Expected, compare
from reporting.dashboards.books.found import Comparison
from reporting.dashboards.books.ledger import balances_by_owner
from reporting.statements.models import Statement


def transfers() -> Iterator[Expected]:
    """Yield what every part of a claim and every shortfall moved."""
    for part in ClaimPart.objects.order_by("pk").iterator():
        claim = ("claim", part.claim_id, part.code)
        share = ("lot", part.lot_id, f"share:{part.consortium_id}")
        key = f"{part.event}:{part.lot_id}:{part.consortium_id}"
        yield Expected(key, share, claim, part.kilograms, f"claim {part.claim_id}")
    for taken in Shortfall.objects.order_by("pk").iterator():
        short = ("outside", 0, f"shortfall:{taken.claim_id}")
        verified = ("outside", 0, "verified")
        yield Expected(taken.key, short, verified, taken.kilograms, f"shortfall of claim {taken.claim_id}")


def given() -> Comparison:
    """Compare what claims were given, and what restatements took, with the transfers."""
    return compare("parts and shortfalls of claims = their transfers", transfers())


def keys_of_returns() -> Iterator[str]:
    """Yield every key under which a claim may have given kilograms back, or made up what was missing."""
    parts: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for claim, lot, whose in ClaimPart.objects.values_list("claim_id", "lot_id", "consortium_id"):
        parts[claim].add((lot, whose))
    for case in Claim.objects.prefetch_related("changes").order_by("pk"):
        events = [f"release-claim:{case.pk}", f"cancel-claim:{case.pk}"]
        for step, change in enumerate(case.changes.all()):
            if change.from_status == Status.FROZEN:
                cure = f"cure-claim:{case.pk}:{step}"
                events += [f"{cure}:missing", f"{cure}:fraction"]
        yield from (f"{event}:{lot}:{whose}" for event in events for lot, whose in parts[case.pk])


def held() -> Comparison:
    """Compare what every claim says it holds and misses with its accounts."""
    comparison = Comparison("claims hold what they were given − released − made up")
    lie, outside = balances_by_owner("claim"), balances_by_owner("outside")[0]
    missing: dict[int, int] = defaultdict(int)
    for (claim, _lot, _whose), kilograms in missing_of(lie).items():
        missing[claim] += kilograms
    for pk, held_kg, short_kg in Claim.objects.order_by("pk").values_list("pk", "held_kg", "short_kg"):
        comparison.same(f"claim {pk}, held", sum(lie.get(pk, {}).values()), held_kg)
        comparison.same(f"claim {pk}, missing by lot", missing[pk], short_kg)
        comparison.same(f"claim {pk}, open shortfall", -outside.get(f"shortfall:{pk}", 0), short_kg)
    return comparison


def contract_years() -> Comparison:
    """Compare what every contract year came to with its last step, its grants' parts, and their debts."""
    comparison = Comparison("contract years = their arithmetic = parts of grants ≥ debts ordered for them")
    cases = PerformanceDecision.objects.prefetch_related("rows", "parts__debt").order_by("pk")
    for case in cases:
        last = [row.result for row in case.rows.all() if row.unit == "won"][-1:]
        comparison.same(f"contract year {case.pk}, last step", sum(last), case.amount_won)
        if case.is_recovery:
            parts = sum(part.amount_won for part in case.parts.all())
            comparison.same(f"contract year {case.pk}, parts", case.amount_won, parts)
        for debt, part in ((part.debt, part) for part in case.parts.all() if part.debt):
            within = (debt.grant_id, DebtGround.UNMET.value, min(debt.amount_won, part.amount_won))
            found = (part.grant_id, debt.ground, debt.amount_won)
            comparison.same(f"contract year {case.pk}, debt {debt.pk}", within, found)
    return comparison


def with_claims(shares: Mapping[int, Mapping[str, int]]) -> dict[int, dict[str, int]]:
    """Return {lot: {share: verified kilograms}}: what lies in shares, and what claims took out of them."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for lot, codes in shares.items():
        found[lot] = dict(codes)
    for (lot, whose), kilograms in claimed_by_lot(ClaimPart.objects.values_list("lot_id", flat=True)).items():
        code = f"share:{whose}"
        found[lot][code] = found[lot].get(code, 0) + kilograms
    return dict(found)


def identity() -> Comparison:
    """Compare what was verified with shares + claims − open shortfall, of every lot and every programme."""
    comparison = Comparison("verified = shares + claims − open shortfall")
    booked = _booked()
    there = {lot: sum(codes.values()) for lot, codes in with_claims(balances_by_owner("lot")).items()}
    programmes: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    rows = Statement.objects.order_by("pk").values_list("pk", "measure__consortium__program")
    for lot, program in rows:
        verified, lies = booked.get(lot, 0), there.get(lot, 0)
        comparison.same(f"lot {lot}", verified, lies)
        programmes[program][0] += verified
        programmes[program][1] += lies
    for program, (verified, lies) in programmes.items():
        comparison.same(f"programme {program}", verified, lies)
    return comparison


def _booked() -> dict[int, int]:
    """Return what the transfers from and to the verification came to by lot, shortfalls taken off."""
    found: dict[int, int] = defaultdict(int)
    for side, other, sign in (("target", "source", 1), ("source", "target", -1)):
        ours = {f"{side}__owner_kind": "lot", f"{other}__code": "verified"}
        sums = Transfer.objects.filter(**ours).order_by().values_list(f"{side}__owner_id")
        for lot, kilograms in sums.annotate(Sum("amount")):
            found[lot] += sign * kilograms
    for lot, kilograms in Shortfall.objects.order_by().values_list("lot").annotate(Sum("kilograms")):
        found[lot] -= kilograms
    return found
