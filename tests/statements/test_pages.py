"""The pages of statements: who sees which, what they print, the way through the steps."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.users.models import User
from measurement.models import Measure
from reporting.statements import operations
from reporting.statements.models import Statement
from tests.measurement.test_pages import sign_in
from tests.statements.conftest import FROM, UNTIL

pytestmark = pytest.mark.django_db


def address(name: str, statement: Statement) -> str:
    return reverse(f"statements:{name}", args=[statement.public_id])


class TestWhoSeesIt:
    @pytest.mark.parametrize(
        ("person", "status"),
        [
            ("tier1_clerk", 200),
            ("tier1_rep", 200),
            ("officer", 200),
            ("auditor", 200),
            ("verifier", 200),
            ("anchor_rep", 404),
            ("tier2_rep", 404),
            ("rival_rep", 404),
            ("other_officer", 404),
            ("reviewer", 404),
        ],
    )
    def test_once_it_is_with_the_verifier(
        self, client: Client, assigned: Statement, person: str, status: int, request: Any
    ) -> None:
        sign_in(client, request.getfixturevalue(person))
        assert client.get(assigned.get_absolute_url()).status_code == status
        shown = assigned.get_absolute_url() in client.get(reverse("statements:list")).content.decode()
        assert shown is (status == 200)

    def test_staff_do_not_see_a_draft(self, client: Client, calculated: Statement, officer: User) -> None:
        assert sign_in(client, officer).get(calculated.get_absolute_url()).status_code == 404

    def test_nobody_without_a_sign_in(self, client: Client, calculated: Statement) -> None:
        assert client.get(calculated.get_absolute_url()).status_code == 302


class TestDetail:
    def test_prints_the_rows_with_factor_and_source(
        self, client: Client, verified: Statement, auditor: User
    ) -> None:
        text = sign_in(client, auditor).get(verified.get_absolute_url()).content.decode()
        assert "27.246 tCO₂e" in text
        assert "SEC_bl × V_pj × EF_el" in text
        assert "EF_el = 0.4541 tCO₂eq/MWh (round 2024)" in text
        assert "gir.go.kr" in text
        assert "122,607" in text
        assert "Verified and signed the figures" in text
        assert verified.figures_hash in text

    @pytest.mark.parametrize(
        ("person", "offered"),
        [
            ("verifier", {"verify", "return"}),
            ("officer", set()),
            ("tier1_rep", set()),
            ("auditor", set()),
        ],
    )
    def test_offers_only_what_one_may_do(
        self, client: Client, assigned: Statement, person: str, offered: set[str], request: Any
    ) -> None:
        text = (
            sign_in(client, request.getfixturevalue(person)).get(assigned.get_absolute_url()).content.decode()
        )
        names = {"submit", "assign", "verify", "return", "withdraw"}
        assert {name for name in names if address(name, assigned) in text} == offered

    def test_asks_for_few_queries(
        self, client: Client, verified: Statement, auditor: User, django_assert_max_num_queries: Any
    ) -> None:
        sign_in(client, auditor)
        with django_assert_max_num_queries(25):
            client.get(verified.get_absolute_url())


class TestTheWay:
    def test_from_the_measure_to_the_signature(
        self,
        client: Client,
        metered: Any,
        tier1_clerk: User,
        tier1_rep: User,
        officer: User,
        verifier: User,
    ) -> None:
        sign_in(client, tier1_clerk)
        where = reverse("statements:calculate", args=[metered.public_id])
        page = client.get(where).content.decode()
        assert "12 baseline months are used, 2025-01 to 2025-12." in page
        assert "27.246 tCO₂e" in page
        answer = client.post(where, {"period_from": "2026-01", "period_until": "2026-03"})
        assert answer.status_code == 302
        statement = Statement.objects.get()
        sign_in(client, tier1_rep)
        assert client.get(address("submit", statement)).status_code == 200
        assert client.post(address("submit", statement)).status_code == 302
        sign_in(client, officer)
        assert "정검증" in client.get(address("assign", statement)).content.decode()
        assert client.post(address("assign", statement), {"verifier": verifier.pk}).status_code == 302
        sign_in(client, verifier)
        assert client.get(address("verify", statement)).status_code == 200
        assert client.post(address("verify", statement), {"reason": "일치"}).status_code == 302
        statement.refresh_from_db()
        assert statement.status == "VERIFIED"
        assert client.get(address("verify", statement)).status_code == 302  # came too late

    def test_a_bad_period_stays_in_the_form(self, client: Client, metered: Any, tier1_clerk: User) -> None:
        sign_in(client, tier1_clerk)
        where = reverse("statements:calculate", args=[metered.public_id])
        page = client.post(where, {"period_from": "2026-01", "period_until": "2026-05"})
        assert page.status_code == 422
        assert "These months lack a reading: 2026-04, 2026-05." in page.content.decode()
        assert 'value="2026-05"' in page.content.decode()

    def test_changed_figures_are_told_to_the_verifier(
        self, client: Client, assigned: Statement, verifier: User, tier1_clerk: User, later: Any
    ) -> None:
        from tests.statements.test_operations import correct_one

        correct_one(assigned.measure, tier1_clerk, later)
        page = sign_in(client, verifier).post(address("verify", assigned), {"reason": "확인했습니다"})
        assert page.status_code == 422
        assert "It must be calculated anew." in page.content.decode()
        assert "확인했습니다" in page.content.decode()

    @pytest.mark.parametrize("name", ["submit", "assign", "verify", "return", "withdraw"])
    def test_an_auditor_changes_nothing(
        self, client: Client, assigned: Statement, auditor: User, name: str
    ) -> None:
        sign_in(client, auditor)
        assert client.get(address(name, assigned)).status_code == 403
        assert client.post(address(name, assigned), {"reason": "because"}).status_code == 403

    def test_returning_needs_a_reason(self, client: Client, assigned: Statement, verifier: User) -> None:
        sign_in(client, verifier)
        assert client.post(address("return", assigned), {"reason": ""}).status_code == 422
        assert client.post(address("return", assigned), {"reason": "2월을 확인"}).status_code == 302


class TestList:
    def test_filters_sorts_and_says_what_to_do(
        self, client: Client, assigned: Statement, officer: User
    ) -> None:
        sign_in(client, officer)
        where = reverse("statements:list")
        link = assigned.get_absolute_url()
        for query in ("?q=한빛", "?status=ASSIGNED", "?sort=-reduction", "?sort=firm"):
            assert link in client.get(where + query).content.decode()
        text = client.get(where + "?q=없는기업").content.decode()
        assert link not in text
        assert "Nothing matches" in text

    def test_sorts_by_the_reduction_it_shows(
        self, client: Client, metered: Measure, tier1_clerk: User, tier1_rep: User, officer: User,
        verifier: User, later: dt.datetime,
    ) -> None:  # fmt: skip
        march, february = dt.date(2026, 3, 1), dt.date(2026, 2, 28)
        winter, spring = (
            operations.calculate(
                measure=metered, period_from=period[0], period_until=period[1], by=tier1_clerk, at=later
            )
            for period in ((FROM, february), (march, UNTIL))
        )
        operations.submit_statement(statement=winter, by=tier1_rep, at=later)
        operations.assign_verifier(statement=winter, verifier=verifier, by=officer, at=later)
        finding = operations.raise_finding(
            statement=winter, kind="MISSTATEMENT", what="고지서보다 적습니다.", effect_kg=12_000,
            rows=[winter.rows.all()[0]], by=verifier, at=later,
        )  # fmt: skip
        operations.answer_finding(finding=finding, answer="그렇습니다.", by=tier1_rep, at=later)
        operations.deduct(finding=finding, kilograms=12_000, reason="고지서", by=verifier, at=later)
        winter.refresh_from_db()
        assert winter.signed_kg < spring.signed_kg < winter.reduction_kg
        found = sign_in(client, tier1_rep).get(reverse("statements:list"), {"sort": "reduction"}).text
        assert found.index(winter.get_absolute_url()) < found.index(spring.get_absolute_url())

    def test_is_empty_for_a_firm_without_statements(self, client: Client, rival_rep: User) -> None:
        text = sign_in(client, rival_rep).get(reverse("statements:list")).content.decode()
        assert "No statements yet" in text
