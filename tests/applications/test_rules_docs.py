"""docs/rules says nothing that isn't there: every rule, its place in the code, its test."""

import importlib
import re

import pytest

from applications.eligibility.rulebook import BY_CODE, RULES
from applications.pages.sheets import LABELS
from programs.models import CheckTermKind, RuleKind
from tests.guards.walk import ROOT

FOLDER = ROOT / "docs" / "rules"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
ROWS = {name: re.findall(r"^\| `(\w+)` \|(.*)\|$", text, re.MULTILINE) for name, text in TEXTS.items()}
NAMED = re.compile(r"`((?:applications|programs|disbursements|tests|test_\w+)\.[\w.]+)`")
#: the rules that each file must tell of, all of them
CODES = {"eligibility": {rule.code for rule in RULES}, "support": set(LABELS)}
#: kinds of rules on which the arithmetic of support rests; the others are about promises and claims
OF_SUPPORT = set(RuleKind) - {RuleKind.INCENTIVE, RuleKind.TOLERANCE, RuleKind.CREDITABLE}


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


def test_every_file_is_held_to_something() -> None:
    assert TEXTS.keys() == CODES.keys()


@pytest.mark.parametrize("name", CODES)
class TestRulesOnPaper:
    def test_are_all_of_them(self, name: str) -> None:
        assert sorted(rule for rule, _rest in ROWS[name]) == sorted(CODES[name])

    def test_say_value_source_place_and_test(self, name: str) -> None:
        for rule, rest in ROWS[name]:
            cells = [cell.strip() for cell in rest.split(" | ")]
            assert len(cells) == 4, rule
            assert all(cells), rule
            assert re.search(r"§|Act|Decree", cells[1]), rule
            assert NAMED.search(cells[2]), rule
            assert re.search(r"`[\w.]*test_\w+\.[\w.]+`", cells[3]), rule

    def test_name_only_what_exists(self, name: str) -> None:
        names = NAMED.findall(TEXTS[name])
        assert len(names) >= 2 * len(CODES[name])
        assert [one for one in names if missing(one)] == []


def test_eligibility_names_the_days_of_every_fact_that_holds() -> None:
    for code, rest in ROWS["eligibility"]:
        if shelf := BY_CODE[code].shelf:
            assert f"`{shelf}`" in rest, code
    assert f"`{CheckTermKind.QUOTES_FROM}`" in TEXTS["eligibility"]


def test_support_names_every_kind_of_rule_it_rests_on() -> None:
    assert {kind for kind in OF_SUPPORT if f"`{kind}`" not in TEXTS["support"]} == set()


def test_a_name_that_is_not_there_is_found() -> None:
    assert missing("applications.eligibility.rules.nothing")
    assert missing("test_eligibility.TestAward.test_nothing")
    assert missing("tests.programs.test_rules.TestRows.test_nothing")
    assert not missing("applications.eligibility.rules.caps")
