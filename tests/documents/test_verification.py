"""The verification statement: what was signed, by whom, with every finding; nothing before the signature."""

import hashlib
import re

import page
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from measurement.models import Reading
from reporting.documents import pdf
from reporting.documents.kinds import Kind
from reporting.documents.operations import FactsChanged, NothingDecided
from reporting.documents.recipes import RECIPES
from reporting.documents.sections import SECTIONS
from reporting.statements import operations as verifying
from tests.documents.made import bytes_of, facts_of, html_of, made, requested, signed, text_of
from tests.measurement.conftest import air, electricity, factors, later, measure, metered
from tests.statements.conftest import answered, assigned, calculated, february, finding, submitted, verified

pytestmark = pytest.mark.django_db
KIND = Kind.VERIFICATION_STATEMENT
__all__ = [
    "air", "answered", "assigned", "calculated", "electricity", "factors", "february", "finding", "later",
    "measure", "metered", "submitted", "verified",
]  # fmt: skip


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def adjusted(answered, verifier, later):
    """Signed after 1,246 kg were deducted and an observation was closed."""
    statement = answered.statement
    verifying.deduct(finding=answered, kilograms=1_246, reason="고지서 기준으로 차감", by=verifier, at=later)
    seen = verifying.raise_finding(
        statement=statement, kind="OBSERVATION", what="교정 성적서를 보관하십시오.", by=verifier, at=later
    )
    verifying.close_finding(finding=seen, reason="보관 확인", by=verifier, at=later)
    return verifying.verify(statement=statement, reason="차감 후 일치합니다.", by=verifier, at=later)


def of(statement):
    return reverse("documents:of", args=[KIND.slug, statement.public_id])


class TestStatement:
    def test_states_figures_findings_and_verdict(self, adjusted, verifier, later):
        document = made(adjusted, verifier, kind=KIND)
        _reader, text = text_of(document)
        flat = " ".join(text.split())
        for words in (
            "27,246 kg", "1,246 kg", "26,000 kg", "차감 후 일치합니다.", "고지서 기준으로 차감", "보관 확인",
            "고지서를 잘못 옮겨 적었습니다.", "정검증", "한빛정밀", "0.4541", "2026-01-01", "5 %",
        ):  # fmt: skip
            assert words in flat, words
        for row in adjusted.rows.all():
            assert row.expression.split()[0] in flat

    def test_every_number_of_the_page_is_in_the_text(self, adjusted, verifier):
        document = made(adjusted, verifier, kind=KIND)
        squeezed = "".join(text_of(document)[1].split())
        body = html_of(adjusted, kind=KIND).partition("<main>")[2].partition("</main>")[0]
        numbers = set(re.findall(r"\d[\d,.]*\d", strip_tags(body)))
        assert len(numbers) > 20
        assert {one for one in numbers if one not in squeezed} == set()

    @pytest.mark.parametrize("language", ["ko", "en"])
    def test_is_pdf_a_3(self, adjusted, verifier, language):
        document = made(adjusted, verifier, language, KIND)
        report = page.validate_pdf_bytes(bytes_of(document), profile="3a")
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []

    def test_is_english_throughout(self, adjusted):
        with translation.override("en"):
            html = html_of(adjusted, "en", KIND)
        for words in ("Verification opinion", "Misstatement", "Verifier 정검증", "materiality threshold"):
            assert words in html

    def test_twice_made_has_the_same_bytes(self, adjusted):
        files = [pdf.archive(html_of(adjusted, kind=KIND), facts_of(adjusted, KIND)).data for _ in range(2)]
        assert hashlib.sha256(files[0]).digest() == hashlib.sha256(files[1]).digest()

    def test_sections_have_names(self, adjusted):
        assert facts_of(adjusted, KIND).plain.keys() <= SECTIONS.keys()

    def test_is_read_in_as_many_queries_with_more_findings(self, assigned, verifier, later):
        asked = []
        for _number in range(3):
            verifying.raise_finding(
                statement=assigned, kind="OBSERVATION", what="적으십시오.", by=verifier, at=later
            )
            subject = RECIPES[KIND].subject(assigned.pk)
            with CaptureQueriesContext(connection) as seen:
                facts_of(subject, KIND)
            asked.append(len(seen))
        assert asked[1] == asked[2]


class TestWho:
    def test_nothing_before_the_signature(self, client, assigned, verifier):
        with pytest.raises(NothingDecided):
            requested(assigned, verifier, kind=KIND)
        client.force_login(verifier)
        assert of(assigned) not in client.get(assigned.get_absolute_url()).content.decode()

    def test_the_page_of_the_statement_offers_it(self, client, verified, tier1_rep):
        client.force_login(tier1_rep)
        assert of(verified) in client.get(verified.get_absolute_url()).content.decode()
        assert client.get(of(verified)).status_code == 200

    @pytest.mark.parametrize(
        ("name", "status"),
        [("officer", 200), ("auditor", 200), ("verifier", 200), ("tier1_rep", 200), ("tier1_clerk", 200),
         ("anchor_rep", 404), ("tier2_rep", 404), ("rival_rep", 404), ("other_officer", 404)],
    )  # fmt: skip
    def test_whoever_reads_the_statement(self, client, verified, request, name, status):
        person = request.getfixturevalue(name)
        client.force_login(person)
        assert client.get(of(verified)).status_code == status
        if status == 404:
            with pytest.raises(PermissionDenied):
                requested(verified, person, kind=KIND)


class TestSigning:
    def test_its_verifier_signs_and_nobody_else(self, verified, verifier, approving_officer, later):
        document = made(verified, verifier, kind=KIND)
        with pytest.raises(PermissionDenied):
            signed(document, approving_officer, at=later)
        assert signed(document, verifier, "정검증", at=later).facts_hash

    def test_not_once_the_figures_changed(self, verified, verifier, tier1_clerk, later):
        document, before = made(verified, verifier, kind=KIND), facts_of(verified, KIND).sha256
        reading = Reading.objects.get(
            meter__measure=verified.measure, meter__quantity="electricity_kwh", month="2026-02-01"
        )
        verifying.correct_verified(
            reading=reading, closing=reading.closing - 1, reason="오기", by=tier1_clerk, at=later
        )
        verified.refresh_from_db()
        assert facts_of(verified, KIND).sha256 != before
        with pytest.raises((PermissionDenied, FactsChanged)):
            signed(document, verifier, "정검증", at=later)
        assert "서명이 무효" in html_of(verified, kind=KIND)
