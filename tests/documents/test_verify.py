"""Anybody learns whether a document is genuine and still holds: from its code, and from its bytes."""

import hashlib
import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from core.jobs.operations import Progress, take
from firms.models import Firm
from reporting.documents import verify_views, verifying
from reporting.documents.models import Document
from reporting.documents.operations import request_chain_audit
from reporting.documents.tasks import make_chain_audit
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db
FORM = "/verify/"


@pytest.fixture(autouse=True)
def a_quiet_place(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    cache.delete("throttle:verify:127.0.0.1")


def made(consortium, by, language="ko"):
    job = take(request_chain_audit(consortium=consortium, language=language, by=by, at=MOMENT).pk)
    return Document.objects.get(public_id=make_chain_audit(Progress(job), **job.payload)["document"])


@pytest.fixture
def document(running, auditor):
    return made(running, auditor)


def changed_in_the_database(consortium):
    """Change one digit of a firm's business number behind the back of the product."""
    firm = Firm.objects.get(name="가온열처리")
    number = firm.business_number[:-1] + str((int(firm.business_number[-1]) + 1) % 10)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE firms_firm SET business_number = %s WHERE id = %s", [number, firm.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")


def handed_in(client, data, **more):
    file = SimpleUploadedFile("dossier.pdf", data, content_type="application/pdf")
    return client.post(FORM, {"file": file, "code": "", **more})


class TestByCode:
    def test_a_genuine_one_still_holds(self, client, document):
        answer = client.get(reverse("verify:code", args=[document.code]))
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "유효합니다" in text
        for words in (document.facts_hash, document.blob.sha256, str(document.consortium)):
            assert words in text

    def test_names_nobody_and_no_money(self, client, document, auditor):
        text = client.get(reverse("verify:code", args=[document.code])).content.decode()
        for words in (auditor.name, auditor.email, "가온열처리", "120,000,000"):
            assert words not in text

    def test_typed_code_leads_to_its_page(self, client, document):
        answer = client.post(FORM, {"code": document.code.lower().replace("-", " ")})
        assert answer.url == reverse("verify:code", args=[document.code])

    def test_both_languages_stand_under_one_code(self, client, document, running, officer):
        english = made(running, officer, "en")
        assert english.code == document.code
        text = client.get(reverse("verify:code", args=[document.code])).content.decode()
        assert document.blob.sha256 in text
        assert english.blob.sha256 in text

    def test_one_digit_in_the_database_supersedes_it_and_is_named(self, client, document, running, auditor):
        changed_in_the_database(running)
        text = client.get(reverse("verify:code", args=[document.code])).content.decode()
        assert "대체" in text
        assert "참여 기업" in text
        newer = made(running, auditor)
        text = client.get(reverse("verify:code", args=[document.code])).content.decode()
        assert newer.code in text
        assert "유효합니다" in client.get(reverse("verify:code", args=[newer.code])).content.decode()

    @pytest.mark.parametrize("code", ["0000-0000-0000-0000", "no", "<script>", "0" * 5_000])
    def test_an_unknown_one_is_said_to_be_so(self, client, document, code):
        answer = client.get(reverse("verify:code", args=[code]))
        assert answer.status_code == 404
        assert "<script>" not in answer.content.decode().partition("<main")[2]

    def test_guessing_without_end_is_refused_before_it_costs_anything(self, client, document, monkeypatch):
        asked = []
        monkeypatch.setattr(verifying, "by_code", lambda code: asked.append(code))
        statuses = [client.get(f"/verify/{number:016x}/").status_code for number in range(200)]
        most = verify_views.THROTTLE.most
        assert statuses == [404] * most + [429] * (200 - most)
        assert len(asked) == most
        assert client.get(FORM).status_code == 200


class TestByFile:
    def test_every_byte_is_ours(self, client, document):
        answer = handed_in(client, document.blob.path.read_bytes())
        assert "진본" in answer.content.decode()
        assert answer.context["verdict"].is_current

    def test_one_byte_changed_is_named_with_what_it_calls_itself(self, client, document):
        data = bytearray(document.blob.path.read_bytes())
        data[len(data) // 2] ^= 1
        answer = handed_in(client, bytes(data))
        assert answer.context["verdict"] is None
        assert answer.context["named"].document == document
        assert "유효합니다" not in answer.content.decode()

    def test_any_other_file_is_none_of_ours(self, client, document):
        for data in (b"%PDF-1.7 of somebody", b"\x00" * 9_000, b""):
            answer = handed_in(client, data)
            assert answer.status_code == 200
            assert (answer.context.get("verdict"), answer.context["named"]) == (None, None)

    def test_nothing_of_it_is_kept(self, client, document, tmp_path):
        before = Document.objects.count(), sorted(tmp_path.rglob("*"))
        handed_in(client, b"%PDF-1.7 of somebody")
        assert (Document.objects.count(), sorted(tmp_path.rglob("*"))) == before

    def test_an_identifier_written_twice_counts_where_a_reader_finds_it(self):
        first, last = b"/ID [(0123456789abcdef)]", b"/ID [(fedcba9876543210)]"
        assert verifying.inspect(io.BytesIO(first + b" " * 70_000 + last)).code == "fedcba9876543210"


class TestForm:
    def test_asks_for_one_of_the_two(self, client):
        answer = client.post(FORM, {"code": ""})
        assert answer.status_code == 422
        assert answer.context["form"].non_field_errors()

    def test_keeps_what_was_typed(self, client):
        answer = client.post(FORM, {"code": "4F2A-91BC-77D0-E35G"})
        assert answer.status_code == 422
        assert "4F2A-91BC-77D0-E35G" in answer.content.decode()


class TestCompare:
    def test_counts_what_is_gone_and_what_is_new_by_section(self):
        then = {"a": [1, 2, 2], "b": {"x": 1}, "c": True, "d": []}
        now = {"a": [2, 3, 1], "b": {"x": 2}, "c": True, "d": []}
        found = [(one.section, one.gone, one.new) for one in verifying.compare(then, now)]
        assert found == [("a", 1, 1), ("b", 1, 1)]

    def test_a_section_that_documents_no_longer_have_is_named_all_the_same(self):
        (change,) = verifying.compare({"of_old": [1]}, {})
        assert str(change.label) == "그 밖의 사실"


class TestFigures:
    def test_are_downloaded_as_they_were_hashed(self, client, document, auditor, tier1_rep):
        client.force_login(auditor)
        answer = client.get(reverse("documents:figures", args=[document.public_id]))
        assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == document.facts_hash
        client.force_login(tier1_rep)
        assert client.get(reverse("documents:figures", args=[document.public_id])).status_code == 404
