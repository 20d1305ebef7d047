"""November: what is still open, and what the office takes stock of."""

import datetime as dt
from typing import NamedTuple

from applications import operations as applications
from applications.models import Application
from core.jobs.operations import enqueue
from disbursements import operations as disbursements
from reporting.claims.models import Claim
from reporting.dashboards.demo import awards
from reporting.dashboards.demo.items import Item, compressor, footprint, lamps, solar
from reporting.dashboards.demo.scene import Scene, after, on
from reporting.documents.asking import ask
from reporting.documents.kinds import Kind
from reporting.documents.recipes import RECIPES
from reporting.tallies import operations as tallies


class Late(NamedTuple):
    """A second application of a partner, late in the year, and where it stands."""

    number: int
    title: str
    items: tuple[Item, ...]
    status: str
    reason: str = ""


#: one of each: none is awarded, so that the subsidies stay what they are
LATE = (
    Late(
        12,
        "동관 가공품 탄소발자국 제3자 검증",
        (footprint("동관 가공품 PCF 제3자 검증", "24.8"),),
        "RETURNED",
        "견적서의 공급가액과 사업비가 다릅니다. 부가가치세를 뺀 금액으로 고치고 견적서를 다시 붙여 주십시오.",
    ),
    Late(
        23,
        "엔진 부품 공장 사무동 LED 조명 교체",
        (lamps("사무동 LED 조명 320등", "38.4", 320, "64 > 28", 2_600),),
        "REFUSED",
        "사무동 조명은 생산 설비가 아니어서 지원 대상에 해당하지 않음(사업 공고 지원 대상).",
    ),
    Late(
        9,
        "사출동 압축공기 설비 교체",
        (compressor("110 kW × 2대", "214.5", "0.150", "0.112", 980_000),),
        "ASSESSED",
    ),
    Late(
        14,
        "세정제 공장 압축공기 설비 교체",
        (compressor("90 kW × 2대", "178.2", "0.151", "0.113", 820_000),),
        "SUBMITTED",
    ),
    Late(18, "장비 부품 공장 지붕 태양광 자가소비", (solar(180, "226.8", "3.6", 100),), "DRAFTED"),
)
#: the partner whose award letter is made
LETTER_TO = 24
NOT_ELIGIBLE_LINE = "LED 조명의 세금계산서 공급자가 견적서와 다릅니다. 공급자를 확인하여 다시 올려 주십시오."


def leave_things_open(scene: Scene) -> None:
    """Late applications stand at every step before an award; one payment request comes back."""
    for n, late in enumerate(LATE):
        apply_late(scene, late, after(on(11, 2, 9), days=n))
    payment = scene.grants[25].payment_requests.get()
    disbursements.return_payment(
        payment=payment, reason=NOT_ELIGIBLE_LINE, by=scene.cast.agency, at=on(11, 17)
    )


def apply_late(scene: Scene, late: Late, at: dt.datetime) -> None:
    """Let a partner apply a second time, and take the application as far as it goes."""
    draft = draft_again(scene, late.number, late.title, late.items, at)
    if late.status != "DRAFTED":
        rep = scene.cast.partner(late.number)
        submitted = applications.submit(application=draft, by=rep, at=after(at, hours=3))
        _decide(scene, late, submitted, after(at, 6))


def draft_again(
    scene: Scene, number: int, title: str, items: tuple[Item, ...], at: dt.datetime
) -> Application:
    """Let a partner that has a grant draft another application; the items of the first stay at hand."""
    first, clerk = scene.cost_items[number], scene.cast.clerk(number)
    draft = applications.draft_application(
        consortium=scene.consortia[scene.lead(number)],
        firm=scene.firms[number],
        title=title,
        purpose=awards.PURPOSE.format(title=title),
        starts_on=dt.date(2026, 11, 16),
        ends_on=dt.date(2027, 3, 31),
        by=clerk,
        at=at,
    )
    awards.fill_in(scene, number, draft, items, after(at, hours=1))
    scene.cost_items[number] = first
    return draft


def _decide(scene: Scene, late: Late, application: Application, at: dt.datetime) -> None:
    officer = scene.cast.officer
    if late.status == "RETURNED":
        applications.return_for_correction(application=application, reason=late.reason, by=officer, at=at)
    elif late.status == "REFUSED":
        applications.refuse(application=application, reason=late.reason, by=officer, at=at)
    elif late.status == "ASSESSED":
        applications.assess(
            application=application, recommendation="AWARD", finding=awards.FOUND, by=officer, at=at
        )


def take_stock(scene: Scene) -> None:
    """
    Kept totals are counted and the public register is taken, as by the clock.

    The officer asks for the tally, and for three documents: a letter, a certificate, a dossier.
    """
    enqueue("tally_increment", key="tally_increment:demo")
    enqueue("register_snapshot", key="register_snapshot:demo")
    officer = scene.cast.officer
    tallies.request_tally(program=scene.call.program, by=officer, at=on(11, 18))
    for kind, subject in (
        (Kind.AWARD_LETTER, scene.applications[LETTER_TO]),
        (Kind.REDUCTION_CERTIFICATE, Claim.objects.earliest("pk")),
        (Kind.CONSORTIUM_AUDIT, scene.consortia["hyundai-kia"]),
    ):
        ask(
            recipe=RECIPES[kind], subject=RECIPES[kind].subject(subject.pk), language="ko", by=officer,
            at=on(11, 18),
        )  # fmt: skip
