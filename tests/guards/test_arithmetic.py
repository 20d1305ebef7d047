"""No float where won and kilograms are reckoned."""

import ast

import pytest

from tests.guards.walk import ROOMS, Source, passed, source, sources

#: where a float is right, and why
FLOATS = {
    "core/jobs/operations.py": "seconds of patience",
    "core/jobs/tasks.py": "seconds of patience",
    "core/jobs/health.py": "seconds of patience",
}
#: files that only draw: coordinates on paper or screen are no amounts
DRAWING = (
    "core/ui/bars.py",
    "reporting/documents/charts",
)


def floats(file: Source) -> list[str]:
    if file.path in FLOATS or file.path.startswith(DRAWING):
        return []
    found = [f"{file.at(call)}: float()" for call, name in file.calls() if name in {"float", "FloatField"}]
    if file.path.startswith("core/ui"):
        return found
    return found + [
        f"{file.at(node)}: the literal {node.value!r}"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]


def true_divisions(file: Source) -> list[str]:
    """Find `/` in operations and rules: whole won are divided by `//`, once, by name."""
    if not file.path.endswith(("/operations.py", "/rules.py")) and "/operations/" not in file.path:
        return []
    return [
        f"{file.at(node)}: {ast.unparse(node)[:60]} makes a float of integers"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        and not any(word in ast.unparse(node).lower() for word in ("path", "root", "decimal", "folder"))
    ]  # fmt: skip


class TestFloats:
    def test_are_nowhere_near_an_amount(self):
        files = sources(*ROOMS)

        passed(
            "files without floats",
            len(files),
            120,
            [v for f in files for v in [*floats(f), *true_divisions(f)]],
        )

    @pytest.mark.parametrize("planted", ["float(x)", "rate = 0.6", "models.FloatField()"])
    def test_are_caught(self, planted):
        assert floats(source(planted, "programs/rules.py"))

    def test_divisions_are_caught(self):
        assert true_divisions(source("half = won / 2", "programs/rules.py"))
        assert not true_divisions(source("half = won // 2", "programs/rules.py"))
