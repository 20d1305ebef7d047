"""docs/rules says nothing that isn't there: every rule, its place in the code, its test."""

import importlib
import re

import pytest

from applications.eligibility.rulebook import BY_CODE, RULES
from applications.pages.sheets import LABELS
from programs.models import CheckTermKind, RuleKind
from programs.statutory import statutory_terms
from tests.guards.walk import ROOT

FOLDER = ROOT / "docs" / "rules"
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
ROWS = {name: re.findall(r"^\| `(\w+)` \|(.*)\|$", text, re.MULTILINE) for name, text in TEXTS.items()}
NAMED = re.compile(
    r"`((?:applications|core|disbursements|measurement|programs|reporting|tests|test_\w+)\.[\w.]+)`"
)
#: rows of arithmetic that a change after the award adds
ROWS_OF_CHANGES = {"before_change", "paid_in_proportion"}
#: the rules that a file must tell of, all of them, where the code has a table of them
CODES = {"eligibility": {rule.code for rule in RULES}, "support": set(LABELS) - ROWS_OF_CHANGES}
#: so many rules stand in the other files
COUNTS = {
    "assets": 11, "auditing": 24, "chain": 13, "changes": 19, "claims": 23, "debts": 13, "inspections": 10,
    "letters": 11, "methods": 20, "opendata": 15, "paying": 17, "payments": 21, "register": 19,
    "settlement": 16, "signals": 13, "tallies": 13, "verification": 17,
}  # fmt: skip
#: kinds of rules about changes after the award
OF_CHANGES = {RuleKind.MINOR_SHARE, RuleKind.MINOR_DAYS}
#: kinds of rules on which the arithmetic of support rests; the others are about promises and claims
OF_SUPPORT = set(RuleKind) - {RuleKind.INCENTIVE, RuleKind.TOLERANCE, RuleKind.CREDITABLE} - OF_CHANGES
#: where the tests of rules are
TESTS = (
    "tests.applications", "tests.attacks", "tests.auditing", "tests.claims", "tests.disbursements",
    "tests.documents", "tests.factoring", "tests.measurement", "tests.opendata", "tests.register",
    "tests.signals", "tests.statements", "tests.tallies",
)  # fmt: skip


#: the articles of the Act on the Management of Subsidies and of its decree that the programme is under
ARTICLES = {
    "Act": "16 17 18 23 24 25 26-10 27 27-2 28 29 30 31 31-2 33-2 34 35 37",
    "Decree": "7 10-8 12",
}
NUMBER = r"\d+(?:-\d+)?(?:\(\d+\))?"
CITED = re.compile(rf"\b(Act|Decree)(?:,? art\.)? ({NUMBER}(?:(?:–|, | and ){NUMBER})*)")


def cited(law: str) -> set[str]:
    """Return the articles of a law that the sources of the rules name."""
    rows = [
        line.split(" | ") for text in TEXTS.values() for line in text.splitlines() if line.startswith("|")
    ]
    sources = [cells[2] for cells in rows if len(cells) > 2]
    found: set[str] = set()
    for name, numbers in (match for source in sources for match in CITED.findall(source)):
        for part in re.split(", | and ", numbers) if name == law else ():
            first, _dash, last = re.sub(r"\(\d+\)", "", part).partition("–")
            found |= {str(n) for n in range(int(first), int(last) + 1)} if last else {first}
    return found


def missing(name: str) -> bool:
    """Say whether a dotted name leads to nothing."""
    places = [f"{room}.{name}" for room in TESTS] if name.startswith("test_") else [name]
    return not any(is_there(place.split(".")) for place in places)


def is_there(parts: list[str]) -> bool:
    """Say whether the parts lead to something: modules first, then what is in them."""
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part, None)
        return found is not None
    return False


@pytest.mark.parametrize("name", CODES)
def test_a_table_of_the_code_is_told_whole(name: str) -> None:
    assert sorted(rule for rule, _rest in ROWS[name]) == sorted(CODES[name])


@pytest.mark.parametrize("name", [*CODES, *COUNTS])
def test_rules_say_value_source_place_and_test(name: str) -> None:
    assert len(ROWS[name]) == COUNTS.get(name, len(ROWS[name])) > 0
    for rule, rest in ROWS[name]:
        cells = [cell.strip() for cell in rest.split(" | ")]
        assert len(cells) == 4, rule
        assert all(cells), rule
        assert re.search(r"§|Act|Decree", cells[1]), rule
        assert NAMED.search(cells[2]), rule
        assert re.search(r"`[\w.]*test_\w+\.[\w.]+`", cells[3]), rule


@pytest.mark.parametrize("law", ARTICLES)
def test_every_article_has_a_rule(law: str) -> None:
    assert set(ARTICLES[law].split()) - cited(law) == set()


@pytest.mark.parametrize("name", TEXTS)
def test_names_lead_to_something(name: str) -> None:
    names = NAMED.findall(TEXTS[name])
    assert len(names) >= 20
    assert [one for one in names if missing(one)] == []


def test_a_name_that_is_not_there_is_found() -> None:
    assert missing("disbursements.rules.nothing")
    assert missing("applications.eligibility.rules.nothing")
    assert missing("test_changes.TestEnd.test_nothing")


def test_changes_name_what_is_minor() -> None:
    assert {kind for kind in (*OF_CHANGES, *ROWS_OF_CHANGES) if f"`{kind}`" not in TEXTS["changes"]} == set()


def test_every_period_is_named_with_its_days() -> None:
    told = TEXTS["returns-and-decisions"] + TEXTS["assets"]
    for term in statutory_terms():
        assert re.search(rf"`{term.kind}`, {term.value} days", told), term


def test_eligibility_names_the_days_of_every_fact_that_holds() -> None:
    for code, rest in ROWS["eligibility"]:
        if shelf := BY_CODE[code].shelf:
            assert f"`{shelf}`" in rest, code
    for kind in (CheckTermKind.QUOTES_FROM, CheckTermKind.QUOTES_WANTED):
        assert f"`{kind}`" in TEXTS["eligibility"]


def test_support_names_every_kind_of_rule_it_rests_on() -> None:
    assert {kind for kind in OF_SUPPORT if f"`{kind}`" not in TEXTS["support"]} == set()
