"""docs/rules/changes.md says nothing that isn't there: every rule, its place in the code, its test."""

import importlib
import re

from programs.models import RuleKind
from tests.guards.walk import ROOT

TEXT = (ROOT / "docs" / "rules" / "changes.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \|(.*)\|$", TEXT, re.MULTILINE)
NAMED = re.compile(r"`((?:disbursements|test_\w+)\.[\w.]+)`")


def missing(name: str) -> bool:
    """Say whether a dotted name leads to nothing: modules first, then what is in them."""
    parts = (f"tests.disbursements.{name}" if name.startswith("test_") else name).split(".")
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
    def test_say_value_source_place_and_test(self) -> None:
        assert len(ROWS) == 12
        for rule, rest in ROWS:
            cells = [cell.strip() for cell in rest.split(" | ")]
            assert len(cells) == 4, rule
            assert re.search(r"§|Act|Decree", cells[1]), rule
            assert NAMED.search(cells[2]), rule
            assert NAMED.search(cells[3]), rule

    def test_name_only_what_exists(self) -> None:
        assert [name for name in NAMED.findall(TEXT) if missing(name)] == []
        assert f"`{RuleKind.MINOR_SHARE}`" in TEXT
        assert f"`{RuleKind.MINOR_DAYS}`" in TEXT

    def test_a_name_that_is_not_there_is_found(self) -> None:
        assert missing("disbursements.rules.nothing")
        assert missing("test_changes.TestEnd.test_nothing")
