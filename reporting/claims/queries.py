"""What is left of a consortium's share, what is claimed of it, what of it counts outside."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from applications.models import Kind, SurplusTerms
from applications.workflow import Status as ApplicationStatus
from core.ledger.models import Account, Transfer
from core.ledger.queries import accounts_of
from core.ratios import WHOLE_BP
from programs.models import Consortium
from reporting.claims.kinds import Purpose
from reporting.claims.models import Claim, ClaimPart, Shortfall, account_code
from reporting.statements.models import Statement
from reporting.statements.surplus import creditable_bp, surplus_of, verified_kg


@dataclass(frozen=True)
class Left:
    """What is left of one lot in a consortium's share, in kg CO2e."""

    lot: Statement
    account: Account
    #: whether figures under its signature changed, so that it waits for its restatement
    is_void: bool = False

    @property
    def kilograms(self) -> int:
        """What nobody claims."""
        return self.account.balance

    def is_open_to(self, purpose: str) -> bool:
        """
        Say whether a claim of this purpose may take it.

        Only what a signature stands behind; no external project takes what a firm in the trading scheme
        reduced inside its own boundary, where its allocation counts it (domain §4, Claims).
        """
        is_counted = purpose == Purpose.EXTERNAL_PROJECT and self.lot.firm.is_in_trading_scheme
        return not self.is_void and not is_counted


@dataclass(frozen=True)
class Year:
    """A consortium's verified kilograms of one year: what is left in its share, what is claimed of it."""

    year: int
    left_kg: int
    claimed_kg: int


@dataclass(frozen=True)
class Creditable:
    """What of a year may become external projects, and what of it is taken, in kg CO2e."""

    bp: int
    kilograms: int
    taken_kg: int


def surplus_owner(consortium: Consortium) -> int | None:
    """Return the firm to which the selected plan gives the surplus, if it has such terms."""
    found = SurplusTerms.objects.filter(
        application__consortium=consortium,
        application__kind=Kind.PLAN,
        application__status=ApplicationStatus.SELECTED,
    )
    return found.values_list("owner", flat=True).first()


def left_of(consortium: Consortium, year: int, *, is_locked: bool = False) -> list[Left]:
    """
    Return the lots of a year of which something is left in the share, the oldest first.

    `is_locked` keeps them until the transaction ends, locked in the order of their accounts.
    """
    lots = Statement.objects.filter(period_until__year=year).values("pk")
    found = Account.objects.filter(
        owner_kind="lot", owner_id__in=lots, code=f"share:{consortium.pk}", total_in__gt=F("total_out")
    ).order_by("pk")
    if is_locked:
        found = found.select_for_update(no_key=True)
    accounts = {account.owner_id: account for account in found}
    named = Statement.objects.filter(pk__in=accounts).select_related("measure", "firm")
    ordered = sorted(named, key=lambda lot: (lot.period_until, lot.pk))
    void = _void(accounts)
    return [Left(lot, accounts[lot.pk], lot.pk in void) for lot in ordered]


def _void(lots: Iterable[int]) -> set[int]:
    """Return which lots wait for a restatement, because figures under their signature changed."""
    of_lots = Statement.objects.annotate(whole=Coalesce("lot_id", "pk")).filter(whole__in=list(lots))
    return set(of_lots.verified().void().values_list("whole", flat=True))


def years_of(consortium: Consortium) -> list[Year]:
    """Return what is left and what is claimed of a consortium's share, year by year, the newest first."""
    left: dict[int, int] = defaultdict(int)
    shares = Account.objects.filter(owner_kind="lot", code=f"share:{consortium.pk}")
    balances = {account.owner_id: account.balance for account in shares}
    for pk, until in Statement.objects.filter(pk__in=balances).values_list("pk", "period_until"):
        left[until.year] += balances[pk]
    standing = Claim.objects.standing().filter(consortium=consortium).order_by()
    claimed = dict(standing.values_list("year").annotate(Sum("held_kg")))
    return [
        Year(year, left.get(year, 0), claimed.get(year, 0))
        for year in sorted({*left, *claimed}, reverse=True)
    ]


def claims_on(consortium: Consortium, year: int) -> list[Claim]:
    """Return the claims that hold tonnes of a consortium's year, the oldest first."""
    found = Claim.objects.standing().filter(consortium=consortium, year=year)
    return list(found.select_related("claimant").order_by("pk"))


