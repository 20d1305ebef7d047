"""March to May: firms apply with quotes and expected reductions; two officers decide; firms accept."""

import datetime as dt
from collections.abc import Sequence

from applications import operations as applications
from applications.models import Application, CostItem
from applications.operations import Condition
from core.evidence.models import Attachment
from core.users.models import User
from disbursements import operations as disbursements
from programs.models import CostKind, RequiredDocument
from reporting.dashboards.demo import questions
from reporting.dashboards.demo.facts import REGRANTED_BY_27, UNDERTAKINGS, Stage, Undertaking
from reporting.dashboards.demo.items import Item
from reporting.dashboards.demo.scene import Scene, after, on, won

PURPOSE = (
    "{title}. 노후 설비를 고효율 설비로 교체하고 12개월 기준 자료와 월별 계량값으로 감축량을 검증받는다. "
    "자기부담금은 자체 자금으로 조달한다."
)
FOUND = "사업 목적에 맞고 산식이 정확하며, 자기부담금의 조달 능력을 잔고증명으로 확인함."
FOUND_LESS = "사업 목적에 맞음. 다만 설치 부대공사 일부는 지원 대상 비용이 아니므로 {less}을 줄여 권고함."
#: the partner whose award has a condition
BOUND = 1
CONDITION = Condition(
    text_ko="설치 전 공정 사진과 계측기 교정성적서를 제출할 것.",
    text_en="Hand in photographs of the process before installation and the calibration of the meters.",
    due_on=dt.date(2026, 6, 30),
)
#: partners that asked two suppliers for their first item, and what they say of the choice
ASKED_SEVERAL = frozenset({1, 2, 5})
SECOND_SUPPLIER = "동명기계산업"
WHY_THE_FIRST = "같은 사양 가운데 가격이 가장 낮고 납기가 빠름."
AWARDED = "평가 의견과 예산 범위에 따라 교부 결정함."


