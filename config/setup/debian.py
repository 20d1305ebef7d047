"""Debian packages, for the two things pip cannot bring: Pango for PDFs and, for tests, Chromium."""

import os
import shutil
import subprocess

from config.setup.said import say


def can_install() -> bool:
    """Return whether this process may install Debian packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> bool:
    """
    Install packages with apt and return whether that worked; the lists are fetched anew only if it did not.
    """
    say(f"Installing {' '.join(packages)} with apt-get …")
    return _apt("install", *packages) or (_apt("update") and _apt("install", *packages))


def _apt(verb: str, *packages: str) -> bool:
    options = ["-qq", "-y", "--no-install-recommends"] if verb == "install" else ["-qq"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", verb, *options, *packages], env=environment, stdin=subprocess.DEVNULL, capture_output=True
    )
    return done.returncode == 0


def line_to_type(*packages: str) -> str:
    """Return the command that a person with the right to install would type."""
    return f"sudo apt-get install {' '.join(packages)}"
