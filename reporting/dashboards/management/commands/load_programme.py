"""Load a programme and the emission factors."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.users.queries import system_user
from core.workflow import clock
from core.workflow.refusals import Refusal
from measurement.loader import load_factors
from programs.loader import load_programme
from programs.models import Call, Program
from programs.operations import appropriate
from programs.queries import has_budget

DEFAULT = "partnership-2026"


class Command(BaseCommand):
    help = "Load a programme from programs/schemes and the published emission factors; twice is harmless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", nargs="?", default=DEFAULT, help=f"which programme ({DEFAULT})")
        parser.add_argument(
            "--practice", action="store_true", help="load its practice copy, with a budget to play with"
        )
        parser.add_argument(
            "--appropriate", action="store_true", help="put the announced budget at the call's disposal, once"
        )

    def handle(self, *args: Any, code: str, practice: bool, appropriate: bool, **options: Any) -> None:
        by, at = system_user(), clock.now()
        try:
            program = load_programme(code, practice=practice, by=by, at=at)
            added = load_factors(by=by, at=at)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Programme {program.code} is loaded; {added} new emission factors.")
        if practice or appropriate:
            self._fund(program, by, at)

    def _fund(self, program: Program, by: Any, at: Any) -> None:
        """Appropriate the announced budget of every call that never had one."""
        for call in Call.objects.filter(program=program):
            owner = Owner("call", call.pk)
            if has_budget(call):
                self.stdout.write(f"{call.code} has {balance(owner, 'available'):,} won left.")
                continue
            appropriate(call=call, amount=call.budget_won, by=by, at=at)
            self.stdout.write(f"{call.code}: {call.budget_won:,} won appropriated.")
