"""`manage.py check_books`: derive every balance again; exit 1 and name each difference."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from core.ledger.models import Transfer, Unit
from programs.models import Program
from reporting.dashboards import books
from reporting.dashboards.queries import programs
from reporting.tallies.queries import unit_total


class Command(BaseCommand):
    """Check the books and print what was compared."""

    help = "Derives every balance, identity, chain, share and tally again; exits 1 on a difference."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each comparison with its number, then the totals; end in error if anything differs."""
        differences = 0
        with translation.override("en"):
            for comparison in books.check():
                differences += self._say(comparison)
            self._say_totals()
        if differences:
            raise CommandError(f"The books do not balance: {differences} differences.", returncode=1)
        self.stdout.write(self.style.SUCCESS("The books balance."))

    def _say(self, comparison: books.Comparison) -> int:
        mark = "✗" if comparison.differences else "✓"
        self.stdout.write(f"{mark} {comparison.title}: {comparison.compared:,} compared")
        for difference in comparison.differences:
            self.stdout.write(self.style.ERROR(f"    {difference}"))
        return len(comparison.differences)

    def _say_totals(self) -> None:
        won, kilograms = unit_total(Unit.WON), unit_total(Unit.KILOGRAM)
        number = Transfer.objects.count()
        self.stdout.write(f"{number:,} transfers moved {won:,} won and {kilograms:,} kg CO2e.")
        for program in Program.objects.order_by("pk"):
            budget = programs.budget(program)
            self.stdout.write(f"{program.name_en} ({program.code}):")
            for label, amount in (
                ("appropriated", budget.total),
                ("available", budget.available),
                ("awarded", budget.awarded),
                ("paid", budget.paid),
                ("spent", budget.spent),
                ("passed on", programs.passed_on(program)),
            ):
                self.stdout.write(f"    {label}: {amount:,} won")
            self.stdout.write(f"    verified: {programs.verified_kg(program):,} kg CO2e")
