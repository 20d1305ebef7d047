"""A bundle holds every file under a safe name, says what is missing, and is the same byte for byte."""

import csv
import datetime as dt
import hashlib
import io
import json
import shutil
import subprocess
import zipfile

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.evidence.models import Attachment
from core.evidence.operations import attach, place_for_files
from core.jobs.models import Job
from core.jobs.operations import Lost, Progress, finish, take
from core.jobs.tasks import run
from core.workflow import clock
from firms.models import Firm
from reporting.auditing import operations, tasks
from reporting.auditing.bundling import LONGEST, Written, safe_name, write
from reporting.auditing.models import EvidenceBundle
from tests.factories import cases
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db

EVIL = (
    "../../etc/passwd.pdf", "..\\..\\evil.pdf", "\x00\n\r.pdf", "=1+1.pdf", "-rf.pdf", "a\u202egpj.exe.pdf",
    "CON.pdf", "." * 40, "\U0001f600 이모지 '\",;.pdf", "긴이름" * 60 + ".pdf", "", "same.pdf", "SAME.PDF",
)  # fmt: skip


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


def stored(name):
    """Return a name as the database takes it: no NUL, no longer than its column."""
    return name.replace("\x00", "")[:160]


def bundled(*grants):
    file = io.BytesIO()
    written = write([grant.pk for grant in grants], file, lambda done, total: None)
    return written, file.getvalue()


def manifest_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read("manifest.json"))["files"]


class TestNames:
    @pytest.mark.parametrize("name", EVIL)
    def test_are_safe(self, name):
        safe = safe_name(name)

        assert safe
        assert len(safe.encode()) <= LONGEST
        assert not set(safe) & set('/\\:*?"<>|\x00\n\r\u202e')
        assert safe not in (".", "..")
        assert not safe.startswith((".", "-"))


class TestBundle:
    def test_has_every_file_of_the_grant_with_its_hash(self, running, grant, tier1_clerk):
        item = grant.application.cost_items.get()
        attach(
            attachment=cases.file_of(item), owner_kind="cost_item", owner_id=item.pk, purpose="quote",
            by=tier1_clerk, at=MOMENT,
        )  # fmt: skip
        _written, data = bundled(grant)
        payment = grant.payment_requests.get()

        found = {one["sha256"] for one in manifest_of(data)}
        assert payment.lines.get().invoice.blob.sha256 in found
        assert cases.file_of(item).blob.sha256 in found

    def test_is_the_same_byte_for_byte(self, running, grant, linked_grant):
        assert bundled(grant, linked_grant) == bundled(linked_grant, grant)

    def test_is_checked_by_sha256sum(self, running, grant, linked_grant, tmp_path):
        written, data = bundled(grant, linked_grant)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(tmp_path)
        assert shutil.which("sha256sum")
        checked = subprocess.run(
            ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr
        assert hashlib.sha256((tmp_path / "manifest.json").read_bytes()).hexdigest() == written.manifest_hash
        entry = manifest_of(data)[0]
        (tmp_path / entry["path"]).write_bytes(b"another")
        assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, check=False).returncode == 1

    def test_takes_evil_names_apart(self, running, grant, tier1_rep):
        payment = grant.payment_requests.get()
        for number, name in enumerate(EVIL):
            paper = cases.paper(tier1_rep, cases.SMALL_PDF + f"% {number}\n".encode())
            Attachment.objects.filter(pk=paper.pk).delete()
            Attachment.objects.create(
                blob=paper.blob, filename=stored(name), owner_kind="payment", owner_id=payment.pk,
                uploaded_by=tier1_rep, uploaded_at=MOMENT,
            )  # fmt: skip
        _written, data = bundled(grant)

        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
        assert len(names) == len({name.casefold() for name in names})
        assert all(".." not in name.split("/") and not name.startswith("/") for name in names)
        originals = {one["original_name"] for one in manifest_of(data)}
        assert {stored(name) for name in EVIL} <= originals

    def test_bears_the_name_of_any_firm(self, running, grant):
        odd = "=HYPERLINK(\"한빛\"), '정밀'\n\U0001f3ed\u202e/../끝"
        Firm.objects.filter(pk=grant.firm_id).update(name=odd)
        _written, data = bundled(grant)

        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            rows = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
            folders = {name.split("/")[1] for name in archive.namelist() if name.startswith("files/")}
        assert {one["firm"] for one in manifest_of(data)} == {odd}
        assert {one["firm"] for one in rows} == {f"'{odd}"}
        assert len(folders) == 1
        assert not set("".join(folders)) & set('/\\:*?"<>|\n\u202e')

    def test_names_what_is_missing_or_altered_and_goes_on(self, running, grant, tier1_rep):
        payment = grant.payment_requests.get()
        lost, broken = (
            cases.paper(tier1_rep, cases.SMALL_PDF + f"% {word}\n".encode()) for word in ("lost", "broken")
        )
        Attachment.objects.filter(pk__in=[lost.pk, broken.pk]).update(
            owner_kind="payment", owner_id=payment.pk
        )
        lost.blob.path.unlink()
        broken.blob.path.write_bytes(b"another")
        written, data = bundled(grant)

        states = {one["sha256"]: one["status"] for one in manifest_of(data)}
        assert states[lost.blob.sha256] == "missing"
        assert states[broken.blob.sha256] == "altered"
        assert written.lacking == 2
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sums = archive.read("SHA256SUMS").decode()
        assert lost.blob.sha256 not in sums
        assert broken.blob.sha256 not in sums


