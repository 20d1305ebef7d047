"""The programme's page, and the accounts behind each of its figures."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView

from core.ledger.models import Account
from core.ui.lists import Empty, HoldsListing, Listing
from core.users.permissions import Verdict
from core.workflow import clock
from disbursements.charts import months_paid
from disbursements.models import FiscalYearClose
from disbursements.permissions import may_list_cancelled
from disbursements.permissions.year_close import may_prepare_year_close
from disbursements.queries import as_duties, overdue_payments
from disbursements.queries.forecast import of_program
from programs.models import Call, Program
from reporting.dashboards import program_charts as charts
from reporting.dashboards import transfers
from reporting.dashboards.queries import accounts, programs, progress
from reporting.register import queries as register
from reporting.register.public import RecordKind
from reporting.tallies import queries as tallies
from reporting.tallies.permissions import may_make_tally

TONES = {
    "available": "neutral",
    "committed": "info",
    "paying": "warning",
    "in_chain": "danger",
    "held": "primary",
    "spent": "success",
    "returned": "neutral",
    "under_recovery": "danger",
    "written_off": "warning",
}
#: more overdue duties than these are read in their own list
MOST_OVERDUE = 20
#: so many consortia are shown at a time
CONSORTIA = 20
#: so many parts of a programme are shown at a time
PARTS = 50
#: states that are shown only where there is something in them: not every programme has a chain
RARE = {"in_chain", "returned", "under_recovery", "written_off"}
STATES = {
    "available": ("available",),
    "awarded": ("committed", "paying", "in_chain", "held", "spent"),
    "paid": ("in_chain", "held", "spent"),
    "returned": ("returned",),
    **{state: (state,) for state in programs.OF_DEBTS},
    **{state: (state,) for state in programs.STATES},
}


class ProgramView(DetailView):
    """Show a programme: money by state, rules with sources, consortia, tonnes against the target."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "program"
    template_name = "dashboards/program.html"

    def get_queryset(self) -> QuerySet[Program]:
        """Return the programmes this visitor may see."""
        return Program.objects.visible_to(self.request.user).select_related("office", "agency")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what the page shows: the books to those who read the cases, else the register."""
        at, user, program = clock.now(), self.request.user, self.object
        signed_in = user.is_authenticated
        reads = signed_in and accounts.sees_cases(user, at, *program.scope_pairs)
        calls = list(program.calls.all())
        return super().get_context_data(
            calls=calls,
            now=at,
            rules=programs.rules(program, clock.day(at)),
            consortia=self._page(programs.consortia(program, user)),
            **(self._for_readers(program, at) if reads else self._for_the_public(program, calls)),
            may_close_year=signed_in and bool(may_prepare_year_close(user, program, at=at)),
            year_closes=FiscalYearClose.objects.visible_to(user).filter(program=program) if signed_in else [],
            may_list_cancelled=may_list_cancelled(user, program, at=at) if signed_in else Verdict(False),
            may_tally=may_make_tally(user, program, at=at) if signed_in else Verdict(False),
            **kwargs,
        )

    def _for_the_public(self, program: Program, calls: list[Call]) -> dict[str, Any]:
        """Return what the newest snapshot of the register says of the programme."""
        snapshot = register.snapshot_of("")
        record = snapshot and register.records(snapshot, RecordKind.PROGRAM, id=program.public_id).first()
        announced = {"budget_won": sum(call.budget_won for call in calls)}
        if not (snapshot and record):
            return announced | {"snapshot": None}
        return announced | {
            "snapshot": snapshot,
            "is_newest": True,
            "totals": register.totals([record.data]),
        }

    def _books(self, program: Program, at: Any) -> dict[str, Any]:
        """Return money by state, kilograms by month with their chart, and what a tonne costs."""
        budget, verified = programs.budget(program), programs.verified_kg(program)
        shown = [state for state in TONES if state not in RARE or getattr(budget, state)]
        months, expected = progress.months(program, at), progress.expected_kg(program)
        return {
            "budget": budget,
            "budget_won": budget.total,
            "totals": [self._state(budget, total) for total in ("awarded", "paid")],
            "states": [self._state(budget, state) for state in shown],
            "parts": [(programs.state_label(s), getattr(budget, s), TONES[s]) for s in shown],
            "passed_on": programs.passed_on(program),
            "verified": verified,
            "verified_href": self._leads("verified"),
            "share_bp": verified * 10_000 // program.target_kg if program.target_kg else None,
            "months": months,
            "months_chart": charts.reductions(months),
            "expected": expected,
            "won_per_expected": budget.awarded * 1000 // expected if expected else None,
            "won_per_verified": budget.paid * 1000 // verified if verified else None,
        }

    def _for_readers(self, program: Program, at: Any) -> dict[str, Any]:
        """Return the books, the cases by status and what is overdue, for those who read the cases."""
        stages = programs.pipeline(program)
        months = of_program(program, clock.day(at))
        late = overdue_payments(program, clock.day(at))[: MOST_OVERDUE + 1]
        every = reverse("disbursements:open_duties") + f"?due=overdue&program={program.public_id}"
        return self._books(program, at) | {
            "tally": tallies.latest(program),
            "pipeline": stages,
            "pipeline_chart": charts.pipeline(stages),
            "forecast": months,
            "forecast_chart": months_paid(months),
            "overdue": as_duties(late)[:MOST_OVERDUE],
            "overdue_href": every if len(late) > MOST_OVERDUE else "",
            "breakdowns": [(slug, dimension.label) for slug, dimension in progress.dimensions().items()],
        }

    def _page(self, rows: Any) -> Any:
        """Return the page of rows that is asked for."""
        return Paginator(rows, CONSORTIA).get_page(self.request.GET.get("page"))

    def _state(self, budget: programs.Budget, state: str) -> dict[str, Any]:
        """Return one state of the budget, which leads to what lies behind it."""
        return {
            "label": programs.state_label(state),
            "won": getattr(budget, state),
            "href": self._leads(state),
        }

    def _leads(self, state: str) -> str:
        return reverse("dashboards:budget", args=[self.object.public_id, state])


class BreakdownView(LoginRequiredMixin, DetailView):
    """
    Show a programme's figures by consortium, model, technology …, to its officers and auditors.

    They are those of the newest tally, or counted anew where there is none and where `?now=1` asks for it.
    """

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "program"
    template_name = "dashboards/breakdown.html"
    queryset = Program.objects.select_related("office", "agency")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the lines with their charts; 404 for anybody else or an unknown dimension."""
        at, user, program = clock.now(), self.request.user, self.object
        dimensions = progress.dimensions()
        slug = self.kwargs["dimension"]
        if slug not in dimensions or not accounts.sees_cases(user, at, *program.scope_pairs):
            raise Http404
        tally = None if "now" in self.request.GET else tallies.latest(program, by=dimensions[slug])
        lines = progress.breakdown(program, dimensions[slug], tally)
        return super().get_context_data(
            current=slug,
            label=dimensions[slug].label,
            tabs=[
                (each, dimension.label, reverse("dashboards:breakdown", args=[program.public_id, each]))
                for each, dimension in dimensions.items()
            ],
            tally=tally,
            lines=lines,
            page=Paginator(lines, PARTS).get_page(self.request.GET.get("page")),
            has_expected=any(line.expected_kg is not None for line in lines),
            overlaps=slug == "regulation",
            money_chart=charts.money(lines),
            tonnes_chart=charts.tonnes_made(lines),
            cost_chart=charts.cost(lines),
            **kwargs,
        )


