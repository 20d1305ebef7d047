"""November: subsidy is recovered, one order waits for its decision, one debt is paid in instalments."""

import datetime as dt

from disbursements import operations as disbursements
from disbursements.models import Debt, Grant
from disbursements.queries.debts import recoverable
from reporting.dashboards.demo.scene import Scene, on

FOUND = "현장 점검에서 교부 조건과 다른 규격의 설비를 설치한 사실을 확인함."


def recover(scene: Scene) -> None:
    """A breach is ordered to be paid back in parts, a surcharge proposed; another case waits."""
    first, second = _paid(scene)[:2]
    debt = _propose(scene, first, "BREACH", 12)
    debt = disbursements.order_debt(
        debt=debt,
        reason="교부 조건 위반이 인정되어 해당 금액의 반환을 명함.",
        by=scene.cast.approver,
        at=on(11, 13, 9),
    )
    disbursements.agree_to_instalments(
        debt=debt, number=3, first_due_on=dt.date(2026, 12, 15), reason="분할 납부를 승인함.",
        by=scene.cast.approver, at=on(11, 16, 9),
    )  # fmt: skip
    disbursements.charge_beside(
        debt=debt, kind="SURCHARGE", amount=debt.amount_won, reason="위반 정도를 고려하여 100%를 부과함.",
        by=scene.cast.officer, at=on(11, 17, 9),
    )  # fmt: skip
    _propose(scene, second, "UNMET", 18)


def _paid(scene: Scene) -> list[Grant]:
    """Return the running subsidies of which something was spent, by the number of their firm."""
    running = (grant for _number, grant in sorted(scene.grants.items()) if grant.kind == "SUBSIDY")
    return [grant for grant in running if sum(recoverable(grant)) > 1_000_000]


def _propose(scene: Scene, grant: Grant, ground: str, day: int) -> Debt:
    return disbursements.propose_debt(
        grant=grant, amount=1_000_000, ground=ground, reason=FOUND, by=scene.cast.officer, at=on(11, day, 11)
    )
