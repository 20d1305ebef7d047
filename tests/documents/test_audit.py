"""The audit dossier: the same facts once, the page's figures in its text, for whoever may see the whole chain."""

import hashlib
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pypdf import PdfReader

from applications.models import AwardCondition, Letter, Objection, Receipt
from core.evidence.models import Attachment
from core.jobs.models import Job
from core.jobs.operations import Lost, Progress, finish, take
from core.ledger.models import Transfer
from disbursements import operations
from disbursements.bank.codes import masked
from disbursements.models import BankAccount
from disbursements.queries import place_of
from reporting.documents import pdf
from reporting.documents.facts import collect
from reporting.documents.models import Document
from reporting.documents.operations import request_chain_audit
from reporting.documents.tasks import make_chain_audit
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


def asked(consortium, by, language="ko"):
    return take(request_chain_audit(consortium=consortium, language=language, by=by, at=MOMENT).pk)


@pytest.fixture
def decided(running, grant, tier1_rep, officer, approving_officer):
    """A later end that was approved; a condition and an objection that wait."""
    later = {place_of(grant.application, "ends_on"): "2027-03-01"}
    change = operations.request_change(
        grant=grant, kind="END_DATE", wanted=later, reason="납기 지연", by=tier1_rep, at=MOMENT
    )
    operations.recommend_change(change=change, recommendation="적정함", by=officer, at=MOMENT)
    operations.approve_change(change=change, reason="타당함", by=approving_officer, at=MOMENT)
    case, due_on = grant.application, MOMENT.date()
    AwardCondition.objects.create(
        application=case, position=1, text_ko="전력 계약 사본 제출", text_en="Copy of the power contract",
        due_on=due_on, set_at=MOMENT, set_by=approving_officer,
    ).begin(by=approving_officer, at=MOMENT)  # fmt: skip
    Objection.objects.create(
        application=case, against="AMOUNT", grounds="견적과 다름", decision_at=MOMENT, decided_won=1,
        decision_by=approving_officer, filed_at=MOMENT, filed_by=tier1_rep, due_on=due_on,
    ).begin(by=tier1_rep, at=MOMENT)  # fmt: skip
    Letter.objects.create(
        application=case, kind="OBJECTION_RECEIVED", language="ko", subject="접수", body="본문",
        sha256="ab" * 32, at=MOMENT, by=tier1_rep,
    )  # fmt: skip
    Receipt.objects.create(
        application=case, number="2026-T-1", received_at=MOMENT, received_by=tier1_rep, content="{}",
        content_sha256=hashlib.sha256(b"{}").hexdigest(),
    )  # fmt: skip
    return running


def text_of(document):
    reader = PdfReader(io.BytesIO(document.blob.path.read_bytes()))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


class TestDossier:
    def test_states_the_figures_of_the_pages(self, running, auditor):
        job = asked(running, auditor)
        document = Document.objects.get(public_id=make_chain_audit(Progress(job), **job.payload)["document"])
        reader, text = text_of(document)
        assert len(reader.pages) == document.pages
        for figure in ("120,000,000원", "80,000,000원", "25,000,000원", "55,000,000원", "12.345 tCO₂e"):
            assert figure in text
        for firm in ("대한자동차", "한빛정밀", "가온열처리"):
            assert firm in text
        for key in Transfer.objects.filter(source__owner_kind="application").values_list("key", flat=True):
            assert key in text.replace("\n", "")
        assert f"1 / {document.pages}" in text
        assert f"{document.pages} / {document.pages}" in text
        assert "시험 자료" in text
        assert "Test data" not in text

    def test_is_written_in_english_too(self, running, officer):
        job = asked(running, officer, "en")
        document = Document.objects.get(public_id=make_chain_audit(Progress(job), **job.payload)["document"])
        _reader, text = text_of(document)
        assert "Audit dossier of a chain" in text
        assert "KRW 120,000,000" in text
        assert "Test data" in text

    def test_names_every_paper_with_its_fingerprint(self, running):
        found = {paper["sha256"] for paper in collect(running).plain["evidence"]}
        claimed = Attachment.objects.filter(owner_kind__in=["payment", "pass_through"])
        assert {a.blob.sha256 for a in claimed} <= found

    def test_the_same_facts_have_the_same_hash_in_both_languages(self, running):
        from django.utils import translation

        with translation.override("ko"):
            korean = collect(running).sha256
        with translation.override("en"):
            assert collect(running).sha256 == korean

    def test_new_facts_have_another_hash(self, running, grant, linked_grant, tier1_rep, tier2_rep):
        from tests.dashboards.running import pass_on

        before = collect(running).sha256
        pass_on(grant, linked_grant, giver=tier1_rep, taker=tier2_rep, amount=1_000_000)
        assert collect(running).sha256 != before

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("ko", ("종료일 변경", "전력 계약 사본", "교부결정 금액", "접수증")),
            ("en", ("Another end", "Copy of the power contract", "The amount awarded", "Receipt")),
        ],
    )
    def test_states_what_came_after_the_decisions(self, decided, auditor, monkeypatch, language, said):
        drawn = []
        monkeypatch.setattr(pdf, "archive", lambda html, facts: drawn.append(html) or pdf.Pdf(b"%PDF-1.7", 1))
        job = asked(decided, auditor, language)
        make_chain_audit(Progress(job), **job.payload)

        facts = collect(decided).plain
        assert facts["receipts"]
        assert facts["letters"]
        for paper in (*facts["letters"], *facts["receipts"]):
            assert paper["sha256"] in drawn[0]
        for words in (*said, *(receipt["number"] for receipt in facts["receipts"])):
            assert words in drawn[0], words
        change = facts["changes"][0]
        assert (change["status"], change["lines"][0]["new"]) == ("APPROVED", "2027-03-01")
        for person in (change["requested_by"], change["recommended_by"], change["decided_by"]):
            assert person
            assert person in drawn[0]

    def test_states_what_came_after_the_money_and_masks_the_account(
        self, running, grant, officer, approving_officer, auditor, monkeypatch
    ):
        debt = operations.propose_debt(
            grant=grant, ground="MISUSE", amount=1_000_000, reason="목적 외 사용 확인", by=officer, at=MOMENT
        )
        operations.order_debt(debt=debt, reason="목적 외 사용", by=approving_officer, at=MOMENT)
        drawn = []
        monkeypatch.setattr(pdf, "archive", lambda html, facts: drawn.append(html) or pdf.Pdf(b"%PDF-1.7", 1))
        job = asked(running, auditor)
        make_chain_audit(Progress(job), **job.payload)

        number = BankAccount.objects.get(firm=grant.firm).number
        assert masked(number) in drawn[0]
        assert number not in drawn[0]
        for words in ("목적 외 사용 확인", "1,000,000원", grant.assets.first().number, "정산과 채무"):
            assert words in drawn[0], words

    def test_fetches_nothing(self):
        made = pdf.draw(
            '<html><body style="background:url(http://127.0.0.1:1/x)">똠<img src="file:///etc/passwd">'
        )
        assert made.data.startswith(b"%PDF")


