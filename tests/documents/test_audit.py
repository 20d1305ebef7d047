"""The audit dossier: the same facts once, the page's figures in its text, for whoever may see the whole chain."""

import datetime as dt
import hashlib

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications.models import AwardCondition, Letter, Objection, Receipt
from core.evidence.models import Attachment
from core.jobs.models import Job
from core.jobs.operations import Lost, Progress, finish, take
from core.ledger.models import Transfer
from core.users.models import Office
from core.workflow.operations import _outermost
from disbursements import operations
from disbursements.bank.codes import masked
from disbursements.models import BankAccount
from disbursements.queries import place_of
from programs.models import Consortium
from reporting.documents import asking, pdf
from reporting.documents.collecting import collect
from reporting.documents.models import Document
from reporting.documents.tasks import make_document
from tests.documents.made import facts_of, made, made_by, requested, text_of
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db

#: what stands in for a drawn document
ONE = [pdf.Pdf(b"%PDF-1.7", 1)]


def of(consortium):
    return reverse("documents:of", args=["consortium-audit", consortium.public_id])


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


def asked(consortium, by, language="ko"):
    return take(requested(consortium, by, language).pk)


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


class TestDossier:
    def test_states_the_figures_of_the_pages(self, running, auditor):
        job = asked(running, auditor)
        document = made_by(job)
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
        document = made_by(job)
        _reader, text = text_of(document)
        assert "Audit dossier of a consortium" in text
        assert "KRW 120,000,000" in text
        assert "Test data" in text

    def test_names_every_paper_with_its_fingerprint(self, running):
        found = {paper["sha256"] for paper in facts_of(running).plain["evidence"]}
        claimed = Attachment.objects.filter(owner_kind__in=["payment", "pass_through"])
        assert {a.blob.sha256 for a in claimed} <= found

    def test_the_same_facts_have_the_same_hash_in_both_languages(self, running):
        from django.utils import translation

        with translation.override("ko"):
            korean = facts_of(running).sha256
        with translation.override("en"):
            assert facts_of(running).sha256 == korean

    def test_new_facts_have_another_hash(self, running, grant, linked_grant, tier1_rep, tier2_rep):
        from tests.dashboards.running import pass_on

        before = facts_of(running).sha256
        pass_on(grant, linked_grant, giver=tier1_rep, taker=tier2_rep, amount=1_000_000)
        assert facts_of(running).sha256 != before

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("ko", ("종료일 변경", "전력 계약 사본", "교부결정 금액", "접수증")),
            ("en", ("Another end", "Copy of the power contract", "The amount awarded", "Receipt")),
        ],
    )
    def test_states_what_came_after_the_decisions(self, decided, auditor, monkeypatch, language, said):
        drawn = []
        monkeypatch.setattr(pdf, "bind", lambda composed, facts: drawn.append(composed(1)) or ONE)
        job = asked(decided, auditor, language)
        make_document(Progress(job), **job.payload)

        facts = facts_of(decided).plain
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
        monkeypatch.setattr(pdf, "bind", lambda composed, facts: drawn.append(composed(1)) or ONE)
        job = asked(running, auditor)
        make_document(Progress(job), **job.payload)

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
        first = requested(running, officer, "ko")
        assert requested(running, auditor, "ko") == first
        assert requested(running, officer, "en") != first

    def test_what_was_made_before_is_found_and_no_job_asked_for(self, running, officer, monkeypatch):
        monkeypatch.setattr(pdf, "bind", lambda composed, facts: ONE)
        document = made(running, officer)
        assert requested(running, officer) == document
        assert Job.objects.filter(kind="document").count() == 1

    def test_facts_that_come_back_are_made_after_all(self, running, officer, monkeypatch):
        """While the first job worked other facts held, and it made the document of those."""
        monkeypatch.setattr(pdf, "bind", lambda composed, facts: ONE)
        first, office = requested(running, officer), running.program.office
        wanted, name = facts_of(running).sha256, office.name_ko
        Office.objects.filter(pk=office.pk).update(name_ko="바뀐 이름")
        job = take(first.pk)
        finish(job, make_document(Progress(job), **job.payload))
        Office.objects.filter(pk=office.pk).update(name_ko=name)

        again = made(Consortium.objects.get(pk=running.pk), officer)

        assert again.facts_hash == wanted
        assert Document.objects.exclude(pk=again.pk).get().facts_hash != wanted

    def test_is_not_kept_for_somebody_whose_right_has_ended(self, running, officer, monkeypatch):
        def ended(composed, facts):
            officer.assignments.update(valid_until=MOMENT.date() - dt.timedelta(days=1))
            return ONE

        monkeypatch.setattr(pdf, "bind", ended)
        job = asked(running, officer)
        with pytest.raises(PermissionDenied):
            make_document(Progress(job), **job.payload)
        assert not Document.objects.exists()

    def test_a_job_that_failed_is_tried_again(self, running, officer):
        job = requested(running, officer)
        Job.objects.filter(pk=job.pk).update(status="FAILED")
        assert requested(running, officer) == job
        job.refresh_from_db()
        assert job.status == "QUEUED"

    def test_its_facts_are_read_before_the_operation_begins(self, running, officer, monkeypatch):
        """Within the operation's transaction each query would see another moment."""
        seen = []

        def collected(*args, **kwargs):
            seen.append(_outermost.get())
            return collect(*args, **kwargs)

        monkeypatch.setattr(asking, "collect", collected)
        requested(running, officer)
        assert seen == [""]

    def test_a_second_run_makes_no_second_document(self, running, officer):
        job = asked(running, officer)
        first = make_document(Progress(job), **job.payload)
        assert make_document(Progress(job), **job.payload) == first
        assert Document.objects.count() == 1

    def test_an_attempt_that_lost_its_job_keeps_nothing(self, running, officer, monkeypatch):
        job = asked(running, officer)

        def drawn(composed, facts):
            Job.objects.filter(pk=job.pk).update(attempt=9)
            return [pdf.Pdf(b"%PDF-1.7 late", 1)]

        monkeypatch.setattr(pdf, "bind", drawn)
        with pytest.raises(Lost):
            make_document(Progress(job), **job.payload)
        assert not Document.objects.exists()

    @pytest.mark.parametrize(
        "name", ["tier1_rep", "tier2_rep", "rival_rep", "reviewer", "verifier", "other_officer"]
    )
    def test_refuses_whoever_may_not_see_the_whole_chain(self, running, request, name):
        with pytest.raises(PermissionDenied):
            requested(running, request.getfixturevalue(name))


