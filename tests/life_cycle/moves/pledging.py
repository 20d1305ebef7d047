"""An anchor's pledge: promised, paid in, given to a firm and confirmed, given back, paid back; things in kind."""

from random import Random
from typing import Any

from disbursements import operations
from disbursements.models import Grant, InKind, Pledge, PledgeGift
from programs.models import GrantKind
from tests.life_cycle.moves.picking import NothingToDo, number, paper, pick, won
from tests.life_cycle.world import World

PLEDGES = Pledge.objects.all()
GIFTS = PledgeGift.objects.all()
IN_KIND = InKind.objects.all()


def promise(world: World, rng: Random) -> None:
    consortium = rng.choice(world.consortia)
    operations.promise(
        consortium=consortium,
        cash_won=won(rng, 50_000_000),
        in_kind_won=won(rng, 20_000_000),
        purpose="자부담",
        by=world.of(consortium.anchor_id),
        at=world.at,
    )


def pay_in(world: World, rng: Random) -> None:
    pledge = pick(rng, PLEDGES)
    operations.pay_in(pledge=pledge, amount_won=won(rng, 20_000_000), **_receipt(world, rng, pledge.firm_id))


def pay_back(world: World, rng: Random) -> None:
    """Take back up to a third of what is free; one time in twenty a won more than that is."""
    pledge = pick(rng, PLEDGES.filter(cash__isnull=False).distinct(), PLEDGES)
    amount = _part(rng, _left(pledge))
    operations.pay_back(pledge=pledge, amount_won=amount, **_receipt(world, rng, pledge.firm_id))


def give_cash(world: World, rng: Random) -> None:
    """Give a part of what is free to a subsidy of the consortium; seldom to any grant, which is refused."""
    pledge = pick(rng, PLEDGES.filter(cash__isnull=False).distinct(), PLEDGES)
    open_to = Grant.objects.filter(consortium=pledge.consortium_id, status="OPENED")
    grant = pick(rng, open_to.exclude(kind=GrantKind.CONTRIBUTION), Grant.objects.all())
    amount = _part(rng, _left(pledge))
    operations.give(pledge=pledge, grant=grant, amount_won=amount, **_receipt(world, rng, pledge.firm_id))


def _left(pledge: Pledge) -> int:
    summed: Any = Pledge.objects.with_sums().get(pk=pledge.pk)
    return int(summed.left_won)


def _part(rng: Random, left: int) -> int:
    return left + 1 if rng.random() < 0.05 else won(rng, left // 3)


def _receipt(world: World, rng: Random, firm_id: int) -> dict[str, Any]:
    by = world.of(firm_id)
    return {
        "paid_on": world.today, "bank_reference": number(rng), "evidence": paper(by), "by": by, "at": world.at,
    }  # fmt: skip


def confirm_gift(world: World, rng: Random) -> None:
    gift = pick(rng, GIFTS.filter(status="RECORDED"), GIFTS)
    amount = gift.amount_won + (rng.random() < 0.05)
    operations.confirm_gift(gift=gift, amount_won=amount, by=world.of(gift.grant.firm_id), at=world.at)


def dispute_gift(world: World, rng: Random) -> None:
    gift = pick(rng, GIFTS.filter(status="RECORDED"), GIFTS)
    operations.dispute_gift(gift=gift, reason="미입금", by=world.of(gift.grant.firm_id), at=world.at)


def return_gift(world: World, rng: Random) -> None:
    gift = pick(rng, GIFTS.confirmed(), GIFTS)
    amount = won(rng, gift.amount_won // 2)
    operations.return_gift(gift=gift, amount_won=amount, **_receipt(world, rng, gift.grant.firm_id))


def use_cash(world: World, rng: Random) -> None:
    """A firm buys something with the anchor's cash."""
    given = Grant.objects.filter(pledge_gifts__status="CONFIRMED").distinct()
    grant = pick(rng, given, Grant.objects.all())
    by = world.of(grant.firm_id)
    operations.record_gift_use(
        grant=grant,
        name="배관",
        invoice_number=number(rng),
        spent_on=world.today,
        amount_won=won(rng, 1_000_000),
        invoice=paper(by),
        by=by,
        at=world.at,
    )


def give_in_kind(world: World, rng: Random) -> None:
    pledge = pick(rng, PLEDGES)
    by = world.of(pledge.firm_id)
    operations.record_in_kind(
        pledge=pledge, name="금형", given_on=world.today, claimed_won=won(rng, 8_000_000), proof=paper(by),
        by=by, at=world.at,
    )  # fmt: skip


def recognise_in_kind(world: World, rng: Random) -> None:
    """Recognise it at what is left of the promise at most; one time in twenty at a won more than claimed."""
    given = pick(rng, IN_KIND.filter(status="RECORDED"), IN_KIND)
    if rng.random() < 0.05:
        value = given.claimed_won + 1
    else:
        value = won(rng, min(given.claimed_won, given.pledge.in_kind_won // 4))
    operations.recognise_in_kind(
        in_kind=given, recognised_won=value, reason="감정가 확인", by=world.officer, at=world.at
    )


def refuse_in_kind(world: World, rng: Random) -> None:
    if rng.random() < 0.5:
        raise NothingToDo
    given = pick(rng, IN_KIND.filter(status="RECORDED"), IN_KIND)
    operations.refuse_in_kind(in_kind=given, reason="증빙 없음", by=world.officer, at=world.at)


MOVES = (
    promise,
    pay_in,
    pay_back,
    give_cash,
    confirm_gift,
    dispute_gift,
    return_gift,
    use_cash,
    give_in_kind,
    recognise_in_kind,
    refuse_in_kind,
)
