"""A panel day, clicked: twelve applications, a pool of three, a conflict, a tie, a cut line, the reserve list."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from core.users.operations import create_person
from core.users.queries import system_user
from core.workflow import clock
from programs.models import Program
from tests.applications.panels import submitted
from tests.factories import programmes
from tests.journeys.people import PASSWORD, Person, Stage, ko
from tests.journeys.setting import a_registered_firm, an_open_programme

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

REVIEWERS = {
    "가평가": "first@journey.example",
    "나평가": "second@journey.example",
    "다평가": "third@journey.example",
}
#: points for the first criterion and for each of the others, by application: the last two tie at 80.00
POINTS = {**{n: (98 - n, 98 - n) for n in range(10)}, 10: (80, 80), 11: (93, 73)}
#: asked for by each: the budget of 10.5 billion won ends after eleven
ASKED_WON = 900_000_000


def twelve_applications(program: Program) -> None:
    """Let twelve firms of a consortium have submitted, numbered in their titles."""
    anchor = a_registered_firm(1, "대한자동차", "LARGE")
    model = programmes.SupportModelFactory()
    consortium = programmes.ConsortiumFactory(
        call=program.calls.get(), anchor=anchor, name="대한자동차 컨소시엄", support_model=model
    )
    member = programmes.join(consortium, anchor)
    for n in POINTS:
        submitted(consortium, member, n, ASKED_WON)


def numbered(text: str) -> list[int]:
    """Return the numbers of the applications that a text names, in order."""
    return [int(number) for number in re.findall(r"교체 (\d+)", text)]


def scores(person: Person) -> bool:
    """Score the most urgent review that waits for scores; say whether there was one."""
    person.open("/applications/reviews/")
    waiting = person.page.locator("main tr", has_text=ko("Declared no conflict")).locator("a")
    if not waiting.count():
        return False
    (number,) = numbered(waiting.first.inner_text())
    with person.page.expect_navigation():
        waiting.first.click()
    person.click("/score/")
    first, others = POINTS[number]
    for n, field in enumerate(person.page.locator("main input[name^='points_']").all()):
        field.fill(str(others if n else first))
    for field in person.page.locator("main textarea[name^='comment_']").all():
        field.fill("자료로 확인함")
    person.press().sees(ko("Your scores are handed in. Thank you."))
    return True


def declares(person: Person, *, conflict: bool = False) -> bool:
    """Declare on the first review that waits for it; say whether there was one."""
    person.open("/applications/reviews/")
    waiting = person.page.locator("main tr", has_text=ko("Waiting for the declaration")).locator("a")
    if not waiting.count():
        return False
    with person.page.expect_navigation():
        waiting.first.click()
    person.click("/declare/")
    if conflict:
        person.fill_in(
            in_conflict=ko("Yes: another reviewer should score this case."), reason="배우자가 근무"
        )
    else:
        person.fill_in(in_conflict=ko("No: I have no tie to the firm, its group or its consortium."))
    person.press().sees(ko("Your declaration is on record."))
    return True


@pytest.mark.long
class TestPanelDay:
    def test_from_the_pool_to_the_reserve_list(self, stage: Stage) -> None:
        program = an_open_programme()
        twelve_applications(program)
        for name, email in REVIEWERS.items():
            create_person(email=email, name=name, password=PASSWORD, by=system_user(), at=clock.now())
        officer = stage.enter().sign_in("officer@journey.example")

        # 1. The officer fills the pool and opens the panel; two of three are drawn for each application.
        pool = f"/applications/pool/{program.public_id}/"
        for name, email in REVIEWERS.items():
            officer.open(pool).fill_in(email=email, sectors="C25", max_load="20").press().sees(name)
        officer.looks_at("panel-pool").open("/applications/panels/").click("/panels/new/")
        due = clock.day(clock.now()) + dt.timedelta(days=7)
        officer.fill_in(per_application="2", due_on=f"{due}", seed="2026-1차").press()
        panel = officer.page.url
        officer.sees("2026-1차")

        # 2. One reviewer is in conflict and another is drawn; the others declare, then everybody scores.
        reviewers = [stage.enter().sign_in(email) for email in REVIEWERS.values()]
        in_conflict = next(one for one in reviewers if declares(one, conflict=True))
        in_conflict.looks_at("my-reviews")
        for reviewer in reviewers:
            while declares(reviewer):
                pass
        for reviewer in reviewers:
            while scores(reviewer):
                pass

        # 3. The tie goes to the higher first criterion; the money ends between the two; minutes, then the closing.
        officer.open(panel).sees(ko("Cut line: the budget ends here")).sees(ko("Tie")).looks_at("panel")
        order = numbered(officer.page.locator("main table").first.inner_text())
        assert order == [*range(10), 11, 10]
        officer.click("/minutes/").fill_in(minutes="위원 3명 참석. 동점은 첫째 항목으로 정함.").press()
        officer.click("/close/").press().sees(ko("Reserve list")).looks_at("panel-closed")
        expect(officer.page.locator("main")).to_contain_text("위원 3명 참석")
        officer.page.set_viewport_size({"width": 390, "height": 900})
        wide = officer.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wide, "the panel's page scrolls sideways at 390 pixels"
