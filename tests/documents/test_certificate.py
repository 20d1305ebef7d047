"""The reduction certificate: one owner, the kilograms of the ledger, and only while the claim stands."""

import page
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from reporting.claims import operations as claiming
from reporting.documents.kinds import Kind
from reporting.documents.operations import NothingDecided
from reporting.documents.recipes import RECIPES
from reporting.documents.sections import SECTIONS
from tests.claims.conftest import claim, creditable, make, offset, restate_down
from tests.documents.made import bytes_of, facts_of, html_of, made, requested, signed, text_of
from tests.measurement.conftest import air, electricity, factors, later, measure, metered
from tests.statements.conftest import assigned, calculated, submitted, verified

pytestmark = pytest.mark.django_db
KIND = Kind.REDUCTION_CERTIFICATE
__all__ = [
    "air", "assigned", "calculated", "claim", "electricity", "factors", "later", "measure", "metered",
    "submitted", "verified",
]  # fmt: skip


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


def of(claim):
    return reverse("documents:of", args=[KIND.slug, claim.public_id])


def anew(claim):
    return RECIPES[KIND].subject(claim.pk)


class TestCertificate:
    def test_states_owner_use_year_and_lots(self, claim, anchor_rep, verified):
        text = " ".join(text_of(made(claim, anchor_rep, kind=KIND))[1].split())
        for words in (
            "대한자동차", "10,000 kg CO₂e", "10 tCO₂e", "Scope 3", "2026", verified.public_id, "100 %",
            verified.verified_hash[:20],
        ):  # fmt: skip
            assert words in text, words

    def test_names_no_supplier(self, claim, verified):
        assert verified.firm.name not in facts_of(claim, KIND).canonical.decode()

    @pytest.mark.parametrize("language", ["ko", "en"])
    def test_is_pdf_a_3(self, claim, anchor_rep, language):
        report = page.validate_pdf_bytes(bytes_of(made(claim, anchor_rep, language, KIND)), profile="3a")
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []

    def test_of_an_external_project_states_the_answers(self, verified, consortium, anchor_rep, later):
        creditable(consortium, 8_000)
        project = offset(consortium, anchor_rep, later, 5_000)
        with translation.override("en"):
            html = html_of(anew(project), "en", KIND)
        for words in ("External project", "80 %", "5,000 kg", "Everybody who paid agreed who owns it"):
            assert words in html

    def test_two_claims_never_certify_the_same_kilogram(self, claim, consortium, anchor_rep, later, verified):
        other = make(consortium, anchor_rep, later, 17_246)
        certified = [facts_of(anew(one), KIND).plain["claim"]["certified_kg"] for one in (claim, other)]
        assert sum(certified) == verified.booked_kg

    def test_sections_have_names(self, claim):
        assert facts_of(claim, KIND).plain.keys() <= SECTIONS.keys()

    def test_is_read_in_constantly_many_queries(self, claim):
        with CaptureQueriesContext(connection) as seen:
            facts_of(anew(claim), KIND)
        assert len(seen) <= 14


class TestStanding:
    def test_a_released_claim_has_none_and_the_old_one_no_longer_holds(
        self, client, claim, anchor_rep, later
    ):
        document = made(claim, anchor_rep, kind=KIND)
        claiming.release(claim=claim, reason="쓰지 않음", by=anchor_rep, at=later)
        with pytest.raises(NothingDecided):
            requested(anew(claim), anchor_rep, kind=KIND)
        client.force_login(anchor_rep)
        assert of(claim) not in client.get(claim.get_absolute_url()).content.decode()
        verdict = client.get(reverse("verify:code", args=[document.code])).content.decode()
        assert "대체" in verdict
        assert facts_of(anew(claim), KIND).plain["claim"]["certified_kg"] == 0

    def test_what_a_restatement_took_is_not_certified(self, claim, verified, verifier, later):
        before = facts_of(claim, KIND).sha256
        restate_down(verified, 20_000, by=verifier, at=later)
        facts = facts_of(anew(claim), KIND)
        assert facts.sha256 != before
        stated = facts.plain["claim"]
        assert (stated["status"], stated["missing_kg"], stated["certified_kg"]) == ("FROZEN", 2_754, 7_246)
        assert "2,754 kg" in html_of(anew(claim), kind=KIND)

    def test_a_retired_one_says_so(self, claim, anchor_rep, later):
        claiming.retire(claim=claim, reason="최종 사용", by=anchor_rep, at=later)
        assert "영구" in html_of(anew(claim), kind=KIND)


class TestWho:
    @pytest.mark.parametrize(
        ("name", "status"),
        [("anchor_rep", 200), ("officer", 200), ("auditor", 200), ("tier1_rep", 404), ("rival_rep", 404),
         ("other_officer", 404), ("verifier", 404)],
    )  # fmt: skip
    def test_whoever_reads_the_claim(self, client, claim, request, name, status):
        person = request.getfixturevalue(name)
        client.force_login(person)
        assert client.get(of(claim)).status_code == status
        if status == 404:
            with pytest.raises(PermissionDenied):
                requested(claim, person, kind=KIND)
        else:
            assert of(claim) in client.get(claim.get_absolute_url()).content.decode()

    def test_the_office_signs_it(self, claim, anchor_rep, approving_officer, later):
        document = made(claim, anchor_rep, kind=KIND)
        with pytest.raises(PermissionDenied):
            signed(document, anchor_rep, at=later)
        assert signed(document, approving_officer, at=later)
