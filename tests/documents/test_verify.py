"""Anybody learns whether a document is genuine and still holds: from its code, and from its bytes."""

import hashlib
import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from core.evidence.checks import LARGEST_FILE, ZIP
from core.evidence.operations import keep_bytes
from disbursements import operations
from disbursements.models import Discrepancy, DiscrepancyKind, PassThrough
from firms.models import Firm
from programs.operations import invite_member
from reporting.documents import verify_views, verifying
from reporting.documents.models import Bundle, Document
from reporting.documents.sections import DECIDED, SECTIONS, UNDER_WAY
from tests.documents.made import bytes_of, made
from tests.factories.people import MOMENT, FirmFactory

pytestmark = pytest.mark.django_db
FORM = "/verify/"


@pytest.fixture(autouse=True)
def a_quiet_place(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    cache.delete("throttle:verify:127.0.0.1")


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
        for words in (document.facts_hash, document.volumes.get().blob.sha256, document.about):
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
        assert document.volumes.get().blob.sha256 in text
        assert english.volumes.get().blob.sha256 in text

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


class TestLost:
    """A kept file is gone: what is known is still said, and what is not there is a 404 in words."""

    def test_figures_leave_it_superseded_without_saying_where(self, client, document, running, auditor):
        changed_in_the_database(running)
        document.figures.path.unlink()
        answer = client.get(reverse("verify:code", args=[document.code]))
        assert answer.status_code == 200
        assert "대체" in answer.content.decode()
        assert "참여 기업" not in answer.content.decode()
        client.force_login(auditor)
        assert client.get(document.get_absolute_url()).status_code == 200

    def test_downloads_say_what_is_missing_and_whom_to_tell(self, client, document, auditor, caplog):
        client.force_login(auditor)
        lost = {
            reverse("documents:file", args=[document.public_id]): document.volumes.get().blob,
            reverse("documents:figures", args=[document.public_id]): document.figures,
        }
        for address, blob in lost.items():
            blob.path.unlink()
            answer = client.get(address)
            assert answer.status_code == 404
            assert document.name in answer.content.decode()
            assert "전담기관" in answer.content.decode()
            assert blob.sha256 in caplog.text

    def test_why_else_something_is_not_found_is_said_to_nobody(self, client, auditor):
        client.force_login(auditor)
        text = client.get("/documents/none/").content.decode()
        assert "Document" not in text
        assert "주소가" in text


class TestUndecided:
    """Of what is only proposed or disputed, whoever holds a code learns that something changed: no more."""

    @pytest.fixture
    def proposed(self, document, grant, officer):
        """A debt that is only proposed, and a gap that nobody has cleared."""
        operations.propose_debt(
            grant=grant, ground="MISUSE", amount=1_000_000, reason="목적 외 사용 의심", by=officer, at=MOMENT
        )
        Discrepancy.objects.create(
            grant=grant, pass_through=PassThrough.objects.get(), kind=DiscrepancyKind.PASSED_ON, expected="25000000",
            found="20000000", owner=officer, opened_at=MOMENT, opened_by=officer,
        )  # fmt: skip
        return document

    @pytest.fixture
    def invited(self, running, document, anchor_member, anchor_rep):
        """A firm that was asked to join, and has not answered."""
        invite_member(
            consortium=running, firm=FirmFactory(), upstream=anchor_member, by=anchor_rep, at=MOMENT
        )
        return document

    def test_names_nobody_who_was_only_invited(self, client, invited):
        text = client.get(reverse("verify:code", args=[invited.code])).content.decode()
        assert "그 밖의 사실" in text
        assert f"<li>{SECTIONS['parties']}" not in text

    @pytest.mark.parametrize("how", ["code", "file"])
    def test_names_no_section_and_no_number_to_anybody(self, client, proposed, how):
        if how == "code":
            text = client.get(reverse("verify:code", args=[proposed.code])).content.decode()
        else:
            text = handed_in(client, bytes_of(proposed)).content.decode()
        assert "대체" in text
        assert "그 밖의 사실" in text
        assert "새 항목" not in text
        told = [name for name, label in SECTIONS.items() if name in UNDER_WAY and f"<li>{label}" in text]
        assert not told

    def test_says_all_to_who_may_read_it(self, client, proposed, auditor):
        client.force_login(auditor)
        text = client.get(proposed.get_absolute_url()).content.decode()
        for name in ("debts", "discrepancies"):
            assert f"{SECTIONS[name]}: " in text

    def test_every_section_is_placed(self):
        assert SECTIONS.keys() == DECIDED | UNDER_WAY
        assert not DECIDED & UNDER_WAY


class TestByFile:
    def test_a_file_with_the_code_of_another_document_is_said_to_be_that(self, client, document):
        for code, is_other in ((document.code, False), ("0000-0000-0000-0000", True)):
            text = handed_in(client, bytes_of(document), code=code).content.decode()
            assert ("서로 다른 문서" in text) is is_other

    def test_every_byte_is_ours(self, client, document):
        answer = handed_in(client, bytes_of(document))
        assert "진본" in answer.content.decode()
        assert answer.context["verdict"].is_current

    def test_one_byte_changed_is_named_with_what_it_calls_itself(self, client, document):
        data = bytearray(bytes_of(document))
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


class TestBundle:
    @pytest.fixture
    def bundle(self, running, officer):
        """A bundle that is larger than any file that people hand in."""
        blob = keep_bytes(b"PK\x05\x06" + bytes(LARGEST_FILE), ZIP)
        return Bundle.objects.create(
            program=running.program, kind="GRANT_AUDIT", language="ko", documents=1, pages=1, blob=blob,
            made_at=MOMENT, made_by=officer,
        )  # fmt: skip

    def test_every_byte_is_ours(self, client, bundle):
        answer = handed_in(client, bundle.blob.path.read_bytes())
        assert answer.status_code == 200
        assert answer.context["archive"].program == bundle.program
        text = answer.content.decode()
        assert "진본: " in text
        assert bundle.blob.sha256 in text
        assert "이 기관의 파일이 아니거나" not in text

    def test_what_is_larger_than_all_that_was_made_is_refused_in_words(self, client, bundle):
        answer = handed_in(client, bytes(bundle.blob.size + 1))
        assert answer.status_code == 422
        assert "21 MB" in answer.content.decode()


class TestForm:
    def test_asks_for_one_of_the_two(self, client):
        answer = client.post(FORM, {"code": ""})
        assert answer.status_code == 422
        assert answer.context["form"].non_field_errors()

    def test_keeps_what_was_typed(self, client):
        answer = client.post(FORM, {"code": "4F2A-91BC-77D0-E35G"})
        assert answer.status_code == 422
        assert "4F2A-91BC-77D0-E35G" in answer.content.decode()

    @pytest.mark.parametrize(
        "typed",
        [
            "４Ｆ２Ａ－９１ＢＣ－７７Ｄ０－Ｅ３５Ｂ", "4f2a\u201191bc\u201177d0\u2011e35b", "4F2A\u221291BC\u221277D0\u2212E35B",
            "4F2A-91BC-77D0-E35B\u200b", "4F2A\u00ad91BC\u00ad77D0\u00adE35B", "4F2A_91BC_77D0_E35B",
            "4F2A·91BC·77D0·E35B", "\ufeff4F2A 91BC\u300077D0\u00a0E35B.", "“4F2A–91BC—77D0-E35B”",
        ],
    )  # fmt: skip
    def test_takes_a_code_as_people_paste_it(self, client, typed):
        assert client.post(FORM, {"code": typed}).url == "/verify/4F2A-91BC-77D0-E35B/"

    @pytest.mark.parametrize(
        "typed", ["4F2A-91BC-77D0-E35", "4F2A-91BC-77D0-E35BB", "4F2A-91BC-77D0-E35é", "٤F2A-91BC-77D0-E35B"]
    )
    def test_takes_nothing_else_for_one(self, client, typed):
        assert client.post(FORM, {"code": typed}).status_code == 422


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
