"""docs/rules/returns-and-decisions.md says nothing that isn't there: every name, and the days of the law."""

import re

from tests.applications.test_eligibility_docs import missing

from applications.periods import STATUTORY
from tests.guards.walk import ROOT

TEXT = (ROOT / "docs" / "rules" / "returns-and-decisions.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:applications|test_\w+)\.[\w.]+)`")


class TestRulesOnPaper:
    def test_name_only_what_exists(self) -> None:
        names = NAMED.findall(TEXT)

        assert len(names) >= 24
        assert [name for name in names if missing(name)] == []

    def test_name_every_period_with_its_days(self) -> None:
        for kind, days in STATUTORY.items():
            assert re.search(rf"`{kind.value}`, {days.number} days", TEXT), kind
