"""Whose a measure's verified kilograms are: the shares agreed for the months of a statement."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from applications.models import Holder
from core.ratios import WHOLE_BP
from core.workflow.refusals import Refusal
from firms.models import Firm
from measurement.models import Measure
from programs.models import AttributionAgreement, Consortium, SharesStatus
from reporting.statements.models import Statement
from reporting.statements.rules import split


class SharesChange(Refusal):
    message = _(
        "Other shares in this firm's reductions are agreed from %(next)s on. Choose months until %(until)s, "
        "and a statement of its own for those after it."
    )


class HolderChanges(SharesChange):
    message = _(
        "%(firm)s had this equipment until the month %(until)s. Choose months until then, and a statement of "
        "its own for those after it."
    )


@dataclass(frozen=True)
class Attributed:
    """One consortium's part of a statement: its share in basis points and in whole kg CO2e."""

    consortium: Consortium
    share_bp: int
    kilograms: int


def shares_for(measure: Measure, period_from: dt.date, period_until: dt.date) -> dict[int, int]:
    """
    Return {consortium id: basis points} that hold for the whole period; all the lead one's by default.

    :raises SharesChange: if other shares hold for a part of the period; says until which month the first do.
    :raises HolderChanges: if the equipment passed to another firm within the period.
    """
    firm = firm_of_months(measure, period_from, period_until)
    agreed = AttributionAgreement.objects.filter(
        program=measure.consortium.program_id, firm=firm.pk, status=SharesStatus.AGREED
    )
    found = agreed.exclude(valid_until__lt=period_from).filter(valid_from__lte=period_until)
    first = found.order_by("valid_from").prefetch_related("shares").first()
    if first is None:
        return {measure.consortium_id: WHOLE_BP}
    if first.valid_from > period_from:
        raise _change(first.valid_from)
    if first.valid_until is not None and first.valid_until < period_until:
        raise _change(first.valid_until + dt.timedelta(days=1))
    return {share.consortium_id: share.share_bp for share in first.shares.all()}


def firm_of_months(measure: Measure, period_from: dt.date, period_until: dt.date) -> Firm:
    """
    Return the firm that had the equipment in these months; the month of a hand-over is the old one's.

    :raises HolderChanges: if it passed to another firm within them; says until which month the first had it.
    """
    held = Holder.objects.filter(application__cost_items__measure=measure).select_related("firm")
    holders = [(_first_month(one), one.firm) for one in held.order_by("number")]
    if len(holders) < 2:
        return measure.firm
    first = [firm for since, firm in holders if since is None or since <= period_from][-1]
    later = [since for since, _firm in holders if since and period_from < since <= period_until]
    if later:
        until = later[0] - dt.timedelta(days=1)
        raise HolderChanges(firm=first.name, until=f"{until:%Y-%m}", field="period_until")
    return first


def _first_month(holder: Holder) -> dt.date | None:
    """Return the first day of the month after it took over; None for the firm that accepted."""
    if holder.number == 1:
        return None
    return (holder.since_on.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def _change(day: dt.date) -> SharesChange:
    until = day.replace(day=1) - dt.timedelta(days=1)
    return SharesChange(until=f"{until:%Y-%m}", next=f"{day:%Y-%m}", field="period_until")


def attributed(statement: Statement) -> list[Attributed]:
    """
    Return whose the statement's kilograms are: as they were booked, or as they would be now.

    Empty where that can't be said: the shares changed within its months, or nothing was reduced.
    """
    booked = list(statement.shares.select_related("consortium"))
    if booked:
        return [Attributed(share.consortium, share.share_bp, share.kilograms) for share in booked]
    if statement.booked_kg <= 0 or not statement.is_standing:
        return []
    try:
        agreed = shares_for(statement.measure, statement.period_from, statement.period_until)
    except SharesChange:
        return []
    parts = split(statement.booked_kg, agreed)
    consortia = Consortium.objects.in_bulk(agreed)
    return [Attributed(consortia[pk], share_bp, parts[pk]) for pk, share_bp in agreed.items()]
