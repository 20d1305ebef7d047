"""The verifier's page: evidence beside the figures, the way through a finding, what the printed page has."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.users.models import User
from measurement.models import FactorTable, Reading, ReadingFlag
from measurement.operations import answer_flag
from reporting.statements import operations
from reporting.statements.evidence import factors_used
from reporting.statements.models import SampleItem, Statement, VerificationFinding
from reporting.statements.plan import against_plan
from tests.factories import cases
from tests.measurement.test_pages import sign_in

pytestmark = pytest.mark.django_db


def address(name: str, case: Statement | VerificationFinding | SampleItem) -> str:
    return reverse(f"statements:{name}", args=[case.public_id])


class TestEvidence:
    def test_stands_beside_the_figures(
        self, client: Client, assigned: Statement, february: Reading, verifier: User, tier1_clerk: User,
        later: dt.datetime,
    ) -> None:  # fmt: skip
        bill = cases.paper(tier1_clerk, filename="bill-february.pdf")
        Reading.objects.filter(pk=february.pk).update(evidence=bill)
        flag = ReadingFlag.objects.create(
            reading=february, kind="SPIKE", detail={"amount": "70000", "mean": "90000", "months": "12"},
            raised_at=later, raised_by=tier1_clerk,
        )  # fmt: skip
        answer_flag(flag=flag, answer="설비 교체로 줄었습니다.", by=tier1_clerk, at=later)
        text = sign_in(client, verifier).get(assigned.evidence_url).content.decode()
        for shown in (
            "70,000 kWh", "1,150,000 → 1,220,000", "bill-february.pdf", "설비 교체로 줄었습니다.", "0.4541",
            "2024", "gir.go.kr", "SEC_bl × V_pj × EF_el", "27.246 tCO₂e", assigned.figures_hash,
            "Expected of 3 months", "108.984 tCO₂e", "No sample was drawn yet",
        ):  # fmt: skip
            assert shown in text, shown
        assert text.count("<tr") > 30

    def test_says_that_readings_changed(
        self, client: Client, assigned: Statement, february: Reading, verifier: User
    ) -> None:
        Reading.objects.filter(pk=february.pk).update(closing=february.closing - 1)
        assert "it can't be signed" in (sign_in(client, verifier).get(assigned.evidence_url).content.decode())

    def test_marks_a_factor_approved_after_the_period(
        self, assigned: Statement, officer: User, verifier: User, later: dt.datetime
    ) -> None:
        assert [used.is_late for used in factors_used(assigned)] == [False]
        FactorTable.objects.update(approved_at=later)  # of the data files: published, and only loaded later
        assert [used.is_late for used in factors_used(assigned)] == [False]
        people = {"proposed_by": officer, "approved_by": verifier}
        FactorTable.objects.update(office=assigned.measure.consortium.program.office, **people)
        assert [used.is_late for used in factors_used(assigned)] == [True]

    def test_takes_the_same_queries_for_more_findings(
        self, client: Client, finding: VerificationFinding, verifier: User, later: dt.datetime
    ) -> None:
        sign_in(client, verifier)
        with CaptureQueriesContext(connection) as one:
            client.get(finding.statement.evidence_url)
        for _ in range(3):
            operations.raise_finding(
                statement=finding.statement, kind="OBSERVATION", what="권고 사항", by=verifier, at=later
            )
        with CaptureQueriesContext(connection) as several:
            client.get(finding.statement.evidence_url)
        assert len(several) == len(one)

    def test_against_the_plan(self, assigned: Statement, verifier: User) -> None:
        plan = against_plan(assigned, verifier)
        assert (plan.months, plan.expected_kg, plan.found_kg) == (3, 27_246, 27_246)
        assert plan.reached_bp == 10_000


class TestPages:
    def test_a_finding_from_the_page_to_the_deduction(
        self, client: Client, assigned: Statement, february: Reading, verifier: User, tier1_clerk: User
    ) -> None:
        sign_in(client, verifier)
        terms = {"kind": "MISSTATEMENT", "what": "고지서보다 적습니다.", "direction": "over"}
        page = client.post(address("finding_new", assigned), terms)
        assert page.status_code == 422
        assert "Say by how many kilograms" in page.content.decode()
        terms |= {"effect_kg": "1,246", "readings": [february.public_id]}
        assert client.post(address("finding_new", assigned), terms).status_code == 302
        found = VerificationFinding.objects.get()
        assert (found.effect_kg, found.lines.get().reading) == (1_246, february)

        sign_in(client, tier1_clerk)
        client.post(address("finding_answer", found), {"answer": "잘못 옮겨 적었습니다."})
        sign_in(client, verifier)
        deducted = {"kilograms": "1,246", "reason": "고지서를 기준으로 차감"}
        assert client.post(address("finding_deduct", found), deducted).status_code == 302
        text = sign_in(client, tier1_clerk).get(assigned.get_absolute_url()).content.decode()
        assert "26 tCO₂e" in text
        assert "1.246 tCO₂e" in text

    def test_a_conflict_leads_home(self, client: Client, assigned: Statement, verifier: User) -> None:
        answer = sign_in(client, verifier).post(address("conflict", assigned), {"reason": "자문 이력 있음"})
        assert answer.headers["Location"] == "/"

    def test_marking(self, client: Client, assigned: Statement, verifier: User) -> None:
        sign_in(client, verifier).post(address("sample", assigned))
        item = SampleItem.objects.first()
        assert item is not None
        client.post(address("sample_mark", item), {"outcome": "CHECKED", "note": "고지서"})
        item.refresh_from_db()
        assert item.outcome == "CHECKED"

    def test_calculated_again(self, client: Client, verified: Statement, auditor: User) -> None:
        text = sign_in(client, auditor).get(address("reproduce", verified)).content.decode()
        assert "Equal to the kilogram: 27.246 tCO₂e" in text