class TestJob:
    def test_makes_one_bundle_however_often_it_runs(
        self, running, grant, auditor, as_auditor, django_capture_on_commit_callbacks
    ):
        answer = as_auditor.post(reverse("auditing:bundle_grant", args=[grant.public_id]))
        assert answer.status_code == 302
        job = Job.objects.get(kind="evidence_bundle")
        run(job.pk)
        Job.objects.filter(pk=job.pk).update(status="QUEUED", not_before=MOMENT)
        run(job.pk)

        bundle = EvidenceBundle.objects.get()
        assert as_auditor.get(bundle.get_absolute_url()).status_code == 200
        got = as_auditor.get(reverse("auditing:bundle_file", args=[bundle.public_id]))
        data = b"".join(got.streaming_content)
        assert hashlib.sha256(data).hexdigest() == bundle.blob.sha256
        assert len(manifest_of(data)) == bundle.files_total > 0

        bundle.blob.path.unlink()
        got = as_auditor.get(reverse("auditing:bundle_file", args=[bundle.public_id]))
        assert got.status_code == 404
        assert bundle.filename in got.content.decode()

    def test_is_asked_for_once_while_it_is_made(self, running, grant, linked_grant, auditor):
        def asked(case=grant, later=0):
            at = MOMENT + dt.timedelta(seconds=later)
            return operations.request_bundle(case=case, by=auditor, at=at)

        first = asked()
        assert asked(later=1) == first
        job = take(first.pk)
        assert asked(later=2) == first
        assert asked(linked_grant) != first
        finish(job, tasks.bundle(Progress(job), **job.payload))
        assert asked(later=3) != first
        assert asked(later=3) == asked(later=4)

    def test_an_attempt_that_lost_its_job_keeps_nothing(self, running, grant, auditor, monkeypatch):
        job = take(operations.request_bundle(case=grant, by=auditor, at=MOMENT).pk)

        def lost(*_given):
            Job.objects.filter(pk=job.pk).update(attempt=9)
            return Written("0" * 64, 1, 0)

        monkeypatch.setattr(tasks, "write", lost)
        with pytest.raises(Lost):
            tasks.bundle(Progress(job), **job.payload)
        assert not EvidenceBundle.objects.exists()

    def test_writes_where_it_is_kept_and_leaves_nothing_there(self, running, grant, auditor, monkeypatch):
        job = take(operations.request_bundle(case=grant, by=auditor, at=MOMENT).pk)
        left = place_for_files() / f"bundle-{job.pk}-0.zip"
        left.write_bytes(b"half")
        written = []
        monkeypatch.setattr(tasks, "write", lambda *given: written.append(given[1]) or write(*given))

        tasks.bundle(Progress(job), **job.payload)

        assert [path.parent for path in written] == [place_for_files()]
        assert not written[0].exists()
        assert not left.exists()
        assert EvidenceBundle.objects.get().blob.path.is_file()

    def test_is_for_auditors_of_the_programme(self, running, grant, officer, other_officer, client):
        with pytest.raises(PermissionDenied):
            operations.request_bundle(case=grant, by=officer, at=MOMENT)
        for person, status in ((officer, 403), (other_officer, 404)):
            client.force_login(person)
            answer = client.post(reverse("auditing:bundle_grant", args=[grant.public_id]))
            assert answer.status_code == status


class TestVerified:
    """Whoever is handed the ZIP asks `/verify/` without signing in."""

    @pytest.fixture
    def bundle(self, running, grant, auditor):
        job = take(operations.request_bundle(case=grant, by=auditor, at=MOMENT).pk)
        tasks.bundle(Progress(job), **job.payload)
        return EvidenceBundle.objects.get()

    def verified(self, client, data):
        cache.delete("throttle:verify:127.0.0.1")
        file = SimpleUploadedFile("evidence.zip", data, content_type="application/zip")
        return client.post(reverse("verify:form"), {"file": file, "code": ""})

    def test_it_is_ours_and_nobody_is_named(self, client, bundle, auditor):
        answer = self.verified(client, bundle.blob.path.read_bytes())
        assert answer.status_code == 200
        assert answer.context["archive"].program == bundle.program
        text = answer.content.decode()
        assert "진본: 증빙 묶음" in text
        assert bundle.blob.sha256 in text
        for words in (auditor.name, bundle.grant.firm.name, bundle.grant.application.title):
            assert words not in text

    def test_one_byte_changed_makes_it_none_of_ours(self, client, bundle):
        data = bytearray(bundle.blob.path.read_bytes())
        data[len(data) // 2] ^= 1
        answer = self.verified(client, bytes(data))
        assert answer.context["archive"] is None
        assert "진본: " not in answer.content.decode()
