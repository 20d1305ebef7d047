"""One small world with something behind every address, and everybody who may knock."""

import datetime as dt
import io
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pgtrigger
import pytest
from django.test import Client
from openpyxl import Workbook

from applications.models import (
    Application,
    AwardCondition,
    Correction,
    Holder,
    Letter,
    Objection,
    Panel,
    PanelCase,
    PlannedPassOn,
    Receipt,
    Review,
    Reviewer,
)
from applications.operations import hand_in_workbook
from core.evidence.checks import JSON, XLSX
from core.evidence.models import Attachment
from core.evidence.operations import attach, keep_bytes, store
from core.inbox import topics
from core.inbox.operations import add_tag, ask, open_item
from core.inbox.operations import office as to_office
from core.jobs.operations import Progress, enqueue, take
from core.users.models import Delegation, Office, User
from core.workflow.models import new_public_id
from disbursements.models import (
    Asset,
    AssetReport,
    AssetRequest,
    BankAccount,
    BankStatement,
    ChangeLine,
    ChangeRequest,
    Debt,
    Deliverable,
    Discrepancy,
    EntityAudit,
    Finding,
    FiscalYearClose,
    Grant,
    InKind,
    Inspection,
    InspectionPoint,
    LineEvidence,
    PaymentBatch,
    PaymentRequest,
    Pledge,
    PledgeGift,
    SetOff,
    Settlement,
    SettlementLine,
    StatementEntry,
)
from firms.models import Exposure, SizeCertificate
from measurement.factoring import operations as factor_operations
from measurement.models import Bill, Calibration, Measure, ReadingFlag
from programs.models import (
    AttributionAgreement,
    AttributionShare,
    CheckTerm,
    Criterion,
    EvidenceRule,
    Invitation,
    PaymentStage,
    Program,
    RequiredDocument,
)
from programs.operations import editor
from reporting.api.models import Delivery, Hook, Token
from reporting.auditing.models import AuditFinding, EvidenceBundle, Sample, SampleItem, Stratum
from reporting.claims.models import Claim, PerformanceDecision
from reporting.documents.models import Bundle, Document, Volume
from reporting.exports.models import ExportPack, StatusFile
from reporting.register.models import Snapshot
from reporting.register.tasks import take_snapshot
from reporting.signals.facts import Evidence, Found, Where
from reporting.signals.models import Signal
from reporting.signals.operations import record
from reporting.statements import operations as verification
from reporting.tallies.models import Tally
from tests.disbursements.conftest import drafted_payment, pass_on, submitted_payment
from tests.factories import cases
from tests.factories.consortia import link, signed
from tests.factories.people import FAR_AWAY, FIRST_DAY, MOMENT, business_number
from tests.measurement.conftest import air, electricity, factors, later, measure, metered
from tests.programs.questions import asks, published
from tests.statements.conftest import assigned, calculated, submitted

__all__ = [
    "air", "assigned", "calculated", "drafted_payment", "electricity", "factors", "later", "measure",
    "metered",
    "pass_on", "submitted", "submitted_payment",
]  # fmt: skip

