"""November: officers and firms ask each other; officials keep notes and tags among themselves."""

import datetime as dt

from applications.models import Application
from core.inbox import operations as inbox
from core.inbox.topics import Topic, topic
from core.users.models import User
from reporting.dashboards.demo.scene import Scene, after, on


def ask_and_answer(scene: Scene) -> None:
    """One question was answered, one waits for the firm, one for the office."""
    officer, agency = scene.cast.officer, scene.cast.agency
    late = Application.objects.get(firm=scene.firms[9], status="ASSESSED")
    question = inbox.ask(
        topic=topic("application", late),
        title="기준 기간의 생산량",
        text="기준 12개월 중 2월의 압축공기 사용량이 낮습니다. 가동 중단이 있었는지 알려 주십시오.",
        due_on=dt.date(2026, 11, 9),
        by=officer,
        at=on(11, 5, 11),
    )
    inbox.answer(
        question=question,
        topic=topic("application", late),
        text="설 연휴 정기보수로 9일간 가동을 멈추었습니다. 보수 일지를 보관하고 있습니다.",
        by=scene.cast.partner(9),
        at=on(11, 6, 14),
    )
    waiting = Application.objects.get(firm=scene.firms[14], status="SUBMITTED")
    _ask(
        topic("application", waiting),
        "교체 전 압축기의 명판",
        "교체 전 압축기의 명판 사진을 붙여 주시면 검토가 빨라집니다.",
        agency,
        on(11, 16, 10),
        dt.date(2026, 11, 30),
    )
    payment = scene.grants[10].payment_requests.get()
    _ask(
        topic("payment", payment),
        "지급 예정일",
        "공급사 잔금일이 12월 4일입니다. 그 전에 지급될 수 있는지 알고 싶습니다.",
        scene.cast.partner(10),
        on(11, 17, 15),
        None,
    )


def keep_notes(scene: Scene) -> None:
    """Officials note what the next one should know, and tag what they want to find again."""
    officer, agency = scene.cast.officer, scene.cast.agency
    for number, label, text in (
        (
            3,
            "상생지원 지연",
            "11월 10일 통화: 12월 첫째 주에 이체하겠다고 함. 이체확인증을 확인할 것.",
        ),
        (2, "이체 분쟁", "10월 20일 이체 건은 수취인 계좌 오류로 반송됨. 재이체 건의 확인을 기다림."),
        (29, "하위 이체 확인", "4차 협력사가 수령을 부인함. 은행 반송 내역을 요청함."),
    ):
        at = after(on(11, 12, 10), hours=number % 6)
        about = topic("grant", scene.grants[number])
        inbox.add_tag(topic=about, label=label, by=officer, at=at)
        inbox.add_note(topic=about, text=text, by=agency, at=after(at, hours=1))
    awarded = scene.applications[16]
    inbox.add_note(
        topic=topic("application", awarded),
        text="수락 기한을 안내하였음. 대표자 해외 출장으로 11월 말 수락 예정.",
        by=officer,
        at=on(11, 13, 16),
    )


def _ask(about: Topic, title: str, text: str, by: User, at: dt.datetime, due_on: dt.date | None) -> None:
    inbox.ask(topic=about, title=title, text=text, due_on=due_on, by=by, at=at)