def apply_for_support(scene: Scene) -> None:
    """Every tier-1 partner drafts its application with quotes and papers; its representative submits it."""
    for n, undertaking in enumerate(UNDERTAKINGS):
        at = after(on(3, 24, 9), days=n // 3, hours=n % 3)
        number, clerk = undertaking.number, scene.cast.clerk(undertaking.number)
        draft = applications.draft_application(
            consortium=scene.consortia[scene.lead(number)],
            firm=scene.firms[number],
            title=undertaking.title,
            purpose=PURPOSE.format(title=undertaking.title),
            starts_on=dt.date(2026, 4, 20),
            ends_on=undertaking.ends_on,
            anchor_won=undertaking.anchor_won,
            anchor_in_kind_won=undertaking.anchor_in_kind_won,
            regrant_asked_won=REGRANTED_BY_27 if number == 27 else 0,
            by=clerk,
            at=at,
        )
        fill_in(scene, number, draft, undertaking.items, after(at, hours=2))
        submitted = applications.submit(
            application=draft, by=scene.cast.partner(number), at=after(at, 3, hours=number % 4)
        )
        scene.applications[number] = submitted


def fill_in(scene: Scene, number: int, draft: Application, items: tuple[Item, ...], at: dt.datetime) -> None:
    """Answer the call's questions, add the cost items with their quotes, hand in the papers asked for."""
    clerk = scene.cast.clerk(number)
    questions.answer(number, draft, clerk, at)
    scene.cost_items[number] = []
    for item in items:
        is_equipment = item.kind == CostKind.EQUIPMENT
        added = applications.add_cost_item(
            application=draft,
            cost_kind=item.kind,
            technology=scene.technologies[item.technology] if is_equipment else None,
            name=item.name,
            maker=item.maker,
            model=item.model,
            cost_won=item.won,
            quote_supplier=item.maker,
            quote_on=at.date() - dt.timedelta(days=2),
            quote=_quote(scene, number, item, item.maker, item.won, at),
            site=f"{scene.firms[number].get_region_display()} 본사 공장" if is_equipment else "",
            expectation=item.expectation,
            by=clerk,
            at=at,
        )
        scene.cost_items[number].append(added)
        if number in ASKED_SEVERAL and item is items[0]:
            _compete(scene, number, item, added, at)
    _hand_in_papers(scene, number, draft, clerk, after(at, hours=1))


def _quote(scene: Scene, number: int, item: Item, supplier: str, sum_won: int, at: dt.datetime) -> Attachment:
    """Write the paper of a quote."""
    buyer = scene.firms[number].name
    terms = {"공급자": supplier, "공급받는 자": buyer, "품목": item.name, "공급가액": won(sum_won)}
    return scene.paper("견적서", terms, f"견적서_{item.name}_{supplier}.pdf", scene.cast.clerk(number), at)


def _compete(scene: Scene, number: int, item: Item, added: CostItem, at: dt.datetime) -> None:
    """Add the quote of a second supplier, four percent dearer, and say why the first one was chosen."""
    sum_won = item.won * 104 // 100
    applications.add_quote(
        cost_item=added,
        supplier=SECOND_SUPPLIER,
        quoted_on=at.date() - dt.timedelta(days=3),
        sum_won=sum_won,
        attachment=_quote(scene, number, item, SECOND_SUPPLIER, sum_won, at),
        reason=WHY_THE_FIRST,
        by=scene.cast.clerk(number),
        at=at,
    )


def _hand_in_papers(scene: Scene, number: int, draft: Application, clerk: User, at: dt.datetime) -> None:
    for required in RequiredDocument.objects.filter(program=scene.call.program, is_required=True):
        paper = scene.paper(
            required.name_ko, {"업체명": scene.firms[number].name, "건": draft.title}, "증빙.pdf", clerk, at
        )
        applications.hand_in(application=draft, required=required, attachment=paper, by=clerk, at=at)


def decide(scene: Scene) -> None:
    """One officer or the agency assesses, the approving officer awards."""
    for n, undertaking in enumerate(UNDERTAKINGS):
        if not _is_accepted(undertaking):
            continue  # decided in November
        at = after(on(4, 13, 9), days=n // 6, hours=n % 6)
        assessor = scene.cast.agency if n % 3 == 1 else scene.cast.officer
        application = scene.applications[undertaking.number]
        regrant = REGRANTED_BY_27 if undertaking.number == 27 else 0
        terms = (CONDITION,) if undertaking.number == BOUND else ()
        award(
            scene,
            application,
            assessor,
            at,
            less_won=undertaking.less_won,
            regrant_won=regrant,
            conditions=terms,
        )


def award(
    scene: Scene,
    application: Application,
    assessor: User,
    at: dt.datetime,
    *,
    less_won: int = 0,
    regrant_won: int = 0,
    conditions: Sequence[Condition] = (),
) -> None:
    """Assess an application and award what was asked, less what is not eligible, under conditions."""
    amount = (application.asked_won or 0) - less_won
    applications.assess(
        application=application,
        recommendation="AWARD",
        finding=FOUND_LESS.format(less=won(less_won)) if less_won else FOUND,
        recommended_won=amount,
        by=assessor,
        at=at,
    )
    applications.award(
        application=application,
        amount=amount,
        regrant=regrant_won,
        reason=AWARDED,
        conditions=conditions,
        effective_on=after(at, 4).date(),
        by=scene.cast.approver,
        at=after(at, 4),
    )


def accept(scene: Scene) -> None:
    """The representatives accept, but for one award that still waits."""
    for n, undertaking in enumerate(UNDERTAKINGS):
        if _is_accepted(undertaking):
            number = undertaking.number
            scene.grants[number] = disbursements.accept_award(
                application=scene.applications[number],
                by=scene.cast.partner(number),
                at=after(on(4, 27, 9), days=n // 8, hours=n % 8),
            )


def _is_accepted(undertaking: Undertaking) -> bool:
    return undertaking.stage >= Stage.ACCEPTED
