"""Reading what decisions in other programmes mean for a firm that asks here."""

import datetime as dt

from applications.eligibility.facts import SanctionFacts
from applications.models import Application
from core.workflow import clock
from firms.sanctions.models import LateReport


def sanction_facts(application: Application, at: dt.datetime) -> SanctionFacts:
    """Return until when the firm is excluded, of several decisions by the longest, and the cut it faces."""
    firm = application.firm
    longest = firm.exclusions.holding_on(clock.day(at)).order_by("-until_on").first()
    worst = _worst_late_report(application)
    return SanctionFacts(
        firm.name,
        longest.until_on if longest else None,
        worst.months_late if worst else 0,
        worst.cut_percent if worst else 0,
    )


def _worst_late_report(application: Application) -> LateReport | None:
    """
    Return the late settlement with the largest cut that no award of the firm has met since.

    The next subsidy is cut once: an award decided after the late report was the next one.
    """
    firm = application.firm
    decided = Application.objects.filter(firm=firm, awarded_won__isnull=False, decided_at__isnull=False)
    last = decided.exclude(pk=application.pk).order_by("-decided_at").first()
    late = LateReport.objects.filter(firm=firm).order_by("-cut_percent", "pk")
    if last is not None:
        late = late.filter(recorded_at__gt=last.decided_at)
    return late.first()
