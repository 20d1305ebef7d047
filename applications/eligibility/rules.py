"""
The rules of eligibility: what a fact means for the step that is asked about. Pure: no rows, no clock.

Each names the article it rests on; `rulebook` has the words of its reasons, docs/rules/eligibility.md its
value, source, place and test.
"""

import datetime as dt
import re
import unicodedata
from collections import defaultdict

from applications.eligibility import facts
from applications.eligibility.outcomes import Answer, Moment, Occasion, blocked, passed, warned
from applications.refusals import CallClosed, CallNotOpen, InTradingScheme
from applications.rules import check_trading_scheme, exceeded
from firms.models import BusinessState
from programs.deadline import Deadline, require_open

#: what says only which kind of company a name belongs to
_COMPANY = re.compile(r"\(주\)|㈜|주식회사|유한회사|\(유\)|co\.?,? ?ltd\.?|inc\.?|corp\.?", re.IGNORECASE)


def size_certificate(given: facts.CertificateFacts, occasion: Occasion) -> Answer:
    """
    Ask for a size certificate valid on the day; the one frozen at submission goes on counting.

    The call sets the rate by size class; class and certificate are frozen at application (domain.md, 3).
    """
    if given.valid_until is None:
        return blocked("missing")
    terms = {"number": given.number, "until": given.valid_until}
    if given.valid_until >= occasion.day:
        return passed("valid", **terms)
    return warned("expired_since", **terms) if given.is_frozen else blocked("expired", **terms)


def business_standing(given: facts.StandingFacts, occasion: Occasion) -> Answer:
    """Refuse a firm that closed down, by the imported lists (Act on the Management of Subsidies, art. 17)."""
    if given.state == BusinessState.CLOSED and given.closed_on:
        closes = warned if given.closed_on > occasion.day else blocked
        return closes("closing" if given.closed_on > occasion.day else "closed", on=given.closed_on)
    if given.state == BusinessState.SUSPENDED:
        return warned("suspended", on=given.listed_on)
    if given.listed_on is None:
        return warned("no_list")
    return passed("not_closed", on=given.listed_on)


def caps(given: facts.CapsFacts, occasion: Occasion) -> Answer:
    """Hold the support to the caps of the programme, own and pooled; say where they cut it (call 2026)."""
    over = exceeded(given.amount_won, given.ceilings, regrant=given.regrant_won)
    if over:
        return blocked("exceeded", whose=over.whose, cap=over.cap_won, used=over.used_won, left=over.left_won)
    if given.cut_won:
        return warned("cut", cut=given.cut_won)
    return passed("within", count=len(given.ceilings))


def call_open(given: facts.CallFacts, occasion: Occasion) -> Answer:
    """Take a first submission while the call is open; a corrected one after it, too (Act, art. 16-17)."""
    deadline = Deadline(given.closes_at)
    if not given.is_bound:
        return passed("not_bound")
    if given.submitted_at is not None:
        late = deadline.has_passed(occasion.at)
        first = Deadline(given.submitted_at)
        return warned("corrected_late", first=first, deadline=deadline) if late else passed("corrected")
    try:
        require_open(given.opens_at, deadline, occasion.at)
    except CallNotOpen:
        return blocked("not_open", opens=Deadline(given.opens_at))
    except CallClosed:
        grace = dt.timedelta(seconds=given.grace_seconds)
        if deadline.takes(occasion.at, begun_at=given.begun_at, grace=grace):
            return warned("landed_late", deadline=deadline, seconds=given.grace_seconds)
        return blocked("closed", deadline=deadline)
    return passed("open", deadline=deadline)


def exclusion(given: facts.ExclusionFacts, occasion: Occasion) -> Answer:
    """Refuse a firm of the emissions trading scheme where the programme excludes these (domain.md, 1)."""
    try:
        check_trading_scheme(
            is_excluded=given.excludes_trading_scheme,
            is_in_scheme=given.is_in_trading_scheme,
            firm=given.firm,
        )
    except InTradingScheme:
        return blocked("trading_scheme", firm=given.firm)
    return warned("own_boundary", firm=given.firm) if given.is_in_trading_scheme else passed("not_excluded")


def sanctions(given: facts.SanctionFacts, occasion: Occasion) -> Answer:
    """
    Refuse a firm that any ministry excludes on the day (Act, art. 31-2).

    Point at the cut that a settlement handed in late brings the next award (Decree, art. 12(3)).
    """
    if given.excluded_until is not None:
        return blocked("sanctioned", firm=given.firm, until=given.excluded_until)
    if given.cut_percent:
        return warned("cut", firm=given.firm, months=given.months_late, percent=given.cut_percent)
    return passed("not_sanctioned")


def used_once(given: facts.OnceFacts, occasion: Occasion) -> Answer:
    """Refuse a thing that an award rests on already, here or in a sibling programme (domain.md, 1 and 2)."""
    for use in sorted(given.uses, key=lambda use: not use.is_awarded):
        terms = {"what": use.what, "case": use.case}
        if use.is_awarded:
            return blocked("awarded_sibling" if use.is_sibling else "awarded", **terms)
        return warned("asked_sibling" if use.is_sibling else "asked", **terms)
    return passed("once", count=given.looked_at)


