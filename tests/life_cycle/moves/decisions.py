"""What a decision brings about: objections and their answers, conditions. Played by guards, not at random."""

from random import Random

from applications import operations
from applications.models import Application, AwardCondition, Objection
from applications.operations import Condition
from tests.factories import people
from tests.life_cycle.moves.picking import paper, pick
from tests.life_cycle.world import World

AWARDED = Application.objects.subsidies().filter(status="AWARDED")
FILED = Objection.objects.filter(status="FILED")
CONDITIONS = AwardCondition.objects.all()


def award_with_condition(world: World, rng: Random) -> None:
    case = pick(rng, Application.objects.subsidies().filter(status="ASSESSED"))
    operations.award(
        application=case,
        amount=case.asked_won or 0,
        reason="교부 결정",
        effective_on=world.today,
        conditions=[Condition("설치 사진을 낼 것", world.today)],
        by=world.approver,
        at=world.at,
    )


def object_to(world: World, rng: Random) -> None:
    case = pick(rng, AWARDED)
    operations.object_to(
        application=case,
        against="AMOUNT",
        grounds="부대공사도 대상임",
        by=world.of(case.firm_id),
        at=world.at,
    )


def dismiss_objection(world: World, rng: Random) -> None:
    _answer(world, rng, "DISMISSED")


def uphold_objection(world: World, rng: Random) -> None:
    _answer(world, rng, "UPHELD")


def _answer(world: World, rng: Random, outcome: str) -> None:
    another = people.with_role("APPROVING_OFFICER")
    operations.answer_objection(
        objection=pick(rng, FILED), outcome=outcome, answer="다시 봄", by=another, at=world.at
    )


def report_condition(world: World, rng: Random) -> None:
    condition = pick(rng, CONDITIONS.filter(status="SET", application__status="ACCEPTED"))
    by = world.of(condition.application.firm_id)
    operations.report_condition(condition=condition, evidence=paper(by), by=by, at=world.at)


def reject_condition(world: World, rng: Random) -> None:
    condition = pick(rng, CONDITIONS.filter(status="REPORTED"))
    operations.reject_condition(condition=condition, reason="사진 없음", by=world.officer, at=world.at)


def confirm_condition(world: World, rng: Random) -> None:
    condition = pick(rng, CONDITIONS.filter(status="REPORTED"))
    operations.confirm_condition(condition=condition, by=world.officer, at=world.at)


MOVES = (
    award_with_condition,
    object_to,
    dismiss_objection,
    uphold_objection,
    report_condition,
    reject_condition,
    confirm_condition,
)
