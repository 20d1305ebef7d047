"""
Message catalogues: locale/<language>/LC_MESSAGES/django.po becomes django.mo, by Babel and not by msgfmt.
"""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from config.setup.places import ROOT
from config.setup.said import Stop


def compile_changed() -> int:
    """
    Compile every catalogue that is newer than what was made of it, and return how many that were.

    :raises Stop: if a catalogue is not well formed.
    """
    changed = [path for path in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")) if _is_stale(path)]
    for path in changed:
        _compile(path)
    return len(changed)


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.is_file() or target.stat().st_mtime_ns <= source.stat().st_mtime_ns


def _compile(source: Path) -> None:
    try:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
    except (PoFileError, ValueError) as problem:
        raise Stop(f"{source.relative_to(ROOT)} is not a well-formed catalogue: {problem}") from None
    # Whole or not at all: two commands may compile at the same time.
    unfinished = source.with_suffix(f".{os.getpid()}.new")
    with unfinished.open("wb") as file:
        write_mo(file, catalogue)
    unfinished.replace(source.with_suffix(".mo"))