CAST = (
    "anonymous", "officer", "approving_officer", "reviewer", "verifier", "auditor", "anchor_rep", "tier1_rep",
    "tier1_clerk", "tier2_rep", "rival_rep", "other_officer",
)  # fmt: skip


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Return {name: person}; the anonymous visitor is nobody."""
    return {name: request.getfixturevalue(name) if name != "anonymous" else None for name in CAST}


def signal_about(grant: Grant, officer: User) -> Signal:
    """Let the look find something about a case."""
    where = Where(grant.consortium.program_id, grant.application_id, grant.firm_id)
    found = Found(
        "SERIAL_TWICE", where.program, f"serial:{grant.pk}", (Evidence(where, "serial", f"SN-{grant.pk}"),),
        {"number": f"SN-{grant.pk}", "cases": 2},
    )  # fmt: skip
    record(found=[found], by=officer, at=MOMENT)
    return Signal.objects.get(key=found.key)


def claimed_by_the_anchor(consortium: Any, by: User) -> Claim:
    """Let the anchor claim a tonne for its Scope 3 report."""
    return Claim.objects.create(
        purpose="SCOPE3", claimant=consortium.anchor, consortium=consortium, program=consortium.program,
        year=2026, category=1, kilograms=1_000, held_kg=1_000, reason="x", claimed_at=MOMENT, claimed_by=by,
    ).begin(by=by, at=MOMENT)  # fmt: skip


def lot_of(statement: Any) -> Any:
    """Return the statement as a lot of which its consortium has all."""
    whose = statement.measure.consortium
    statement.shares.create(consortium=whose, share_bp=10_000, kilograms=statement.reduction_kg)
    return statement


def contract_year_of(consortium: Any, by: User, year: int = 2025) -> PerformanceDecision:
    """Propose what a year of a performance contract comes to."""
    return PerformanceDecision.objects.create(
        consortium=consortium, program=consortium.program, year=year, promised_kg=1_000, achieved_kg=1_000,
        subsidy_won=1, consequence="NOTHING", amount_won=0, reason="x", proposed_at=MOMENT, proposed_by=by,
    ).begin(by=by, at=MOMENT)  # fmt: skip


def connected(firm: Any, by: User) -> dict[str, Any]:
    """Give a firm a token, and a webhook with a message that arrived."""
    token = Token.objects.create(
        firm=firm, name="ERP", digest="f" * 64, beginning="sccp_abcd", expires_on=FAR_AWAY, made_at=MOMENT,
        made_by=by,
    )  # fmt: skip
    hook = Hook.objects.create(firm=firm, address="https://erp.example.com/", made_at=MOMENT, made_by=by)
    delivery = Delivery.objects.create(
        hook=hook, case_kind="payment", case_id="0" * 16, to_status="DRAFTED", body="{}", happened_at=MOMENT,
        status="DELIVERED", tries=1, answer=204, tried_at=MOMENT,
    )  # fmt: skip
    return {"token": token, "hook": hook, "delivery": delivery}


def audited(grant: Grant, by: User) -> dict[str, Any]:
    """Draw a grant into a sample, note two findings on it, the second answered, and bundle its evidence."""
    program, number = grant.consortium.program, Sample.objects.count() + 1
    paper = cases.paper(by, content=cases.SMALL_PDF + f"% {number}\n".encode(), filename="memo.pdf")
    sample = Sample.objects.create(
        program=program, number=number, title="표본", population="GRANT", layer="NONE", rule="EQUAL", size=1,
        least=0, seed="seed0000", population_count=1, population_list=paper.blob, drawn_at=MOMENT, drawn_by=by,
    )  # fmt: skip
    stratum = Stratum.objects.create(sample=sample, population_count=1, drawn_count=1)
    item = SampleItem.objects.create(
        sample=sample, stratum=stratum, position=1, subject_id=grant.pk, subject_key=grant.public_id,
        amount_won=grant.awarded_won,
    )  # fmt: skip
    open_one, answered = (
        AuditFinding.objects.create(
            program=program, item=item, number=2 * number + n, line_kind="WHOLE", line_words="x", kind="OTHER",
            text="x", evidence=paper, raised_at=MOMENT, raised_by=by, **terms,
        ).begin(by=by, at=MOMENT)
        for n, terms in enumerate(({}, {"answer": "x", "answered_at": MOMENT, "answered_by": by}))
    )  # fmt: skip
    answered.move_to("ANSWERED", by=by, at=MOMENT)
    bundle = EvidenceBundle.objects.create(
        program=program, sample=sample, job_key=f"bundle:{number}", blob=paper.blob, manifest_hash="f" * 64,
        files_total=0, files_lacking=0, made_at=MOMENT, made_by=by,
    )  # fmt: skip
    return {
        "audit_sample": sample, "audit_item": item, "audit_finding": open_one,
        "answered_audit_finding": answered, "evidence_bundle": bundle,
    }  # fmt: skip


def handed_over_to_the_state(program: Program, officer: User) -> dict[str, Any]:
    """Return an export pack and a status file about it."""
    paper = cases.paper(officer, content=cases.SMALL_PDF + b"%3", filename="status.csv")
    pack = ExportPack.objects.create(
        program=program, step="PAYMENT", number=ExportPack.objects.count() + 1, job_key=new_public_id(),
        blob=paper.blob, rows_hash="f" * 64, rows_total=0, rows_new=0, rows_changed=0, rows_vanished=0,
        made_at=MOMENT, made_by=officer,
    )  # fmt: skip
    file = StatusFile.objects.create(
        pack=pack, attachment=paper, sha256=paper.sha256, rows_total=0, read_at=MOMENT, read_by=officer
    )
    return {"pack": pack, "status_file": file}


@pytest.fixture
def clients(cast: dict[str, Any]) -> dict[str, Client]:
    clients = {person: Client(raise_request_exception=False) for person in CAST}
    for person, user in cast.items():
        if user:
            clients[person].force_login(user)
    return clients


@pytest.fixture
def applications(
    consortium, tier1, tier1_clerk, tier1_rep, technology, linked_grant, officer, approving_officer
) -> dict[str, Application]:
    """Tier 1's applications, one in each state that has pages of its own."""

    def at(status: str, *path: str) -> Application:
        application = cases.draft(consortium, tier1, tier1_clerk, title=f"압축기 {status}")
        cases.add_cost(application, technology)
        Application.objects.filter(pk=application.pk).update(
            asked_won=1_000_000, **({"submitted_at": MOMENT, "submitted_by": tier1_rep} if path else {})
        )
        application.refresh_from_db()
        for step in path:
            application.move_to(step, by=tier1_rep, at=MOMENT)
        return application

    proposed = cases.draft(
        consortium,
        linked_grant.firm,
        tier1_rep,
        grant_kind="CONTRIBUTION",
        parent=linked_grant.parent.application,
    )
    Application.objects.filter(pk=proposed.pk).update(submitted_at=MOMENT, submitted_by=tier1_rep)
    proposed.refresh_from_db()
    return {
        "draft": at("DRAFTED"),
        "submitted": at("SUBMITTED", "SUBMITTED"),
        "assessed": at("ASSESSED", "SUBMITTED", "ASSESSED"),
        "awarded": cases.awarded(
            at("AWARDED"), rep=tier1_rep, assessor=officer, approver=approving_officer, amount=1_000_000
        ),
        "before_panel": at("SUBMITTED", "SUBMITTED"),
        "returned": at("RETURNED", "SUBMITTED", "RETURNED"),
        "refused": at("REFUSED", "SUBMITTED", "REFUSED"),
        "proposed": proposed.move_to("SUBMITTED", by=tier1_rep, at=MOMENT),
    }


