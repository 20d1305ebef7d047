"""Files are kept once under their hash, belong to one case, and numbers serve once."""

import hashlib
import io
import threading

import pytest
from django.db import DatabaseError, connection, transaction

from core.evidence.checks import EmptyFile
from core.evidence.models import Attachment, Blob, Mark
from core.evidence.operations import AlreadyUsed, AttachmentTaken, attach, mark_used, store
from core.evidence.queries import attachments_of, serve
from tests.factories.cases import SMALL_PDF, paper
from tests.factories.people import MOMENT, UserFactory


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path
    return tmp_path


def pdf(number: int) -> bytes:
    return SMALL_PDF + f"% {number}".encode()


class TestStore:
    def test_keeps_the_bytes_under_their_hash(self, db, evidence_root):
        attachment = paper(content=pdf(1))

        digest = hashlib.sha256(pdf(1)).hexdigest()
        assert attachment.blob.sha256 == digest
        assert attachment.blob.path == evidence_root / digest[:2] / digest[2:4] / digest
        assert attachment.blob.path.read_bytes() == pdf(1)
        assert attachment.owner_kind is None

    def test_keeps_the_same_bytes_once_under_two_names(self, db, evidence_root):
        first, second = paper(filename="a.pdf"), paper(filename="b.pdf")

        assert first.blob == second.blob
        assert (first.filename, second.filename) == ("a.pdf", "b.pdf")
        assert sum(path.is_file() for path in evidence_root.rglob("*")) == 1

    def test_keeps_nothing_of_what_it_refuses(self, db, evidence_root):
        with pytest.raises(EmptyFile):
            paper(content=b"")

        assert not Blob.objects.exists()
        assert not list(evidence_root.iterdir())

    def test_writes_a_missing_file_again(self, db):
        first = paper()
        first.blob.path.unlink()

        assert paper().blob.path.read_bytes() == SMALL_PDF

    def test_never_leaves_its_folder(self, db, evidence_root):
        attachment = paper(filename="../../../../tmp/evil.pdf")

        assert attachment.filename == "evil.pdf"
        assert attachment.blob.path.is_relative_to(evidence_root)

    def test_does_not_leave_half_a_file_under_a_hash(self, db, evidence_root):
        class Breaks(io.BytesIO):
            reads = 0

            def read(self, size: int = -1) -> bytes:
                self.reads += 1
                if self.reads > 4:
                    raise OSError("disk full")
                return super().read(size)

        with pytest.raises(OSError, match="disk full"):
            store(file=Breaks(b"%PDF-" + b"x" * 200_000), filename="a.pdf", by=UserFactory(), at=MOMENT)

        assert not [path for path in evidence_root.rglob("*") if len(path.name) == 64]
        assert not Blob.objects.exists()


class TestAttach:
    def test_gives_a_file_to_a_case(self, db):
        attachment = paper()
        attach(
            attachment=attachment,
            owner_kind="application",
            owner_id=1,
            purpose="quote",
            by=UserFactory(),
            at=MOMENT,
        )

        assert list(attachments_of("application", [1, 2])) == [attachment]

    def test_is_harmless_when_repeated_and_refused_for_another_case(self, db):
        attachment, by = paper(), UserFactory()
        terms = {
            "attachment": attachment,
            "owner_kind": "application",
            "purpose": "quote",
            "by": by,
            "at": MOMENT,
        }
        attach(owner_id=1, **terms)
        attach(owner_id=1, **terms)

        with pytest.raises(AttachmentTaken):
            attach(owner_id=2, **terms)

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE evidence_attachment SET owner_id = 2",
            "UPDATE evidence_attachment SET owner_kind = NULL",
            "UPDATE evidence_attachment SET filename = 'other.pdf'",
            "UPDATE evidence_attachment SET uploaded_at = now()",
            "UPDATE evidence_attachment SET blob_id = blob_id + 1",
            "DELETE FROM evidence_attachment",
            "UPDATE evidence_blob SET sha256 = 'x'",
            "UPDATE evidence_blob SET size = size + 1",
            "DELETE FROM evidence_blob",
        ],
    )
    def test_can_not_be_undone_by_sql(self, db, sql):
        attachment = paper()
        attach(
            attachment=attachment, owner_kind="a", owner_id=1, purpose="quote", by=UserFactory(), at=MOMENT
        )

        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    def test_a_file_nobody_claimed_may_go(self, db):
        paper()
        Attachment.objects.all().delete()

        assert not Attachment.objects.exists()


class TestServe:
    def test_is_always_a_download_of_the_type_that_was_found(self, db):
        answer = serve(paper(filename="견적서.html"))

        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert b"".join(answer.streaming_content) == SMALL_PDF
        answer.close()


class TestMarkUsed:
    def test_once_per_number_and_again_for_the_same_case(self, db):
        terms = {
            "kind": "invoice",
            "value": "2026",
            "owner_kind": "payment",
            "by": UserFactory(),
            "at": MOMENT,
        }
        first = mark_used(owner_id=1, **terms)

        assert mark_used(owner_id=1, **terms) == first
        with pytest.raises(AlreadyUsed, match="2026"):
            mark_used(owner_id=2, **terms)

    def test_keeps_kinds_apart(self, db):
        terms = {"value": "2026", "owner_kind": "payment", "by": UserFactory(), "at": MOMENT}
        mark_used(kind="invoice", owner_id=1, **terms)
        mark_used(kind="serial", owner_id=2, **terms)

        assert Mark.objects.count() == 2

    @pytest.mark.parametrize("sql", ["UPDATE evidence_mark SET owner_id = 2", "DELETE FROM evidence_mark"])
    def test_can_not_be_undone_by_sql(self, db, sql):
        mark_used(kind="invoice", value="1", owner_kind="payment", owner_id=1, by=UserFactory(), at=MOMENT)

        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    def test_gives_the_number_to_one_of_many_at_once(self, transactional_db):
        by, gate, won = UserFactory(), threading.Barrier(6), []

        def use(number: int) -> None:
            try:
                gate.wait(timeout=20)
                mark_used(kind="invoice", value="1", owner_kind="payment", owner_id=number, by=by, at=MOMENT)
                won.append(number)
            except AlreadyUsed:
                pass
            finally:
                connection.close()

        threads = [threading.Thread(target=use, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)

        assert len(won) == 1
        assert Mark.objects.get().owner_id == won[0]
