"""
One world in which every kind of document has its case, the same in every run, and what is drawn of it.

Ids count from one number, public ids and the contents of papers come from a seed, all moments are given: so a
document of one test is that of the next, and is drawn once in a process.
"""

import datetime as dt
import random
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection

from applications import operations as applying
from applications.models import Application
from applications.operations.conditions import Condition
from core.workflow import clock
from core.workflow.models import SEOUL
from disbursements import operations
from disbursements.models import PaymentRequest
from disbursements.queries import place_of
from measurement.loader import load_factors
from measurement.operations import add_meter, commission, describe_measure, enter_readings
from reporting.claims.operations import claim
from reporting.documents import pdf
from reporting.documents.collecting import collect
from reporting.documents.kinds import Kind, Period
from reporting.documents.recipes import RECIPES
from reporting.statements import operations as stating
from tests.applications import panels
from tests.applications.conftest import PERIOD, add_item
from tests.factories import cases, consortia, programmes
from tests.factories.people import MOMENT, FirmFactory, OfficeFactory, UserFactory
from tests.measurement.conftest import EXPECTATION, months

DOSSIERS = {Kind.GRANT_AUDIT: ("en",), Kind.CHAIN_AUDIT: ("ko",), Kind.CONSORTIUM_AUDIT: ("ko",)}
#: the languages a kind is drawn in here: both, but the three long dossiers, which share their templates, in one
LANGUAGES = {kind: DOSSIERS.get(kind, ("ko", "en")) for kind in Kind}
YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
TODAY = clock.day(MOMENT)
#: a day on which the first quarter of 2026 is measured, and one after the end of the undertakings
MEASURED = dt.datetime(2026, 6, 1, 9, tzinfo=SEOUL)
AFTER = dt.datetime(2027, 3, 10, 10, tzinfo=SEOUL)
FACTORIES = (
    FirmFactory, OfficeFactory, UserFactory, programmes.ProgramFactory, programmes.CallFactory,
    programmes.ConsortiumFactory, programmes.TechnologyFactory, programmes.SupportModelFactory,
)  # fmt: skip


@pytest.fixture(autouse=True)
def the_same_every_time(db, monkeypatch, settings, tmp_path):
    """Let everything that is drawn by lot, counted or read from a clock be the same in every run."""
    lot = random.Random(7)
    settings.EVIDENCE_ROOT, settings.PUBLIC_URL = tmp_path, "https://office.example"
    monkeypatch.setattr("secrets.token_bytes", lot.randbytes)
    monkeypatch.setattr(cases, "uuid4", lambda: UUID(bytes=lot.randbytes(16)))
    monkeypatch.setattr(clock, "now", lambda: AFTER)
    for factory in FACTORIES:
        factory.reset_sequence(0, force=True)
    with connection.cursor() as cursor:  # rolled back with the test, as sequences are
        cursor.execute("SELECT format('ALTER SEQUENCE %I.%I RESTART WITH 5001', schemaname, sequencename)"
                       " FROM pg_sequences")  # fmt: skip
        cursor.execute("; ".join(statement for (statement,) in cursor.fetchall()))


@pytest.fixture
def dossiers(running, grant):
    """Return the facts of the three dossiers while their chain is short: they are the longest documents."""
    subjects = {Kind.GRANT_AUDIT: grant, Kind.CHAIN_AUDIT: grant, Kind.CONSORTIUM_AUDIT: running}
    return {kind: facts_of(kind, RECIPES[kind].subject(one.pk)) for kind, one in subjects.items()}


@pytest.fixture
def facts(dossiers, subjects):
    """Return kind → what a document of each kind states."""
    return {kind: dossiers.get(kind) or facts_of(kind, subject) for kind, subject in subjects.items()}


