"""`manage.py import_closures FILE`: what a list of closed businesses would change; `--write` keeps it."""

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from core.users.queries import system_user
from core.workflow import clock
from firms.closures.operations import Preview, import_list, preview
from firms.closures.reading import NotAList, read_list


class Command(BaseCommand):
    """Count what a list would change; write it only when asked to."""

    help = "Reads a CSV list of business numbers with their state and day of closing; --write takes it over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the day of the list and whether to write."""
        parser.add_argument("file", type=Path, help="CSV with business_number, state, closed_on (or Korean)")
        parser.add_argument(
            "--listed-on", type=dt.date.fromisoformat, help="day of the list; today if left out"
        )
        parser.add_argument(
            "--source", default="", help="what the list is called; the file's name if left out"
        )
        parser.add_argument("--write", action="store_true", help="take the list over")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts and the lines that can't be read; end in error if there are such lines."""
        with translation.override("en"):
            self._handle(**options)

    def _handle(self, file: Path, source: str, write: bool, **options: Any) -> None:
        now = clock.now()
        listed_on = options["listed_on"] or clock.day(now)
        try:
            found = read_list(file.read_text(encoding="utf-8"))
        except (NotAList, OSError, UnicodeDecodeError) as problem:
            raise CommandError(str(problem)) from problem
        self._say(preview(found.rows, listed_on))
        for said in found.problems:
            self.stdout.write(self.style.ERROR(said))
        if found.problems:
            raise CommandError(f"{len(found.problems)} lines can't be read; nothing was written.")
        if write:
            by = system_user()
            import_list(rows=found.rows, listed_on=listed_on, source=source or file.name, by=by, at=now)
            self.stdout.write(self.style.SUCCESS(f"Written: {len(found.rows)} numbers as of {listed_on}."))
        else:
            self.stdout.write("Nothing was written; --write takes the list over.")

    def _say(self, counts: Preview) -> None:
        self.stdout.write(
            f"{counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged,"
            f" {counts.outdated} older than what is known."
        )
        for firm in counts.closed_firms:
            self.stdout.write(f"Closed, and registered here: {firm}")
