"""Reading firms, their size and their people."""

import datetime as dt
from typing import Any

from django.db.models import Max, QuerySet

from core.workflow import clock
from core.workflow.reading import once
from firms.models import Firm, ListedBusiness, Membership, SizeCertificate


@once
def size_of(firm: Firm, on: dt.date) -> SizeCertificate | None:
    """Return the newest certificate of size that is valid on the day, or None."""
    return (
        firm.certificates.filter(issued_on__lte=on, valid_until__gte=on).order_by("-issued_on", "-pk").first()
    )


def firm_with_number(digits: str) -> Firm | None:
    """Return the firm with this business registration number (ten digits), or None."""
    return Firm.objects.filter(business_number=digits).first()


def firms_of(user: Any, at: dt.datetime) -> QuerySet[Firm]:
    """Return the firms for which the person acts at that moment."""
    return Firm.objects.acted_for_by(user, at)


def people_of(firm: Firm, at: dt.datetime) -> list[Membership]:
    """Return who acts for the firm at that moment, with person and role; representatives first."""
    today = clock.day(at)
    everybody = firm.memberships.select_related("user", "assignment").order_by("pk")
    acting = [m for m in everybody if m.assignment.is_valid_on(today)]
    return sorted(acting, key=lambda m: m.assignment.role != "REPRESENTATIVE")


def newest_list() -> dt.date | None:
    """Return the day of the newest imported list of closed businesses, or None if there never was one."""
    return ListedBusiness.objects.aggregate(day=Max("listed_on"))["day"]


def listed(business_number: str) -> ListedBusiness | None:
    """Return what the imported lists say of a business number, or None if they don't name it."""
    return ListedBusiness.objects.filter(business_number=business_number).first()
