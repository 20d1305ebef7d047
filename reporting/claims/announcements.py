"""Telling the claimant that tonnes are missing. Called within the operation that takes them."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import close_items, firm, hand_to
from core.inbox.registry import FIRMS
from core.ui.formats import tonnes
from core.users.models import Role, User
from programs.addressees import offices_of
from reporting.claims.models import Claim
from reporting.statements.announcements import REDUCTIONS

SUBJECT = "claim"


def declare_kinds() -> None:
    """Declare the kind of inbox item of this room, its words and where it leads."""
    REDUCTIONS.about(SUBJECT, page="claims:detail", offices=offices_of(Claim, "program"))
    REDUCTIONS.declare(
        "cure_claim", _("Release or replace the missing tonnes of a claim"), "claims:detail", FIRMS,
        within_days=30,
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
