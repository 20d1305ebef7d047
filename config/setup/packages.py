"""
Python packages in .venv, exactly as the requirement files pin them.

Standard library only, and importable without the `config` package: bootstrap.py uses it before anything is
installed.
"""

import hashlib
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet")


class CannotInstall(Exception):
    """A package could not be had; the message is one line for a person."""


def install(requirements: str) -> None:
    """
    Install what a requirement file pins, unless this very file was installed before: then no network is
    needed.

    :raises CannotInstall: if pip fails.
    """
    wanted = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()
    stamp = VENV / f".installed-{requirements}"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    print(f"Installing the Python packages of {requirements} …", flush=True)
    # Hashes and wheels only: nothing is built here, and nothing comes in that is not pinned.
    command = [str(VENV / "bin" / "python"), *PIP, "install", "--require-hashes", "--only-binary=:all:"]
    done = subprocess.run(
        [*command, "-r", str(ROOT / requirements)], capture_output=True, text=True, env=_environment()
    )
    if done.returncode:
        raise CannotInstall(_reason(requirements, done.stderr))
    stamp.write_text(wanted)


def _environment() -> dict[str, str]:
    # pip would refuse hashes under a user's own `--user` or `--target` habits.
    return {
        key: value for key, value in os.environ.items() if key not in {"PIP_USER", "PIP_TARGET", "PYTHONHOME"}
    }


def _reason(requirements: str, errors: str) -> str:
    network = (
        "Failed to establish a new connection",
        "No matching distribution",
        "Max retries",
        "ProxyError",
    )
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in errors:
        return f"a package differs from the one pinned in {requirements}: do not use it."
    lines = [line.strip() for line in errors.splitlines() if line.startswith(("ERROR", "    "))]
    if any(word in errors for word in network):
        why = lines[-1].removeprefix("ERROR: ") if lines else "no answer"
        return f"pip could not get the packages of {requirements}; is there a network? ({why})"
    return f"pip could not install {requirements}: {lines[-1] if lines else errors.strip()[-300:]}"