class TestPages:
    def test_from_the_button_to_the_download(self, client, running, officer):
        client.force_login(officer)
        answer = client.post(of(running), {"language": "ko"})
        assert client.get(answer.url).status_code == 200
        job = take(Job.objects.get(kind="document").pk)
        finish(job, make_document(Progress(job), **job.payload))
        document = Document.objects.get()
        assert document.get_absolute_url() in client.get(answer.url).content.decode()
        assert document.facts_hash in client.get(document.get_absolute_url()).content.decode()
        answer = client.get(reverse("documents:file", args=[document.public_id]))
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert "attachment" in answer["Content-Disposition"]
        again = client.post(of(running), {"language": "ko"})
        assert again.url == document.get_absolute_url()

    def test_a_strange_language_is_refused_in_words(self, client, running, officer):
        client.force_login(officer)
        answer = client.post(of(running), {"language": "xx"})
        assert answer.status_code == 422
        assert not Job.objects.filter(kind="document").exists()

    def test_who_may_download(self, client, running, officer, request):
        job = asked(running, officer)
        job.payload["language"] = "ko"
        document = made_by(job)
        readers = {"auditor", "officer"}
        for name in (*readers, "anchor_rep", "tier1_rep", "tier2_rep", "reviewer", "other_officer"):
            client.force_login(request.getfixturevalue(name))
            for url in (document.get_absolute_url(), reverse("documents:file", args=[document.public_id])):
                assert client.get(url).status_code == (200 if name in readers else 404), name
