"""October and November: what ended in September is settled, the chain of subsidy from its last firm up."""

import datetime as dt

from core.evidence.models import Attachment
from disbursements import operations as disbursements
from disbursements.models import Debt, LineVerdict, Settlement
from disbursements.workflow import DebtStatus
from reporting.dashboards.demo.facts import REGRANTS
from reporting.dashboards.demo.scene import Scene, after, on, won

#: a firm at the end of the chain that used less, and by how much; a firm of which a line comes back
USED_LESS, LESS_WON, LINE_BACK = 30, 1_500_000, 13
#: interest that the subsidy earned at the bank of each firm, won
INTEREST_WON = {30: 184_200, 29: 97_450, 28: 0, LINE_BACK: 95_300}
PERFORMANCE = "설비 설치와 시운전을 마치고 계량기로 매월 감축량을 측정하고 있음."
BEARS = "증빙과 외부 검증보고서의 금액이 일치함."
TOO_MUCH = "부대공사 가운데 지원 대상이 아닌 도장 공사비를 제외함."
WRONG = "제어반 설치비의 세금계산서가 다른 사업장의 것입니다. 해당 금액을 빼고 사용액을 다시 적어 주십시오."


def settle_the_chain(scene: Scene) -> None:
    """Tiers 4 and 3 are settled, tier 2 waits for the second person, tier 1 for those below it."""
    tier2, tier3, tier4 = (regrant.number for regrant in REGRANTS)
    for number in (tier2 - 1, tier2, tier3, tier4, LINE_BACK):
        disbursements.open_due_settlement(grant=scene.grants[number], by=scene.system, at=on(10, 1, 6))
    for n, number in enumerate((tier4, tier3, tier2)):
        at = after(on(10, 8), 7 * n)
        settlement = _state(scene, number, at)
        _decide(scene, settlement, LESS_WON if number == USED_LESS else 0, after(at, 3))
        settlement = disbursements.check_settlement(
            settlement=settlement, finding=BEARS, by=scene.cast.officer, at=after(at, 3, hours=2)
        )
        if number != tier2:
            _confirm(scene, settlement, TOO_MUCH if number == USED_LESS else BEARS, after(at, 5))
    _give_back(scene, USED_LESS)


def send_lines_back(scene: Scene) -> None:
    """Of two lines one is confirmed and one comes back to the firm, saying what is wrong with it."""
    settlement, officer, at = _state(scene, LINE_BACK, on(11, 9)), scene.cast.officer, on(11, 12, 14)
    wrong, *right = settlement.lines.order_by("pk")
    disbursements.decide_line(line=wrong, verdict=LineVerdict.TO_CORRECT, reason=WRONG, by=officer, at=at)
    for line in right:
        disbursements.decide_line(line=line, verdict=LineVerdict.CONFIRMED, by=officer, at=at)
    disbursements.return_settlement(
        settlement=settlement,
        reason="보완이 필요한 비목만 다시 제출하여 주십시오.",
        by=officer,
        at=after(at, hours=1),
    )


def _state(scene: Scene, number: int, at: dt.datetime) -> Settlement:
    """Let the representative hand in what was used, with the report of the outside body."""
    settlement, rep = scene.grants[number].settlements.get(), scene.cast.partner(number)
    return disbursements.state_settlement(
        settlement=settlement,
        stated={},
        own_burden_won=settlement.own_burden_won,
        interest_won=INTEREST_WON[number],
        performance=PERFORMANCE,
        report=_report(scene, number, at),
        by=rep,
        at=at,
    )


def _report(scene: Scene, number: int, at: dt.datetime) -> Attachment:
    lines = {"보조사업자": scene.firms[number].name, "검증기관": "한울회계법인", "의견": "적정"}
    name = f"정산보고서_검증_{number}.pdf"
    return scene.paper("보조사업 정산보고서 검증보고서", lines, name, scene.cast.partner(number), at)


def _decide(scene: Scene, settlement: Settlement, less_won: int, at: dt.datetime) -> None:
    """Confirm every line as stated, but for what is taken off the first."""
    for n, line in enumerate(settlement.lines.order_by("pk")):
        less = 0 if n else less_won
        disbursements.decide_line(
            line=line,
            verdict=LineVerdict.CONFIRMED,
            confirmed_won=line.stated_won - less,
            reason=f"{TOO_MUCH} {won(less)}" if less else "",
            by=scene.cast.officer,
            at=at,
        )


def _confirm(scene: Scene, settlement: Settlement, reason: str, at: dt.datetime) -> None:
    """Confirm the whole by a second person; the interest earned is paid in."""
    disbursements.confirm_settlement(settlement=settlement, reason=reason, by=scene.cast.approver, at=at)
    disbursements.record_interest(settlement=settlement, by=scene.cast.officer, at=after(at, 6))


def _give_back(scene: Scene, number: int) -> None:
    """The firm returns the excess and the interest on it."""
    for debt in Debt.objects.filter(grant=scene.grants[number], status=DebtStatus.ORDERED).order_by("pk"):
        at = on(10, 28, 15)
        disbursements.record_debt_payment(
            debt=debt, amount=debt.amount_won, paid_on=at.date(),
            bank_reference=scene.reference("DEBT", at.date()), by=scene.cast.officer, at=at,
        )  # fmt: skip
