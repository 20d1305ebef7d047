"""November: experts rank what came in late, for less money than was asked."""

import datetime as dt

from applications import operations as applications
from applications.models import Panel, Review
from reporting.dashboards.demo import autumn
from reporting.dashboards.demo.autumn import Late
from reporting.dashboards.demo.items import compressor, recovery, solar
from reporting.dashboards.demo.scene import Scene, after, on

#: what the panel judges besides the case that came back corrected: together more than is left of the budget
CANDIDATES = (
    Late(10, "조립동 압축공기 설비 교체", (compressor("250 kW × 2대", "610.5", "0.149", "0.110", 3_900_000),),
         "SUBMITTED"),
    Late(20, "공장 지붕 태양광 자가소비", (solar(420, "529.2", "3.6", 100),), "SUBMITTED"),
)  # fmt: skip
#: handed in when the panel was closed, so that something waits for the next one
AFTERWARDS = Late(
    15, "건조 공정 폐열 회수", (recovery("폐열 회수 열교환기", "146.0", 5_200, 38_000),), "SUBMITTED"
)
FIELDS = ("air_compressor", "roof_pv", "waste_heat")
#: points by the title's first word, criterion by criterion in turn; every second reviewer gives `APART` less
POINTS = {"세정제": (88, 91, 84), "조립동": (90, 86, 92), "공장": (72, 78, 70)}
APART = 3
IN_CONFLICT = "신청 기업의 공급업체에 배우자가 근무하여 회피함."
SEEN = "제출한 12개월 기준 자료와 견적서로 확인함."
MINUTES = "위원 전원이 이해관계를 확인한 뒤 평가함. 회피한 위원 1명은 다른 위원으로 대체함. 이견 없음."


def judge(scene: Scene) -> None:
    """Experts are pooled, drawn, one abstains, all score; the officer closes the panel with its minutes."""
    for n, late in enumerate(CANDIDATES):
        autumn.apply_late(scene, late, after(on(11, 9, 9), days=n))
    _fill_the_pool(scene)
    panel = applications.open_panel(
        call=scene.call, per_application=2, due_on=dt.date(2026, 11, 27), seed="2026-11-12",
        flagged_spread=20, by=scene.cast.officer, at=on(11, 12, 15),
    )  # fmt: skip
    _abstain(panel, on(11, 13, 9))
    _score(panel, on(11, 16, 10))
    panel.refresh_from_db()
    officer = scene.cast.officer
    applications.write_minutes(
        panel=panel, minutes=MINUTES, version=panel.version, by=officer, at=on(11, 17, 13)
    )
    applications.close_panel(panel=panel, by=officer, at=on(11, 17, 14))
    autumn.apply_late(scene, AFTERWARDS, on(11, 17, 9))


def _fill_the_pool(scene: Scene) -> None:
    for expert in scene.cast.experts:
        applications.add_reviewer(
            program=scene.call.program, email=expert.email, technologies=FIELDS, sectors=(), max_load=10,
            valid_from=dt.date(2026, 11, 1), valid_until=None, by=scene.cast.officer, at=on(11, 10),
        )  # fmt: skip


def _abstain(panel: Panel, at: dt.datetime) -> None:
    """The first who was drawn is in conflict; another is drawn for the case."""
    review = Review.objects.filter(case__panel=panel).with_names().earliest("pk")
    applications.declare_conflict(
        review=review, in_conflict=True, reason=IN_CONFLICT, by=review.reviewer.user, at=at
    )


def _score(panel: Panel, at: dt.datetime) -> None:
    criteria = [one.pk for one in panel.criteria.all()]
    for n, review in enumerate(Review.objects.standing().filter(case__panel=panel).with_names()):
        by, points = review.reviewer.user, POINTS[review.case.application.title.split()[0]]
        review = applications.declare_conflict(review=review, in_conflict=False, by=by, at=at)
        given = {key: points[k % len(points)] - APART * (n % 2) for k, key in enumerate(criteria)}
        applications.hand_in_scores(
            review=review, points=given, comments=dict.fromkeys(criteria, SEEN), by=by, at=after(at, hours=2)
        )
