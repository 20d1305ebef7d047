"""Reading what a firm's risk rests on, and how many inspections a grant has and needs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.db.models.functions import TruncDate

from core.ratios import WHOLE_BP
from core.workflow import clock
from core.workflow.models import SEOUL
from core.workflow.refusals import Refusal
from disbursements.inspections.programme import RatingTerm, terms_on
from disbursements.inspections.risk import Fact, Rated, Rating, rate
from disbursements.models import (
    AssetReport,
    Finding,
    FindingStatus,
    Grant,
    Inspection,
    InspectionStatus,
    Mode,
    PaymentRequest,
    PaymentRequestChange,
    RiskOverride,
)
from disbursements.queries.owed import overdue, payments_owed
from disbursements.refusals.inspections import InspectionsDue
from disbursements.workflow import PaymentStatus
from firms.models import BusinessState, ListedBusiness


@dataclass(frozen=True)
class Needed:
    """How a firm is rated for a grant, by its facts or by an officer, and what inspections that asks for."""

    rated: Rated
    override: RiskOverride | None
    passed: int
    passed_on_site: int

    @property
    def rating(self) -> Rating:
        """The rating that counts."""
        return Rating(self.override.rating) if self.override else self.rated.rating

    @property
    def term(self) -> RatingTerm:
        """What that rating asks for."""
        return self.rated.as_(self.rating)

    @property
    def is_met(self) -> bool:
        """Whether enough inspections were passed, every finding closed."""
        return self.passed >= self.term.inspections and self.passed_on_site >= self.term.on_site


def facts_of(grant: Grant, at: dt.datetime) -> dict[str, int]:
    """Return what is known of a grant's firm at a moment, by fact: counts, won and basis points."""
    firm, today = grant.firm_id, clock.day(at)
    earlier = Grant.objects.filter(firm=firm, accepted_at__lt=grant.accepted_at).exclude(pk=grant.pk)
    whole = grant.awarded_won + grant.regrant_won
    reports = AssetReport.objects.filter(asset__grant__firm=firm)
    handed_in = reports.annotate(day=TruncDate("reported_at", tzinfo=SEOUL)).filter(day__gt=F("due_on"))
    returned = PaymentRequestChange.objects.filter(
        case__grant__firm=firm, to_status=PaymentStatus.RETURNED, at__lte=at
    )
    findings = Finding.objects.filter(inspection__grant__firm=firm, status=FindingStatus.OPEN)
    listed = ListedBusiness.objects.filter(
        business_number=grant.firm.business_number, state=BusinessState.CLOSED
    )
    return {
        Fact.FIRST_GRANT: int(not earlier.exists()),
        Fact.AMOUNT: whole,
        Fact.HANDED_ON: grant.regrant_won * WHOLE_BP // whole,
        Fact.RETURNED: returned.count(),
        Fact.LATE_REPORTS: handed_in.count() + reports.late(today).count(),
        Fact.OVERDUE_DUTIES: overdue(payments_owed().filter(holder_id__in=_grants_of(firm)), today).count(),
        Fact.FAILED: Inspection.objects.filter(grant__firm=firm, status=InspectionStatus.FAILED).count(),
        Fact.OPEN_FINDINGS: findings.filter(due_on__lt=today).count(),
        Fact.EXCLUDED: listed.count() + grant.firm.exclusions.filter(decided_at__lte=at).count(),
    }


def needed(grant: Grant, at: dt.datetime) -> Needed:
    """Return the firm's rating for a grant and how far its inspections meet it."""
    program = grant.consortium.program
    rated = rate(facts_of(grant, at), terms_on(program.code, clock.day(at)))
    override = RiskOverride.objects.filter(program=program, firm=grant.firm_id, at__lte=at).last()
    passed = grant.inspections.filter(status=InspectionStatus.PASSED)
    clean = passed.exclude(findings__in=Finding.objects.unsettled())
    modes = list(clean.values_list("mode", flat=True))
    set_by_hand = override if override and override.rating else None
    return Needed(rated, set_by_hand, len(modes), modes.count(Mode.ON_SITE))


def inspections_condition(grant: Grant, payment: PaymentRequest | None, at: dt.datetime) -> Refusal | None:
    """Return why the final payment of a grant waits for inspections, or None."""
    found = needed(grant, at)
    if found.is_met:
        return None
    return InspectionsDue(
        rating=found.rating.label,
        wanted=found.term.inspections,
        on_site=found.term.on_site,
        passed=found.passed,
        there=found.passed_on_site,
    )


def is_only_checker(grant: Grant, person: Any) -> bool:
    """Say whether this person, and nobody else, checked the payments of a grant."""
    checked = grant.payment_requests.filter(checked_by__isnull=False)
    return set(checked.values_list("checked_by", flat=True)) == {person.pk}


def _grants_of(firm_id: int) -> Any:
    return Grant.objects.filter(firm=firm_id).order_by().values("pk")
