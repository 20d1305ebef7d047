"""Whether a change is minor by the programme's numbers, or needs approval (Act, art. 23-24), and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.models import CostItem
from core.ui.formats import day, percent
from core.ui.templatetags.ui import won
from disbursements import rules
from disbursements.models import ChangeKind, Grant
from disbursements.queries import terms_decided
from programs.models import FundingRule, RuleKind
from programs.queries import rule

ARTICLE = gettext_lazy("Act on the Management of Subsidies, art. 23")
HANDED_OVER_OR_STOPPED = gettext_lazy("Act on the Management of Subsidies, art. 24")
#: kinds of change that another article is about
ARTICLES = dict.fromkeys((ChangeKind.HAND_OVER, ChangeKind.SUSPENSION), HANDED_OVER_OR_STOPPED)
#: kind of change → the programme's number by which it is minor
NUMBERS = {ChangeKind.REALLOCATION: RuleKind.MINOR_SHARE, ChangeKind.END_DATE: RuleKind.MINOR_DAYS}


@dataclass(frozen=True)
class Verdict:
    """Whether it is minor, why, and the number of the programme that says so, with its source."""

    is_minor: bool
    sentence: str
    rule: FundingRule | None = None
    article: Any = ARTICLE

    @property
    def source(self) -> str:
        """Where it says so."""
        return f"{self.article}; {self.rule.source}" if self.rule else str(self.article)


def article_for(kind: str) -> Any:
    """Return the article that asks for the approval of such a change."""
    return ARTICLES.get(ChangeKind(kind), ARTICLE)


def number_for(grant: Grant, kind: str, on: dt.date) -> FundingRule | None:
    """Return the programme's number by which such a change is minor on the day, or None."""
    wanted = NUMBERS.get(ChangeKind(kind))
    return rule(grant.consortium.program, wanted, "", "", on) if wanted else None


def judge(grant: Grant, kind: str, lines: Sequence[Any], back_won: int, *, on: dt.date) -> Verdict:
    """Judge a change: counted from what the office last decided, so that small steps add up."""
    number = number_for(grant, kind, on)
    if number is None:
        sentence = _("Needs approval: the programme calls no change of this kind minor.")
        return Verdict(False, sentence, article=article_for(kind))
    if back_won:
        sentence = _("Needs approval: the support becomes %(won)s less.") % {"won": won(back_won)}
        return Verdict(False, sentence, number)
    less = sum(line.old - line.new for line in lines) if kind == ChangeKind.REALLOCATION else 0
    if less:
        sentence = _("Needs approval: the budget items come to %(won)s less.") % {"won": won(less)}
        return Verdict(False, sentence, number)
    decided = terms_decided(grant)
    for line in lines:
        before = decided[line.place]
        over = _too_far(kind, number, before, line)
        if over:
            return Verdict(False, over, number)
    return Verdict(True, _minor(kind, number), number)


def _minor(kind: str, number: FundingRule) -> str:
    if kind == ChangeKind.REALLOCATION:
        sentence = _("Minor: no item moves by more than %(share)s of what was last decided for it.")
        return sentence % {"share": percent(number.value)}
    return ngettext(
        "Minor: the end moves by no more than %(days)s day from the end last decided.",
        "Minor: the end moves by no more than %(days)s days from the end last decided.",
        number.value,
    ) % {"days": number.value}


def _too_far(kind: str, number: FundingRule, before: Any, line: Any) -> str:
    """Return why a line is not minor, or an empty text."""
    if kind == ChangeKind.REALLOCATION:
        limit, moved = rules.minor_limit(decided_won=before, share_bp=number.value), abs(line.new - before)
        sentence = _(
            "Needs approval: “%(item)s” moves by %(moved)s from the %(decided)s last decided; up to "
            "%(limit)s (%(share)s) would be minor."
        )
        words = {
            "item": CostItem.objects.get(pk=line.place[1]).name, "moved": won(moved), "decided": won(before),
            "limit": won(limit), "share": percent(number.value),
        }  # fmt: skip
        return sentence % words if moved > limit else ""
    if not before:
        return _("Needs approval: no end was decided before.")
    first, last = dt.date.fromisoformat(before), dt.date.fromisoformat(line.new)
    moved_days = abs((last - first).days)
    if moved_days <= number.value:
        return ""
    sentence = ngettext(
        "Needs approval: the end moves by %(days)s day from %(decided)s, last decided; up to %(limit)s "
        "would be minor.",
        "Needs approval: the end moves by %(days)s days from %(decided)s, last decided; up to %(limit)s "
        "would be minor.",
        moved_days,
    )
    return sentence % {"days": moved_days, "decided": day(first), "limit": number.value}
