"""What the pages of claims show: where the tonnes come from, what can be done, the history."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ui.entries import Action, Entry
from core.workflow import clock
from programs.models import Member
from reporting.claims import permissions
from reporting.claims.models import Claim
from reporting.claims.queries import holdings, missing_of
from reporting.claims.scope3.lots import visible_lots
from reporting.claims.workflow import Status
from reporting.statements.models import Statement

SENTENCES = {
    Status.HELD: _("Claimed the tonnes."),
    Status.FROZEN: _("Frozen: a restatement took tonnes of it."),
    Status.RETIRED: _("Retired: used for good."),
    Status.RELEASED: _("Released: the tonnes went back to the share."),
    Status.CANCELLED: _("Cancelled: the tonnes went back to the share."),
}
#: what brought a frozen claim back
CURED = _("What was missing was replaced or given up.")


@dataclass(frozen=True)
class Source:
    """One lot that a claim holds, in kg CO2e; its firm and its page only for those who see them."""

    firm: str
    period_from: dt.date
    period_until: dt.date
    kilograms: int
    missing_kg: int
    href: str = ""


def sources(claim: Claim, user: Any) -> list[Source]:
    """Return where the claim's tonnes come from, lot by lot."""
    held = holdings(claim)
    missing = missing_of([claim.pk])
    lots = Statement.objects.select_related("firm").in_bulk([lot for lot, _whose in held])
    members = Member.objects.visible_to(user).filter(consortium=claim.consortium_id)
    seen = set(members.values_list("firm", flat=True))
    opened = set(visible_lots(user, clock.now()).filter(pk__in=lots).values_list("pk", flat=True))
    return [
        Source(
            str(lots[lot].firm) if lots[lot].firm_id in seen else str(_("Another firm")),
            lots[lot].period_from,
            lots[lot].period_until,
            kilograms,
            missing.get((claim.pk, lot, whose), 0),
            reverse("claims:lot", args=[lots[lot].public_id]) if lot in opened else "",
        )
        for (lot, whose), kilograms in sorted(held.items())
    ]


def history(claim: Claim) -> list[Entry]:
    """Return the steps of a claim as sentences, newest first."""
    steps = claim.changes.select_related("by").order_by("-pk")
    return [Entry(step.at, str(step.by), _sentence(step), step.reason) for step in steps]


def _sentence(step: Any) -> Any:
    is_cured = step.from_status == Status.FROZEN and step.to_status == Status.HELD
    return CURED if is_cured else SENTENCES[Status(step.to_status)]


#: name of the page, words, weight
Offer = tuple[str, Any, str]
CANCELLING: Offer = ("cancel", _("Cancel the external project"), "tertiary")


def actions(claim: Claim, user: Any, *, at: dt.datetime) -> list[Action]:
    """Return the steps this person may take now."""
    if not permissions.may_act_on_claim(user, claim, at=at):
        return []
    offers = {Status.HELD: _of_held, Status.FROZEN: _of_frozen}
    offered = offers.get(Status(claim.status))
    found = offered(claim) if offered else []
    return [
        Action(label, reverse(f"claims:{name}", args=[claim.public_id]), tone) for name, label, tone in found
    ]


def _of_held(claim: Claim) -> list[Offer]:
    """Return what can be done with a held claim; what an outside register counts is not released."""
    retiring: Offer = ("retire", _("Retire"), "tertiary")
    is_registered = claim.is_offset and claim.external.koc_number
    found: list[Offer] = [] if is_registered else [("release", _("Release"), "secondary")]
    return [*found, retiring, *(_of_external(claim) if claim.is_offset else [])]


def _of_frozen(claim: Claim) -> list[Offer]:
    """Return how a frozen claim is cured; what was used for good or converted is replaced alone."""
    found: list[Offer] = [("replace", _("Replace what is missing"), "primary")]
    is_converted = claim.is_offset and claim.external.kcu_account
    if not claim.retired_at and not is_converted:
        found.append(("release_missing", _("Release what is missing"), "secondary"))
    return found


def _of_external(claim: Claim) -> list[Offer]:
    """Return what comes next for an external project: its number, then its conversion; until then its end."""
    if not claim.external.koc_number:
        return [("koc", _("Write down the KOC registration"), "secondary"), CANCELLING]
    if claim.external.kcu_account:
        return []
    in_scheme = claim.claimant.is_in_trading_scheme
    converting = [("kcu", _("Write down the conversion into KCU"), "secondary")] if in_scheme else []
    return [*converting, CANCELLING]
