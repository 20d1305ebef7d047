"""Telling the claimant that tonnes are missing, and who decides on a contract year. Within operations."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.inbox.models import Item
from core.inbox.operations import (
    close_items,
    close_keys,
    firm,
    hand_to,
    office,
    open_item,
    open_items,
    tell,
)
from core.inbox.registry import FIRMS, OFFICES
from core.ui.formats import tonnes
from core.users.models import Role, User
from programs.addressees import offices_of, those_who_handle
from programs.models import Consortium
from reporting.claims.models import Claim, PerformanceDecision
from reporting.statements.announcements import REDUCTIONS

SUBJECT = "claim"
PERFORMANCE = "performance"
CONTRACT = "performance_contract"


def declare_kinds() -> None:
    """Declare the kinds of inbox items of this room, their words and where they lead."""
    REDUCTIONS.about(SUBJECT, page="claims:detail", offices=offices_of(Claim, "program"))
    REDUCTIONS.declare(
        "cure_claim", _("Release or replace the missing tonnes of a claim"), "claims:detail", FIRMS,
        within_days=30,
    )  # fmt: skip
    page = "claims:performance"
    REDUCTIONS.about(PERFORMANCE, page=page, offices=offices_of(PerformanceDecision, "program"))
    REDUCTIONS.declare(
        "decide_performance", _("Decide what a contract year comes to"), page, OFFICES, within_days=14
    )
    REDUCTIONS.declare("performance_decided", _("What your contract year comes to"), page, FIRMS)
    consortium = "dashboards:consortium"
    REDUCTIONS.about(CONTRACT, page=consortium, offices=offices_of(Consortium, "program"))
    REDUCTIONS.declare(
        "settle_year", _("Propose what a contract year comes to"), "claims:performance_propose", OFFICES,
        within_days=60,
    )  # fmt: skip


def waits_for_claimant(claim: Claim, *, by: User, at: dt.datetime) -> None:
    """Put the frozen claim into the inbox of the claimant's representatives."""
    hand_to(
        firm(claim.claimant_id, Role.REPRESENTATIVE),
        kind="cure_claim",
        subject=claim,
        subject_kind=SUBJECT,
        about=f"{claim} · {tonnes(claim.short_kg)}",
        step=claim.changes.count(),
        by=by,
        at=at,
    )


def nobody_waits(claim: Claim, *, by: User, at: dt.datetime) -> None:
    """Take the claim out of every inbox."""
    close_items(subject_kind=SUBJECT, subject_id=claim.pk, by=by, at=at)


def year_waits(consortium: Consortium, year: int, *, at: dt.datetime) -> None:
    """Put a contract year that has ended before those who handle the case, once."""
    for key, to in zip(_keys(consortium, year), those_who_handle(consortium.program), strict=False):
        open_item(
            key=key,
            kind="settle_year",
            subject=consortium,
            subject_kind=CONTRACT,
            about=f"{consortium} · {year}",
            to=to,
            at=at,
        )


def year_waits_no_more(consortium: Consortium, year: int, *, by: User, at: dt.datetime) -> None:
    """Take a contract year out of the inboxes of those who handle the case."""
    close_keys(*_keys(consortium, year), by=by, at=at)


def years_that_wait(consortium: Consortium) -> set[int]:
    """Return the contract years that stand in inboxes."""
    waiting = open_items(CONTRACT, consortium.pk).values_list("key", flat=True)
    return {int(key.split(":")[2]) for key in waiting}


def called_up_before() -> QuerySet:
    """Return the ids of the consortia of which a contract year stands in an inbox."""
    return Item.objects.open().filter(kind="settle_year").values("subject_id")


def _keys(consortium: Consortium, year: int) -> list[str]:
    """Return the keys of a contract year's items: the ministry's, and the agency's."""
    return [f"settle_year:{consortium.pk}:{year}:{number}" for number in range(2)]


def waits_for_decision(decision: PerformanceDecision, *, by: User, at: dt.datetime) -> None:
    """Put a proposal before the ministry's approving officers."""
    hand_to(
        office(decision.program.office_id, Role.APPROVING_OFFICER),
        kind="decide_performance",
        subject=decision,
        subject_kind=PERFORMANCE,
        about=_about(decision),
        step=1,
        by=by,
        at=at,
    )


def performance_decided(decision: PerformanceDecision, *, by: User, at: dt.datetime) -> None:
    """Tell the anchor what its contract year came to; the firms that pay back are told of their debts."""
    nobody_decides(decision, by=by, at=at)
    tell(
        firm(decision.consortium.anchor_id, Role.REPRESENTATIVE),
        kind="performance_decided",
        subject=decision,
        subject_kind=PERFORMANCE,
        about=_about(decision),
        step=1,
        at=at,
    )


def nobody_decides(decision: PerformanceDecision, *, by: User, at: dt.datetime) -> None:
    """Take a proposal out of every inbox."""
    close_items(subject_kind=PERFORMANCE, subject_id=decision.pk, by=by, at=at)


def _about(decision: PerformanceDecision) -> str:
    return f"{decision} · {decision.get_consequence_display()} · {decision.amount_won:,}"
