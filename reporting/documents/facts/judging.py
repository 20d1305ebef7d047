"""How an application was judged: what its eligibility rested on, reviewers' scores, conflicts declared."""

from typing import Any

from django.db.models import Prefetch

from applications.models import EligibilityCheck, EligibilityFinding, PanelCase, Review, Score
from applications.models.panels import PanelStatus
from reporting.documents.facts.cases import step_of
from reporting.documents.facts.scope import Chain, with_steps


def collect(chain: Chain) -> dict[str, Any]:
    """Return checks of eligibility and panels. Scores are stated once the panel is closed."""
    checks = (
        EligibilityCheck.objects.filter(application__in=chain.case_ids)
        .select_related("application__firm", "by")
        .prefetch_related("findings")
        .order_by("application_id", "pk")
    )
    cases = (
        PanelCase.objects.filter(application__in=chain.case_ids)
        .select_related("panel", "application__firm")
        .prefetch_related("draws", Prefetch("reviews", queryset=_reviews()))
        .order_by("application_id", "pk")
    )
    return {"checks": [_check(check) for check in checks], "panels": [_panel(case) for case in cases]}


def _reviews() -> Any:
    scores = Score.objects.select_related("criterion__criterion")
    rows = Review.objects.select_related("reviewer__user")
    return with_steps(rows.prefetch_related(Prefetch("scores", queryset=scores))).order_by("pk")


def _check(check: EligibilityCheck) -> dict[str, Any]:
    return {
        "firm": check.application.firm.name,
        "case": check.application.title,
        "moment": check.moment,
        "outcome": check.outcome,
        "at": check.at,
        "by": str(check.by),
        "sha256": check.sha256,
        "findings": [_finding(finding) for finding in check.findings.all()],
    }


def _finding(finding: EligibilityFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "outcome": finding.outcome,
        "reason": finding.reason,
        "figures": finding.figures,
        "read_at": finding.read_at,
        "fresh_until": finding.fresh_until,
    }


def _panel(case: PanelCase) -> dict[str, Any]:
    is_closed = case.panel.status == PanelStatus.CLOSED
    return {
        "firm": case.application.firm.name,
        "case": case.application.title,
        "opened_at": case.panel.opened_at,
        "closed_at": case.panel.closed_at,
        "rank": case.rank,
        "mean_hundredths": case.mean_hundredths,
        "is_above_line": case.is_above_line,
        "draws": [
            {"seed": one.seed, "number": one.number, "drawn": len(one.chosen), "excluded": len(one.excluded)}
            for one in case.draws.all()
        ],
        "reviews": [_review(review, is_closed) for review in case.reviews.all()],
    }


def _review(review: Review, is_closed: bool) -> dict[str, Any]:
    scores = [one for one in review.scores.all() if is_closed and one.round_number == review.round_number]
    return {
        "reviewer": str(review.reviewer),
        "status": review.status,
        "round": review.round_number,
        "drawn_at": review.drawn_at,
        "scores": [_score(score) for score in scores],
        "steps": [step_of(step) for step in review.changes.all()],
    }


def _score(score: Score) -> dict[str, Any]:
    criterion = score.criterion.criterion
    return {
        "criterion_ko": criterion.name_ko,
        "criterion_en": criterion.name_en,
        "weight": score.criterion.weight,
        "points": score.points,
        "comment": score.comment,
        "at": score.at,
    }
