"""The rules of eligibility in their order: what each is called, looks at, rests on, and when it is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications import refusals
from applications.eligibility import facts, rules
from applications.eligibility.outcomes import Answer, Moment, Occasion
from applications.eligibility.words import WORDS
from applications.rules import cap_exceeded, exceeded
from core.ledger.refusals import InsufficientFunds
from core.workflow.refusals import Refusal
from programs.deadline import Deadline
from programs.models import CheckTermKind

#: who may hold an award, and for how much
OF_THE_FIRM = frozenset({Moment.SUBMISSION, Moment.AWARD, Moment.HAND_OVER})
#: a hand-over takes nothing out of a budget
BEFORE_MONEY = frozenset({Moment.SUBMISSION, Moment.AWARD})
ALWAYS = frozenset(Moment)


@dataclass(frozen=True)
class Rule:
    """
    One rule: its code, its words, the facts it judges, its source, the steps at which it is asked.

    `shelf` is the programme's number of days for which its facts hold once read; None: they are always read
    anew. `refusal` says it as the operation itself would, where the house has words of its own for that.
    """

    code: str
    label: Any
    facts: type
    judge: Callable[[Any, Occasion], Answer]
    source: Any
    moments: frozenset[Moment]
    shelf: CheckTermKind | None = None
    refusal: Callable[[Any, Occasion], Refusal] | None = None

    def text(self, answer: Answer) -> str:
        """Return the reason in the reader's language."""
        return str(WORDS[self.code][answer.reason][0]) % answer.figures

    def mend(self, answer: Answer) -> str:
        """Return what can be done, in the reader's language; empty if nothing need be."""
        return str(WORDS[self.code][answer.reason][1]) % answer.figures

    def refused(self, given: Any, occasion: Occasion) -> Refusal:
        """Return the refusal of a step that this rule blocks, naming the way to mend it."""
        if self.refusal is not None:
            return self.refusal(given, occasion)
        answer = self.judge(given, occasion)
        return refusals.NotEligible(checks=f"{self.text(answer)} {self.mend(answer)}")


def _call(given: facts.CallFacts, occasion: Occasion) -> Refusal:
    if occasion.at < given.opens_at:
        return refusals.CallNotOpen(opens=str(Deadline(given.opens_at)))
    return refusals.CallClosed(deadline=str(Deadline(given.closes_at)))


def _cap(given: facts.CapsFacts, occasion: Occasion) -> Refusal:
    over = exceeded(given.amount_won, given.ceilings, regrant=given.regrant_won)
    assert over is not None  # noqa: S101 - asked only where the rule blocked
    return cap_exceeded(over)


def _excluded(given: facts.ExclusionFacts, occasion: Occasion) -> Refusal:
    return refusals.InTradingScheme(firm=given.firm)


def _short(given: facts.BudgetFacts, occasion: Occasion) -> Refusal:
    return InsufficientFunds(amount=f"{given.amount_won:,}", available=f"{given.left_won:,}")


RULES: tuple[Rule, ...] = (
    Rule(
        "call_open",
        _("Call"),
        facts.CallFacts,
        rules.call_open,
        _("Act on the Management of Subsidies, art. 16-17; dates of the call"),
        frozenset({Moment.SUBMISSION}),
        refusal=_call,
    ),
    Rule(
        "size_certificate",
        _("Size certificate"),
        facts.CertificateFacts,
        rules.size_certificate,
        _("Call: rates by size class; frozen at application"),
        OF_THE_FIRM,
        shelf=CheckTermKind.CERTIFICATE_DAYS,
    ),
    Rule(
        "business_standing",
        _("Business number"),
        facts.StandingFacts,
        rules.business_standing,
        _("Act on the Management of Subsidies, art. 17; the tax office's list"),
        ALWAYS,
        shelf=CheckTermKind.STANDING_DAYS,
    ),
    Rule(
        "exclusion",
        _("Exclusions of the programme"),
        facts.ExclusionFacts,
        rules.exclusion,
        _("The programme's terms: firms in the emissions trading scheme"),
        OF_THE_FIRM,
        shelf=CheckTermKind.EXCLUSION_DAYS,
        refusal=_excluded,
    ),
    Rule(
        "sanctions",
        _("Exclusions and cuts of any ministry"),
        facts.SanctionFacts,
        rules.sanctions,
        _("Act on the Management of Subsidies, art. 31-2; Decree, art. 12(3)"),
        OF_THE_FIRM,
    ),
    Rule(
        "caps",
        _("Caps, own and pooled"),
        facts.CapsFacts,
        rules.caps,
        _("Call: caps per firm and per consortium"),
        OF_THE_FIRM,
        refusal=_cap,
    ),
    Rule(
        "budget",
        _("Budget of the call"),
        facts.BudgetFacts,
        rules.budget,
        _("Act on the Management of Subsidies, art. 17; budget of the call"),
        BEFORE_MONEY,
        refusal=_short,
    ),
    Rule(
        "quote_once",
        _("Quote files used once"),
        facts.OnceFacts,
        rules.used_once,
        _("No asset is supported twice, in any programme; compared by the files' hashes"),
        ALWAYS,
    ),
    Rule(
        "serial_once",
        _("Serial numbers used once"),
        facts.OnceFacts,
        rules.used_once,
        _("No asset is supported twice, in any programme"),
        ALWAYS,
    ),
    Rule(
        "invoice_once",
        _("Invoices used once"),
        facts.OnceFacts,
        rules.used_once,
        _("Act on the Management of Subsidies, decree, art. 10-8: evidence of each payment"),
        ALWAYS,
    ),
    Rule(
        "supplier_apart",
        _("Supplier and applicant apart"),
        facts.SupplierFacts,
        rules.supplier_apart,
        _("Act on the Management of Subsidies, art. 17 (legality)"),
        ALWAYS,
        shelf=CheckTermKind.SUPPLIER_DAYS,
    ),
    Rule(
        "not_split",
        _("Purchases not split"),
        facts.SplitFacts,
        rules.not_split,
        _("The programme's price from which competing quotes are wanted"),
        OF_THE_FIRM,
    ),
    Rule(
        "as_quoted",
        _("Costs as quoted"),
        facts.QuotedFacts,
        rules.as_quoted,
        _("Act on the Management of Subsidies, art. 16-17; the quotes handed in"),
        BEFORE_MONEY,
    ),
    Rule(
        "competing_quotes",
        _("Competing quotes"),
        facts.CompetitionFacts,
        rules.competing_quotes,
        _("The programme's price from which competing quotes are wanted, and their number"),
        BEFORE_MONEY,
    ),
    Rule(
        "baseline",
        _("Months of baseline"),
        facts.BaselineFacts,
        rules.baseline,
        _("ISO 14064-2; the method's months before operation"),
        OF_THE_FIRM,
    ),
)

BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}


def asked_at(moment: str) -> list[Rule]:
    """Return the rules that are asked at this step, in order."""
    return [rule for rule in RULES if moment in rule.moments]
