"""docs/rules/eligibility.md says nothing that isn't there: every rule, its place in the code, its test."""

import importlib
import re

from applications.eligibility.rulebook import BY_CODE, RULES
from programs.models import CheckTermKind
from tests.guards.walk import ROOT

TEXT = (ROOT / "docs" / "rules" / "eligibility.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \|(.*)\|$", TEXT, re.MULTILINE)
NAMED = re.compile(r"`((?:applications|test_\w+)\.[\w.]+)`")


def missing(name: str) -> bool:
    """Say whether a dotted name leads to nothing: modules first, then what is in them."""
    parts = (f"tests.applications.{name}" if name.startswith("test_") else name).split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part, None)
        return found is None
    return True


class TestRulesOnPaper:
    def test_are_all_of_them(self) -> None:
        assert sorted(rule for rule, _rest in ROWS) == sorted(rule.code for rule in RULES)

    def test_say_value_source_place_and_test(self) -> None:
        for rule, rest in ROWS:
            cells = [cell.strip() for cell in rest.split(" | ")]
            assert len(cells) == 4, rule
            assert all(cells), rule
            assert re.search(r"§|Act|Decree", cells[1]), rule
            assert NAMED.search(cells[3]), rule

    def test_name_only_what_exists(self) -> None:
        names = NAMED.findall(TEXT)
        assert len(names) >= 2 * len(RULES)
        assert [name for name in names if missing(name)] == []

    def test_name_the_days_of_every_fact_that_holds(self) -> None:
        for code, rest in ROWS:
            if shelf := BY_CODE[code].shelf:
                assert f"`{shelf}`" in rest, code
        assert f"`{CheckTermKind.QUOTES_FROM}`" in TEXT

    def test_a_name_that_is_not_there_is_found(self) -> None:
        assert missing("applications.eligibility.rules.nothing")
        assert missing("test_eligibility.TestAward.test_nothing")
        assert not missing("applications.eligibility.rules.caps")