class BudgetView(LoginRequiredMixin, HoldsListing, TemplateView):
    """Show the ledger accounts that make one figure of a programme, to its officers and auditors."""

    template_name = "dashboards/budget.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather the accounts with their owners; 404 for anybody else or an unknown figure."""
        at, user = clock.now(), self.request.user
        program = get_object_or_404(Program, public_id=self.kwargs["public_id"])
        state = self.kwargs["state"]
        if not accounts.sees_cases(user, at, *program.scope_pairs) or state not in {*STATES, "verified"}:
            raise Http404
        found = self._accounts(program, state)
        is_won = state != "verified"
        listing = Listing(
            title=programs.state_label(state), columns=transfers.account_columns(is_won=is_won), rows=found,
            params=self.request.GET, path=self.request.path, order=("pk",), order_label=_("Oldest first"),
            per_page=50, prepare=lambda rows: accounts.with_sides(rows, user, at),
        )  # fmt: skip
        return super().get_context_data(
            program=program,
            title=programs.state_label(state),
            is_won=is_won,
            listing=listing,
            empty=Empty(_("Nothing has moved here yet")),
            total=programs.balance(found),
            **kwargs,
        )

    def _accounts(self, program: Program, state: str) -> QuerySet[Account]:
        if state == "verified":
            return programs.verified_accounts(program)
        return programs.state_accounts(program, *STATES[state])
