"""November: a grant is suspended, one shrunk, one cancelled; a letter to a newcomer waits for its answer."""

from applications import operations as applications
from disbursements import operations as disbursements
from programs import operations as programs
from programs.models import MemberRole
from reporting.dashboards.demo import autumn, awards
from reporting.dashboards.demo.cast import NEWCOMER
from reporting.dashboards.demo.items import consulting
from reporting.dashboards.demo.scene import Scene, after, on

#: partners of the grants; the award that is cancelled and the won taken back are not in the plan of numbers
SUSPENDED, SHRUNK, CANCELLED = 26, 12, 19
#: 60 % of the 20 million won by which the contract was cheaper than the quote
SHRUNK_BY_WON = 12_000_000
#: a number that passes the check digit and is nobody's
NEWCOMER_NUMBER, NEWCOMER_NAME = "9000000073", "새나라정밀"


def take_back(scene: Scene) -> None:
    """The officer stops a grant for the time being; the approving officer shrinks one and cancels another."""
    disbursements.suspend_grant(
        grant=scene.grants[SUSPENDED],
        reason="건조로 연료 전환의 착공 지연 사유서가 기한까지 제출되지 않아 확인할 때까지 정지함.",
        by=scene.cast.officer,
        at=on(11, 12),
    )
    disbursements.shrink_grant(
        grant=scene.grants[SHRUNK],
        own_won=SHRUNK_BY_WON,
        regrant_won=0,
        reason="설비 계약 금액이 견적보다 20,000,000원 낮아져 보조금을 사정 변경에 따라 줄임.",
        by=scene.cast.approver,
        at=on(11, 13),
    )
    _cancel(scene)


def _cancel(scene: Scene) -> None:
    """A second application is awarded and accepted; the firm gives up before any money is paid."""
    at, items = on(11, 3, 9), (consulting("차량용 센서 PCF 컨설팅", 50),)
    title, rep = "차량용 센서 탄소발자국 컨설팅", scene.cast.partner(CANCELLED)
    draft = autumn.draft_again(scene, CANCELLED, title, items, at)
    submitted = applications.submit(application=draft, by=rep, at=after(at, hours=3))
    awards.award(scene, submitted, scene.cast.agency, after(at, 2))
    submitted.refresh_from_db()
    grant = disbursements.accept_award(application=submitted, by=rep, at=on(11, 11))
    disbursements.cancel_grant(
        grant=grant,
        reason="컨설팅 수행기관과의 계약이 해지되어 사업을 포기한다는 신청에 따라 교부 결정을 취소함.",
        by=scene.cast.approver,
        at=on(11, 16),
    )


def write_to_a_newcomer(scene: Scene) -> None:
    """An anchor invites a firm that is not registered yet: the letter can be answered for 30 days."""
    key = "hyundai-kia"
    programs.send_invitation(
        consortium=scene.consortia[key],
        upstream=scene.members[key, 0],
        role=MemberRole.PARTNER,
        business_number=NEWCOMER_NUMBER,
        firm_name=NEWCOMER_NAME,
        email=NEWCOMER.email,
        by=scene.cast.anchor(key),
        at=on(11, 17),
    )
