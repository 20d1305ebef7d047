"""Write the open-data file to a place from which a web server can serve it."""

import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.opendata.package import NothingToPublish, write


class Command(BaseCommand):
    help = "Write the 360Giving file of all disclosed grants; the file before stays until it is whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the path of the file."""
        parser.add_argument("path", type=Path, help="where to, for instance /srv/open-data/360giving.json")

    def handle(self, *args: Any, **options: Any) -> None:
        """
        Write beside the file, then put it in its place.

        :raises CommandError: if no grant is disclosed yet, or the folder can't be written to.
        """
        path: Path = options["path"]
        began = time.perf_counter()
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                written = write(file)
            part.replace(path)
        except NothingToPublish as error:
            raise CommandError("No grant is disclosed yet: nothing was written.") from error
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        finally:
            part.unlink(missing_ok=True)
        took = time.perf_counter() - began
        self.stdout.write(f"{path}: {written.records} grants, {written.size} bytes, SHA-256 {written.sha256}")
        self.stdout.write(f"{took:.2f} s")
