"""The browser of the journeys: the system's Chromium, kept off the network."""

import os
import shutil

from config.setup import debian
from config.setup.places import CHROMIUM

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
)


def found() -> str:
    """Return the path of the Chromium to use, or nothing."""
    given = os.environ.get("CHROMIUM", "")
    if given and os.access(given, os.X_OK):
        return given
    return next(
        (path for path in (CHROMIUM, *map(shutil.which, NAMES)) if path and os.access(path, os.X_OK)), ""
    )


def flags() -> list[str]:
    """Return what Chromium is started with; as root it refuses to run inside its own sandbox."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def ensure() -> str:
    """Return the path of a Chromium, installing Debian's where that is possible; nothing if there is none."""
    if not found() and debian.can_install():
        debian.install("chromium")
    return found()
