"""The demo: played once, its books balance, and its figures are the same on the page and in the dossier."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from core.jobs.models import Job
from core.jobs.operations import Progress, take
from core.users.models import User
from programs.models import Program
from reporting.documents.models import Document
from reporting.documents.tasks import make_chain_audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(settings, tmp_path):
    """What check_books prints of the 2026 programme after the demo: {name: whole number}."""
    settings.EVIDENCE_ROOT = tmp_path
    call_command("load_programme", stdout=io.StringIO())
    call_command("demo", stdout=io.StringIO())
    printed = io.StringIO()
    call_command("check_books", stdout=printed)
    _before, _name, section = printed.getvalue().partition("(partnership-2026):\n")
    figures = re.findall(r"^ +([a-z ]+): ([\d,]+) (?:won|kg)", section.partition("\n[")[0], re.MULTILINE)
    return {name: int(number.replace(",", "")) for name, number in figures}


def dossier() -> str:
    job = take(Job.objects.get(kind="chain_audit").pk)
    made = make_chain_audit(Progress(job), **job.payload)
    content = Document.objects.get(public_id=made["document"]).blob.path.read_bytes()
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


class TestDemo:
    def test_the_books_the_page_and_the_dossier_say_the_same(self, books, client):
        assert {"awarded", "paid", "passed on", "verified"} <= books.keys()
        assert all(books[name] > 0 for name in ("awarded", "paid", "passed on", "verified"))
        client.force_login(User.objects.get(email="officer@office.example"))
        program = Program.objects.get(code="partnership-2026")
        page = client.get(reverse("dashboards:program", args=[program.public_id])).content.decode()
        paper = dossier()

        for name in ("awarded", "paid", "passed on"):
            assert f"{books[name]:,}원" in page
            assert f"{books[name]:,}원" in paper
        tonnes = f"{books['verified'] / 1000:,.3f} tCO₂e"
        assert tonnes in page
        assert tonnes in paper

    def test_is_played_once_and_knows_whether_anybody_touched_it(self, books, client):
        again = io.StringIO()
        call_command("demo", stdout=again)
        assert "already played" in again.getvalue()
        call_command("demo", untouched=True)

        clerk = User.objects.get(email="newcomer@firm.example")
        client.force_login(clerk)
        answer = client.post(
            reverse("firms:register"),
            {
                "business_number": "900-00-00073",
                "name": "새나라정밀",
                "representative_name": "신나라",
                "sector": "C25",
                "region": "busan",
                "address": "부산광역시",
            },
        )
        assert answer.status_code == 302
        with pytest.raises(CommandError, match="did not make"):
            call_command("demo", untouched=True)
