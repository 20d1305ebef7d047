"""The cast: who appears in the tests, and the small world they meet in."""

import datetime as dt
import os
from collections.abc import Iterator

import pytest
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright

from applications.models import Application
from config.setup.browser import flags
from core.users.models import Office, User
from core.users.scopes import ScopeKind
from disbursements.models import Grant
from firms.models import Firm
from programs.models import Call, Consortium, Member, Program, SupportModel, Technology
from tests.factories import cases, people, programmes

# Playwright names features to switch off itself; a second list would take the place of its own.
FLAGS = [flag for flag in flags() if not flag.startswith("--disable-features")]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, kept off the network; one for all tests of a process, which can have only one."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=[*FLAGS, "--font-render-hinting=none"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def in_the_first_language() -> None:
    """A test begins in Korean, whatever language the last page of the test before it was read in."""
    translation.deactivate()


@pytest.fixture
def moment() -> dt.datetime:
    """The moment at which the tests play: 2 February 2026, 10:00 in Seoul."""
    return people.MOMENT


# --- The office ---------------------------------------------------------------------------------


@pytest.fixture
def office(db: None) -> Office:
    return people.OfficeFactory(code="motir")


@pytest.fixture
def other_office(db: None) -> Office:
    """Another ministry, which sees nothing of ours."""
    return people.OfficeFactory(code="other-ministry")


@pytest.fixture
def agency(db: None) -> Office:
    return people.OfficeFactory(code="agency", kind="AGENCY")


@pytest.fixture
def officer(office: Office) -> User:
    return people.with_role("OFFICER", ScopeKind.OFFICE, office.pk, name="김담당", email="officer@example.kr")


@pytest.fixture
def second_officer(office: Office) -> User:
    return people.with_role(
        "OFFICER", ScopeKind.OFFICE, office.pk, name="이담당", email="officer2@example.kr"
    )


@pytest.fixture
def other_officer(other_office: Office) -> User:
    return people.with_role(
        "OFFICER", ScopeKind.OFFICE, other_office.pk, name="타부처", email="other@example.kr"
    )


@pytest.fixture
def approving_officer(office: Office) -> User:
    return people.with_role(
        "APPROVING_OFFICER", ScopeKind.OFFICE, office.pk, name="박승인", email="approver@example.kr"
    )


@pytest.fixture
def paying_officer(office: Office) -> User:
    return people.with_role(
        "PAYING_OFFICER", ScopeKind.OFFICE, office.pk, name="조지출", email="payer@example.kr"
    )


@pytest.fixture
def reviewer(program: Program) -> User:
    return people.with_role(
        "REVIEWER", ScopeKind.PROGRAM, program.pk, name="최평가", email="reviewer@example.kr"
    )


@pytest.fixture
def verifier(program: Program) -> User:
    return people.with_role(
        "VERIFIER", ScopeKind.PROGRAM, program.pk, name="정검증", email="verifier@example.kr"
    )


@pytest.fixture
def auditor(office: Office) -> User:
    return people.with_role("AUDITOR", ScopeKind.OFFICE, office.pk, name="한감사", email="auditor@example.kr")


# --- The programme ------------------------------------------------------------------------------


@pytest.fixture
def program(office: Office) -> Program:
    program = programmes.ProgramFactory(office=office)
    programmes.add_rules(program)
    return program


@pytest.fixture
def call(program: Program) -> Call:
    return programmes.CallFactory(program=program)


@pytest.fixture
def funded_call(call: Call) -> Call:
    return programmes.fund(call)


@pytest.fixture
def technology(program: Program) -> Technology:
    return programmes.TechnologyFactory(program=program)


@pytest.fixture
def chain_model(db: None) -> SupportModel:
    return programmes.SupportModelFactory()


# --- The firms ----------------------------------------------------------------------------------


@pytest.fixture
def anchor(db: None) -> Firm:
    firm = people.FirmFactory(name="대한자동차")
    people.certify(firm, "LARGE")
    return firm


