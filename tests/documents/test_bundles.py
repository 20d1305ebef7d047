"""All dossiers of a programme in one ZIP: the same bytes again, found dossiers not drawn again, any name."""

import csv
import datetime as dt
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from config.setup.places import ROOT
from core.evidence.archives import DATE, State
from core.evidence.checks import PDF
from core.evidence.models import Blob
from core.evidence.operations import keep_bytes, place_for_files
from core.inbox.models import Item
from core.jobs.models import Job, Status
from core.jobs.operations import Lost, Progress, finish, take
from firms.models import Firm
from reporting.documents import pdf
from reporting.documents.bundles import making, operations
from reporting.documents.bundles.contents import Member
from reporting.documents.models import Bundle, Document
from reporting.documents.tasks import make_program_bundle
from tests.factories.people import MOMENT
from tests.jobs.conftest import environment, kill, start_worker, wait_for  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

EVIL = '=주식회사 "가온", <b>\n열처리\u202e 😀/../../x'


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def drawn(monkeypatch):
    """Stand in for drawing: a file that says which facts it was made of; the list of what was drawn."""
    made = []

    def bind(composed, facts):
        made.append(facts.sha256)
        return [pdf.Pdf(f"%PDF-1.7 {facts.sha256}".encode(), 3)]

    monkeypatch.setattr(pdf, "bind", bind)
    return made


def asked(program, by, kind="GRANT_AUDIT", language="ko", at=MOMENT):
    return operations.request_bundle(program=program, kind=kind, language=language, by=by, at=at)


def bundled(program, by, **how):
    job = take(asked(program, by, **how).pk)
    result = make_program_bundle(Progress(job), **job.payload)
    finish(job, result)
    return Bundle.objects.get(public_id=result["bundle"])


def opened(bundle):
    return zipfile.ZipFile(bundle.blob.path)


