"""A small world to measure in: an open call, consortia whose plans were selected, drafts of their firms."""

import datetime as dt
from decimal import Decimal

from applications import operations
from applications.models import Application
from core.users.models import User
from core.users.scopes import ScopeKind
from core.workflow import clock
from firms.models import Firm
from programs.models import Call, Consortium, RequiredDocument, Technology
from tests.factories import cases, people, programmes
from tests.factories.factors import grid

#: what the draft's one cost item says; `COST_WON` is small, so that no consortium comes to its ceiling
COST_WON = 10_000_000
QUOTE = {"quote_supplier": "견적 업체", "quote_on": dt.date(2026, 1, 20)}
EXPECTATION = {
    "baseline_sec": Decimal("0.135"),
    "project_sec": Decimal("0.105"),
    "annual_nm3": Decimal(5_000_000),
}


def open_call(*, budget_won: int) -> Call:
    """Return a funded call of a programme with rules, one technology and the factor of its method."""
    program = programmes.ProgramFactory(office=people.OfficeFactory())
    programmes.add_rules(program)
    programmes.TechnologyFactory(program=program)
    people.with_role("OFFICER", ScopeKind.OFFICE, program.office_id)
    grid(program.factor_round)
    call = programmes.CallFactory(program=program, budget_won=budget_won)
    return programmes.fund(call, budget_won)


def asked_for(call: Call) -> RequiredDocument:
    """Have the programme ask for a paper, without which no application is submitted."""
    return RequiredDocument.objects.create(
        program=call.program, code="comparison", step="APPLICATION", valid_from=people.FIRST_DAY,
        name_ko="비교 견적", name_en="Second quote", source_ko="시험 자료", source_en="Test data",
    )  # fmt: skip


def consortium_of(call: Call, firms: int) -> tuple[Consortium, list[tuple[Firm, User]]]:
    """Return a consortium with a selected plan, and so many tier-1 firms with their representatives."""
    anchor = people.FirmFactory()
    leader = people.person_of(anchor)
    consortium = programmes.ConsortiumFactory(
        call=call, support_model=programmes.SupportModelFactory(), anchor=anchor, registered_by=leader
    )
    above = programmes.join(consortium, anchor)
    cases.plan(consortium, leader, "SUBMITTED", "SELECTED")
    joined = []
    for _ in range(firms):
        firm = people.FirmFactory(registered_by=leader)
        people.certify(firm)
        programmes.join(consortium, firm, above)
        joined.append((firm, people.person_of(firm)))
    return consortium, joined


def begun(consortium: Consortium, firm: Firm, by: User, technology: Technology) -> Application:
    """Return the firm's draft with one measured cost item."""
    at = clock.now()
    day = clock.day(at)
    draft = operations.draft_application(
        consortium=consortium, firm=firm, title="압축기 교체", purpose="전력 절감", starts_on=day,
        ends_on=day + dt.timedelta(days=200), by=by, at=at,
    )  # fmt: skip
    operations.add_cost_item(
        application=draft, cost_kind="EQUIPMENT", technology=technology, name="압축기", cost_won=COST_WON,
        quote=cases.quote(by), site="1공장", expectation=EXPECTATION, by=by, at=at, **QUOTE,
    )  # fmt: skip
    return draft
