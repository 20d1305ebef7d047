"""What a firm said before and need not say again: the consortium's plan and its own earlier applications."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from applications.arithmetic import rules_day
from applications.costs import cost_items_of
from applications.models import Application, CostItem, Kind, PlannedPassOn, Quote
from applications.workflow import UNDECIDED, Halt, Status
from core.ui.formats import day
from firms.models import Firm
from programs.models import Consortium, CostKind, GrantKind, Technology
from programs.queries import kinds_paid_for, technologies_on

#: an application in whose costs a quote serves: handed in and undecided, or awarded
STANDING = (*UNDECIDED, Status.AWARDED, Status.ACCEPTED)


@dataclass(frozen=True)
class Reused:
    """
    A cost item of an earlier application: its technology in this programme, or why it is left.

    `competing`: its quotes besides the chosen one that are no older than the programme.
    """

    item: CostItem
    technology: Technology | None
    left: str = ""
    competing: tuple[Quote, ...] = ()


def from_the_plan(consortium: Consortium, firm: Firm | None) -> dict[str, Any]:
    """Return what the selected plan says of an application: its period, what is to be handed on in won."""
    plans = Application.objects.filter(consortium=consortium, kind=Kind.PLAN, status=Status.SELECTED)
    plan = plans.first()
    if plan is None:
        return {}
    known: dict[str, Any] = {"starts_on": plan.starts_on, "ends_on": plan.ends_on}
    if consortium.pass_through_kind == GrantKind.INDIRECT and firm is not None:
        own = PlannedPassOn.objects.filter(application=plan, payer__firm=firm, payer__tier=1)
        known["regrant_asked_won"] = own.aggregate(won=Sum("amount_won"))["won"] or 0
    return known


def earlier_applications(firm: Firm, without: int | None = None) -> QuerySet[Application]:
    """Return the applications for a subsidy that the firm wrote before, the newest first."""
    found = Application.objects.subsidies().filter(firm=firm).exclude(pk=without)
    return found.select_related("call__program", "consortium").order_by("-pk")


def reusable(source: Application, into: Application, at: dt.datetime) -> list[Reused]:
    """
    Return every cost item of an earlier application: taken over, or left and why.

    Left is what the programme doesn't pay for, what is in the draft already, and whatever would bring a quote
    with it that is out of date or serves an application that stands.
    """
    on, program = rules_day(into, at), into.call.program
    offered = {one.code: one for one in technologies_on(program, on)}
    kinds = set(kinds_paid_for(program, on))
    items = cost_items_of(source)
    own, serving = _used({item.chosen_quote.attachment.blob_id for item in items}, into)
    found = []
    for item in items:
        chosen = item.chosen_quote
        technology = offered.get(item.technology.code) if item.technology else None
        left = ""
        if item.cost_kind not in kinds or (item.cost_kind == CostKind.EQUIPMENT and technology is None):
            left = _("This programme doesn't pay for it.")
        elif chosen.attachment.blob_id in own:
            left = _("It is in the draft already.")
        elif chosen.quoted_on < program.starts_on:
            left = _("Its quote of %(day)s is older than the programme.") % {"day": day(chosen.quoted_on)}
        elif chosen.attachment.blob_id in serving:
            left = _("Its quote serves an application that stands.")
        others = [one for one in item.quotes.all() if not one.is_chosen]
        competing = tuple(one for one in others if one.quoted_on >= program.starts_on)
        found.append(Reused(item, technology, left, competing))
    return found


def _used(contents: set[int], into: Application) -> tuple[set[int], set[int]]:
    """Return the contents of chosen quotes that the draft rests on already, and other cases that stand."""
    case = "cost_item__application"
    same = Quote.objects.filter(is_chosen=True, attachment__blob__in=contents)
    standing = same.filter(**{f"{case}__status__in": STANDING}).exclude(**{f"{case}__halted": Halt.CANCELLED})
    own, others = same.filter(**{case: into}), standing.exclude(**{case: into})
    content = "attachment__blob_id"
    return set(own.values_list(content, flat=True)), set(others.values_list(content, flat=True))