@pytest.fixture
def certificate(tier1, tier1_rep) -> SizeCertificate:
    paper = cases.paper(tier1_rep, filename="certificate.pdf")
    terms = {"size_class": "SME", "number": "C-1", "issued_on": FIRST_DAY, "valid_until": FAR_AWAY}
    return SizeCertificate.objects.create(
        firm=tier1, attachment=paper, recorded_at=MOMENT, recorded_by=tier1_rep, **terms
    )


def bonds(consortium: Any, plan: Application, member: Any, below: Any) -> dict[str, Any]:
    """Return what binds members: a letter, a link, the agreement, shares, a planned pass-on."""
    by = consortium.registered_by
    shares = AttributionAgreement.objects.create(
        program=consortium.program, firm=member.firm, valid_from=FIRST_DAY, proposed_at=MOMENT, proposed_by=by
    ).begin(by=by, at=MOMENT)
    AttributionShare.objects.create(agreement=shares, consortium=consortium, share_bp=10_000)
    letter = Invitation.objects.create(
        consortium=consortium, upstream=member.upstream, business_number=business_number(7),
        firm_name="새벽정공", email="a@dawn.example", sent_at=MOMENT, sent_by=by, expires_on=FAR_AWAY,
    ).begin(by=by, at=MOMENT)  # fmt: skip
    return {
        "shares": shares,
        "letter": letter,
        "link": link(member),
        "agreement": signed(consortium),
        "pass_on": PlannedPassOn.objects.create(
            application=plan, payer=member, receiver=below, amount_won=1_000_000
        ),
    }


