"""Spring: the consortium forms, its plan is selected, tier 1 applies and is awarded."""

import datetime as dt
from decimal import Decimal

from applications import operations as applications
from disbursements import operations as disbursements
from firms import operations as firms
from firms.models import SizeClass
from programs import operations as programs
from programs.models import CostKind, SupportModel
from reporting.dashboards.demo.scene import Scene, on

CONSORTIUM = "현대자동차·기아 협력사 탄소파트너십 컨소시엄"


def form_the_consortium(scene: Scene) -> None:
    """The call is funded; the anchor and tier 1 register and form the consortium."""
    programs.appropriate(call=scene.call, amount=scene.call.budget_won, by=scene.system, at=on(1, 20))
    scene.anchor = scene.firm(
        scene.anchor_rep,
        "현대자동차 (시연용 대역)",
        "강민호",
        "C30121",
        "seoul",
        SizeClass.LARGE,
        on(1, 27),
    )
    scene.tier1 = scene.firm(
        scene.tier1_rep,
        "한빛정밀 (가상 1차 협력사)",
        "윤서준",
        "C30399",
        "ulsan",
        SizeClass.SME,
        on(1, 28),
    )
    firms.add_clerk(
        firm=scene.tier1,
        user_email=scene.tier1_clerk.email,
        name="서지우",
        by=scene.tier1_rep,
        at=on(1, 28, 11),
    )
    scene.consortium = programs.register_consortium(
        call=scene.call,
        anchor=scene.anchor,
        support_model=SupportModel.objects.get(code="chain"),
        name=CONSORTIUM,
        by=scene.anchor_rep,
        at=on(1, 29),
    )
    top = scene.consortium.members.get(role="ANCHOR")
    scene.tier1_member = scene.bring_in(
        scene.tier1, top, scene.anchor_rep, scene.tier1_rep, on(1, 30), on(2, 2)
    )


def have_the_plan_selected(scene: Scene) -> None:
    """The anchor submits the plan; the officer selects it."""
    plan = applications.draft_plan(
        consortium=scene.consortium,
        title="공급망 연쇄 감축: 1차 협력사에서 2차 협력사까지",
        purpose=(
            "1차 협력사의 노후 공기압축기를 고효율 설비로 교체하고, 지원받은 금액만큼 2차 협력사의 "
            "설비 교체를 돕는다. 설비마다 12개월 기준 자료와 월별 계량값으로 감축량을 검증받는다."
        ),
        starts_on=dt.date(2026, 4, 1),
        ends_on=dt.date(2026, 12, 31),
        by=scene.anchor_rep,
        at=on(2, 20),
    )
    applications.submit(application=plan, by=scene.anchor_rep, at=on(2, 24))
    applications.select_plan(
        application=plan,
        reason="공급망 연쇄 효과가 분명하고 2차 협력사까지의 이행 계획이 구체적임.",
        by=scene.officer,
        at=on(3, 20),
    )


def apply_for_support(scene: Scene) -> None:
    """Tier 1's clerk drafts an application with its quote; the representative submits it."""
    draft = applications.draft_application(
        consortium=scene.consortium,
        firm=scene.tier1,
        title="스크루 압축기 2대 고효율 교체",
        purpose="정속 압축기 2대를 인버터형으로 바꾸어 단위 전력량을 0.145에서 0.108 kWh/Nm³로 낮춘다.",
        starts_on=dt.date(2026, 4, 20),
        ends_on=dt.date(2026, 11, 30),
        anchor_won=20_000_000,
        by=scene.tier1_clerk,
        at=on(3, 25),
    )
    quote = scene.paper(
        "견적서",
        {"공급자": "대한컴프레서", "품목": "스크루 압축기 132 kW × 2", "공급가액": "200,000,000원"},
        "견적서_압축기.pdf",
        scene.tier1_clerk,
        on(3, 25, 14),
    )
    applications.add_cost_item(
        application=draft,
        cost_kind=CostKind.EQUIPMENT,
        technology=scene.technology,
        name="인버터 스크루 압축기 132 kW × 2대",
        maker="대한컴프레서",
        model="DV-132",
        cost_won=200_000_000,
        quote_supplier="대한컴프레서",
        quote_on=dt.date(2026, 3, 23),
        quote=quote,
        site="울산광역시 북구 제1공장 압축기실",
        expectation={
            "baseline_sec": Decimal("0.145"),
            "project_sec": Decimal("0.108"),
            "annual_nm3": Decimal("9600000"),
        },
        by=scene.tier1_clerk,
        at=on(3, 25, 14, 30),
    )
    scene.application = applications.submit(application=draft, by=scene.tier1_rep, at=on(4, 2))


def decide_and_accept(scene: Scene) -> None:
    """One officer assesses, another awards, the firm accepts."""
    applications.assess(
        application=scene.application,
        recommendation="AWARD",
        finding="사업 목적에 맞고 산식이 정확하며, 자기부담금의 조달 능력을 잔고증명으로 확인함.",
        recommended_won=scene.application.asked_won,
        by=scene.officer,
        at=on(4, 10),
    )
    applications.award(
        application=scene.application,
        amount=scene.application.asked_won or 0,
        reason="평가 의견과 예산 범위에 따라 신청액 전액을 교부 결정함.",
        effective_on=dt.date(2026, 4, 17),
        by=scene.approver,
        at=on(4, 17),
    )
    scene.grant = disbursements.accept_award(application=scene.application, by=scene.tier1_rep, at=on(4, 21))