def claims_made(consortium: Consortium) -> int:
    """Return how many claims to a consortium's share were ever made: another number as soon as one is."""
    return Claim.objects.filter(consortium=consortium).count()


def creditable_of(consortium: Consortium, year: int) -> Creditable | None:
    """
    Return what of a year may become external projects; None while the programme leaves it open.

    The creditable share of the programme, of the surplus above the plan's promise; where the plan makes no
    promise, of everything that was verified. Rounded down to the kilogram.
    """
    bp = creditable_bp(consortium, dt.date(year, 12, 31))
    if bp is None:
        return None
    surplus = surplus_of(consortium, year)
    counting = surplus.surplus_kg if surplus else verified_kg(consortium, year)
    external = Claim.objects.standing().filter(
        consortium=consortium, year=year, purpose=Purpose.EXTERNAL_PROJECT
    )
    taken = external.aggregate(kg=Sum("held_kg"))["kg"] or 0
    return Creditable(bp, counting * bp // WHOLE_BP, taken)


def claimable_by(firms: Collection[int]) -> list[Consortium]:
    """Return the consortia out of whose share these firms claim: as anchor, or as owner of the surplus."""
    owned = SurplusTerms.objects.filter(
        owner__in=firms,
        application__kind=Kind.PLAN,
        application__status=ApplicationStatus.SELECTED,
    ).values("application__consortium")
    return list(Consortium.objects.filter(Q(anchor__in=firms) | Q(pk__in=owned)).order_by("name", "pk"))


def standing_claims(lot_id: int, consortium_id: int) -> list[int]:
    """Return the ids of claims that were given some of a lot out of a consortium's share, newest first."""
    parts = ClaimPart.objects.filter(lot=lot_id, consortium=consortium_id).values("claim")
    return list(Claim.objects.standing().filter(pk__in=parts).order_by("-pk").values_list("pk", flat=True))


def holdings(claim: Claim) -> dict[tuple[int, int], int]:
    """Return what the claim holds now by (lot, consortium), in kg CO2e; empty accounts are left out."""
    lie = accounts_of("claim", [claim.pk]).get(claim.pk, {})
    keys = sorted(set(claim.parts.values_list("lot_id", "consortium_id")))
    held = {key: lie[account_code(*key)].balance for key in keys if account_code(*key) in lie}
    return {key: kilograms for key, kilograms in held.items() if kilograms}


def missing_of(claims: Iterable[int]) -> dict[tuple[int, int, int], int]:
    """Return what is missing of claims by (claim, lot, consortium), in kg CO2e: taken and not made up."""
    ids = set(claims)
    rows = Shortfall.objects.filter(claim__in=ids).order_by()
    taken = rows.values_list("claim_id", "lot_id", "consortium_id").annotate(Sum("kilograms"))
    cured = Transfer.objects.filter(
        source__owner_kind="claim", source__owner_id__in=ids, target__code__startswith="shortfall:"
    ).order_by()
    gone = {
        (claim, code): kilograms
        for claim, code, kilograms in cured.values_list("source__owner_id", "source__code").annotate(
            Sum("amount")
        )
    }
    found = {
        (claim, lot, whose): kg - gone.get((claim, account_code(lot, whose)), 0)
        for claim, lot, whose, kg in taken
    }
    return {key: kilograms for key, kilograms in found.items() if kilograms}


def claimed_by_lot(lots: Iterable[int]) -> dict[tuple[int, int], int]:
    """
    Return {(lot, consortium): verified kilograms that lie in claims}, in constantly many queries.

    What a restatement took from a claim and nothing has made up is not verified any more and not counted.
    """
    parts = ClaimPart.objects.filter(lot__in=set(lots)).order_by()
    rows = set(parts.values_list("claim_id", "lot_id", "consortium_id"))
    claims = {claim for claim, _lot, _whose in rows}
    lie, missing = accounts_of("claim", claims), missing_of(claims)
    found: dict[tuple[int, int], int] = defaultdict(int)
    for claim, lot, whose in rows:
        account = lie.get(claim, {}).get(account_code(lot, whose))
        there = account.balance if account else 0
        found[lot, whose] += there - missing.get((claim, lot, whose), 0)
    return dict(found)