def of_the_bank(program: Any, firm: Any, officer: User, approver: User) -> dict[str, Any]:
    """Return an account, a batch, a statement with its entry, and who stands in for whom."""
    batch = PaymentBatch.objects.create(
        program=program, number=1, pays_on=FAR_AWAY, composed_at=MOMENT, composed_by=officer
    ).begin(by=officer, at=MOMENT)
    statement = BankStatement.objects.create(
        program=program, name="S-1", account_number="1", file=cases.paper(officer), sha256="0" * 64,
        received_at=MOMENT, received_by=officer,
    )  # fmt: skip
    return {
        "bank_account": BankAccount.objects.filter(firm=firm).first(),
        "batch": batch,
        "bank_statement": statement,
        "statement_entry": StatementEntry.objects.create(
            statement=statement, line=1, identity="0" * 64, booked_on=FIRST_DAY, amount_won=1, is_debit=True,
            bank_reference="R-1", outcome="UNMATCHED",
        ),
        "delegation": Delegation.objects.create(
            office=program.office, giver=approver, stand_in=officer, role="APPROVING_OFFICER",
            valid_from=FIRST_DAY, valid_until=FIRST_DAY, reason="휴가", made_at=MOMENT, made_by=approver,
        ),
    }  # fmt: skip


def a_workbook(by: User) -> Attachment:
    """Keep a workbook that belongs to nothing yet."""
    file = io.BytesIO()
    Workbook().save(file)
    return store(file=file, filename="book.xlsx", allowed=frozenset({XLSX}), by=by, at=MOMENT)


def cost_workbook(draft: Application) -> Attachment:
    """Hand in a workbook of cost items for a draft."""
    by = draft.drafted_by
    return hand_in_workbook(application=draft, workbook=a_workbook(by), by=by, at=MOMENT)


def workbooks_of_readings(draft: Application, measure: Measure) -> dict[str, Attachment]:
    """Give a draft something to measure, and hand in workbooks of readings for it and for a measure."""
    by, item = draft.drafted_by, draft.cost_items.get()
    item.measure = Measure.objects.create(
        firm=draft.firm, consortium=draft.consortium, technology=measure.technology, name="m", site="s"
    )
    item.save()
    given = {"by": by, "at": MOMENT, "purpose": "readings"}
    return {
        "readings_workbook": attach(
            attachment=a_workbook(by), owner_kind="case_readings_workbook", owner_id=draft.pk, **given
        ),
        "measured_workbook": attach(
            attachment=a_workbook(by), owner_kind="readings_workbook", owner_id=measure.pk, **given
        ),
    }


def table_of_factors(office: Office, by: User) -> dict[str, Any]:
    """Begin a table of factors for an office, and hand in a workbook for it."""
    table = factor_operations.draft_table(
        office=office, purpose="PROGRAM", family="ELECTRICITY", approval_round="2099", source_ko="시험",
        source_en="Test", by=by, at=MOMENT,
    )  # fmt: skip
    workbook = factor_operations.hand_in_factors(table=table, workbook=a_workbook(by), by=by, at=MOMENT)
    return {"factor_table": table, "factors_workbook": workbook}


def deliverable_of(grant: Grant, by: User) -> Deliverable:
    """Give a grant a footprint that was delivered."""
    terms = {"cost_kind": "PCF", "name": "제품 탄소발자국", "cost_won": 1_000_000}
    item = cases.cost_item(grant.application, **terms)
    return Deliverable.objects.create(
        grant=grant, cost_item=item, product="브레이크", declared_unit="1 kg", kg_per_unit=3,
        verifier_name="검증원", delivered_on=FIRST_DAY, report=cases.paper(by), recorded_at=MOMENT,
        recorded_by=by,
    )  # fmt: skip


def change_of(grant: Grant, by: User) -> ChangeRequest:
    """Let tier 1 ask for less of what it buys."""
    item = grant.application.cost_items.order_by("pk").first()
    change = ChangeRequest.objects.create(
        grant=grant, firm=grant.firm, number=1, kind="REALLOCATION", why="견적 변경", is_minor=False, requested_at=MOMENT,
        requested_by=by,
    )  # fmt: skip
    ChangeLine.objects.create(
        change=change, subject_kind="COST_ITEM", subject_id=item.pk, term="cost_won",
        old_won=item.cost_won, new_won=150_000_043,
    )  # fmt: skip
    return change.begin(by=by, at=MOMENT, reason="secret-change-reason")


