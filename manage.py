#!/usr/bin/env python3
"""Django's commands, on the servers of this clone: `.venv/bin/python manage.py check_books`."""

import os
import signal
import sys
from pathlib import Path

VENV = Path(__file__).resolve().parent / ".venv"
# These read files only; a server would just make them slower.
WITHOUT_SERVERS = {"help", "--help", "-h", "version", "--version", "collectstatic", "findstatic", "startapp"}


def main() -> None:
    """Bring the servers up, and hand the words of the command line to Django."""
    if not (VENV.exists() and VENV.samefile(sys.prefix)):
        _go_on_inside_venv()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    from config import embedded
    from config.setup.said import Stop

    # As Ctrl-C does: leave through the exits that let go of the servers.
    signal.signal(signal.SIGTERM, _leave)
    try:
        if set(sys.argv[1:2]) & WITHOUT_SERVERS:
            embedded.export_common()
        else:
            embedded.ensure()
    except Stop as problem:
        sys.exit(f"✗ {problem}")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


def _leave(number: int, _frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(128 + number)


def _go_on_inside_venv() -> None:
    python = VENV / "bin" / "python"
    if not python.exists():
        sys.exit("✗ There is no .venv yet: ./run makes it.")
    os.execv(python, [str(python), *sys.argv])


if __name__ == "__main__":
    main()
