"""Back and forth: lines returned and answered, a condition fulfilled, an objection answered, a late award."""

from applications import operations as applications
from applications.models import Application
from applications.points import points_of
from reporting.dashboards.demo import awards
from reporting.dashboards.demo.facts import UNDERTAKINGS, Stage
from reporting.dashboards.demo.scene import Scene, after, on

#: partners: whose lines came back, who objects to a refusal
RETURNED, REFUSED = 14, 23


def fulfil_a_condition(scene: Scene) -> None:
    """The firm proves what its award asked of it; the officer confirms."""
    condition = scene.applications[awards.BOUND].conditions.get()
    clerk, at = scene.cast.clerk(awards.BOUND), on(5, 20)
    lines = {"업체명": scene.firms[awards.BOUND].name, "내용": "교정성적서와 설치 전 사진"}
    proof = scene.paper("교정성적서", lines, "교정성적서.pdf", clerk, at)
    applications.report_condition(
        condition=condition, evidence=proof, report="사진 12장과 교정성적서를 제출함.", by=clerk, at=at
    )
    applications.confirm_condition(condition=condition, by=scene.cast.officer, at=on(5, 22))


def decide_late(scene: Scene) -> None:
    """One award is decided in November, so that its days to accept still run."""
    for undertaking in UNDERTAKINGS:
        if undertaking.stage < Stage.ACCEPTED:
            application = scene.applications[undertaking.number]
            awards.award(scene, application, scene.cast.officer, on(11, 9), less_won=undertaking.less_won)


def return_and_answer(scene: Scene) -> None:
    """Two lines come back: one is corrected, of the other the firm says why it stays."""
    case = Application.objects.get(firm=scene.firms[RETURNED], status="SUBMITTED")
    at, clerk = on(11, 11), scene.cast.clerk(RETURNED)
    found = {point.kind: (point.kind, point.key) for point in points_of(case, at)}
    lines = {
        found["COST_ITEM"]: "모델명이 견적서와 다릅니다. 견적서대로 적어 주십시오.",
        found["MEASURE"]: "설치 장소의 건물 동을 적어 주십시오.",
    }
    applications.return_for_correction(application=case, lines=lines, by=scene.cast.agency, at=at)
    item = case.cost_items.get()
    at = after(at, 1)
    applications.change_cost_item(
        cost_item=item, version=item.version, model=f"{item.model}-2026", by=clerk, at=at
    )
    applications.reply_to_correction(
        correction=case.corrections.get(subject_kind="MEASURE"),
        reply="공장 건물이 한 동뿐이어서 동 번호가 없습니다.",
        by=clerk,
        at=at,
    )
    applications.submit(application=case, by=scene.cast.partner(RETURNED), at=after(at, hours=3))


def object_and_answer(scene: Scene) -> None:
    """A firm objects to its refusal; the approving officer, who did not refuse, dismisses it with reasons."""
    refused = Application.objects.get(firm=scene.firms[REFUSED], status="REFUSED")
    rep, at = scene.cast.partner(REFUSED), on(11, 12)
    lines = {"업체명": scene.firms[REFUSED].name, "내용": "사무동 안의 시험 생산 구역 도면"}
    drawing = scene.paper("도면", lines, "사무동_도면.pdf", rep, at)
    objection = applications.object_to(
        application=refused,
        against="REFUSAL",
        grounds="사무동 1층의 절반은 시험 생산 구역이므로 생산 설비의 조명으로 보아야 합니다.",
        files=[drawing],
        by=rep,
        at=at,
    )
    applications.answer_objection(
        objection=objection,
        outcome="DISMISSED",
        answer="시험 생산 구역의 조명은 별도 계량되지 않아 감축량을 검증할 수 없으므로 원래 결정을 유지함.",
        by=scene.cast.approver,
        at=on(11, 17),
    )
