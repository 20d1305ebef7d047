"""A worker is killed in the middle of a dossier: the next one makes it, once, within a minute."""

import os

import pytest
from django.conf import settings
from django.db import connection

from core.jobs.models import Job, Status
from reporting.documents.models import Document
from tests.documents.made import bytes_of, requested
from tests.jobs.conftest import kill, start_worker, wait_for  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def one_place_for_files(monkeypatch, settings):
    """The worker keeps the PDF where this process looks for it."""
    monkeypatch.setitem(os.environ, "EVIDENCE_ROOT", str(settings.EVIDENCE_ROOT))


def is_being_drawn() -> bool:
    connection.ensure_connection()
    return Job.objects.filter(kind="document", status=Status.STARTED, progress_done__gte=1).exists()


@pytest.mark.early
class TestKilledInMidPdf:
    def test_the_dossier_is_there_within_a_minute_once(self, start_worker, running, officer):  # noqa: F811
        job = requested(running, officer)
        first = start_worker()
        wait_for(is_being_drawn, seconds=60)
        kill(first)
        job.refresh_from_db()
        assert (job.status, Document.objects.count()) == (Status.STARTED, 0)

        start_worker()
        took = wait_for(lambda: Job.objects.get(pk=job.pk).status == Status.FINISHED, seconds=60)

        print(f"the dossier was there {took:.0f} s after the second worker's start")
        document = Document.objects.get()
        assert bytes_of(document).startswith(b"%PDF-")
        job.refresh_from_db()
        assert (job.attempt, job.result["document"]) == (2, document.public_id)
        assert settings.EVIDENCE_ROOT in document.volumes.get().blob.path.parents
