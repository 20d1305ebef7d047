"""Every rule of eligibility: a case that passes, one that warns, one that blocks; and the words for each."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications import refusals
from applications.eligibility import facts
from applications.eligibility.outcomes import Moment, Occasion, Outcome, worst
from applications.eligibility.rulebook import BY_CODE, RULES, Rule
from applications.eligibility.rules import plain_name
from applications.eligibility.snapshots import canonical, fingerprint, plain, rebuilt
from applications.eligibility.words import WORDS
from applications.refusals import CallClosed, CallNotOpen, CapExceeded, InTradingScheme, NotEligible
from applications.rules import Ceiling
from core.ledger.refusals import InsufficientFunds
from programs.rules import Cap, CostLine, RuleValue, SupportInput, compute_support
from tests.factories.people import MOMENT, SEOUL

SUBMISSION = Occasion("SUBMISSION", MOMENT)
AWARD = Occasion("AWARD", MOMENT)
TODAY = MOMENT.date()
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
OPENED, CLOSES = MOMENT - 7 * DAY, dt.datetime(2026, 3, 6, 23, 59, 59, tzinfo=SEOUL)
OWN = facts.Party("한빛정밀", "1248100998", "윤대표", "부산광역시 강서구 1")


def certificate(until: dt.date | None, *, frozen: bool = False) -> facts.CertificateFacts:
    return facts.CertificateFacts("CERT-1" if until else "", until, is_frozen=frozen)


def standing(state: str = "", closed_on: dt.date | None = None) -> facts.StandingFacts:
    return facts.StandingFacts(TODAY, state, closed_on)


def capped(amount: int, *, used: int = 0, cut: int = 0, regrant: int = 0) -> facts.CapsFacts:
    ceiling = Ceiling("대한자동차 컨소시엄", "", 5_000_000_000, used, counts_regrant=True)
    return facts.CapsFacts(amount, regrant, cut, (ceiling,))


def call(opens: dt.datetime = OPENED, closes: dt.datetime = CLOSES, **more: Any) -> facts.CallFacts:
    return facts.CallFacts(opens, closes, **{"submitted_at": None, "is_bound": True, **more})


def once(*uses: tuple[bool, bool]) -> facts.OnceFacts:
    """Things that serve besides: (in a sibling programme, awarded)."""
    return facts.OnceFacts(1, tuple(facts.Use("압축기", "경쟁산업 · 교체", *use) for use in uses))


def supplied(*suppliers: facts.Party) -> facts.SupplierFacts:
    return facts.SupplierFacts(OWN, suppliers)


def bought(*purchases: tuple[str, str, int], threshold: int | None = 20_000_000) -> facts.SplitFacts:
    return facts.SplitFacts(threshold, tuple(facts.Purchase(*purchase) for purchase in purchases))


def quoted(*costs: tuple[int, int]) -> facts.QuotedFacts:
    """Things to be bought: (cost, sum of its quote)."""
    return facts.QuotedFacts(tuple(facts.Quoted("압축기", *cost) for cost in costs))


def competing(
    quotes: int, suppliers: int, *, cost: int = 20_000_000, reason: bool = True, terms: Any = (20_000_000, 2)
) -> facts.CompetitionFacts:
    return facts.CompetitionFacts(*terms, (facts.Competition("압축기", cost, quotes, suppliers, reason),))


def months(count: int, *, running: bool = False, least: int = 12) -> facts.BaselineFacts:
    return facts.BaselineFacts((facts.Baseline("압축기", count, least, running),))


P, W, B = "PASSED", "WARNED", "BLOCKED"
#: (rule, outcome, reason, facts, occasion)
CASES: list[tuple[str, str, str, Any, Occasion]] = [
    ("call_open", P, "open", call(), SUBMISSION),
    ("call_open", P, "open", call(closes=MOMENT), SUBMISSION),  # the last second is in time
    ("call_open", P, "not_bound", call(closes=MOMENT - DAY, is_bound=False), SUBMISSION),
    ("call_open", P, "corrected", call(submitted_at=MOMENT - DAY), SUBMISSION),
    ("call_open", W, "corrected_late", call(closes=MOMENT - DAY, submitted_at=MOMENT - 2 * DAY), SUBMISSION),
    ("call_open", B, "closed", call(closes=MOMENT - dt.timedelta(seconds=1)), SUBMISSION),
    (
        "call_open",
        W,
        "landed_late",
        call(closes=MOMENT - MINUTE, begun_at=MOMENT - 2 * MINUTE, grace_seconds=60),
        SUBMISSION,
    ),
    ("call_open", B, "closed", call(closes=MOMENT - MINUTE, begun_at=MOMENT, grace_seconds=60), SUBMISSION),
    ("call_open", B, "not_open", call(opens=MOMENT + DAY), SUBMISSION),
    ("size_certificate", P, "valid", certificate(TODAY), SUBMISSION),
    ("size_certificate", W, "expired_since", certificate(TODAY - DAY, frozen=True), AWARD),
    ("size_certificate", B, "expired", certificate(TODAY - DAY), SUBMISSION),
    ("size_certificate", B, "missing", certificate(None), SUBMISSION),
    ("business_standing", P, "not_closed", standing(), SUBMISSION),
    ("business_standing", P, "not_closed", standing("RUNNING"), SUBMISSION),
    ("business_standing", W, "suspended", standing("SUSPENDED"), SUBMISSION),
    ("business_standing", W, "closing", standing("CLOSED", TODAY + DAY), SUBMISSION),
    ("business_standing", W, "no_list", facts.StandingFacts(None, "", None), SUBMISSION),
    ("business_standing", B, "closed", standing("CLOSED", TODAY), SUBMISSION),
    ("exclusion", P, "not_excluded", facts.ExclusionFacts("한빛", True, False), SUBMISSION),
    ("exclusion", W, "own_boundary", facts.ExclusionFacts("한빛", False, True), SUBMISSION),
    ("exclusion", B, "trading_scheme", facts.ExclusionFacts("한빛", True, True), SUBMISSION),
    ("sanctions", P, "not_sanctioned", facts.SanctionFacts("한빛", None), SUBMISSION),
    ("sanctions", B, "sanctioned", facts.SanctionFacts("한빛", TODAY), SUBMISSION),
    ("sanctions", W, "cut", facts.SanctionFacts("한빛", None, 3, 10), AWARD),
    ("caps", P, "within", capped(5_000_000_000), SUBMISSION),
    ("caps", W, "cut", capped(5_000_000_000, cut=1), SUBMISSION),
    ("caps", B, "exceeded", capped(1, used=5_000_000_000), AWARD),
    ("caps", B, "exceeded", capped(4_000_000_000, regrant=1_000_000_001), AWARD),
    ("budget", P, "enough", facts.BudgetFacts(100, 100), AWARD),
    ("budget", W, "short_now", facts.BudgetFacts(101, 100), SUBMISSION),
    ("budget", B, "short", facts.BudgetFacts(101, 100), AWARD),
    *[
        (rule, *case)
        for rule in ("quote_once", "serial_once", "invoice_once")
        for case in (
            (P, "once", once(), SUBMISSION),
            (W, "asked", once((False, False)), SUBMISSION),
            (W, "asked_sibling", once((True, False)), SUBMISSION),
            (B, "awarded", once((False, False), (False, True)), SUBMISSION),
            (B, "awarded_sibling", once((True, True)), SUBMISSION),
        )
    ],
    ("supplier_apart", P, "apart", supplied(facts.Party("시험기계")), SUBMISSION),
    ("supplier_apart", P, "apart", supplied(facts.Party("한빛정밀", "4168138772")), SUBMISSION),
    ("supplier_apart", W, "same_person", supplied(facts.Party("가", "1", "윤 대표", "서울")), SUBMISSION),
    ("supplier_apart", W, "same_place", supplied(facts.Party("가", "1", "김", OWN.address)), SUBMISSION),
    ("supplier_apart", B, "itself", supplied(facts.Party("주식회사 한빛 정밀")), SUBMISSION),
    ("supplier_apart", B, "itself", supplied(facts.Party("다른 이름", OWN.number)), SUBMISSION),
    ("supplier_apart", B, "same_hands", supplied(facts.Party("가", "1", "윤대표", OWN.address)), SUBMISSION),
    ("not_split", P, "whole", bought(("가", "갑", 30_000_000), ("나", "갑", 1_000)), SUBMISSION),
    ("not_split", P, "whole", bought(("가", "갑", 19_999_999), ("나", "을", 19_999_999)), SUBMISSION),
    ("not_split", P, "no_threshold", bought(("가", "갑", 1), ("가", "갑", 1), threshold=None), SUBMISSION),
    ("not_split", W, "same_supplier", bought(("가", "갑", 15_000_000), ("나", "갑", 5_000_000)), SUBMISSION),
    ("not_split", B, "same_thing", bought(("가", "갑", 10_000_000), ("가 ", "㈜갑", 10_000_000)), SUBMISSION),
    ("as_quoted", P, "as_quoted", quoted((100, 100), (1, 1)), SUBMISSION),
    ("as_quoted", W, "below", quoted((100, 100), (99, 100)), SUBMISSION),
    ("as_quoted", B, "above", quoted((99, 100), (101, 100)), AWARD),
    ("competing_quotes", P, "enough", competing(2, 2), SUBMISSION),
    ("competing_quotes", P, "enough", competing(1, 1, cost=19_999_999, reason=False), SUBMISSION),
    ("competing_quotes", P, "not_wanted", competing(1, 1, reason=False, terms=(20_000_000, None)), AWARD),
    ("competing_quotes", W, "too_few", competing(1, 1, reason=False), SUBMISSION),
    ("competing_quotes", W, "too_few", competing(2, 1), SUBMISSION),  # twice the same supplier
    ("competing_quotes", B, "no_reason", competing(2, 2, reason=False, terms=(None, None)), SUBMISSION),
    ("baseline", P, "enough", months(12), SUBMISSION),
    ("baseline", P, "enough", months(0, least=0), SUBMISSION),
    ("baseline", W, "not_yet", months(11), SUBMISSION),
    ("baseline", B, "too_short", months(11, running=True), SUBMISSION),
]


def not_shown_three_ways(rules: Iterable[Rule], cases: Iterable[tuple]) -> list[str]:
    """Name the rules that lack a case which passes, one which warns or one which blocks."""
    shown = {(case[0], case[1]) for case in cases}
    return [
        f"{rule.code}: no case is {outcome}"
        for rule in rules
        for outcome in Outcome.values
        if (rule.code, outcome) not in shown
    ]


@pytest.mark.parametrize(("rule", "outcome", "reason", "given", "occasion"), CASES)
class TestRules:
    def test_answers(self, rule: str, outcome: str, reason: str, given: Any, occasion: Occasion) -> None:
        answer = BY_CODE[rule].judge(given, occasion)
        assert (answer.outcome, answer.reason) == (outcome, reason)

    def test_says_it_and_how_to_mend_it(
        self, rule: str, outcome: str, reason: str, given: Any, occasion: Occasion
    ) -> None:
        answer = BY_CODE[rule].judge(given, occasion)
        assert BY_CODE[rule].text(answer)
        assert bool(BY_CODE[rule].mend(answer)) == (outcome != P)

    def test_comes_back_from_json_as_it_was(
        self, rule: str, outcome: str, reason: str, given: Any, occasion: Occasion
    ) -> None:
        assert rebuilt(BY_CODE[rule].facts, plain(given)) == given


class TestTable:
    def test_shows_every_rule_three_ways(self) -> None:
        assert len(RULES) >= 12
        assert not_shown_three_ways(RULES, CASES) == []

    def test_a_rule_without_a_blocking_case_is_named(self) -> None:
        planted = [case for case in CASES if (case[0], case[1]) != ("budget", B)]
        assert not_shown_three_ways(RULES, planted) == ["budget: no case is BLOCKED"]

    def test_shows_every_reason_there_are_words_for(self) -> None:
        shown = {(case[0], case[2]) for case in CASES}
        assert {(rule, reason) for rule, reasons in WORDS.items() for reason in reasons} == shown


class TestRefusals:
    @pytest.mark.parametrize(
        ("rule", "given", "occasion", "refusal"),
        [
            ("call_open", call(closes=MOMENT - DAY), SUBMISSION, CallClosed),
            ("call_open", call(opens=MOMENT + DAY), SUBMISSION, CallNotOpen),
            ("exclusion", facts.ExclusionFacts("한빛", True, True), SUBMISSION, InTradingScheme),
            ("caps", capped(1, used=5_000_000_000), AWARD, CapExceeded),
            ("budget", facts.BudgetFacts(101, 100), AWARD, InsufficientFunds),
            ("quote_once", once((True, True)), SUBMISSION, NotEligible),
        ],
    )
    def test_are_the_houses_own(self, rule: str, given: Any, occasion: Occasion, refusal: type) -> None:
        refused = BY_CODE[rule].refused(given, occasion)
        assert type(refused) is refusal
        assert "%(" not in str(refused)

    def test_name_the_way_to_mend_it(self) -> None:
        refused = BY_CODE["supplier_apart"].refused(supplied(facts.Party("가", "1", *OWN_HANDS)), SUBMISSION)
        assert isinstance(refused, refusals.NotEligible)
        assert "independent" in str(refused)


OWN_HANDS = (OWN.representative, OWN.address)


class TestOutcomes:
    @pytest.mark.parametrize(("found", "gravest"), [([], P), ([P, W], W), ([W, B, P], B), ([P], P)])
    def test_the_gravest_counts(self, found: list[str], gravest: str) -> None:
        assert worst(found) == gravest

    @pytest.mark.parametrize("name", ["(주)한빛정밀", "㈜ 한빛정밀", "한빛정밀 주식회사", "한빛 정밀"])
    def test_names_are_compared_without_their_kind_of_company(self, name: str) -> None:
        assert plain_name(name) == "한빛정밀"

    def test_the_hash_does_not_depend_on_the_order_of_keys(self) -> None:
        assert fingerprint({"a": 1, "b": {"c": 2, "d": 3}}) == fingerprint({"b": {"d": 3, "c": 2}, "a": 1})
        assert canonical({"b": "가", "a": 1}) == '{"a":1,"b":"가"}'.encode()

    def test_moments_are_their_names(self) -> None:
        assert [str(moment) for moment in Moment] == Moment.values


WON = st.integers(1, 10**12)
ROOM = st.integers(0, 10**11)


@st.composite
def supports(draw: Any) -> SupportInput:
    """Costs of any kinds and sizes, any rates, caps partly or wholly used, any rounding."""
    kinds = ("EQUIPMENT", "CONSULTING", "PCF")
    costs = draw(st.lists(st.builds(CostLine, st.sampled_from(kinds), WON), min_size=1, max_size=6))
    rates = {kind: RuleValue(n, draw(st.integers(0, 10_000))) for n, kind in enumerate(kinds)}

    def some_caps(heads: int = 1) -> tuple[Cap, ...]:
        named = draw(st.lists(st.sampled_from(["", *kinds]), unique=True, max_size=4))
        return tuple(Cap(RuleValue(9, draw(ROOM)), kind, draw(ROOM), heads) for kind in named)

    rounding = draw(st.none() | st.sampled_from([1, 1_000, 1_000_000]))
    return SupportInput(
        costs=tuple(costs),
        size_class="SME",
        rates=rates,
        firm_caps=some_caps(),
        consortium_caps=some_caps(),
        pooled_caps=some_caps(draw(st.integers(1, 5))),
        rounding=RuleValue(8, rounding) if rounding else None,
    )


class TestSupport:
    @given(supports())
    def test_never_passes_a_cap(self, given: SupportInput) -> None:
        result = compute_support(given)
        caps = (*given.firm_caps, *given.consortium_caps, *given.pooled_caps)
        assert all(result.subsidy_won <= cap.room_won for cap in caps if not cap.cost_kind)
        of_kind: dict[str, int] = {}
        for row in result.rows:
            if row.cost_kind and row.code != "eligible":
                of_kind[row.cost_kind] = row.result_won
        assert all(of_kind[cap.cost_kind] <= cap.room_won for cap in caps if cap.cost_kind in of_kind)
        assert result.subsidy_won <= sum(of_kind.values())

    @given(supports(), st.integers(0, 10_000))
    def test_parts_sum_to_the_cost(self, given: SupportInput, share: int) -> None:
        bare = compute_support(given)
        anchor = bare.self_burden_won * share // 10_000
        result = compute_support(SupportInput(**{**vars(given), "anchor_won": anchor}))
        cost = sum(line.won for line in given.costs)
        assert result.subsidy_won + result.anchor_won + result.own_won == cost
        assert min(result.subsidy_won, result.anchor_won, result.own_won) >= 0
