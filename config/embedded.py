"""
The embedded servers, as `run`, `test` and `manage.py` use them before Django loads.

Settings only read the environment; this module fills it. Where DATABASE_URL and REDIS_URL are set, they name
a deployment's own servers and nothing is started here.
"""

import atexit
import os
import secrets
from pathlib import Path

from config.setup import homes
from config.setup.places import FONTS_CONF, VAR
from config.setup.said import Stop
from config.setup.servers import Servers, clear_away_abandoned

ADDRESSES = ("DATABASE_URL", "REDIS_URL")


def ensure() -> Servers | None:
    """
    Bring up the servers of this clone, name them in the environment, and let go of them when this process
    ends.

    Return None where the environment names servers already.

    :raises Stop: if only one of the two addresses is set, or a server does not come up.
    """
    if _are_given():
        # With settings.prod a deployment names its own secret; anywhere else nobody signs with a known one.
        if not os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".prod"):
            export_common()
        return None
    return _begin(Servers(homes.of_this_clone()))


def ensure_throw_away() -> Servers | None:
    """
    Bring up servers of this run's own, in a folder that goes with them, whatever the environment names.

    A test must never reach a deployment's servers. Nothing in these survives, so PostgreSQL need not wait for
    the disk. Return None in a child of a run that has them already.

    :raises Stop: if a server does not come up.
    """
    if os.environ.get("THROW_AWAY_SERVERS"):
        return None
    clear_away_abandoned()
    return _begin(Servers(homes.thrown_away_later()))


def export_common() -> None:
    """Name in the environment what does not depend on servers: the secret key and the fonts of PDFs."""
    os.environ.setdefault("SECRET_KEY", _secret_key())
    if FONTS_CONF.is_file():
        os.environ.setdefault("FONTCONFIG_FILE", str(FONTS_CONF))


def _begin(servers: Servers) -> Servers:
    export_common()
    atexit.register(servers.finish)
    servers.begin()
    os.environ.update(servers.addresses())
    return servers


def _are_given() -> bool:
    given = [name for name in ADDRESSES if os.environ.get(name)]
    if len(given) == 1:
        raise Stop(
            f"{given[0]} is set and the other of {' and '.join(ADDRESSES)} is not: set both, or neither."
        )
    return bool(given)


def _secret_key() -> str:
    """Return this clone's own secret, made on first use and readable by its owner alone."""
    path = VAR / "secret-key"
    VAR.mkdir(exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _wait_for(path)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text()


def _wait_for(path: Path) -> str:
    """Return the secret that another command is writing at this moment, or wrote long ago."""
    from config.setup.processes import wait_until

    wait_until(lambda: path.stat().st_size > 0, seconds=5)
    return path.read_text()
