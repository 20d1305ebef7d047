"""Play the demo year, or print who may sign in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override
from pghistory.models import Context

from core.users.queries import system_user
from core.workflow import clock
from programs.loader import read_scheme
from programs.models import Call, Consortium
from reporting.dashboards.demo import cast
from reporting.dashboards.demo.play import play
from reporting.dashboards.demo.scene import on

PROGRAM = "partnership-2026"
NOT_EMPTY = "The call has consortia already, so the demo was not played over them; ./run --fresh starts over."


class Command(BaseCommand):
    help = "Play the year 2026 of the programme through the operations that the screens use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--untouched", action="store_true", help="fail if anybody changed anything through the pages"
        )
        parser.add_argument(
            "--sign-ins", action="store_true", help="print the demo sign-ins instead of playing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sign_ins"]:
            self._print_sign_ins()
            return
        if options["untouched"]:
            # The middleware writes the page's address beside every change that a page caused.
            if Context.objects.filter(metadata__has_key="url").exists():
                raise CommandError("There is data that the demo did not make.")
            return
        first = read_scheme(PROGRAM)["consortia"][0]
        call = Call.objects.select_related("program__office", "program__agency").get(program__code=PROGRAM)
        there = set(Consortium.objects.filter(call=call).values_list("name", flat=True))
        if there:
            self.stdout.write("The demo was already played." if first["name"] in there else NOT_EMPTY)
            return
        system = system_user()
        people = cast.appear(on(1, 2), ministry=call.program.office, agency=call.program.agency, by=system)
        play(call, people, system)
        call_command("load_programme", PROGRAM, practice=True, stdout=self.stdout)
        self.stdout.write(self.style.SUCCESS(f"The demo is played ({clock.day(clock.now())})."))

    def _print_sign_ins(self) -> None:
        if not settings.EMBEDDED:
            self.stdout.write("Demo passwords exist only on the servers that ./run starts for itself.")
            return
        with override("en"):
            for sign in cast.EVERYBODY:
                self.stdout.write(f"  {sign.email:<26} {sign.part} ({sign.name})")
        self.stdout.write(f"  password of all of them: {cast.PASSWORD}")