def supplier_apart(given: facts.SupplierFacts, occasion: Occasion) -> Answer:
    """Refuse a firm that buys from itself, point at one that shares people or place (domain.md, 2: fraud)."""
    found = [_tie(given.applicant, supplier) for supplier in given.suppliers]
    ties = [answer for answer in found if answer is not None]
    grave = [answer for answer in ties if answer.outcome == "BLOCKED"]
    return next(iter(grave or ties), passed("apart", count=len(given.suppliers)))


def _tie(own: facts.Party, other: facts.Party) -> Answer | None:
    """Return what ties a supplier to the applicant, if anything does."""
    same_number = bool(own.number) and own.number == other.number
    if same_number or (not other.number and plain_name(own.name) == plain_name(other.name)):
        return blocked("itself", supplier=other.name)
    same_person = bool(other.representative) and plain(own.representative) == plain(other.representative)
    same_place = bool(other.address) and plain(own.address) == plain(other.address)
    if same_person and same_place:
        return blocked("same_hands", supplier=other.name)
    if same_person:
        return warned("same_person", supplier=other.name)
    return warned("same_place", supplier=other.name) if same_place else None


def not_split(given: facts.SplitFacts, occasion: Occasion) -> Answer:
    """Refuse a purchase cut into parts below the price that wants competing quotes (domain.md, 2: fraud)."""
    if given.threshold_won is None:
        return passed("no_threshold")
    small = [bought for bought in given.purchases if bought.cost_won < given.threshold_won]
    for by_name, answer in ((True, blocked), (False, warned)):
        groups: dict[tuple[str, str], list[facts.Purchase]] = defaultdict(list)
        for bought in small:
            groups[plain_name(bought.supplier), plain(bought.name) if by_name else ""].append(bought)
        for parts in groups.values():
            total = sum(part.cost_won for part in parts)
            if len(parts) > 1 and total >= given.threshold_won:
                terms = {"supplier": parts[0].supplier, "what": parts[0].name, "count": len(parts)}
                reason = "same_thing" if by_name else "same_supplier"
                return answer(reason, total=total, threshold=given.threshold_won, **terms)
    return passed("whole", threshold=given.threshold_won)


def as_quoted(given: facts.QuotedFacts, occasion: Occasion) -> Answer:
    """Refuse a cost above the quote it rests on, point at one below it (domain.md, 2: evidence of costs)."""
    other = [one for one in given.items if one.cost_won != one.quoted_won]
    for one in sorted(other, key=lambda one: one.cost_won < one.quoted_won):
        answer, reason = (blocked, "above") if one.cost_won > one.quoted_won else (warned, "below")
        return answer(reason, what=one.name, cost=one.cost_won, quoted=one.quoted_won)
    return passed("as_quoted", count=len(given.items))


def competing_quotes(given: facts.CompetitionFacts, occasion: Occasion) -> Answer:
    """
    Ask why this quote where there are several, and for several from the programme's price on.

    Quotes of one supplier compete with nobody (domain.md, 2: purchases above about KRW 20 m; a setting).
    """
    for one in given.items:
        if one.quotes > 1 and not one.has_reason:
            return blocked("no_reason", what=one.name, count=one.quotes)
    if given.threshold_won is None or given.wanted is None:
        return passed("not_wanted")
    terms = {"threshold": given.threshold_won, "wanted": given.wanted}
    for one in given.items:
        if one.cost_won >= given.threshold_won and one.suppliers < given.wanted:
            return warned("too_few", what=one.name, count=one.suppliers, **terms)
    return passed("enough", **terms)


def baseline(given: facts.BaselineFacts, occasion: Occasion) -> Answer:
    """Ask for the months before operation that the method needs, commonly twelve (domain.md, 4)."""
    short = [one for one in given.baselines if one.months < one.least]
    for one in sorted(short, key=lambda one: not one.is_running):
        answer, reason = (blocked, "too_short") if one.is_running else (warned, "not_yet")
        return answer(reason, measure=one.measure, months=one.months, least=one.least)
    return passed("enough", count=len(given.baselines))


def budget(given: facts.BudgetFacts, occasion: Occasion) -> Answer:
    """Refuse an award above what is left; before that only say so, for others may give up (Act, art. 17)."""
    terms = {"amount": given.amount_won, "left": given.left_won}
    if given.amount_won <= given.left_won:
        return passed("enough", **terms)
    return blocked("short", **terms) if occasion.moment == Moment.AWARD else warned("short_now", **terms)


def plain(text: str) -> str:
    """Return a text without case, width and spaces: names and addresses are typed in many ways."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def bare_name(name: str) -> str:
    """Return a firm's name without what says only that it is a company."""
    return _COMPANY.sub("", name).strip()


def plain_name(name: str) -> str:
    """Return a firm's bare name without case, width and spaces, for comparing."""
    return plain(bare_name(name))
