"""Applications: drafted, handed in, returned, assessed, awarded, accepted, given up."""

from decimal import Decimal
from random import Random

from applications import operations
from applications.models import Application, Kind
from disbursements import operations as disbursements
from firms.models import Firm
from programs.models import Consortium, GrantKind, Member, MemberStatus, Technology
from tests.factories.people import FIRST_DAY
from tests.life_cycle.moves.picking import paper, pick, won
from tests.life_cycle.world import World

CASES = Application.objects.filter(kind=Kind.GRANT)
SUBSIDIES = CASES.exclude(grant_kind=GrantKind.CONTRIBUTION)
#: what a compressor promises: 0.135 → 0.105 kWh/Nm³
EXPECTATION = {
    "baseline_sec": Decimal("0.135"),
    "project_sec": Decimal("0.105"),
    "annual_nm3": Decimal(8_000_000),
}


def draft(world: World, rng: Random) -> None:
    consortium = rng.choice(world.consortia)
    firm = pick(rng, Member.objects.filter(consortium=consortium, tier=1, status=MemberStatus.JOINED)).firm
    operations.draft_application(
        consortium=consortium,
        firm=firm,
        title="압축기 교체",
        purpose="전력 절감",
        starts_on=FIRST_DAY,
        ends_on=FIRST_DAY.replace(month=12),
        regrant_asked_won=80_000_000 if hands_on(consortium, firm) else 0,
        by=world.of(firm.pk),
        at=world.at,
    )


def hands_on(consortium: Consortium, firm: Firm) -> bool:
    """Say whether the firm hands subsidy on: its chain does, and there are firms below it."""
    below = Member.objects.filter(consortium=consortium, upstream__firm=firm, status=MemberStatus.JOINED)
    return consortium.pass_through_kind == GrantKind.INDIRECT and below.exists()


def edit(world: World, rng: Random) -> None:
    case = pick(rng, SUBSIDIES.filter(status="DRAFTED", grant_kind=GrantKind.INDIRECT), SUBSIDIES)
    most = (case.proposed_won or 0) // 2
    operations.edit_application(
        application=case,
        version=case.version,
        regrant_asked_won=most if hands_on(case.consortium, case.firm) else 0,
        by=world.of(case.firm_id),
        at=world.at,
    )


def add_cost(world: World, rng: Random) -> None:
    case = pick(rng, SUBSIDIES.filter(status="DRAFTED", cost_items=None), SUBSIDIES)
    by = world.of(case.firm_id)
    operations.add_cost_item(
        application=case,
        cost_kind="EQUIPMENT",
        technology=Technology.objects.get(program=case.call.program_id),
        name="스크루 압축기",
        maker="시험기계",
        model="SC-75",
        cost_won=rng.randint(
            1_000_000, min(60_000_000, (case.proposed_won or 60_000_000) * 3 // 4 + 1_000_000)
        ),
        quote_supplier="시험기계",
        quote_on=FIRST_DAY,
        quote=paper(by),
        site="제1공장",
        expectation=EXPECTATION,
        by=by,
        at=world.at,
    )


def submit(world: World, rng: Random) -> None:
    ready = SUBSIDIES.filter(status__in=["DRAFTED", "RETURNED"], cost_items__isnull=False)
    case = pick(rng, ready, SUBSIDIES)
    operations.submit(application=case, by=world.of(case.firm_id), at=world.at)


def return_for_correction(world: World, rng: Random) -> None:
    case = pick(rng, SUBSIDIES.filter(status__in=["SUBMITTED", "ASSESSED"]), SUBSIDIES)
    operations.return_for_correction(application=case, reason="보완", by=world.officer, at=world.at)


def assess(world: World, rng: Random) -> None:
    case = pick(rng, SUBSIDIES.filter(status="SUBMITTED"), SUBSIDIES)
    operations.assess(application=case, recommendation="AWARD", finding="적정", by=world.officer, at=world.at)


def award(world: World, rng: Random) -> None:
    case = pick(rng, SUBSIDIES.filter(status="ASSESSED"), SUBSIDIES)
    asked = case.asked_won or 0
    amount = asked if rng.random() < 0.8 else won(rng, asked + 10)
    more = {"regrant": case.regrant_asked_won} if case.regrant_asked_won else {}
    operations.award(
        application=case,
        amount=amount,
        reason="교부 결정",
        effective_on=world.today,
        by=world.approver,
        at=world.at,
        **more,
    )


def refuse(world: World, rng: Random) -> None:
    case = pick(rng, SUBSIDIES.filter(status="ASSESSED"), CASES)
    operations.refuse(application=case, reason="예산 부족", by=world.approver, at=world.at)


def withdraw(world: World, rng: Random) -> None:
    case = pick(rng, CASES.filter(status__in=["DRAFTED", "SUBMITTED", "AWARDED"]), CASES)
    operations.withdraw(
        application=case, reason="사업 포기", by=world.of(case.applicant_id or case.firm_id), at=world.at
    )


def accept(world: World, rng: Random) -> None:
    case = pick(rng, CASES.filter(status="AWARDED"), CASES)
    disbursements.accept_award(application=case, by=world.of(case.firm_id), at=world.at)


MOVES = (draft, edit, add_cost, submit, return_for_correction, assess, award, refuse, withdraw, accept)