@pytest.fixture
def subjects(
    request, running, grant, consortium, anchor_member, anchor_rep, call, program,
    tier1, tier1_rep, tier1_clerk, officer, approving_officer,
):  # fmt: skip
    """Return kind → the case of each kind of document, read as a job reads it."""
    office = (officer, approving_officer)
    case = awarded(consortium, tier1, tier1_rep, tier1_clerk, office)
    statement = verified(
        consortium, tier1, tier1_clerk, tier1_rep, office, request.getfixturevalue("verifier")
    )
    found = {
        Kind.RECEIPT: case,
        Kind.AWARD_LETTER: case,
        Kind.REFUSAL_LETTER: refused(consortium, anchor_member, office),
        Kind.PAYMENT_DECISION: PaymentRequest.objects.get(grant=grant),
        Kind.CHANGE_APPROVAL: changed(grant, tier1_rep, office),
        Kind.RECOVERY_ORDER: ordered(grant, office),
        Kind.SETTLEMENT_CONFIRMATION: settled(grant, tier1_rep, office),
        Kind.VERIFICATION_STATEMENT: statement,
        Kind.REDUCTION_CERTIFICATE: claimed(consortium, anchor_rep),
        Kind.SELECTION_MINUTES: selected(program, consortium, anchor_member, call, officer),
        Kind.AGREEMENT: consortia.signed(consortium),  # last: it ends with whoever joins
        Kind.GRANT_AUDIT: grant,
        Kind.CHAIN_AUDIT: grant,
        Kind.CONSORTIUM_AUDIT: consortium,
        Kind.PROGRAM_REPORT: program,
    }
    return {kind: RECIPES[kind].subject(subject.pk) for kind, subject in found.items()}


#: page → its file: facts that are the same in two tests are drawn once; the page names their hash
_files: dict[str, bytes] = {}


def facts_of(kind, subject):
    """Return what a document states; a report, of 2026."""
    return collect(RECIPES[kind], subject, YEAR if RECIPES[kind].is_of_period else None)


def drawn(kind, facts, language):
    """Return the page of a document, and its file."""
    html = pdf.compose(facts, RECIPES[kind].template, language=language)
    if html not in _files:
        _files[html] = pdf.archive(html, facts).data
    return html, _files[html]


def awarded(consortium, firm, rep, clerk, office):
    """Return an application handed in, assessed, and awarded 120 million under one condition."""
    officer, approver = office
    load_factors(by=None, at=MOMENT)
    case = applying.draft_application(
        consortium=consortium,
        firm=firm,
        title="압축기 교체",
        purpose="전력 절감",
        by=clerk,
        at=MOMENT,
        **PERIOD,
    )
    add_item(case, consortium.program.technologies.get(), clerk)
    applying.submit(application=case, by=rep, at=MOMENT)
    applying.assess(application=case, recommendation="AWARD", finding="계산이 맞음", by=officer, at=MOMENT)
    conditions = [Condition("전력 계약 사본 제출", dt.date(2026, 4, 30), "Copy of the power contract")]
    return applying.award(
        application=case, amount=120_000_000, reason="선정평가 결과에 따름\n예산 범위에서 결정함", effective_on=TODAY,
        conditions=conditions, by=approver, at=MOMENT,
    )  # fmt: skip


def refused(consortium, anchor_member, office):
    """Return an application of another firm that was assessed and refused."""
    officer, approver = office
    case = panels.submitted(consortium, anchor_member, 9, 4_000_000_000)
    Application.objects.filter(pk=case.pk).update(assessed_at=MOMENT, assessed_by=officer)
    case.refresh_from_db()
    case.move_to("ASSESSED", by=officer, at=MOMENT)
    return applying.refuse(
        application=case, reason="선정선 아래의 순위로 예산이 미치지 않음", by=approver, at=MOMENT
    )


def changed(grant, rep, office):
    """Return a later end of the undertaking, approved."""
    officer, approver = office
    change = operations.request_change(
        grant=grant, kind="END_DATE", wanted={place_of(grant.application, "ends_on"): "2027-03-01"},
        reason="설비 납기가 늦어짐", by=rep, at=MOMENT,
    )  # fmt: skip
    operations.recommend_change(change=change, recommendation="적정함", by=officer, at=MOMENT)
    return operations.approve_change(change=change, reason="사업 기간 안의 변경임", by=approver, at=MOMENT)