class TestJob:
    def test_the_same_facts_are_asked_for_once(self, running, officer, auditor):
        first = request_chain_audit(consortium=running, language="ko", by=officer, at=MOMENT)
        assert request_chain_audit(consortium=running, language="ko", by=auditor, at=MOMENT) == first
        assert request_chain_audit(consortium=running, language="en", by=officer, at=MOMENT) != first

    def test_a_second_run_makes_no_second_document(self, running, officer):
        job = asked(running, officer)
        first = make_chain_audit(Progress(job), **job.payload)
        assert make_chain_audit(Progress(job), **job.payload) == first
        assert Document.objects.count() == 1

    def test_an_attempt_that_lost_its_job_keeps_nothing(self, running, officer, monkeypatch):
        job = asked(running, officer)

        def drawn(html, facts):
            Job.objects.filter(pk=job.pk).update(attempt=9)
            return pdf.Pdf(b"%PDF-1.7 late", 1)

        monkeypatch.setattr(pdf, "archive", drawn)
        with pytest.raises(Lost):
            make_chain_audit(Progress(job), **job.payload)
        assert not Document.objects.exists()

    @pytest.mark.parametrize(
        "name", ["tier1_rep", "tier2_rep", "rival_rep", "reviewer", "verifier", "other_officer"]
    )
    def test_refuses_whoever_may_not_see_the_whole_chain(self, running, request, name):
        with pytest.raises(PermissionDenied):
            request_chain_audit(
                consortium=running, language="ko", by=request.getfixturevalue(name), at=MOMENT
            )


class TestPages:
    def test_from_the_button_to_the_download(self, client, running, officer):
        client.force_login(officer)
        answer = client.post(reverse("documents:make", args=[running.public_id]), {"language": "ko"})
        assert client.get(answer.url).status_code == 200
        job = take(Job.objects.get(kind="chain_audit").pk)
        finish(job, make_chain_audit(Progress(job), **job.payload))
        document = Document.objects.get()
        assert document.get_absolute_url() in client.get(answer.url).content.decode()
        assert document.facts_hash in client.get(document.get_absolute_url()).content.decode()
        answer = client.get(reverse("documents:file", args=[document.public_id]))
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert "attachment" in answer["Content-Disposition"]
        again = client.post(reverse("documents:make", args=[running.public_id]), {"language": "ko"})
        assert again.url == document.get_absolute_url()

    def test_a_strange_language_is_refused_in_words(self, client, running, officer):
        client.force_login(officer)
        answer = client.post(reverse("documents:make", args=[running.public_id]), {"language": "xx"})
        assert answer.url == running.get_absolute_url()
        assert not Job.objects.filter(kind="chain_audit").exists()

    def test_who_may_download(self, client, running, officer, request):
        job = asked(running, officer)
        job.payload["language"] = "ko"
        document = Document.objects.get(public_id=make_chain_audit(Progress(job), **job.payload)["document"])
        readers = {"auditor", "officer"}
        for name in (*readers, "anchor_rep", "tier1_rep", "tier2_rep", "reviewer", "other_officer"):
            client.force_login(request.getfixturevalue(name))
            for url in (document.get_absolute_url(), reverse("documents:file", args=[document.public_id])):
                assert client.get(url).status_code == (200 if name in readers else 404), name
