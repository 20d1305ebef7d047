"""The close of a fiscal year: dry run, decision, and what the next year opens with."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.ledger.models import Account
from core.ledger.queries import accounts_of
from core.workflow import clock
from core.workflow.forms import OperationForm, ReasonForm
from core.workflow.views import OperationView
from disbursements import operations, wording
from disbursements.forms.year_close import YearCloseForm
from disbursements.models import FiscalYearClose, FiscalYearCloseLine
from disbursements.permissions import year_close as permissions
from disbursements.queries.year_close import ClosingLine, balance_on, closing_lines, next_calls
from disbursements.views.pages import CaseView
from disbursements.wording.year_close import SENTENCES, STEPS, close_next
from disbursements.workflow import YearCloseStatus
from programs.models import Program

SUMMED = ("closing_won", "lapsed_won", "carried_won")


class YearCloseNewView(OperationView):
    """The dry run of the programme's fiscal year, and what of it is carried over."""

    model = Program
    operation = operations.prepare_year_close
    predicate = permissions.may_prepare_year_close
    case_argument = "program"
    form_class = YearCloseForm
    template_name = "disbursements/year_close_new.html"
    title = _("Prepare the close of the fiscal year")
    submit_label = _("Prepare")
    success_message = _("The close is prepared. An approving officer decides it.")

    @cached_property
    def year(self) -> int:
        """The first year, from the programme's own on, that is not closed: money comes back later, too."""
        closed = FiscalYearClose.objects.filter(program=self.case, status=YearCloseStatus.CLOSED)
        last = closed.order_by("-year").values_list("year", flat=True).first()
        return last + 1 if last else int(self.case.fiscal_year)

    @cached_property
    def lines(self) -> list[ClosingLine]:
        return closing_lines(self.case, FiscalYearClose(year=self.year).last_day)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "lines": self.lines,
            "offered": next_calls(self.case, self.year),
        }

    def operation_arguments(self, form: Any) -> dict[str, Any]:
        return {"year": self.year, "carried": form.carried}

    def get_success_url(self) -> str:
        return str(self.result.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            lines=self.lines,
            names=[(line, line.call.name if line.call else wording_of(line.account)) for line in self.lines],
            year=self.year,
            is_over=clock.day(self.at) > FiscalYearClose(year=self.year).last_day,
            offered=next_calls(self.case, self.year),
            closes=FiscalYearClose.objects.visible_to(self.request.user).filter(program=self.case),
            **kwargs,
        )


class YearCloseView(CaseView):
    model = FiscalYearClose
    template_name = "disbursements/year_close.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        close = self.object
        lines = list(close.lines.select_related("account", "carried_to__program"))
        return super().get_context_data(
            lines=lines,
            names=[(line, wording_of(line.account)) for line in lines],
            total={
                name: sum(getattr(line, name) for line in lines)
                for name in ("closing_won", "lapsed_won", "carried_won")
            },
            openings=openings(close, lines),
            head=close_next(close),
            offers=wording.offers(STEPS, close, self.request.user, at=clock.now()),
            entries=wording.history(close, SENTENCES),
            **kwargs,
        )


def wording_of(account: Account) -> Any:
    """Return what an account of a year's close is called."""
    return {
        "available": _("Not awarded"),
        "returned": _("Paid back by firms"),
        "interest": _("Interest paid in by firms"),
        "surcharge": _("Surcharges paid by firms"),
        "late_fee": _("Late fees paid by firms"),
    }.get(account.code, account.name)


def openings(close: FiscalYearClose, lines: list[FiscalYearCloseLine]) -> list[dict[str, Any]]:
    """Return, by call of the next year, what was carried over to it and what it opens with, compared."""
    if close.status != YearCloseStatus.CLOSED:
        return []
    carried: dict[Any, int] = {}
    for line in lines:
        if line.carried_to is not None:
            carried[line.carried_to] = carried.get(line.carried_to, 0) + line.carried_won
    accounts = accounts_of("call", [call.pk for call in carried])
    rows = []
    for call, won in carried.items():
        opening = balance_on(accounts[call.pk]["available"], close.last_day)
        rows.append({"call": call, "carried": won, "opening": opening, "gap": opening - won})
    return rows


class YearCloseDecideView(OperationView):
    model = FiscalYearClose
    operation = operations.decide_year_close
    predicate = permissions.may_decide_year_close
    case_argument = "close"
    moves_to = YearCloseStatus.CLOSED
    form_class = OperationForm
    title = _("Close the fiscal year")
    submit_label = _("Close and post")
    success_message = _("The year is closed and posted.")
    consequences_template = "disbursements/consequences/year_close.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = list(self.case.lines.all())
        return super().get_context_data(
            lapsed_won=sum(line.lapsed_won for line in lines),
            carried_won=sum(line.carried_won for line in lines),
            **kwargs,
        )


class YearCloseWithdrawView(OperationView):
    model = FiscalYearClose
    operation = operations.withdraw_year_close
    predicate = permissions.may_withdraw_year_close
    case_argument = "close"
    moves_to = YearCloseStatus.WITHDRAWN
    form_class = ReasonForm
    title = _("Withdraw the prepared close")
    submit_label = _("Withdraw")
    success_message = _("Withdrawn. It can be prepared anew.")
    danger = True
