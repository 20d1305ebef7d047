"""What the guards walk over: our files, our syntax trees, our models."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import Model

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "firms", "programs", "measurement", "applications", "disbursements", "reporting")


@dataclass(frozen=True)
class Source:
    """A Python file of the product: its path from the root of the clone, and its syntax tree."""

    path: str
    tree: ast.Module

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Yield every call with the last part of what is called: `a.b.c()` is a call of `c`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                called = node.func
                yield node, called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")

    def at(self, node: ast.AST) -> str:
        """Say where a node is, as a person would look for it."""
        return f"{self.path}:{node.lineno}"


def source(text: str, path: str = "planted.py") -> Source:
    """Read a piece of Python as if it were a file: for planting a violation."""
    return Source(path, ast.parse(text))


def sources(*rooms: str) -> list[Source]:
    """Return every Python file of the rooms (all of them if none is named) but the migrations."""
    paths = (path for room in rooms or ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return [
        Source(str(path.relative_to(ROOT)), ast.parse(path.read_text()))
        for path in paths
        if "migrations" not in path.parts
    ]


def templates() -> dict[str, str]:
    """Return {path from the root: text} of every template."""
    paths = [
        *sorted((ROOT / "templates").rglob("*.*")),
        *(p for r in ROOMS for p in (ROOT / r).rglob("*.html")),
    ]
    return {str(path.relative_to(ROOT)): path.read_text() for path in paths if path.is_file()}


def tracked_files() -> list[Path]:
    """Return every file under version control, or every file that looks like ours where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    return [p for p in ROOT.rglob("*") if p.is_file() and not {"node_modules", "var", ".venv"} & set(p.parts)]


def is_history(model: type[Model]) -> bool:
    """Say whether pghistory made this model."""
    return hasattr(model, "pgh_tracked_model")


def models() -> list[type[Model]]:
    """Return our own concrete models, without the history tables beside them."""
    return [m for m in apps.get_models() if m.__module__.split(".")[0] in ROOMS and not is_history(m)]


def label(model: type[Model]) -> str:
    """Name a model as `room.Model`."""
    return f"{model._meta.app_label}.{model.__name__}"


def passed(what: str, number: int, floor: int, violations: list[str]) -> None:
    """Say what was walked; fail on a violation, or when suspiciously little was walked."""
    print(f"{what}: {number} walked, {len(violations)} violations")
    assert not violations, f"{what}:\n" + "\n".join(violations)
    assert number >= floor, (
        f"{what}: only {number} walked; the guard looks in the wrong place (floor {floor})"
    )