@pytest.fixture
def tier1(db: None) -> Firm:
    firm = people.FirmFactory(name="한빛정밀")
    people.certify(firm)
    return firm


@pytest.fixture
def tier2(db: None) -> Firm:
    firm = people.FirmFactory(name="가온열처리")
    people.certify(firm)
    return firm


@pytest.fixture
def rival(db: None) -> Firm:
    firm = people.FirmFactory(name="경쟁산업")
    people.certify(firm)
    return firm


@pytest.fixture
def anchor_rep(anchor: Firm) -> User:
    return people.person_of(anchor, name="강주관", email="anchor@example.kr")


@pytest.fixture
def tier1_rep(tier1: Firm) -> User:
    return people.person_of(tier1, name="윤대표", email="tier1@example.kr")


@pytest.fixture
def tier1_clerk(tier1: Firm) -> User:
    return people.person_of(tier1, "CLERK", name="서실무", email="tier1.clerk@example.kr")


@pytest.fixture
def tier2_rep(tier2: Firm) -> User:
    return people.person_of(tier2, name="문대표", email="tier2@example.kr")


@pytest.fixture
def tier2_clerk(tier2: Firm) -> User:
    return people.person_of(tier2, "CLERK", name="오실무", email="tier2.clerk@example.kr")


@pytest.fixture
def rival_rep(rival: Firm) -> User:
    return people.person_of(rival, name="나경쟁", email="rival@example.kr")


# --- The consortium -----------------------------------------------------------------------------


@pytest.fixture
def consortium(call: Call, chain_model: SupportModel, anchor: Firm, anchor_rep: User) -> Consortium:
    return programmes.ConsortiumFactory(
        call=call,
        support_model=chain_model,
        anchor=anchor,
        name="대한자동차 컨소시엄",
        registered_by=anchor_rep,
    )


@pytest.fixture
def anchor_member(consortium: Consortium, anchor: Firm) -> Member:
    return programmes.join(consortium, anchor)


@pytest.fixture
def tier1_member(consortium: Consortium, tier1: Firm, anchor_member: Member) -> Member:
    return programmes.join(consortium, tier1, anchor_member)


@pytest.fixture
def tier2_member(consortium: Consortium, tier2: Firm, tier1_member: Member) -> Member:
    return programmes.join(consortium, tier2, tier1_member)


@pytest.fixture
def selected_plan(
    consortium: Consortium, tier1_member: Member, anchor_rep: User, officer: User
) -> Application:
    return cases.plan(consortium, anchor_rep, "SUBMITTED", "SELECTED")


# --- Applications and grants --------------------------------------------------------------------


@pytest.fixture
def drafted_application(
    consortium: Consortium,
    selected_plan: Application,
    technology: Technology,
    tier1: Firm,
    tier1_clerk: User,
) -> Application:
    application = cases.draft(consortium, tier1, tier1_clerk)
    cases.add_cost(application, technology)
    return application


@pytest.fixture
def awarded_application(
    drafted_application: Application,
    funded_call: Call,
    tier1_rep: User,
    officer: User,
    approving_officer: User,
) -> Application:
    """120 million won awarded to tier 1: 60 % of 200 million."""
    return cases.awarded(
        drafted_application, rep=tier1_rep, assessor=officer, approver=approving_officer, amount=120_000_000
    )


@pytest.fixture
def grant(awarded_application: Application, tier1_rep: User) -> Grant:
    return cases.accepted(awarded_application, tier1_rep)


@pytest.fixture
def linked_grant(
    grant: Grant, tier2: Firm, tier2_member: Member, tier1_rep: User, tier2_rep: User, officer: User
) -> Grant:
    """A contribution of 30 million won from tier 1 to tier 2, agreed and accepted."""
    application = cases.draft(
        grant.consortium,
        tier2,
        tier1_rep,
        grant_kind="CONTRIBUTION",
        parent=grant.application,
        title="2차 협력사 압축기",
    )
    cases.awarded(application, rep=tier1_rep, assessor=None, approver=officer, amount=30_000_000)
    return cases.accepted(application, tier2_rep)