def ordered(grant, office):
    """Return an order to pay ten million back, in three parts."""
    officer, approver = office
    debt = operations.propose_debt(
        grant=grant, ground="MISUSE", amount=10_000_000, reason="목적 외 사용을 확인함", by=officer, at=MOMENT
    )
    operations.order_debt(debt=debt, reason="반환 사유가 명백함", by=approver, at=MOMENT)
    operations.agree_to_instalments(
        debt=debt, number=3, first_due_on=TODAY + dt.timedelta(days=20), reason="분할 납부 신청에 따름",
        by=approver, at=MOMENT,
    )  # fmt: skip
    return debt


def settled(grant, rep, office):
    """Return a settlement that confirmed 55 of 80 million."""
    officer, approver = office
    settlement = operations.open_settlement(grant=grant, by=officer, at=AFTER)
    used = {line.public_id: (line.stated_won, "") for line in settlement.lines.all()}
    operations.state_settlement(
        settlement=settlement, stated=used, interest_won=12_000, own_burden_won=40_000_000,
        performance="압축기 교체 완료", by=rep, at=AFTER,
    )  # fmt: skip
    for line in settlement.lines.all():
        operations.decide_line(
            line=line, verdict="CONFIRMED", confirmed_won=55_000_000, reason="설치비 일부 미집행", by=officer,
            at=AFTER,
        )  # fmt: skip
    operations.check_settlement(settlement=settlement, finding="증빙과 대조함", by=officer, at=AFTER)
    return operations.confirm_settlement(
        settlement=settlement, reason="증빙과 일치하는 금액을 확정함", by=approver, at=AFTER
    )


def verified(consortium, firm, clerk, rep, office, verifier):
    """Return 27,246 kg of a metered compressor, calculated, handed in and verified."""
    measure = describe_measure(
        firm=firm, consortium=consortium, technology=consortium.program.technologies.get(),
        name="스크루 압축기 2호기", site="부산 1공장",
        expectation={name: Decimal(text) for name, text in EXPECTATION.items()}, by=clerk, at=MOMENT,
    )  # fmt: skip
    kwh = [90_000 * n for n in range(1, 13)] + [1_080_000 + 70_000 * n for n in range(1, 4)]
    registers = {"electricity_kwh": ("kWh", kwh), "air_nm3": ("Nm3", [666_667 * n for n in range(1, 16)])}
    for quantity, (unit, read) in registers.items():
        meter = add_meter(
            measure=measure, quantity=quantity, unit=unit, serial=f"M-{unit}", by=clerk, at=MOMENT
        )
        rows = months(dt.date(2025, 1, 1), read)
        enter_readings(meter=meter, opening=Decimal(0), rows=rows, by=clerk, at=MEASURED)
    commission(measure=measure, commissioned_on=dt.date(2026, 1, 1), by=clerk, at=MEASURED)
    statement = stating.calculate(
        measure=measure,
        period_from=dt.date(2026, 1, 1),
        period_until=dt.date(2026, 3, 31),
        by=clerk,
        at=MEASURED,
    )
    stating.submit_statement(statement=statement, by=rep, at=MEASURED)
    stating.assign_verifier(statement=statement, verifier=verifier, by=office[0], at=MEASURED)
    return stating.verify(statement=statement, reason="계측 자료와 일치합니다.", by=verifier, at=MEASURED)


def claimed(consortium, anchor_rep):
    """Return 10,000 kg of 2026 in the anchor's Scope 3 report."""
    return claim(
        consortium=consortium, kilograms=10_000, purpose="SCOPE3", category=1, year=2026,
        reason="2026년 공급망 보고", by=anchor_rep, at=MEASURED,
    )  # fmt: skip


def selected(program, consortium, anchor_member, call, officer):
    """Return a closed panel of two reviewers over three applications."""
    panels.add_criteria(program, 60, 40)
    points = {"교체 0": (90, 80), "교체 1": (95, 70), "교체 2": (60, 71)}
    for number in range(len(points)):
        panels.submitted(consortium, anchor_member, number, 4_000_000_000)
        panels.pooled(program, number)
    panel = panels.opened(call, officer)
    panels.score_all(panel, points)
    return panels.closed(panel, officer)
