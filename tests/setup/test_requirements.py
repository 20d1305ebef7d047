"""Every dependency says why it is there, and every pin has its hashes."""

import re

import pytest

from config.setup.places import ROOT

SOURCES = ["requirements.in", "requirements-dev.in", "requirements-node.in"]


def lines(name):
    return [
        line for line in (ROOT / name).read_text().splitlines() if line.strip() and not line.startswith("#")
    ]


class TestRequirements:
    @pytest.mark.parametrize("name", SOURCES)
    def test_gives_a_reason_for_each(self, name):
        named = [line for line in lines(name) if not line.startswith("-c")]
        assert named
        assert [line for line in named if not re.search(r"\S  # \S", line)] == []

    @pytest.mark.parametrize("name", [name.replace(".in", ".txt") for name in SOURCES])
    def test_pins_each_with_a_hash(self, name):
        text = (ROOT / name).read_text()
        pinned = re.findall(r"^[a-zA-Z0-9][^=\n]*==[^\n]+\\\n {4}--hash=sha256:", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[a-zA-Z0-9]", text, re.MULTILINE)) > 0

    @pytest.mark.parametrize("name", [name.replace(".in", ".txt") for name in SOURCES])
    def test_names_no_registry(self, name):
        assert "://" not in (ROOT / name).read_text()

    def test_agree_with_each_other(self):
        pins = {}
        for name in ("requirements.txt", "requirements-dev.txt"):
            for package, version in re.findall(
                r"^([a-zA-Z0-9._-]+)==([^\s;]+)", (ROOT / name).read_text(), re.M
            ):
                assert pins.setdefault(package, version) == version