def kept_by(grant: Grant, rep: User, officer: User) -> dict[str, Any]:
    """Give a grant two assets, a report, a request and an inspection with a finding."""
    days = {"acquired_on": FIRST_DAY, "restricted_until": FAR_AWAY, "due_on": FAR_AWAY}
    terms = {
        **days, "grant": grant, "name": "압축기", "price_won": 2, "funded_won": 1, "restriction_months": 60,
        "registered_at": MOMENT, "registered_by": officer,
    }  # fmt: skip
    items = [cases.add_cost(grant.application, grant.application.cost_items.first().technology) for _ in "ab"]
    asset, kept = (
        Asset.objects.create(**terms, number=f"A-{n}", cost_item=item).begin(by=officer, at=MOMENT)
        for n, item in enumerate(items)
    )
    Asset.objects.filter(pk=kept.pk).update(site="secret-asset-site", installed_on=FIRST_DAY)
    kept.refresh_from_db()
    kept.move_to("COMPLETED", by=rep, at=MOMENT)
    inspection = Inspection.objects.create(
        grant=grant, number=1, mode="ON_SITE", planned_on=FAR_AWAY, inspector=officer, planned_at=MOMENT,
        planned_by=officer,
    ).begin(by=officer, at=MOMENT)  # fmt: skip
    finding = Finding.objects.create(
        inspection=inspection,
        number=1,
        what="secret-found",
        due_on=FAR_AWAY,
        raised_at=MOMENT,
        raised_by=officer,
    ).begin(by=officer, at=MOMENT)
    point = InspectionPoint.objects.create(
        inspection=inspection, code="LABEL", position=1, text_ko="표지", text_en="Label"
    )
    asked = AssetRequest.objects.create(
        asset=kept, kind="SCRAP", why="고장", requested_at=MOMENT, requested_by=rep
    ).begin(by=rep, at=MOMENT)
    report = AssetReport.objects.create(asset=kept, period_until=FIRST_DAY, due_on=FAR_AWAY)
    return {
        "asset": asset, "kept_asset": kept, "inspection": inspection, "finding": finding, "point": point,
        "asset_request": asked, "asset_report": report,
    }  # fmt: skip


def audit_of(grant: Grant, officer: User, year: int = 2025) -> EntityAudit:
    """Let the firm of a grant owe an audit about a year."""
    return EntityAudit.objects.create(
        firm=grant.firm, fiscal_year=year, program=grant.consortium.program, received_won=10**9, regranted_won=0,
        counted_won=10**9, auditor_due_on=FAR_AWAY, report_due_on=FAR_AWAY,
    ).begin(by=officer, at=MOMENT)  # fmt: skip


def settling(payment: PaymentRequest, officer: User, approver: User) -> dict[str, Any]:
    """Give the grant of a payment a debt that was ordered, a set-off and a settlement that is due."""
    grant = payment.grant
    debt = Debt.objects.create(
        grant=grant, firm=grant.firm, kind="PRINCIPAL", ground="MISUSE", amount_won=1, spent_won=1, finding="x",
        proposed_at=MOMENT, proposed_by=officer,
    ).begin(by=officer, at=MOMENT)  # fmt: skip
    debt.ordered_at, debt.ordered_by, debt.due_on = MOMENT, approver, FAR_AWAY
    debt.save()
    debt.move_to("ORDERED", by=approver, at=MOMENT)
    settlement = Settlement.objects.create(
        grant=grant,
        basis="COMPLETION",
        until_on=FIRST_DAY,
        due_on=FAR_AWAY,
        opened_at=MOMENT,
        opened_by=officer,
    ).begin(by=officer, at=MOMENT)
    line = SettlementLine.objects.create(
        settlement=settlement, cost_item=grant.application.cost_items.order_by("pk").first(), awarded_won=1,
        asked_won=1, paid_won=1, stated_won=1,
    )  # fmt: skip
    set_off = SetOff.objects.create(
        debt=debt, payment=payment, amount_won=1, bound_at=MOMENT, bound_by=approver
    )
    return {"debt": debt, "settlement": settlement, "settlement_line": line, "set_off": set_off}


