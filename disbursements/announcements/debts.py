"""Telling who decides on a debt, who pays it, and what became of it. Called within operations."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.inbox.operations import close_items, firm, hand_to, office, open_item
from core.inbox.registry import FIRMS, OFFICES
from core.users.models import Role, User
from disbursements.announcements.money import GRANTS
from disbursements.models import Debt
from programs.addressees import offices_of

DEBT = "debt"


def declare_kinds() -> None:
    """Declare the kinds of inbox items of debts, their words and where they lead."""
    page = "disbursements:debt"
    GRANTS.about(DEBT, page=page, offices=offices_of(Debt, "grant__consortium__program"))
    GRANTS.declare("order_debt", _("Decide on what is to be recovered"), page, OFFICES, within_days=14)
    GRANTS.declare("pay_debt", _("Pay what was ordered"), page, FIRMS, is_legal=True)
    GRANTS.declare("debt_settled", _("What your firm owed is settled"), page, FIRMS, is_legal=True)
    GRANTS.declare("firm_excluded", _("Your firm was excluded for a time"), page, FIRMS, is_legal=True)


def proposed(debt: Debt, *, at: dt.datetime) -> None:
    """Put a debt before the ministry's approving officers."""
    approvers = office(debt.grant.consortium.program.office_id, Role.APPROVING_OFFICER)
    hand_to(
        approvers, kind="order_debt", subject=debt, subject_kind=DEBT, about=_about(debt), step=1,
        by=debt.proposed_by, at=at,
    )  # fmt: skip


def ordered(debt: Debt, *, by: User, at: dt.datetime) -> None:
    """Put a debt before the firm that owes it, until its due day."""
    hand_to(
        firm(debt.firm_id), kind="pay_debt", subject=debt, subject_kind=DEBT, about=_about(debt), step=1,
        by=by, at=at, due_on=debt.due_on,
    )  # fmt: skip


def due_anew(debt: Debt, due_on: dt.date, *, by: User, at: dt.datetime) -> None:
    """Put a debt before its firm again, with another day: the next part, or all at once again."""
    # grows with every plan that begins or ends and every payment, so that each says something new
    step = debt.plans.count() + debt.plans.filter(ended_at__isnull=False).count() + debt.entries.count()
    hand_to(
        firm(debt.firm_id), kind="pay_debt", subject=debt, subject_kind=DEBT, about=_about(debt),
        step=step, by=by, at=at, due_on=due_on,
    )  # fmt: skip


def settled(debt: Debt, *, by: User, at: dt.datetime) -> None:
    """Take a debt out of every inbox, and tell the firm what became of it."""
    nobody_waits(debt, by=by, at=at)
    _tell_of_debt(debt, "debt_settled", at)


def excluded(debt: Debt, *, at: dt.datetime) -> None:
    """Tell a firm that it was excluded."""
    _tell_of_debt(debt, "firm_excluded", at)


def nobody_waits(debt: Debt, *, by: User, at: dt.datetime) -> None:
    """Take a debt out of every inbox."""
    close_items(subject_kind=DEBT, subject_id=debt.pk, by=by, at=at)


def _tell_of_debt(debt: Debt, kind: str, at: dt.datetime) -> None:
    open_item(
        key=f"{kind}:{debt.pk}", kind=kind, subject=debt, subject_kind=DEBT, about=_about(debt),
        to=firm(debt.firm_id), at=at, is_notice=True,
    )  # fmt: skip


def _about(debt: Debt) -> str:
    return f"{debt.firm} · {debt.grant} · {debt.amount_won:,}"
