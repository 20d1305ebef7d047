"""Letters say what they say: each kind in each language against its snapshot."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from applications import letters, operations
from applications.models import Language, LetterKind
from tests.factories import cases
from tests.factories.people import MOMENT

SNAPSHOTS = Path(__file__).parent / "letters"
#: what any letter may name; the day stands still
FACTS: dict[str, Any] = {
    "office": "산업통상자원부",
    "program": "산업 공급망 탄소파트너십",
    "call": "2026년 공고",
    "firm": "한빛정밀",
    "title": "압축기 교체",
    "day": dt.date(2026, 2, 2),
    "reason": "평가 의견과 예산 범위에 따름",
    "amount": 120_000_000,
    "regrant": 0,
    "asked": 130_000_000,
    "rows": [("지원 대상 사업비", 200_000_000), ("보조금", 120_000_000)],
    "conditions": [(1, "설치 전 사진을 제출할 것", dt.date(2026, 3, 31))],
    "accept_until": dt.date(2026, 2, 22),
    "stands_until": dt.date(2026, 3, 4),
    "object_until": dt.date(2026, 3, 4),
    "lines": [("견적서: 스크루 압축기", "공급가액이 사업비와 다름"), ("개요: 기간", "시작일이 공고 전임")],
    "against": "교부결정 금액",
    "filed_on": dt.date(2026, 2, 10),
    "due_on": dt.date(2026, 2, 24),
    "is_upheld": False,
    "from_firm": "한빛정밀",
    "to_firm": "새빛정밀",
    "before": 120_000_000,
    "after": 100_000_000,
    "back": 20_000_000,
    "answer": "설치 부대공사는 지원 대상 비용이 아님",
    "number": 2,
    "payable": 90_000_000,
    "goes_through": False,
    "set_off": 0,
    "bank": 0,
    "refused": [("2026020212345678", "세금계산서가 발주일보다 앞섬")],
    "until": dt.date(2026, 12, 31),
    "gross": 180_000_000,
    "net": 120_000_000,
    "confirmed": 115_000_000,
    "excess": 5_000_000,
    "interest": 12_000,
    "settled": [("스크루 압축기", 120_000_000, 115_000_000, "설치비 일부 미집행")],
    "debtor": "한빛정밀",
    "what": "반환할 보조금",
    "ground": "정산 확정액 초과",
    "source": "「보조금 관리에 관한 법률」 제31조",
    "finding": "확정액보다 많이 받음",
    "pay_until": dt.date(2026, 3, 4),
}
EACH = [(kind, language) for kind in LetterKind.values for language in Language.values]


def path_of(kind: str, language: str) -> Path:
    return SNAPSHOTS / f"{kind.lower()}.{language}.txt"


def without_snapshot(kinds: list[str]) -> list[str]:
    return [
        f"{kind} {language}"
        for kind in kinds
        for language in Language.values
        if not path_of(kind, language).exists()
    ]


class TestLetters:
    @pytest.mark.parametrize(("kind", "language"), EACH)
    def test_are_as_their_snapshots(self, kind, language):
        subject, body = letters.render(kind, language, FACTS)

        assert f"{subject}\n\n{body}" == path_of(kind, language).read_text(encoding="utf-8")

    def test_have_a_snapshot_for_every_kind_and_none_besides(self):
        assert not without_snapshot(LetterKind.values)
        assert {path.name for path in SNAPSHOTS.iterdir()} == {path_of(*one).name for one in EACH}

    def test_a_kind_without_one_is_caught(self):
        assert without_snapshot(["PLANTED"]) == ["PLANTED ko", "PLANTED en"]

    def test_an_upheld_objection_says_so_in_both_languages(self):
        upheld = {**FACTS, "is_upheld": True, "accept_until": None}

        assert "upheld" in letters.render("OBJECTION_DECIDED", "en", upheld)[1]
        assert "인용" in letters.render("OBJECTION_DECIDED", "ko", upheld)[1]

    @pytest.mark.django_db
    def test_naming_the_act_are_not_written_about_plans(self, consortium, anchor_rep, officer):
        plan = cases.plan(consortium, anchor_rep, "SUBMITTED")
        operations.refuse(application=plan, reason="목표 부족", by=officer, at=MOMENT)

        assert not plan.letters.exists()

    def test_a_title_of_two_lines_stays_in_the_subject(self):
        subject, body = letters.render("RETURN", "en", {**FACTS, "title": letters.one_line("a\nb\u2028c")})

        assert subject.endswith("a b c")
        assert "To 한빛정밀" in body
