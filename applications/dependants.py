"""What the programme's editor asks of this room: who is touched by a change, and which days are settled."""

import datetime as dt

from django.db.models import Count, Max, Q

from applications.models import Application, CostItem, EligibilityCheck, Kind, Panel
from applications.workflow import Status
from core.workflow import clock
from programs.models import Call, GrantKind, Program, Technology
from programs.registry import Affected


def affected(program: Program) -> Affected:
    """Return the drafts that follow new rules, and what was submitted and keeps the rules of its day."""
    cases = Application.objects.filter(call__program=program, kind=Kind.GRANT).exclude(
        grant_kind=GrantKind.CONTRIBUTION
    )
    found = cases.order_by().aggregate(
        drafts=Count("pk", filter=Q(status=Status.DRAFTED)),
        submitted=Count("pk", filter=Q(submitted_at__isnull=False)),
        rules_on=Max("rules_on"),
        at=Max("submitted_at"),
    )
    days = [found["rules_on"], clock.day(found["at"]) if found["at"] else None]
    return Affected(found["drafts"], found["submitted"], max((day for day in days if day), default=None))


def uses(technology: Technology) -> int:
    """Return how many cost items rest on the technology."""
    return CostItem.objects.filter(technology=technology).count()


def drafting(program: Program, call: Call | None = None) -> list[int]:
    """Return the firms with a plan or an application in draft, in the programme or in one of its calls."""
    drafts = Application.objects.filter(call__program=program, status=Status.DRAFTED)
    if call is not None:
        drafts = drafts.filter(call=call)
    return sorted(set(drafts.values_list("firm_id", flat=True)))


def panel_day(program: Program) -> dt.date | None:
    """Return the last day on which a panel of the programme was opened."""
    last = Panel.objects.filter(call__program=program).aggregate(last=Max("opened_at"))["last"]
    return clock.day(last) if last else None


def check_day(program: Program) -> dt.date | None:
    """Return the last day on which the eligibility of an application of the programme was checked."""
    checks = EligibilityCheck.objects.filter(application__call__program=program)
    last = checks.order_by().aggregate(last=Max("at"))["last"]
    return clock.day(last) if last else None
