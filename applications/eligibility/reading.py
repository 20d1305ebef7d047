"""The facts of each rule, read from the books."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db.models import Q

from applications.arithmetic import ceilings_of, rules_day
from applications.costs import measures_of
from applications.eligibility import facts, uses
from applications.eligibility.looks import Look
from applications.eligibility.rules import bare_name, plain_name
from applications.eligibility.sanctions import sanction_facts
from applications.models import Application, CostItem
from applications.queries import certificate_facts, exclusion_facts, left_for
from core.workflow.reading import once
from firms.models import Firm
from firms.queries import listed, newest_list
from measurement.models import Measure, Reading
from measurement.queries import MonthRow, baseline_rows, month_before, month_rows
from programs.models import CheckTermKind
from programs.queries import check_terms_on, grace_seconds


def call_facts(look: Look) -> facts.CallFacts:
    """Return when the call takes applications."""
    case = look.application
    closes_at = case.deadline.moment
    return facts.CallFacts(
        case.call.opens_at,
        closes_at,
        case.submitted_at,
        is_bound=not case.is_indirect,
        begun_at=look.stated.begun_at,
        grace_seconds=grace_seconds(case.call.program, case.deadline),
    )


def standing_facts(look: Look) -> facts.StandingFacts:
    """Return what the imported lists say of the firm's business number."""
    found = listed(look.application.firm.business_number)
    return facts.StandingFacts(
        listed_on=found.listed_on if found else newest_list(),
        state=found.state if found else "",
        closed_on=found.closed_on if found else None,
    )


def caps_facts(look: Look) -> facts.CapsFacts:
    """Return the caps that the support meets, and what they cut of it."""
    ceilings = ceilings_of(look.application, look.occasion.day, look.computed)
    return facts.CapsFacts(look.amount_won, look.regrant_won, look.cut_won, tuple(ceilings))


def budget_facts(look: Look) -> facts.BudgetFacts:
    """Return what is left where the money would come from."""
    return facts.BudgetFacts(look.amount_won + look.regrant_won, left_for(look.application))


def supplier_facts(look: Look) -> facts.SupplierFacts:
    """Return the applicant and its suppliers: a registered firm with all that is known of it."""
    chosen = [item.chosen_quote.supplier for item in look.items]
    named = {supplier: facts.Party(supplier) for supplier in chosen}
    parties = [*named.values(), *look.stated.suppliers]
    firms = _firms_called(parties)
    firm = look.application.firm
    own = facts.Party(firm.name, firm.business_number, firm.representative_name, firm.address)
    return facts.SupplierFacts(own, tuple(_known(party, firms) for party in parties))


def _firms_called(parties: Sequence[facts.Party]) -> list[Firm]:
    """Return the registered firms that a supplier may be: by number, or by a name that resembles it."""
    wanted = Q(business_number__in=[party.number for party in parties if party.number])
    for party in parties:
        if word := max(bare_name(party.name).split(), key=len, default=""):
            wanted |= Q(name__icontains=word)
    return list(Firm.objects.filter(wanted).order_by("pk"))


def _known(party: facts.Party, firms: Sequence[Firm]) -> facts.Party:
    """Return a supplier with what its registered firm says, if there is exactly one such firm."""
    if party.number:
        same = [firm for firm in firms if firm.business_number == party.number]
    else:
        same = [firm for firm in firms if plain_name(firm.name) == plain_name(party.name)]
    if len(same) != 1:
        return party
    firm = same[0]
    return facts.Party(party.name, firm.business_number, firm.representative_name, firm.address)


def split_facts(look: Look) -> facts.SplitFacts:
    """Return what is bought, and the programme's price from which competing quotes are wanted."""
    day = rules_day(look.application, look.occasion.at)
    term = check_terms_on(look.application.call.program, day).get(CheckTermKind.QUOTES_FROM)
    purchases = [facts.Purchase(item.name, item.chosen_quote.supplier, item.cost_won) for item in look.items]
    return facts.SplitFacts(term.value if term else None, tuple(purchases))


def quoted_facts(look: Look) -> facts.QuotedFacts:
    """Return the cost of each item beside the sum of its quote."""
    found = [facts.Quoted(item.name, item.cost_won, item.chosen_quote.sum_won) for item in look.items]
    return facts.QuotedFacts(tuple(found))


def competition_facts(look: Look) -> facts.CompetitionFacts:
    """Return how many quotes there are of each item, and how many the programme wants."""
    day = rules_day(look.application, look.occasion.at)
    terms = check_terms_on(look.application.call.program, day)
    threshold, wanted = terms.get(CheckTermKind.QUOTES_FROM), terms.get(CheckTermKind.QUOTES_WANTED)
    return facts.CompetitionFacts(
        threshold.value if threshold else None,
        wanted.value if wanted else None,
        tuple(_competition(item) for item in look.items),
    )


def _competition(item: CostItem) -> facts.Competition:
    """Count an item's quotes, and the suppliers who made them by their plain names."""
    suppliers = [plain_name(quote.supplier) for quote in item.quotes.all()]
    has_reason = bool(item.choice_reason)
    return facts.Competition(item.name, item.cost_won, len(suppliers), len(set(suppliers)), has_reason)


def baseline_facts(look: Look) -> facts.BaselineFacts:
    """Return the months of baseline of everything whose reduction is measured."""
    return facts.BaselineFacts(tuple(baseline for _measure, baseline in baselines_of(look.application)))


@once
def baselines_of(application: Application) -> list[tuple[Measure, facts.Baseline]]:
    """Return every measure of a case whose method needs months of baseline, with how many there are."""
    measures = [measure for measure in measures_of(application) if measure.method]
    readings = Reading.objects.current().filter(meter__measure__in=measures).select_related("meter")
    readings = readings.order_by("meter__measure_id", "month", "meter_id")
    by_measure = {pk: list(rows) for pk, rows in groupby(readings, key=lambda one: one.meter.measure_id)}
    found = [
        (measure, _baseline(measure, month_rows(measure, by_measure.get(measure.pk, []))))
        for measure in measures
    ]
    return [(measure, baseline) for measure, baseline in found if baseline.least]


def _baseline(measure: Measure, rows: Sequence[MonthRow]) -> facts.Baseline:
    """Count the complete months in a row: before operation, or the last ones while it has not begun."""
    is_running = measure.commissioned_on is not None
    months = len(baseline_rows(measure, rows)) if is_running else _last_in_a_row(rows)
    least = measure.method.least_baseline_months if measure.method else 0
    return facts.Baseline(measure.name, months, least, is_running)


def _last_in_a_row(rows: Sequence[MonthRow]) -> int:
    complete = {row.month for row in rows if row.is_complete}
    month: dt.date | None = max(complete, default=None)
    count = 0
    while month in complete:
        count, month = count + 1, month_before(month)
    return count


READ: Mapping[str, Callable[[Look], Any]] = {
    "call_open": call_facts,
    "size_certificate": lambda look: certificate_facts(look.application, look.occasion.at),
    "business_standing": standing_facts,
    "exclusion": lambda look: exclusion_facts(look.application),
    "sanctions": lambda look: sanction_facts(look.application, look.occasion.at),
    "caps": caps_facts,
    "budget": budget_facts,
    "quote_once": uses.quotes,
    "serial_once": uses.serials,
    "invoice_once": uses.invoices,
    "supplier_apart": supplier_facts,
    "not_split": split_facts,
    "as_quoted": quoted_facts,
    "competing_quotes": competition_facts,
    "baseline": baseline_facts,
}