def pledged(grant: Grant, by: User) -> dict[str, Any]:
    """Return a pledge of the anchor, what of it is on its way to a grant, and something given in kind."""
    pledge = Pledge.objects.create(
        consortium=grant.consortium, firm=grant.consortium.anchor, cash_won=1, in_kind_won=1, purpose="x",
        promised_at=MOMENT, promised_by=by,
    )  # fmt: skip
    recorded = {"pledge": pledge, "recorded_at": MOMENT, "recorded_by": by}
    gift = PledgeGift.objects.create(
        grant=grant,
        amount_won=1,
        paid_on=FIRST_DAY,
        bank_reference="G-1",
        evidence=cases.paper(by),
        **recorded,
    )
    in_kind = InKind.objects.create(
        name="x", given_on=FIRST_DAY, claimed_won=1, proof=cases.paper(by), **recorded
    )
    started = {"pledge_gift": gift, "in_kind": in_kind}
    return {"pledge": pledge, **{name: case.begin(by=by, at=MOMENT) for name, case in started.items()}}


def before_a_panel(application: Application, user: User, by: User) -> dict[str, Any]:
    """Put an application before a panel with one reviewer, who has declared no conflict."""
    pooled = Reviewer.objects.create(
        program=application.call.program, user=user, max_load=5, valid_from=FIRST_DAY
    )
    panel = Panel.objects.create(
        call=application.call, per_application=1, due_on=FAR_AWAY, seed="seed", flagged_spread=20,
        opened_at=MOMENT, opened_by=by,
    ).begin(by=by, at=MOMENT)  # fmt: skip
    case = PanelCase.objects.create(panel=panel, application=application)
    review = Review.objects.create(case=case, reviewer=pooled, drawn_at=MOMENT, drawn_by=by)
    review.begin(by=by, at=MOMENT).move_to("UNBIASED", by=user, at=MOMENT)
    return {"pooled": pooled, "panel": panel, "review": review}


def questions_of(call: Any, by: User) -> dict[str, Any]:
    """Return a published version of a call's questions, and a drafted one with one of its questions."""
    asked = published(call, by, asks("why"), asks("proof", "FILE"))
    version = editor.begin_questionnaire(call=call, by=by, at=MOMENT)
    return {"asked": asked, "version": version, "call_question": version.questions.first()}


def handed_over(grant: Grant, by: User) -> Holder:
    """Write down that another firm took the grant over; return who held it before. The case stays where it is."""
    anchor = grant.consortium.anchor
    Holder.objects.create(
        application=grant.application, firm=anchor, number=2, at=MOMENT + dt.timedelta(days=1), by=by
    )
    return Holder.objects.get(application=grant.application, number=1)


def decided(applications: dict[str, Application], rep: User, officer: User) -> dict[str, Any]:
    """Return what goes back and forth: a returned line, a condition, a letter, an objection."""
    returned, refused, awarded = (applications[name] for name in ("returned", "refused", "awarded"))
    terms = {"application": awarded, "at": MOMENT, "by": officer}
    condition = AwardCondition.objects.create(
        application=awarded, position=1, text_ko="설치 사진", due_on=FAR_AWAY, set_at=MOMENT, set_by=officer
    )
    objection = Objection.objects.create(
        application=refused, against="REFUSAL", grounds="x", decision_at=MOMENT, decision_by=officer,
        filed_at=MOMENT, filed_by=rep, due_on=FAR_AWAY,
    )  # fmt: skip
    return {
        "correction": Correction.objects.create(
            application=returned, round_number=1, subject_kind="FIELD", subject_key="title", label="Title",
            before=[["title", returned.title]], reason="x", at=MOMENT, by=officer,
        ),
        "condition": condition.begin(by=officer, at=MOMENT),
        "objection": objection.begin(by=rep, at=MOMENT),
        "sent": Letter.objects.create(kind="AWARD", language="ko", subject="x", body="x", sha256="0", **terms),
    }  # fmt: skip


