"""A dossier is PDF/A-3 that carries its own figures, and the same facts give the same bytes anywhere."""

import hashlib
import io
import json
import subprocess
import sys

import page
import pytest
from pypdf import PdfReader

from config.setup.places import ROOT
from reporting.documents import pdf
from reporting.documents.codes import meant, shown
from reporting.documents.collecting import Facts
from reporting.documents.sections import SECTIONS
from tests.documents.made import facts_of, html_of
from tests.factories.people import MOMENT
from tests.jobs.conftest import environment

PROFILE = "3a"
#: what makes the file, told a clock that is a year ahead
MAKE = """
import datetime as dt, hashlib, sys
import django
django.setup()
from core.workflow import clock
clock.now = lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=365)
from reporting.documents import pdf
from reporting.documents.collecting import collect
from reporting.documents.recipes import RECIPES
recipe = RECIPES["CONSORTIUM_AUDIT"]
facts = collect(recipe, recipe.subject(int(sys.stdin.read())))
print(hashlib.sha256(pdf.archive(pdf.compose(facts, recipe.template, language="ko"), facts).data).hexdigest())
"""


def made(consortium, language="ko"):
    facts = facts_of(consortium)
    return facts, pdf.archive(html_of(consortium, language), facts)


@pytest.mark.django_db
class TestArchive:
    @pytest.mark.parametrize("language", ["ko", "en"])
    def test_is_pdf_a_3(self, running, language):
        _facts, file = made(running, language)
        report = page.validate_pdf_bytes(file.data, profile=PROFILE)
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []
        assert report.document.page_count == file.pages

    def test_no_stream_ends_so_that_its_length_is_uncertain(self):
        """Of 256 checksums one ends in a carriage return: each paragraph is a page with another checksum."""
        html = "".join(f"<p style='break-after: page'>{number} {'+' * number}</p>" for number in range(400))
        file = pdf.archive(f"<html lang=en><title>n</title>{html}", Facts({"at": MOMENT}))
        assert b"[/FlateDecode /FlateDecode]" in file.data
        assert b"\r\nendstream" not in file.data
        assert page.validate_pdf_bytes(file.data, profile=PROFILE).is_compliant
        assert "399" in PdfReader(io.BytesIO(file.data)).pages[399].extract_text()

    def test_what_weasyprint_makes_by_itself_is_not(self, running):
        report = page.validate_pdf_bytes(pdf.draw(html_of(running)).data, profile=PROFILE)
        assert not report.is_compliant
        assert len(report.failures) > 2

    def test_carries_its_figures_under_the_printed_hash(self, running):
        facts, file = made(running)
        reader = PdfReader(io.BytesIO(file.data))
        (carried,) = reader.attachments["facts.json"]
        assert hashlib.sha256(carried).hexdigest() == facts.sha256
        assert len(reader.trailer["/Root"]["/AF"]) == 1
        text = "".join(one.extract_text() for one in reader.pages)
        assert facts.sha256 in text.replace("\n", "")
        assert shown(facts.sha256) in text
        received = json.loads(carried)["totals"]["received_won"]
        assert f"{received:,}원" in text

    def test_the_sections_of_the_facts_have_names(self, running):
        assert facts_of(running).plain.keys() <= SECTIONS.keys()


@pytest.mark.django_db(transaction=True)
class TestSameBytes:
    def test_in_another_process_with_another_clock_zone_home_and_seed(self, running, tmp_path):
        """It collects the facts itself; of every kind, from facts on a disk, see `test_every_kind.py`."""
        home = tmp_path / "home"
        home.mkdir()
        other = {"PYTHONHASHSEED": "1", "TZ": "America/New_York", "HOME": str(home)}
        done = subprocess.run(
            [sys.executable, "-c", MAKE], cwd=ROOT, env=environment(tmp_path) | other, input=str(running.pk),
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2_000:]
        assert done.stdout.strip() == hashlib.sha256(made(running)[1].data).hexdigest()


class TestCode:
    @pytest.mark.parametrize(
        "typed",
        [
            "4F2A-91BC-77D0-E35B", "4f2a91bc77d0e35b", " 4f2a 91bc–77d0 e35b\n",
            "\u202e4F2A-91BC-77D0-E35B", "４Ｆ２Ａ－９１ＢＣ－７７Ｄ０－Ｅ３５Ｂ",
        ],
    )  # fmt: skip
    def test_is_read_as_people_type_or_paste_it(self, typed):
        assert shown(meant(typed)) == "4F2A-91BC-77D0-E35B"

    @pytest.mark.parametrize("typed", ["", "4F2A", "4F2A-91BC-77D0-E35G", "0" * 17, "٤" * 16])
    def test_is_none_otherwise(self, typed):
        assert meant(typed) is None
