"""What stands before the first person enters: a programme with an open call, and the officials with their roles."""

import datetime as dt

from core.users.models import Role
from core.users.operations import assign_role, create_person
from core.users.queries import system_user
from core.users.scopes import ScopeKind
from core.workflow import clock
from firms.models import Firm, SizeClass
from firms.operations import add_certificate, register_firm
from measurement.loader import load_factors
from programs.loader import load_programme
from programs.models import Call, Program
from programs.operations import appropriate
from tests.factories import cases, programmes
from tests.factories.people import business_number
from tests.journeys.people import PASSWORD

OFFICIALS = {
    "officer@journey.example": ("김서연", Role.OFFICER),
    "approver@journey.example": ("박정우", Role.APPROVING_OFFICER),
    "payer@journey.example": ("조은비", Role.PAYING_OFFICER),
    "auditor@journey.example": ("한지민", Role.AUDITOR),
    "verifier@journey.example": ("정하늘", Role.VERIFIER),
}


def an_open_programme() -> Program:
    """Load the practice copy of the 2026 programme, as `manage.py load_programme --practice` does."""
    by, at = system_user(), clock.now()
    program = load_programme("partnership-2026", practice=True, by=by, at=at)
    load_factors(by=by, at=at)
    call = Call.objects.get(program=program)
    appropriate(call=call, amount=call.budget_won, by=by, at=at)
    office = program.agency or program.office
    for email, (name, role) in OFFICIALS.items():
        an_official(program, email, name, role)
    assert office is not None
    return program


def an_official(program: Program, email: str, name: str, role: Role) -> None:
    """Let a person hold a role at the programme's ministry; a verifier holds it everywhere."""
    by, at = system_user(), clock.now()
    everywhere = role == Role.VERIFIER
    assign_role(
        user=create_person(email=email, name=name, password=PASSWORD, by=by, at=at),
        role=role,
        scope_kind=ScopeKind.EVERYTHING if everywhere else ScopeKind.OFFICE,
        scope_id=0 if everywhere else program.office_id,
        valid_from=dt.date(2026, 1, 1),
        by=by,
        at=at,
    )


def a_registered_firm(n: int, name: str, size_class: str = SizeClass.SME) -> Firm:
    """Register a firm by the operations, with its certificate, for `firm{n}@journey.example`."""
    at = clock.now()
    person = create_person(
        email=f"firm{n}@journey.example", name=f"대표 {n}", password=PASSWORD, by=system_user(), at=at
    )
    firm = register_firm(
        name=name,
        business_number=business_number(n),
        representative_name=f"대표 {n}",
        sector="C25923",
        region="busan",
        address="부산광역시 사하구 시험로 1",
        by=person,
        at=at,
    )
    add_certificate(
        firm=firm,
        size_class=size_class,
        number=f"CERT-{n}",
        issued_on=clock.day(at),
        valid_until=clock.day(at) + dt.timedelta(days=365),
        by=person,
        at=at,
    )
    return firm


def a_chosen_consortium(program: Program, anchor: Firm, *partners: Firm, model_code: str = "chain") -> str:
    """Let an anchor's consortium have its plan selected, its partners below it; its address is returned."""
    model = programmes.SupportModelFactory(code=model_code)
    consortium = programmes.ConsortiumFactory(
        call=program.calls.get(), anchor=anchor, name=f"{anchor.name} 컨소시엄", support_model=model
    )
    head = programmes.join(consortium, anchor)
    for firm in partners:
        programmes.join(consortium, firm, head)
    cases.plan(consortium, consortium.registered_by, "SUBMITTED", "SELECTED")
    return str(consortium.get_absolute_url())
