"""What the detectors find of the planted set, and what they raise falsely."""

import re

import pytest

from reporting.signals import detectors
from reporting.signals.detectors import DETECTORS
from tests.guards.walk import ROOT
from tests.signals.planting import Count, cases, counted

LEAST = 4


@pytest.fixture(scope="module")
def counts() -> dict[str, Count]:
    return counted()


class TestPlantedSet:
    def test_is_found_whole_and_nothing_else(self, counts):
        for pattern, count in counts.items():
            print(f"{pattern}: {count.planted} planted, {count.found} found, "
                  f"{count.innocent} innocent, {count.falsely_raised} falsely raised, {len(count.known)} known")  # fmt: skip

        assert [words for count in counts.values() for words in count.wrong] == []

    def test_has_enough_of_every_pattern(self, counts):
        few = [p for p, count in counts.items() if min(count.planted, count.innocent) < LEAST]

        assert not few
        assert len(list(cases())) >= 2 * LEAST * len(DETECTORS)

    def test_is_read_by_no_detector(self):
        room = ROOT / "reporting" / "signals"
        texts = [path.read_text(encoding="utf-8") for path in room.rglob("*.py")]

        assert len(texts) > 10
        assert not [text for text in texts if re.search(r"\bplanted\b|tests[./]", text)]

    def test_a_blind_detector_is_caught(self, monkeypatch):
        blind = {**DETECTORS, "DEAD_SUPPLIER": lambda facts, terms: iter(())}
        monkeypatch.setattr("tests.signals.planting.DETECTORS", blind)

        assert len(counted()["DEAD_SUPPLIER"].wrong) == LEAST

    def test_an_eager_detector_is_caught(self, monkeypatch):
        def eager(facts, terms):
            return detectors.papers.sequential_invoices(facts, {**terms, "SEQUENCE_FIRMS": 1})

        monkeypatch.setattr("tests.signals.planting.DETECTORS", {**DETECTORS, "NUMBERS_IN_A_ROW": eager})

        assert counted()["NUMBERS_IN_A_ROW"].falsely_raised > LEAST