def papers_of(payment: PaymentRequest, by: Any, officer: Any) -> dict[str, Any]:
    """Return evidence of a line that was asked for, and a gap between its papers."""
    line = payment.lines.get()
    paper = cases.paper(by, content=cases.SMALL_PDF + b"%3", filename="transfer.pdf")
    with pgtrigger.ignore("disbursements.LineEvidence:evidence_follows_request"):
        evidence = LineEvidence.objects.create(
            line=line, kind="TRANSFER", number="T-1", dated_on=FIRST_DAY, amount_won=1, attachment=paper,
            added_at=MOMENT, added_by=by,
        )  # fmt: skip
    gap = Discrepancy.objects.create(
        grant=payment.grant, line=line, kind="TRANSFER_AMOUNT", expected="2", found="1", owner=officer,
        opened_at=MOMENT, opened_by=officer,
    )  # fmt: skip
    return {"evidence": evidence, "discrepancy": gap}


def register_of_now() -> Any:
    """Return the public register as it stands."""
    job: Any = take(enqueue("register_snapshot", key="register_snapshot:world").pk)
    return Snapshot.objects.get(public_id=take_snapshot(Progress(job))["snapshot"])


def verification_of(statement: Any) -> dict[str, Any]:
    """Return a finding of the verifier that waits for the firm, and a sampled reading."""
    terms = {"statement": statement, "by": statement.verifier, "at": statement.assigned_at}
    found = verification.raise_finding(kind="NONCONFORMITY", what="secret-verified", **terms)
    sample = verification.draw_sample(**terms)
    return {"verification_finding": found, "sample_item": sample.items.first()}


