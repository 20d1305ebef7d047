"""`manage.py reproduce_statements`: compute signed statements again; exit 1 and name each difference."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from reporting.statements.models import Statement
from reporting.statements.reproducing import Reproduction, reproduce
from reporting.statements.workflow import SIGNED


class Command(BaseCommand):
    """Compute statements again from their stored rows and the readings that were signed."""

    help = "Computes every signed statement again, or those named; exits 1 where one is not equal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the ids in the addresses of statements; none is every signed one."""
        parser.add_argument("public_ids", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each statement, equal or with what differs; end in error if one is not equal."""
        statements = Statement.objects.with_names().order_by("pk")
        if options["public_ids"]:
            statements = statements.filter(public_id__in=options["public_ids"])
        else:
            statements = statements.filter(status__in=SIGNED)
        with translation.override("en"):
            unequal = sum(not self._say(reproduce(one)) for one in statements.iterator())
        if unequal:
            raise CommandError(f"Statements that do not come out again: {unequal}.", returncode=1)
        self.stdout.write(self.style.SUCCESS("Every statement comes out again, to the kilogram."))

    def _say(self, found: Reproduction) -> bool:
        """Print what came of one; say whether it is equal."""
        mark = "✓" if found.is_equal else "✗"
        self.stdout.write(f"{mark} {found.statement.public_id} {found.statement}: {found.compared} compared")
        if found.why:
            self.stdout.write(self.style.ERROR(f"    {found.why}"))
        for one in found.differing:
            self.stdout.write(self.style.ERROR(f"    {one.what}: stored {one.stored}, again {one.again}"))
        return found.is_equal
