"""
How fast documents are made, each beside bare WeasyPrint on the same HTML in the same run.

Ours reads the facts, composes, draws, and mends the file to PDF/A-3a; bare WeasyPrint is given the HTML
alone. One worker and two are processes, as Celery's are; the ratio is given by the clock and by processor
time, which other work on the machine distorts less. Then the ZIP of a whole programme: all of its
dossiers drawn, and found again; the memory is that of the process that made it, at the most.
"""

import json
import os
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from bench.apart import apart, peak_mb, workers
from bench.figures import say
from bench.ledger_world import own_database
from bench.worlds import consortium_of, open_call
from core.jobs.operations import Progress, take
from core.users.models import User
from disbursements.models import Grant
from programs.models import Program
from reporting.documents import pdf
from reporting.documents.bundles.operations import request_bundle
from reporting.documents.collecting import collect
from reporting.documents.kinds import Kind
from reporting.documents.models import Bundle
from reporting.documents.recipes import RECIPES
from reporting.documents.tasks import make_program_bundle
from tests.dashboards.running import pay
from tests.factories import cases
from tests.factories.people import MOMENT, with_role

BUDGET_WON, AWARDED_WON = 10_500_000_000, 120_000_000
RECIPE = RECIPES[Kind.GRANT_AUDIT]
LANGUAGE = "ko"
WORKERS = (1, 2)


def run(*, partners: int, dossiers: int) -> int:
    """Write the world, time all, print a table and a line of JSON."""
    with own_database():
        program, officer = _world(partners)
        ids = list(Grant.objects.order_by("pk").values_list("pk", flat=True)[:dossiers])
        htmls = [_html(pk) for pk in ids]
        say(f"{partners} grants are written; {len(ids)} dossiers are drawn for each figure.")
        speeds = {number: _beside(htmls, ids, number) for number in WORKERS}
        bundle = apart(_bundle, program.pk, officer.pk).answer
    found = {
        "load": round(os.getloadavg()[0], 1), "dossiers": len(ids), "partners": partners,
        "pages_per_second": speeds, "bundle": bundle,
    }  # fmt: skip
    _print(found)
    print(json.dumps({"bench": "documents", **found}))
    return 0


def _world(partners: int) -> tuple[Program, User]:
    """Return a programme of one consortium with so many grants, a payment each, and its officer."""
    call = open_call(budget_won=BUDGET_WON)
    consortium, firms = consortium_of(call, partners)
    officer, approver, payer = (
        with_role(role) for role in ("OFFICER", "APPROVING_OFFICER", "PAYING_OFFICER")
    )
    for firm, rep in firms:
        draft = cases.draft(consortium, firm, rep)
        cases.add_cost(draft, call.program.technologies.get())
        cases.awarded(draft, rep=rep, assessor=officer, approver=approver, amount=AWARDED_WON)
        pay(cases.accepted(draft, rep), rep=rep, officer=officer, approver=approver, payer=payer)
    return call.program, officer


def _html(pk: int) -> str:
    return pdf.compose(collect(RECIPE, RECIPE.subject(pk)), RECIPE.template, language=LANGUAGE)


def _bare(html: str) -> int:
    """Draw with WeasyPrint alone; return the number of pages."""
    import weasyprint

    document = weasyprint.HTML(string=html).render()
    document.write_pdf()
    return len(document.pages)


def _ours(pk: int) -> int:
    """Make a dossier from its facts on, without keeping it; return the number of pages."""
    facts = collect(RECIPE, RECIPE.subject(pk))
    html = pdf.compose(facts, RECIPE.template, language=LANGUAGE)
    return sum(volume.pages for volume in pdf.bind(lambda _volumes: html, facts))


def _beside(htmls: list[str], ids: list[int], number: int) -> dict[str, float]:
    """Return the pages a second that so many processes draw, bare and ours, and ours as ratios to bare."""
    bare, ours = _speed(_bare, htmls, number), _speed(_ours, ids, number)
    return {
        "bare": round(bare.by_clock, 2),
        "ours": round(ours.by_clock, 2),
        "of_bare": round(ours.by_clock / bare.by_clock, 2),
        "of_bare_cpu": round(ours.by_cpu / bare.by_cpu, 2),
    }


class Speed(NamedTuple):
    """Pages a second of the clock, and a second of processor time."""

    by_clock: float
    by_cpu: float


def _speed(draw: Callable[[Any], int], of: list[Any], number: int) -> Speed:
    """Return how fast so many processes draw together, warm."""
    with workers(number) as pool:
        list(pool.map(draw, of[:number]))
        began = time.perf_counter()
        drawn = list(pool.map(_worked, [draw] * len(of), of))
        took = time.perf_counter() - began
    pages = sum(pages for pages, _cpu in drawn)
    return Speed(pages / took, pages / sum(cpu for _pages, cpu in drawn))


def _worked(draw: Callable[[Any], int], one: Any) -> tuple[int, float]:
    """Return the pages of one document, and the seconds of processor time they took."""
    before = time.process_time()
    return draw(one), time.process_time() - before


def _bundle(program_id: int, officer_id: int) -> dict[str, Any]:
    """Make the ZIP of a programme twice: its dossiers are drawn, then found."""
    program, officer = Program.objects.get(pk=program_id), User.objects.get(pk=officer_id)
    before = peak_mb()
    took = []
    for year in (2026, 2027):
        job = take(_asked(program, officer, year))
        if job is None:
            raise RuntimeError("somebody else took the job")
        began = time.perf_counter()
        bundle = Bundle.objects.get(public_id=make_program_bundle(Progress(job), **job.payload)["bundle"])
        took.append(round(time.perf_counter() - began, 1))
        type(job).objects.filter(pk=job.pk).update(status="FINISHED")
    return {
        "dossiers": bundle.documents, "pages": bundle.pages, "mb": round(bundle.blob.size / 1024**2, 1),
        "drawn_s": took[0], "found_s": took[1], "peak_mb": peak_mb(), "before_mb": before,
    }  # fmt: skip


def _asked(program: Program, officer: User, year: int) -> int:
    """Return the id of the job that somebody asked for in that year."""
    at = MOMENT.replace(year=year)
    return request_bundle(
        program=program, kind=RECIPE.kind.value, language=LANGUAGE, by=officer, at=at
    ).pk  # fmt: skip


def _print(found: dict[str, Any]) -> None:
    print(f"{'pages a second':<16}{'bare WeasyPrint':>17}{'ours':>8}{'of bare':>9}{'by processor':>14}")
    for number, speed in found["pages_per_second"].items():
        ratios = f"{speed['of_bare']:>9}{speed['of_bare_cpu']:>14}"
        print(f"{f'workers: {number}':<16}{speed['bare']:>17}{speed['ours']:>8}{ratios}")
    bundle = found["bundle"]
    print(f"ZIP of {bundle['dossiers']} dossiers, {bundle['pages']} pages, {bundle['mb']} MB:"
          f" {bundle['drawn_s']} s drawn, {bundle['found_s']} s found again")  # fmt: skip
    print(f"memory: at most {bundle['peak_mb']} MB, {bundle['before_mb']} MB before")
    print(f"load of the machine at the end: {found['load']}")