class TestBundle:
    def test_holds_a_dossier_of_every_grant_with_an_index_and_every_fingerprint(
        self, running, grant, linked_grant, officer, drawn
    ):
        bundle = bundled(running.program, officer)
        assert (bundle.documents, bundle.pages) == (2, 6)
        archive = opened(bundle)
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        assert {one["path"] for one in manifest["files"]} | {"manifest.json"} == set(archive.namelist())
        for one in manifest["files"]:
            assert hashlib.sha256(archive.read(one["path"])).hexdigest() == one["sha256"]
        documents = Document.objects.order_by("pk")
        assert [one["code"] for one in manifest["files"] if "code" in one] == [d.code for d in documents]
        index = archive.read("index.html").decode()
        rows = list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
        for document in documents:
            assert document.code in index
        assert [row[2] for row in rows[1:]] == [document.code for document in documents]
        for info in archive.infolist():
            assert (info.compress_type, info.date_time) == (zipfile.ZIP_STORED, DATE)

    def test_of_consortia_has_one_each(self, running, auditor, drawn):
        assert bundled(running.program, auditor, kind="CONSORTIUM_AUDIT").documents == 1

    def test_the_same_facts_give_the_same_bytes_and_nothing_is_drawn_again(self, running, officer, drawn):
        first = bundled(running.program, officer)
        assert len(drawn) == 2
        data = first.blob.path.read_bytes()
        first.blob.path.unlink()
        again = bundled(running.program, officer, at=MOMENT.replace(year=2027))
        assert again == first
        assert again.blob.path.read_bytes() == data
        assert len(drawn) == 2
        assert not list(place_for_files().iterdir())

    def test_a_changed_fact_draws_what_it_is_in(self, running, linked_grant, officer, drawn):
        first = bundled(running.program, officer)
        linked_grant.move_to("SUSPENDED", by=officer, at=MOMENT, reason="자료 미제출")
        second = bundled(running.program, officer, at=MOMENT.replace(year=2027))
        assert second != first
        assert len(drawn) == 3

    def test_any_name_is_a_text_and_no_path(self, running, linked_grant, officer, drawn):
        Firm.objects.filter(pk=linked_grant.firm_id).update(name=EVIL)
        archive = opened(bundled(running.program, officer))
        for name in archive.namelist():
            assert name.isascii()
            assert ".." not in name
            assert not name.startswith("/")
        assert "<b>" not in archive.read("index.html").decode()
        about = [row[1] for row in csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig")))]
        assert not [words for words in about if words.startswith("=")]
        assert json.loads(archive.read("manifest.json"))["files"]

    def test_a_file_that_is_no_longer_what_it_was_or_is_gone_is_named_and_stops_nothing(
        self, running, linked_grant, officer, drawn
    ):
        bundled(running.program, officer)
        altered, gone = (document.volumes.get().blob for document in Document.objects.order_by("pk"))
        altered.path.write_bytes(b"x" * altered.size)
        gone.path.unlink()
        archive = opened(bundled(running.program, officer, at=MOMENT.replace(year=2027)))

        files = [one for one in json.loads(archive.read("manifest.json"))["files"] if "code" in one]
        assert [one["status"] for one in files] == ["altered", "missing"]
        assert files[0]["path"] in archive.namelist()
        assert files[1]["path"] not in archive.namelist()
        index = archive.read("index.html").decode()
        assert f'href="{files[1]["path"]}"' not in index
        for said in (State.ALTERED.label, State.MISSING.label):
            assert str(said) in index
            assert str(said) in archive.read("index.csv").decode("utf-8-sig")
        assert not list(place_for_files().iterdir())


class TestTakenOver:
    def test_goes_on_where_the_other_was_and_removes_what_it_left(self, running, officer, drawn):
        job = take(asked(running.program, officer).pk)
        recipe_subjects = list(
            making.subjects_of(running.program, "GRANT_AUDIT").values_list("pk", flat=True)
        )
        how = {"kind": "GRANT_AUDIT", "language": "ko", "by": officer}
        making._dossier(Progress(job), 0, 3, recipe_subjects[0], **how)
        left = place_for_files() / f"bundle-{job.pk}-0.zip"
        left.write_bytes(b"half")
        make_program_bundle(Progress(job), **job.payload)
        assert len(drawn) == 2
        assert not left.exists()

    def test_an_attempt_that_lost_its_job_keeps_nothing(self, running, officer, drawn, monkeypatch):
        job = take(asked(running.program, officer).pk)

        def lost(*args, **kwargs):
            Job.objects.filter(pk=job.pk).update(attempt=9)
            return 1

        monkeypatch.setattr(making, "write", lost)
        with pytest.raises(Lost):
            make_program_bundle(Progress(job), **job.payload)
        assert not Bundle.objects.exists()

    def test_keeps_nothing_for_somebody_whose_right_has_ended(self, running, officer, drawn, monkeypatch):
        def ended(*args, **kwargs):
            officer.assignments.update(valid_until=MOMENT.date() - dt.timedelta(days=1))
            return 1

        monkeypatch.setattr(making, "write", ended)
        job = take(asked(running.program, officer).pk)
        with pytest.raises(PermissionDenied):
            make_program_bundle(Progress(job), **job.payload)
        assert not Bundle.objects.exists()

    def test_says_how_many_dossiers_are_done(self, running, officer, drawn):
        job = take(asked(running.program, officer).pk)
        seen = []

        def progress(done, total, message=""):
            seen.append((done, total, message))

        progress.job = job
        making.make_bundle(progress, running.program, kind="GRANT_AUDIT", language="ko", by=officer)
        assert seen[0] == (0, 3, making.DRAWING)
        assert (1, 3, making.DRAWING) in seen
        assert seen[-1] == (2, 3, making.PACKING)


class TestWhoMay:
    @pytest.mark.parametrize("name", ["anchor_rep", "tier1_rep", "verifier", "reviewer", "other_officer"])
    def test_others_may_not_have_it_made(self, running, request, name):
        with pytest.raises(PermissionDenied):
            asked(running.program, request.getfixturevalue(name))

    def test_is_asked_for_once_while_it_is_made(self, running, officer, auditor):
        first = asked(running.program, officer)
        assert asked(running.program, auditor, at=MOMENT.replace(year=2027)) == first
        assert asked(running.program, officer, language="en") != first

    def test_of_nothing_is_refused_in_words(self, program, officer):
        with pytest.raises(operations.NothingToBundle):
            asked(program, officer)

    @pytest.mark.parametrize(("kind", "language"), [("RECEIPT", "ko"), ("", "ko"), ("GRANT_AUDIT", "xx")])
    def test_bad_input_is_refused_in_words(self, client, running, officer, kind, language):
        client.force_login(officer)
        url = reverse("documents:bundles", args=[running.program.public_id])
        assert client.post(url, {"kind": kind, "language": language}).status_code == 422
        assert not Job.objects.filter(kind="program_bundle").exists()

    def test_from_the_programme_to_the_download(self, client, running, officer, tier1_rep, drawn):
        client.force_login(officer)
        url = reverse("documents:bundles", args=[running.program.public_id])
        assert url in client.get(running.program.get_absolute_url()).content.decode()
        answer = client.post(url, {"kind": "GRANT_AUDIT", "language": "ko"})
        job = take(Job.objects.get(kind="program_bundle").pk)
        finish(job, make_program_bundle(Progress(job), **job.payload))
        bundle = Bundle.objects.get()
        assert bundle.get_absolute_url() in client.get(answer.url).content.decode()
        assert bundle.blob.sha256 in client.get(bundle.get_absolute_url()).content.decode()
        assert bundle.get_absolute_url() in client.get(url).content.decode()
        assert Item.objects.filter(kind="bundle_made").count() == 1
        download = reverse("documents:bundle_file", args=[bundle.public_id])
        answer = client.get(download)
        assert b"".join(answer.streaming_content) == bundle.blob.path.read_bytes()
        assert "attachment" in answer["Content-Disposition"]
        client.force_login(tier1_rep)
        for place in (url, bundle.get_absolute_url(), download):
            assert client.get(place).status_code == 404


#: writes a ZIP of files of 4 MB each and says by how much memory grew at the most, in MB
MEASURE = """
import hashlib, resource, sys
from pathlib import Path
from types import SimpleNamespace
import django
django.setup()
from reporting.documents.bundles import writing
from reporting.documents.bundles.contents import Member
folder, number = Path(sys.argv[1]), int(sys.argv[2])
data = b"%PDF" * (1 << 20)
(folder / "one").write_bytes(data)
blob = SimpleNamespace(path=folder / "one", sha256=hashlib.sha256(data).hexdigest(), size=len(data))
files = lambda n: (Member(f"documents/{i:04d}.pdf", "x", "x", 1, 1, blob) for i in range(n))
program = SimpleNamespace(public_id="p", name_ko="p", name_en="p", office="o")
def write(n):
    writing.write(folder / "zip", files(n), program=program, kind="GRANT_AUDIT", language="ko", say=lambda _: None)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
first = write(2)
print((write(number) - first) // 1024)
"""


class TestMemory:
    def test_does_not_grow_with_what_is_packed(self, tmp_path):
        number = 25
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, str(tmp_path), str(number)], cwd=ROOT, env=environment(tmp_path),
            capture_output=True, text=True, timeout=400, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2_000:]
        assert (tmp_path / "zip").stat().st_size > number * (4 << 20)
        grown = int(done.stdout)
        print(f"{number * 4} MB packed, memory grew by {grown} MB")
        assert grown < 8

    def test_a_volume_is_named_with_its_place(self, running):
        blob = keep_bytes(b"%PDF-1.7", PDF)
        assert Member("documents/0001-x-2.pdf", "x", "c", 1, 301, blob).listed["first_page"] == 301
        assert Blob.objects.filter(pk=blob.pk).exists()


@pytest.mark.django_db(transaction=True)
class TestKilledWorker:
    def test_the_next_one_draws_only_what_is_missing(
        self,
        start_worker,  # noqa: F811
        running,
        officer,
        monkeypatch,
        settings,
    ):
        monkeypatch.setitem(os.environ, "EVIDENCE_ROOT", str(settings.EVIDENCE_ROOT))
        job = asked(running.program, officer)
        first = start_worker()
        wait_for(lambda: Document.objects.count() == 1, seconds=300)
        kill(first)
        (kept,) = Document.objects.values_list("pk", "made_at")
        assert not Bundle.objects.exists()

        start_worker()
        wait_for(lambda: Job.objects.get(pk=job.pk).status == Status.FINISHED, seconds=300)

        bundle = Bundle.objects.get()
        assert bundle.documents == 2
        assert kept in Document.objects.values_list("pk", "made_at")
        assert Document.objects.count() == 2
        assert opened(bundle).testzip() is None
        assert not list(place_for_files().iterdir())
        job.refresh_from_db()
        assert job.attempt == 2
