"""The calendar day of a moment is asked of the clock: `.date()` gives the day in Greenwich."""

import ast
import re

import pytest

from tests.guards.walk import Source, passed, source, sources

#: what a moment is called
MOMENTS = re.compile(r"(^|_)at$|^now$|moment$|^notice$")
#: a played scene makes its moments on Seoul's clock itself
PLAYED = "reporting/dashboards/demo/"


def days_of_moments(file: Source) -> list[str]:
    """Return where a file takes the day of a moment without saying of which place."""
    if file.path.startswith(PLAYED):
        return []
    return [
        f"{file.at(call)}: {ast.unparse(call)}: use clock.day"
        for call, name in file.calls()
        if name == "date"
        and isinstance(call.func, ast.Attribute)
        and MOMENTS.search(_called(call.func.value))
    ]


def _called(value: ast.expr) -> str:
    if isinstance(value, ast.Call):
        value = value.func
    if isinstance(value, ast.Attribute):
        return value.attr
    return value.id if isinstance(value, ast.Name) else ""


class TestDays:
    def test_are_asked_of_the_clock(self):
        files = sources()

        passed(
            "files that take days",
            len(files),
            120,
            [fault for file in files for fault in days_of_moments(file)],
        )

    @pytest.mark.parametrize(
        "planted", ["snapshot.taken_at.date()", "at.date()", "now.date()", "clock.now().date()"]
    )
    def test_one_that_is_not_is_caught(self, planted):
        assert days_of_moments(source(planted))
