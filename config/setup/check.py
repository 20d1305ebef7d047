"""
`./test`: every check there is, on servers of its own.

With arguments only pytest runs, and they are handed on to it: whoever names a test wants its answer at once.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from types import FrameType
from typing import NoReturn

from config import embedded
from config.setup import browser, preparation
from config.setup.places import ROOT
from config.setup.said import Stop, complain, say

ROOMS = ("config", "core", "firms", "programs", "measurement", "applications", "disbursements", "reporting")
# Three workers, each with a database of its own, keep the two cores of CI busy while one waits for a browser
# or a job; a class or module of tests stays with one of them, in the order of config/pytest_servers.py.
WHOLE_RUN = ("-n", "3", "--dist", "loadscope", "--no-loadscope-reorder", "-q")
COVERAGE = ("--cov", "--cov-report=term")  # costs a quarter of the time
PYTHON = sys.executable

STEPS: dict[str, list[str]] = {
    "ruff": [PYTHON, "-m", "ruff", "check", "--quiet", "--output-format", "concise", "."],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check", "--output-format", "concise", "."],
    "import contracts": ["lint-imports", "--no-logo"],
    "templates": [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"],
    "types": [PYTHON, "-m", "mypy", *ROOMS],
    "system checks": [PYTHON, "manage.py", "check"],
    "missing migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "static files": [PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
}


def main(arguments: list[str]) -> int:
    """Check what the arguments ask for and return the exit code."""
    if "--long" in arguments:
        arguments = [word for word in arguments if word != "--long"]
        os.environ.update(LONG="1", HYPOTHESIS_PROFILE="long")
    # Dozens of processes start below; where none may write bytecode, each compiles all code and tests anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        preparation.prepare()
        chromium = browser.ensure()
        embedded.ensure_throw_away()
    except Stop as problem:
        complain(problem)
        return 1
    os.environ["PATH"] = f"{os.path.dirname(PYTHON)}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    if chromium:
        os.environ["CHROMIUM"] = chromium
    if arguments:
        return _pytest(arguments)
    return _everything(without_browser=not chromium)


def _everything(*, without_browser: bool) -> int:
    migrating = subprocess.Popen([PYTHON, "-m", "config.setup.migrated"], cwd=ROOT, stdin=subprocess.DEVNULL)
    failed = [name for name, command in STEPS.items() if not _passes(name, command)]
    if without_browser:
        failed.append("browser tests: there is no Chromium here, and the rest ran without it")
    if migrating.wait():
        return 1
    result = _pytest([*WHOLE_RUN, *(COVERAGE if os.environ.get("LONG") else ())])
    if failed:  # after pytest's closing line only when there is something that must not be overlooked
        complain(f"failed: {', '.join(failed)}")
    return result or bool(failed)


def _passes(name: str, command: list[str]) -> bool:
    """Run one step; say that it passed and how long it took, or show what it found."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as static_root:
        environment = {**os.environ, "STATIC_ROOT": static_root}  # a running ./run keeps its own files
        done = subprocess.run(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
    mark = "✗" if done.returncode else "✓"
    say(f"{mark} {name} ({time.monotonic() - begun:.1f} s)")
    if done.returncode:
        say((done.stdout + done.stderr).strip())
    return done.returncode == 0


def _pytest(arguments: list[str]) -> int:
    return subprocess.run([PYTHON, "-m", "pytest", *arguments], cwd=ROOT).returncode


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """Leave through the exits that stop the servers; asked a second time, go on leaving."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _leave)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
