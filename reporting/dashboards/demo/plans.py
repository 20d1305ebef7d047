"""February and March: each consortium hands in its plan with the section of its model; eight are selected."""

import datetime as dt

from applications import operations as applications
from applications.models import Application
from reporting.dashboards.demo.facts import GIFTS, REGRANTS
from reporting.dashboards.demo.scene import Scene, after, on

TITLES = {
    "hyundai-kia": "공급망 연쇄 감축: 1차 협력사에서 3차 협력사까지",
    "samsung": "전자부품 공유 협력사 시너지 감축",
    "lg": "가전·모터 부품 협력사 시너지 감축",
    "sk-hynix": "반도체 소재·부품 협력사 시너지 감축",
    "hl-mando": "제동·조향 부품 협력사 시너지 감축",
    "hd-ksoe": "조선기자재 협력사 감축과 초과 성과의 외부사업 활용",
    "posco": "강재 수요기업 동반 감축",
    "stand-in": "기계부품 4차 공급망 간접보조 감축",
}
PURPOSES = {
    "passes_money_on": "1차 협력사가 지원받은 만큼 하위 협력사의 설비 교체를 도와 감축을 이어 간다.",
    "shares_reductions": "여러 주관기업의 공유 협력사를 한 번만 지원하고 감축량은 합의한 비율로 나눈다.",
    "promises_surplus": "약속한 감축량을 넘는 성과를 외부사업으로 등록하여 협력사의 수익으로 돌려준다.",
    "links_products": "강재를 쓰는 고객사의 설비를 함께 바꾸어 제품 단위의 탄소발자국을 낮춘다.",
}
MEASURED = " 설비마다 12개월 기준 자료와 월별 계량값으로 감축량을 검증받는다."
SELECTED_BECAUSE = {
    "passes_money_on": "공급망 연쇄 효과가 분명하고 하위 협력사까지의 이행 계획이 구체적임.",
    "shares_reductions": "공유 협력사의 귀속 비율이 합의되어 이중 계상의 우려가 없음.",
    "promises_surplus": "약속 감축량이 보수적이고 초과 성과의 귀속과 방법론이 명확함.",
    "links_products": "수요기업과 제품의 연결이 명확하고 감축 수단이 구체적임.",
}


def draft_the_plans(scene: Scene) -> None:
    """Every anchor drafts its plan and fills in the section of its model, which its agreement repeats."""
    for n, (key, consortium) in enumerate(scene.consortia.items()):
        rep, at = scene.cast.anchor(key), after(on(2, 13, 9), hours=n)
        plan = applications.draft_plan(
            consortium=consortium,
            title=TITLES[key],
            purpose=PURPOSES[_flag(scene, key)] + MEASURED,
            starts_on=dt.date(2026, 4, 1),
            ends_on=dt.date(2026, 12, 31),
            by=rep,
            at=at,
        )
        _fill_in(scene, key, plan, after(at, 1))
        scene.plans[key] = plan


def hand_in_the_plans(scene: Scene) -> None:
    """Every anchor submits its plan, once all have signed."""
    for n, (key, plan) in enumerate(scene.plans.items()):
        at = after(on(2, 24, 9), hours=n)
        scene.plans[key] = applications.submit(application=plan, by=scene.cast.anchor(key), at=at)


def select_the_plans(scene: Scene) -> None:
    """The officer selects all eight, each with its reason."""
    for n, (key, plan) in enumerate(scene.plans.items()):
        applications.select_plan(
            application=plan,
            reason=SELECTED_BECAUSE[_flag(scene, key)],
            by=scene.cast.officer,
            at=after(on(3, 20, 9), hours=n // 2),
        )


def _flag(scene: Scene, key: str) -> str:
    """Return what the consortium's support model does: its flag."""
    model = scene.consortia[key].support_model
    return next(flag for flag in PURPOSES if getattr(model, flag))


def _fill_in(scene: Scene, key: str, plan: Application, at: dt.datetime) -> None:
    """Fill in the section of the support model: who hands on how much, or whose the surplus is."""
    model, rep = plan.consortium.support_model, scene.cast.anchor(key)
    if model.passes_money_on:
        planned = [(gift.payer, gift.receiver, gift.agreed_won) for gift in GIFTS]
        planned += [(n - 1, n, won) for n, won in _handed_on()]
        for payer, receiver, amount in planned:
            if (key, payer) in scene.members:
                applications.set_pass_on(
                    plan=plan,
                    payer=scene.members[key, payer],
                    receiver=scene.members[key, receiver],
                    amount=amount,
                    by=rep,
                    at=at,
                )
    if model.promises_surplus:
        applications.set_surplus(
            plan=plan,
            owner=scene.firms[22],
            promised_kg=650_000,
            expected_surplus_kg=300_000,
            method="외부사업 방법론: 고효율 공기압축기 도입을 통한 전력 절감",
            by=rep,
            at=at,
        )


def _handed_on() -> list[tuple[int, int]]:
    """Return (partner, won it is handed by the one above) of the indirect chain."""
    return [(regrant.number, regrant.own_won + regrant.regrant_won) for regrant in REGRANTS]