@pytest.fixture
def world(
    cast, applications, selected_plan, certificate, linked_grant, grant, submitted_payment, pass_on, assigned,
    program, call, consortium, tier1, tier1_member, tier2_member, office, officer, tier1_rep,
) -> SimpleNamespace:  # fmt: skip
    """Return everything that has an address of its own, by the word the table uses for it."""
    second = cases.paper(officer, filename="paper.pdf")
    blob = second.blob
    passed = pass_on()
    reading = assigned.measure.meters.first().readings.first()
    quote = applications["submitted"].cost_items.get().chosen_quote.attachment
    attach(
        attachment=quote, owner_kind="cost_item", owner_id=applications["submitted"].cost_items.get().pk,
        purpose="quote", by=quote.uploaded_by, at=MOMENT,
    )  # fmt: skip
    photo = cases.paper(assigned.calculated_by, content=cases.SMALL_PDF + b"%2", filename="bill.pdf")
    attach(
        attachment=photo, owner_kind="measure", owner_id=assigned.measure_id, purpose="reading",
        by=photo.uploaded_by, at=MOMENT,
    )  # fmt: skip
    workbook = cost_workbook(applications["draft"])
    document = Document.objects.create(
        kind="CONSORTIUM_AUDIT", subject_id=consortium.pk, about=str(consortium), program=program,
        language="ko", facts_hash="f" * 64, pages=1, size=blob.size, made_at=MOMENT, made_by=officer,
        figures=keep_bytes(b"{}", JSON),
    )  # fmt: skip
    Volume.objects.create(document=document, number=1, first_page=1, pages=1, blob=blob)
    notice = open_item(
        key="notice", kind="plan_selected", subject=selected_plan, subject_kind="application", about="x",
        to=to_office(office.pk, "OFFICER"), at=MOMENT, is_notice=True,
    )  # fmt: skip
    from core.ledger.operations import account

    topic = topics.topic("application", grant.application)
    question = ask(topic=topic, title="일정", text="언제입니까?", by=officer, at=MOMENT)
    tag = add_tag(topic=topic, label="긴급", by=officer, at=MOMENT)
    proposal = cases.draft(
        consortium, linked_grant.firm, tier1_rep, grant_kind="INDIRECT", parent=grant.application,
        proposed_won=1_000_000,
    )  # fmt: skip
    submission = Receipt.objects.create(
        application=applications["submitted"], number="2026-000001-1", received_at=MOMENT,
        received_by=tier1_rep, content="{}", content_sha256=sha256(b"{}").hexdigest(),
    )  # fmt: skip
    return SimpleNamespace(
        **applications, proposal=proposal, submission=submission, **decided(applications, tier1_rep, officer),
        **bonds(consortium, selected_plan, tier1_member, tier2_member),
        **of_the_bank(program, tier1, officer, cast["approving_officer"]),
        **questions_of(call, officer),
        application=grant.application, plan=selected_plan, program=program, call=call, consortium=consortium,
        firm=tier1, certificate=certificate.attachment, member=tier1_member, member_below=tier2_member,
        grant=grant,
        contribution=linked_grant, payment=submitted_payment, line=submitted_payment.lines.get(),
        invoice=submitted_payment.lines.get().invoice, passed=passed,
        **papers_of(submitted_payment, tier1_rep, officer), measure=assigned.measure,
        reading=reading,
        bill=Bill.objects.create(
            meter=reading.meter, number="G-1", period_from="2026-01-01", period_until="2026-01-31",
            basis="AMOUNT", stated=1, quantity=1, recorded_at=MOMENT, recorded_by=tier1_rep,
        ),
        calibration=Calibration.objects.create(
            meter=reading.meter, calibrated_on="2025-12-01", recorded_at=MOMENT, recorded_by=tier1_rep
        ),
        flag=ReadingFlag.objects.create(
            reading=reading, kind="ZERO", detail={"amount": "0"}, raised_at=MOMENT, raised_by=tier1_rep
        ),
        exposure=Exposure.objects.create(firm=tier1, regulation="CBAM", product="브레이크", since=FIRST_DAY),
        **kept_by(grant, tier1_rep, officer),
        held=handed_over(grant, officer), deliverable=deliverable_of(grant, officer), change=change_of(grant, tier1_rep),
        **settling(submitted_payment, officer, cast["approving_officer"]),
        **before_a_panel(applications["before_panel"], cast["reviewer"], officer),
        **table_of_factors(consortium.program.office, officer),
        **workbooks_of_readings(applications["draft"], assigned.measure),
        register=register_of_now(), workbook=workbook, statement=assigned, **verification_of(assigned), quote=quote, photo=photo, document=document, notice=notice,
        bundle=Bundle.objects.create(
            program=program, kind="GRANT_AUDIT", language="ko", documents=1, pages=1, blob=blob, made_at=MOMENT,
            made_by=officer,
        ),
        question=question, tag=tag, **pledged(grant, cast["anchor_rep"]),
        audit=audit_of(grant, officer),
        year_close=FiscalYearClose.objects.create(
            program=program, year=2025, prepared_at=MOMENT, prepared_by=officer
        ).begin(by=officer, at=MOMENT),
        cost_item=applications["draft"].cost_items.get(),
        competing=cases.quoted(applications["draft"].cost_items.get()), account=account(grant.owner, "committed"),
        tally=Tally.objects.create(program=program, job_key="t", inputs_hash="f" * 64, made_at=MOMENT),
        lot=lot_of(assigned), decision=contract_year_of(consortium, consortium.registered_by), anchor=consortium.anchor,
        signal=signal_about(grant, officer), claim=claimed_by_the_anchor(consortium, consortium.registered_by),
        **handed_over_to_the_state(program, officer), **audited(grant, cast["auditor"]),
        **connected(tier1, tier1_rep),
        job=enqueue("tally", key="job", requested_by=officer),
        rule=program.rules.first(),
        criterion=Criterion.objects.create(
            program=program, code="effect", position=1, name_ko="효과", name_en="Effect", weight=100,
            valid_from=FIRST_DAY, source_ko="시험 자료", source_en="Test data",
        ),
        check_term=CheckTerm.objects.create(
            program=program, kind="STANDING_DAYS", value=7, valid_from=FIRST_DAY, source_ko="시험 자료",
            source_en="Test data",
        ),
        evidence_rule=EvidenceRule.objects.create(
            program=program, kind="TRANSFER", does_as_well="CARD", valid_from=dt.date(2098, 1, 1),
            source_ko="시험 자료", source_en="Test data",
        ),
        payment_stage=PaymentStage.objects.create(
            program=program, kind="INTERIM", share_bp=10_000, valid_from=dt.date(2098, 1, 1),
            source_ko="시험 자료", source_en="Test data",
        ),
        technology=program.technologies.first(),
        required_document=RequiredDocument.objects.create(
            program=program, code="paper", name_ko="서류", name_en="Paper", step="APPLICATION",
            valid_from=FIRST_DAY, source_ko="시험 자료", source_en="Test data",
        ),
    )  # fmt: skip
