"""November: anchors claim verified kilograms, and one uses its claim for good."""

from typing import NamedTuple

from reporting.claims import operations as claims
from reporting.claims.kinds import Category, Purpose
from reporting.dashboards.demo.scene import Scene, after, on


class Asked(NamedTuple):
    """A claim of an anchor to kilograms of 2026: for what, why, and whether it was used for good."""

    consortium: str
    kilograms: int
    purpose: Purpose
    reason: str
    is_used: bool = False


CLAIMED = (
    Asked("hyundai-kia", 420_000, Purpose.SCOPE3, "2026년 지속가능경영보고서 Scope 3 카테고리 1", True),
    Asked("hyundai-kia", 100_000, Purpose.RETIREMENT, "탄소중립 캠페인에 쓰고 다른 주장에 쓰지 않음"),
    Asked("posco", 150_000, Purpose.SCOPE3, "하류 고객사와 합의한 2026년 Scope 3 보고"),
)
USED = "보고서를 발간하여 이 감축량을 최종 사용함."


def claim(scene: Scene) -> None:
    """Anchors claim out of their consortia's shares."""
    for n, asked in enumerate(CLAIMED):
        by, at = scene.cast.anchor(asked.consortium), after(on(11, 16, 9), hours=n)
        made = claims.claim(
            consortium=scene.consortia[asked.consortium], purpose=asked.purpose, year=2026,
            kilograms=asked.kilograms,
            category=Category.PURCHASED_GOODS if asked.purpose == Purpose.SCOPE3 else None,
            reason=asked.reason, by=by, at=at,
        )  # fmt: skip
        if asked.is_used:
            claims.retire(claim=made, reason=USED, by=by, at=after(at, 1))
