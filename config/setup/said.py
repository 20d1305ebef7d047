"""How the set-up speaks: one line for each step, and one clear line when it cannot go on."""

import sys


class Stop(Exception):
    """Something a person has to see to; the message is the one line to show."""


def say(line: str) -> None:
    """Print one line of progress at once, so that it stands before what a child process prints."""
    print(line, flush=True)


def complain(problem: object) -> None:
    """Print one line about what went wrong, on the standard error stream."""
    print(f"✗ {problem}", file=sys.stderr, flush=True)
