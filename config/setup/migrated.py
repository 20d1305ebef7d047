"""
A database with every migration applied, which test databases begin as copies of.

Applying them takes minutes, so what they came to is kept in var/ as a dump, for as long as nothing changes
that could change it. Where migrations were only added since, the new ones are applied to the dump there is.
Django still runs `migrate` on each copy and finds what a dump might lack.
"""

import hashlib
import json
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
#: what a migration says in SQL depends on these as well
WRITTEN_BY = ("requirements.txt",)
#: what `migrate` does once all are applied depends on these: it is done again over a dump that there is
DONE_AFTER = ("config/settings/base.py", "config/roles.py")


def ensure() -> str:
    """
    Make the database on the servers named in the environment unless it is there, and return its name.

    :raises Stop: if a migration fails.
    """
    address = os.environ["DATABASE_URL"]
    if not _is_whole(address):
        files = _files()
        dump = DUMPS / f"{_digest(files)}.sql"
        if dump.is_file():
            _begin(address, dump)
        else:
            base = _fewer(files)
            _migrate(address, base)
            _keep(address, dump, files, base)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"COMMENT ON DATABASE {DATABASE} IS 'whole'")
    return DATABASE


def _begin(address: str, dump: Path | None) -> None:
    """Make the database anew: empty, or as a dump has it."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    if dump is not None:
        reading = ["-qX1", "-v", "ON_ERROR_STOP=1", "-f", str(dump)]
        _run([_program("psql"), *reading, named(address, DATABASE)])


def _migrate(address: str, dump: Path | None) -> None:
    """Apply what a dump lacks, or everything where there is none or the new ones don't follow its own."""
    _begin(address, dump)
    try:
        _run([sys.executable, "manage.py", "migrate", "-v0"], DATABASE_URL=named(address, DATABASE))
    except Stop:
        if dump is None:
            raise
        _migrate(address, None)


def _is_whole(address: str) -> bool:
    asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with psycopg.connect(address) as connection:
        return connection.execute(asked, [DATABASE]).fetchone() == ("whole",)


def _keep(address: str, dump: Path, files: dict[str, str], base: Path | None) -> None:
    """
    Write the dump whole or not at all, beside it what it rests on, and let go of others.

    The one that it was made from stays: a migration that is still being written then costs only itself.
    """
    DUMPS.mkdir(parents=True, exist_ok=True)
    unfinished = dump.with_suffix(f".{os.getpid()}.new")
    _run([_program("pg_dump"), "-O", "-f", str(unfinished), named(address, DATABASE)])
    for other in [*DUMPS.glob("*.sql"), *DUMPS.glob("*.json")]:
        if base is None or other.stem != base.stem:
            other.unlink(missing_ok=True)
    dump.with_suffix(".json").write_text(json.dumps(files))
    unfinished.replace(dump)


def _fewer(files: dict[str, str]) -> Path | None:
    """Return the dump that rests on most of what is still there unchanged, and on nothing else, or None."""
    found: dict[Path, int] = {}
    for beside in DUMPS.glob("*.json"):
        rests_on = json.loads(beside.read_text())
        same = all(files.get(path) == digest for path, digest in rests_on.items() if path not in DONE_AFTER)
        if same and beside.with_suffix(".sql").is_file():
            found[beside.with_suffix(".sql")] = len(rests_on)
    return max(found, key=found.__getitem__, default=None)


def _files() -> dict[str, str]:
    """Return {what the migrated database follows from: the number of its content}."""
    files = [
        *ROOT.glob("*/migrations/*.py"),
        *ROOT.glob("*/*/migrations/*.py"),
        *map(ROOT.joinpath, (*WRITTEN_BY, *DONE_AFTER)),
    ]
    digests = {str(path.relative_to(ROOT)): _number(path.read_bytes()) for path in sorted(files)}
    return {"server": _number(postgres.INSTALL.encode()), **digests}


def _digest(files: dict[str, str]) -> str:
    """Return one number of all of them."""
    return _number(json.dumps(files, sort_keys=True).encode())


def _number(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


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
