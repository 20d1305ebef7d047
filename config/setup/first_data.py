"""
Everything `./run` has Django do before the web server starts, in one process: tables, programme, demo, static
files.

Progress goes to the standard error stream; the standard output is the table of demo sign-ins alone.
"""

import os
import sys
from io import StringIO


def main() -> int:
    """Bring the database up to date and print the demo sign-ins; both commands do nothing the second time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    import django
    from django.conf import settings
    from django.core.management import call_command, get_commands

    django.setup()
    _say("Collecting the static files …")
    call_command("collectstatic", interactive=False, verbosity=0)
    _say("Bringing the database up to date …")
    call_command("migrate", interactive=False, verbosity=0)
    if "load_programme" in get_commands():
        call_command("load_programme", stdout=sys.stderr)
    if "enter_assets" in get_commands():
        call_command("enter_assets", stdout=sys.stderr)
    # Known passwords are for servers that only this machine's owner can reach.
    if settings.EMBEDDED and "demo" in get_commands():
        _say("Playing the demo, if it was not played before …")
        call_command("demo", stdout=sys.stderr)
        sign_ins = StringIO()
        call_command("demo", sign_ins=True, stdout=sign_ins)
        print(sign_ins.getvalue(), end="")
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
