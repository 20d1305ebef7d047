"""What stands in the way of the end of a grant: each part of the room hooks its own question in."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application
from core.ledger.queries import balance
from core.ui.templatetags.ui import won
from disbursements.effects import NOT_ACCEPTED
from disbursements.queries import lying_with, node_figures
from disbursements.queries.assets import assets_condition, unproposed_returns
from disbursements.queries.debts import under_recovery
from disbursements.queries.inspections import inspections_condition
from disbursements.queries.matching import in_the_way
from disbursements.queries.settlements import settled_finally
from disbursements.workflow import ENDED_GRANTS, WITH_THE_OFFICE
from programs.models import GrantKind

#: asked with a grant and a moment; returns what is still open, each in a sentence
Obstacle = Callable[[Any, dt.datetime], list[str]]


def not_settled(grant: Any, at: dt.datetime) -> list[str]:
    """Name a settlement that is missing or not confirmed yet (Act, art. 27–28)."""
    return [] if settled_finally(grant) else [_("Its last settlement is not confirmed yet.")]


def owed(grant: Any, at: dt.datetime) -> list[str]:
    """Name what is under recovery, and interest that was not paid in (Act, art. 31)."""
    found = [_("Something of it is still to be recovered.")] if under_recovery([grant.pk]) else []
    if unproposed_returns([grant]).exists():
        found.append(_("What an approved disposal gives back was not recovered yet."))
    if interest := balance(grant.owner, "interest"):
        found.append(_("%(won)s of interest were not paid in yet.") % {"won": won(interest)})
    return found


def not_passed_on(grant: Any, at: dt.datetime) -> list[str]:
    """Name what the firm still has to pass on, and money on its way or unspent."""
    figures = node_figures([grant])[grant.pk]
    found = []
    if figures.duty_open:
        found.append(_("%(won)s are still to be passed on.") % {"won": won(figures.duty_open)})
    if figures.held or figures.paying or figures.incoming or figures.in_transit:
        found.append(_("Money of it is on its way or not spent yet."))
    if lying_with(grant):
        found.append(_("Money for firms below lies with the firm or is on its way from it."))
    return found


def requests_open(grant: Any, at: dt.datetime) -> list[str]:
    """Name payment requests that the office or the bank has not answered."""
    waiting = grant.payment_requests.filter(status__in=WITH_THE_OFFICE).order_by("pk")
    sentence = _("Payment request %(number)s is open: %(status)s.")
    return [sentence % {"number": f"#{one.number}", "status": one.get_status_display()} for one in waiting]


def awards_open(grant: Any, at: dt.datetime) -> list[str]:
    """Name subsidies below that were proposed or awarded and that nobody accepted or ended."""
    below = Application.objects.filter(parent__grant=grant, grant_kind=GrantKind.INDIRECT)
    waiting = below.filter(status__in=NOT_ACCEPTED).select_related("firm").order_by("pk")
    return [
        _("The case of %(firm)s below is open: %(status)s.")
        % {"firm": one.firm, "status": one.get_status_display()}
        for one in waiting
    ]


def children_open(grant: Any, at: dt.datetime) -> list[str]:
    """Name grants below that are not over; a private contribution is never closed, so none is awaited."""
    below = (
        grant.children.exclude(status__in=ENDED_GRANTS)
        .exclude(kind=GrantKind.CONTRIBUTION)
        .select_related("firm")
        .order_by("pk")
    )
    return [_("The grant of %(firm)s below is not closed yet.") % {"firm": one.firm} for one in below]


def gaps_open(grant: Any, at: dt.datetime) -> list[str]:
    """Name gaps between papers that are neither closed nor waived."""
    return [_("A gap between papers is open: %(gap)s.") % {"gap": one} for one in in_the_way(grant, at)]


def not_inspected(grant: Any, at: dt.datetime) -> list[str]:
    """Name inspections and entries in the register of assets that are missing (Act, art. 25, 35)."""
    found = (inspections_condition(grant, None, at), assets_condition(grant, None, at))
    return [str(refusal) for refusal in found if refusal is not None]


#: what is asked before a grant is closed
OBSTACLES: dict[str, Obstacle] = {
    "settlement": not_settled,
    "debts": owed,
    "passing_on": not_passed_on,
    "requests": requests_open,
    "awards": awards_open,
    "children": children_open,
    "gaps": gaps_open,
    "inspections": not_inspected,
}


def obstacles(grant: Any, at: dt.datetime) -> list[str]:
    """Return everything that stands in the way, in sentences."""
    return [sentence for ask in OBSTACLES.values() for sentence in ask(grant, at)]
