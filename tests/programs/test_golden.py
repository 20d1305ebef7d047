"""Amounts a person can check, in tables, computed with the rules of the data files."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.users.queries import system_user
from programs.loader import load_programme
from programs.models import Program
from programs.queries import performance_rules, support_input
from programs.rules import CostLine, compute_support, performance_outcome

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).with_name("golden")
#: columns of costs: kind and grade
COSTS = {
    "Equipment": ("EQUIPMENT", "GENERAL"),
    "Advanced": ("EQUIPMENT", "ADVANCED"),
    "Consulting": ("CONSULTING", ""),
    "PCF": ("PCF", ""),
}
RESULTS = ("Subsidy", "Self-burden", "Own", "To hand on", "Anchor in cash", "Own in cash")


@dataclass(frozen=True)
class Table:
    """A table of cases, the scheme whose rules count, and the day."""

    scheme: str
    day: dt.date
    rows: list[dict[str, str]]


def read(name: str) -> Table:
    lines = (GOLDEN / f"{name}.md").read_text(encoding="utf-8").splitlines()
    facts = dict(line.split(": ", 1) for line in lines if line.startswith(("Scheme: ", "Day: ")))
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    rows = [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]
    return Table(facts["Scheme"], dt.date.fromisoformat(facts["Day"]), rows)


def number(text: str) -> int:
    return int(text.replace(",", ""))


def computed(program: Program, day: dt.date, row: dict[str, str]) -> dict[str, int]:
    """Return what the rules give for one row, by the names of the columns."""
    costs = [
        CostLine(kind, number(row[name]), grade)
        for name, (kind, grade) in COSTS.items()
        if number(row.get(name, "0"))
    ]
    proposed = row.get("Proposed", "–")
    result = compute_support(
        support_input(
            program=program,
            size_class=row["Size"],
            costs=costs,
            on=day,
            anchor_won=number(row.get("Anchor", "0")),
            anchor_in_kind_won=number(row.get("Anchor in kind", "0")),
            own_in_kind_won=number(row.get("Own in kind", "0")),
            used_by_firm={"": number(row.get("Taken by the firm", "0"))},
            used_by_consortium={
                "": number(row.get("Taken", "0")),
                "CONSULTING": number(row.get("Taken, consulting", "0")),
            },
            partners=number(row.get("Partners", "1")),
            hands_on=row.get("Must hand on") == "yes",
            regrant_asked_won=number(row.get("Asks to hand on", "0")),
            proposed_won=None if proposed == "–" else number(proposed),
        )
    )
    cash = (result.anchor_cash_won, result.own_cash_won)
    found = (result.subsidy_won, result.self_burden_won, result.own_won, result.regrant_won, *cash)
    return dict(zip(RESULTS, found, strict=True))


class TestGoldenAmounts:
    @pytest.mark.parametrize(
        ("name", "least"),
        [
            ("amounts_2026", 25),
            ("in_kind_2026", 8),
            ("pooled_consulting", 10),
            ("rounding", 8),
            ("grades", 12),
            ("handed_on_2026", 12),
            ("handed_on_half", 3),
        ],
    )
    def test_gives_what_the_table_says(self, name: str, least: int, moment: dt.datetime) -> None:
        table = read(name)
        program = load_programme(table.scheme, by=system_user(), at=moment)
        wrong = []
        for row in table.rows:
            expected = {column: number(row[column]) for column in RESULTS if column in row}
            found = computed(program, table.day, row)
            given = {column: found[column] for column in expected}
            if given != expected:
                wrong.append((row["Case"], given, expected))
        assert wrong == []
        assert len(table.rows) >= least


class TestGoldenPromises:
    def test_gives_what_the_table_says(self, moment: dt.datetime) -> None:
        table = read("performance")
        program = load_programme(table.scheme, by=system_user(), at=moment)
        rules = performance_rules(program, table.day)
        for row in table.rows:
            promised, achieved = number(row["Promised kg"]), number(row["Achieved kg"])
            outcome = performance_outcome(promised, achieved, number(row["Subsidy"]), rules)
            found = (outcome.incentive_won, outcome.recovery_won, outcome.is_breached)
            assert found == (number(row["Incentive"]), number(row["Recovery"]), row["Breached"] == "yes"), row
        assert len(table.rows) >= 8

    def test_every_step_names_its_rule(self, moment: dt.datetime) -> None:
        program = load_programme("performance_contract", by=system_user(), at=moment)
        rules = performance_rules(program, dt.date(2026, 6, 1))
        above = performance_outcome(100_000, 120_000, 1, rules)
        below = performance_outcome(100_000, 50_000, 1, rules)
        named = [(row.code, row.unit, bool(row.source)) for row in (*above.rows, *below.rows)]
        assert named == [
            ("surplus", "kg", False),
            ("incentive", "won", True),
            ("shortfall", "kg", False),
            ("tolerated", "kg", True),
            ("untolerated", "kg", False),
            ("recovery", "won", False),
        ]

    def test_a_programme_without_such_rules_proposes_nothing_above_and_all_below(
        self, moment: dt.datetime
    ) -> None:
        program = load_programme("partnership_2026", by=system_user(), at=moment)
        rules = performance_rules(program, dt.date(2026, 6, 1))
        assert performance_outcome(100, 200, 1_000, rules).incentive_won == 0
        assert performance_outcome(100, 50, 1_000, rules).recovery_won == 500

    @pytest.mark.parametrize("figures", [(0, 1, 1), (1, -1, 1), (1, 1, -1)])
    def test_refuses_figures_that_cannot_be(self, figures: tuple[int, int, int], moment: dt.datetime) -> None:
        program = load_programme("performance_contract", by=system_user(), at=moment)
        with pytest.raises(ValueError, match="promise"):
            performance_outcome(*figures, performance_rules(program, dt.date(2026, 6, 1)))
