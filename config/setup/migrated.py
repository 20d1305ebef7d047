"""
A database with every migration applied, which test databases begin as copies of.

Applying them takes most of a minute, so what they came to is kept in var/ as a dump, for as long as nothing
changes that could change it. Django still runs `migrate` on each copy and finds what a dump might lack.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from config.setup import postgres
from config.setup.places import ROOT, VAR
from config.setup.said import Stop, complain

DATABASE = "migrated"
DUMPS = VAR / "migrated"
RESTS_ON = ("requirements.txt", "config/settings/base.py", "config/roles.py")


def ensure() -> str:
    """
    Make the database on the servers named in the environment unless it is there, and return its name.

    :raises Stop: if a migration fails.
    """
    address = os.environ["DATABASE_URL"]
    if not _is_whole(address):
        dump = DUMPS / f"{_digest()}.sql"
        _create(address)
        if dump.is_file():
            _run(
                [
                    _program("psql"),
                    "-qX1",
                    "-v",
                    "ON_ERROR_STOP=1",
                    "-f",
                    str(dump),
                    named(address, DATABASE),
                ]
            )
        else:
            _run([sys.executable, "manage.py", "migrate", "-v0"], DATABASE_URL=named(address, DATABASE))
            _keep(address, dump)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"COMMENT ON DATABASE {DATABASE} IS 'whole'")
    return DATABASE


def _is_whole(address: str) -> bool:
    asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with psycopg.connect(address) as connection:
        return connection.execute(asked, [DATABASE]).fetchone() == ("whole",)


def _create(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")


def _keep(address: str, dump: Path) -> None:
    """Write the dump whole or not at all, and let go of those of other migrations."""
    DUMPS.mkdir(parents=True, exist_ok=True)
    unfinished = dump.with_suffix(f".{os.getpid()}.new")
    _run([_program("pg_dump"), "-O", "-f", str(unfinished), named(address, DATABASE)])
    for other in DUMPS.glob("*.sql"):
        other.unlink(missing_ok=True)
    unfinished.replace(dump)


def _digest() -> str:
    """Return a number of everything that the migrated database follows from."""
    files = [
        *ROOT.glob("*/migrations/*.py"),
        *ROOT.glob("*/*/migrations/*.py"),
        *map(ROOT.joinpath, RESTS_ON),
    ]
    found = hashlib.sha256(postgres.INSTALL.encode())
    for path in sorted(files):
        found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()[:32]


def _program(name: str) -> str:
    return str(postgres.packaged() / "bin" / name)


def named(address: str, database: str) -> str:
    """Return the address of another database on the same servers."""
    return address.replace(f"/{postgres.DATABASE}?", f"/{database}?")


def _run(command: list[str], **environment: str) -> None:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Stop(f"The database of the tests could not be made:\n{done.stderr.strip()}")


if __name__ == "__main__":
    try:
        ensure()
    except Stop as problem:
        complain(problem)
        sys.exit(1)
