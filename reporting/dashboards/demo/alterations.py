"""November: firms ask to change what was awarded: one minor, one approved, two that touch the same line."""

import datetime as dt

from disbursements import operations as disbursements
from disbursements.models import ChangeKind, Grant, Term
from disbursements.queries import place_of
from reporting.dashboards.demo.scene import Scene, on

#: partners of the grants; 60 of 248.2 million won move, which is more than a fifth
MOVED, LATE = 26, 12
MOVED_WON = 60_000_000


def change(scene: Scene) -> None:
    """A later end is recorded at once; won moved between two items wait for approval and get it."""
    _move_end(scene, LATE, dt.date(2026, 12, 20), on(11, 4))
    grant = scene.grants[MOVED]
    dryer, compressor = scene.cost_items[MOVED]
    asked = disbursements.request_change(
        grant=grant,
        kind=ChangeKind.REALLOCATION,
        wanted={
            place_of(dryer, Term.COST_WON): dryer.cost_won - MOVED_WON,
            place_of(compressor, Term.COST_WON): compressor.cost_won + MOVED_WON,
        },
        reason="건조로 본체의 견적이 낮아져 남는 금액을 압축기의 열회수 장치에 쓰고자 함.",
        by=scene.cast.partner(MOVED),
        at=on(11, 4, 14),
    )
    disbursements.recommend_change(
        change=asked,
        recommendation="견적서 두 건을 확인함. 총사업비와 보조금은 그대로임.",
        by=scene.cast.officer,
        at=on(11, 5),
    )
    disbursements.approve_change(
        change=asked,
        reason="사업 목적이 달라지지 않고 총액이 그대로이므로 승인함.",
        by=scene.cast.approver,
        at=on(11, 6),
    )


def leave_open(scene: Scene) -> None:
    """The firm asks for a later end again, and for one later still before the first is decided."""
    _move_end(scene, LATE, dt.date(2027, 1, 31), on(11, 16))
    _move_end(scene, LATE, dt.date(2027, 2, 28), on(11, 17))


def _move_end(scene: Scene, number: int, ends_on: dt.date, at: dt.datetime) -> None:
    grant: Grant = scene.grants[number]
    disbursements.request_change(
        grant=grant,
        kind=ChangeKind.END_DATE,
        wanted={place_of(grant.application, Term.ENDS_ON): f"{ends_on}"},
        reason="압축기의 납기가 늦어져 설치와 시운전을 뒤로 미룸.",
        by=scene.cast.partner(number),
        at=at,
    )
