"""What tests of panels share: criteria, a pool, submitted applications, one review from end to end."""

import datetime as dt
from typing import Any

from applications import operations
from applications.models import Application, Panel, Review, Reviewer
from core.users.models import User
from core.users.scopes import ScopeKind
from programs.models import Call, Consortium, Criterion, Member, Program
from tests.factories import cases, people, programmes
from tests.factories.people import FIRST_DAY, MOMENT

DUE = dt.date(2026, 3, 2)


def add_criteria(program: Program, *weights: int) -> None:
    """Give a programme criteria with these weights."""
    for n, weight in enumerate(weights, start=1):
        Criterion.objects.create(
            program=program, code=f"criterion-{n}", position=n, name_ko=f"평가항목 {n}",
            name_en=f"Criterion {n}", weight=weight, valid_from=FIRST_DAY, source_ko="시험 자료",
            source_en="Test data",
        )  # fmt: skip


def pooled(program: Program, n: int, **extra: Any) -> Reviewer:
    """Put a person with the role of a reviewer into the pool."""
    user = people.with_role(
        "REVIEWER", ScopeKind.PROGRAM, program.pk, name=f"평가위원 {n}", email=f"reviewer{n}@example.kr"
    )
    terms = {"technologies": ["air_compressor"], "max_load": 50, "valid_from": FIRST_DAY, **extra}
    return Reviewer.objects.create(program=program, user=user, **terms)


def submitted(consortium: Consortium, anchor_member: Member, n: int, asked_won: int) -> Application:
    """Make a firm of the consortium with a submitted application; a higher number was submitted later."""
    firm = people.FirmFactory(name=f"협력사 {n}")
    people.certify(firm)
    rep = people.person_of(firm)
    programmes.join(consortium, firm, anchor_member)
    application = cases.draft(consortium, firm, rep, title=f"교체 {n}")
    at = MOMENT - dt.timedelta(days=1) + dt.timedelta(minutes=n)
    Application.objects.filter(pk=application.pk).update(
        asked_won=asked_won, submitted_at=at, submitted_by=rep, purpose="절감"
    )
    application.refresh_from_db()
    return application.move_to("SUBMITTED", by=rep, at=at)


def opened(call: Call, by: User, **extra: Any) -> Panel:
    """Open a panel as the officer would."""
    terms = {"per_application": 2, "due_on": DUE, "seed": "제비", "flagged_spread": 20, **extra}
    return operations.open_panel(call=call, by=by, at=MOMENT, **terms)


def unbiased(review: Review) -> Review:
    """Let the reviewer declare that there is no conflict."""
    return operations.declare_conflict(review=review, in_conflict=False, by=review.reviewer.user, at=MOMENT)


def scored(review: Review, *points: int) -> Review:
    """Let the reviewer score, after the declaration if it is still to be made."""
    if review.status == "DRAWN":
        review = unbiased(review)
    return hand_in(review, *points)


def hand_in(review: Review, *points: Any, at: dt.datetime = MOMENT) -> Review:
    """Hand in points for the panel's criteria in their order."""
    keys = [criterion.pk for criterion in review.case.panel.criteria.all()]
    given = dict(zip(keys, points, strict=True))
    return operations.hand_in_scores(
        review=review, points=given, comments=dict.fromkeys(keys, "근거 있음"), by=review.reviewer.user,
        at=at,
    )  # fmt: skip


def score_all(panel: Panel, points: dict[str, tuple[int, int]]) -> None:
    """Let every reviewer give a case the same points, by the case's title."""
    for review in Review.objects.standing().filter(case__panel=panel).with_names():
        scored(review, *points[review.case.application.title])


def closed(panel: Panel, by: User) -> Panel:
    """Write the minutes and close the panel."""
    panel.refresh_from_db()
    operations.write_minutes(panel=panel, minutes="위원 전원 참석", version=panel.version, by=by, at=MOMENT)
    return operations.close_panel(panel=panel, by=by, at=MOMENT)
