"""Changes after the award: asked for, recorded at once or waiting; recommended, approved, refused, withdrawn."""

import datetime as dt
from random import Random

from disbursements import operations
from disbursements.changes.holders import candidates
from disbursements.models import ChangeRequest, Grant
from disbursements.queries import place_of
from programs.models import GrantKind
from tests.life_cycle.moves.picking import NothingToDo, pick
from tests.life_cycle.world import World

GRANTS = Grant.objects.exclude(kind=GrantKind.CONTRIBUTION)
CHANGES = ChangeRequest.objects.all()


def _ask(world: World, grant: Grant, kind: str, wanted: dict) -> None:
    operations.request_change(
        grant=grant, kind=kind, wanted=wanted, reason="사정 변경", by=world.of(grant.firm_id), at=world.at
    )


def reallocate(world: World, rng: Random) -> None:
    """Make an item cheaper, mostly by little; one time in eight dearer, which is refused."""
    grant = pick(rng, GRANTS.filter(status="OPENED", application__cost_items__isnull=False), GRANTS)
    items = list(grant.application.cost_items.order_by("pk"))
    if not items:
        raise NothingToDo
    item = rng.choice(items)
    least, most = item.cost_won * rng.choice([5, 8]) // 10, item.cost_won + item.cost_won // 20
    _ask(world, grant, "REALLOCATION", {place_of(item, "cost_won"): rng.randint(least, most)})


def move_end(world: World, rng: Random) -> None:
    """Let the undertaking end later, or a little earlier; up to thirty days are recorded at once."""
    grant = pick(rng, GRANTS.filter(status="OPENED"), GRANTS)
    end = (grant.application.ends_on or world.today) + dt.timedelta(days=rng.randint(0, 70))
    _ask(world, grant, "END_DATE", {place_of(grant.application, "ends_on"): f"{end}"})


def rename(world: World, rng: Random) -> None:
    grant = pick(rng, GRANTS.filter(status="OPENED", application__cost_items__isnull=False), GRANTS)
    item = grant.application.cost_items.order_by("pk").last()
    if item is None:
        raise NothingToDo
    _ask(world, grant, "CONTENT", {place_of(item, "model"): f"SC-{rng.randint(1, 999)}"})


def ask_to_suspend(world: World, rng: Random) -> None:
    if rng.random() < 0.5:
        raise NothingToDo
    grant = pick(rng, GRANTS.filter(status="OPENED"), GRANTS)
    until = world.today + dt.timedelta(days=rng.randint(0, 60))
    _ask(world, grant, "SUSPENSION", {place_of(grant.application, "suspended_until"): f"{until}"})


def ask_to_hand_over(world: World, rng: Random) -> None:
    """Let another partner in the same place take a grant over; where there is none, any firm, which is refused."""
    grant = pick(rng, GRANTS.filter(status="OPENED"), GRANTS)
    firms = list(candidates(grant).order_by("pk")) or list(grant.consortium.members.order_by("pk"))
    firm = getattr(rng.choice(firms), "firm", None) or rng.choice(firms)
    case = grant.application
    wanted = {place_of(case, "holder"): firm.business_number, place_of(case, "handed_on"): f"{world.today}"}
    _ask(world, grant, "HAND_OVER", wanted)


def agree_to_hand_over(world: World, rng: Random) -> None:
    asked = CHANGES.filter(kind="HAND_OVER")
    change = pick(rng, asked.filter(status="REQUESTED", agreed_at__isnull=True), asked)
    by = world.of(change.to_firm_id)
    operations.agree_to_hand_over(change=change, by=by, at=world.at)


def decline_hand_over(world: World, rng: Random) -> None:
    asked = CHANGES.filter(kind="HAND_OVER")
    change = pick(rng, asked.filter(status="REQUESTED", agreed_at__isnull=True), asked)
    by = world.of(change.to_firm_id)
    operations.decline_hand_over(change=change, reason="인력 부족", by=by, at=world.at)


def recommend_change(world: World, rng: Random) -> None:
    change = pick(rng, CHANGES.filter(status="REQUESTED"), CHANGES)
    operations.recommend_change(change=change, recommendation="적정함", by=world.officer, at=world.at)


def approve_change(world: World, rng: Random) -> None:
    change = pick(rng, CHANGES.filter(status="REQUESTED"), CHANGES)
    operations.approve_change(change=change, reason="타당함", by=world.approver, at=world.at)


def refuse_change(world: World, rng: Random) -> None:
    change = pick(rng, CHANGES.filter(status="REQUESTED"), CHANGES)
    operations.refuse_change(change=change, reason="사유 부족", by=world.approver, at=world.at)


def withdraw_change(world: World, rng: Random) -> None:
    change = pick(rng, CHANGES.filter(status="REQUESTED"), CHANGES)
    by = world.of(change.grant.firm_id)
    operations.withdraw_change(change=change, reason="철회", by=by, at=world.at)


MOVES = (
    reallocate,
    move_end,
    rename,
    ask_to_suspend,
    ask_to_hand_over,
    agree_to_hand_over,
    decline_hand_over,
    recommend_change,
    approve_change,
    refuse_change,
    withdraw_change,
)
