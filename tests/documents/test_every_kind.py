"""
What is true of a document of every kind: its figures are in its text, its bytes the same anywhere, any name fits.
"""

import datetime as dt
import hashlib
import io
import json
import pickle
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser

import page
import pytest
from django.db import connection
from pypdf import PdfReader

from config.setup.places import ROOT
from core.workflow import clock
from disbursements.models import Grant
from reporting.documents.kinds import Kind
from reporting.documents.pdf import compose
from reporting.documents.recipes import RECIPES
from tests.documents.every_kind import (  # noqa: F401 - fixtures
    AFTER,
    LANGUAGES,
    dossiers,
    drawn,
    facts,
    facts_of,
    subjects,
    the_same_every_time,
)
from tests.jobs.conftest import environment

pytestmark = pytest.mark.django_db

#: texts that are no page: the style, and the title that readers show in the window
UNSEEN = {"style", "title", "script"}
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
#: figures shorter than this are looked for whole: they would be found by chance in a text without spaces
BREAKABLE = 5
#: a firm's name as nobody should have one: quotes, a comma, a line break, an emoji, a mark of direction, markup
ODD = "\"한빛\" '정밀', (주)\n<b>&amp; 😀\u200f끝"
#: what makes the files of all facts, told a clock that is a year ahead
MAKE = """
import datetime as dt, hashlib, pickle, sys
import django
django.setup()
from core.workflow import clock
clock.now = lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=365)
from reporting.documents import pdf
from reporting.documents.recipes import RECIPES
for kind, language, facts in pickle.load(sys.stdin.buffer):
    data = pdf.archive(pdf.compose(facts, RECIPES[kind].template, language=language), facts).data
    print(kind, language, hashlib.sha256(data).hexdigest())
"""


class Seen(HTMLParser):
    """The text of a page as it is seen, part by part."""

    def __init__(self, html):
        super().__init__()
        self.unseen, self.parts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.unseen += [tag] if tag in UNSEEN else []

    def handle_endtag(self, tag):
        if self.unseen and self.unseen[-1] == tag:
            self.unseen.pop()

    def handle_data(self, data):
        if not self.unseen:
            self.parts.append(data)


def text_of(data):
    return "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(data)).pages)


def missing(html, text):
    """Return the numbers of a page that the text of its file lacks; a long one may be broken over two lines."""
    told, whole = set(NUMBER.findall(text)), re.sub(r"\s", "", text)
    seen = {number for part in Seen(html).parts for number in NUMBER.findall(part)}
    return {one for one in seen - told if len(one) < BREAKABLE or one not in whole}


def rename(name):
    """Let every firm and consortium have an odd name, as if it always had it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE firms_firm SET name = %s || name", [name])
        cursor.execute("UPDATE programs_consortium SET name = %s || name", [name])
        cursor.execute("SET LOCAL session_replication_role = origin")


def wanted():
    return [(kind, language) for kind in Kind for language in LANGUAGES[kind]]


class TestEveryKind:
    def test_has_every_figure_of_its_page_in_its_text(self, facts):  # noqa: F811
        assert facts.keys() == RECIPES.keys() == set(Kind)
        for kind, language in wanted():
            html, data = drawn(kind, facts[kind], language)
            text = text_of(data)
            assert missing(html, text) == set(), (kind, language)
            assert missing(f"{html}<p>918,273,645</p>", text) == {"918,273,645"}

    def test_states_the_same_whatever_the_clock_says(self, subjects, monkeypatch):  # noqa: F811
        before = {kind: facts_of(kind, subject).sha256 for kind, subject in subjects.items()}
        monkeypatch.setattr(clock, "now", lambda: AFTER + dt.timedelta(days=365))
        for kind, subject in subjects.items():
            assert facts_of(kind, RECIPES[kind].subject(subject.pk)).sha256 == before[kind], kind

    def test_has_the_same_bytes_in_another_process(self, facts, tmp_path):  # noqa: F811
        """Another clock, time zone, HOME and hash seed; and no database but the facts as they lie on a disk."""
        given = pickle.dumps([(kind.value, language, facts[kind]) for kind, language in wanted()])
        home = tmp_path / "home"
        home.mkdir()
        other = {"PYTHONHASHSEED": "7", "TZ": "America/New_York", "HOME": str(home)}
        other["PUBLIC_URL"] = "https://office.example"
        done = subprocess.run(
            [sys.executable, "-c", MAKE], cwd=ROOT, env=environment(tmp_path) | other, input=given,
            capture_output=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2_000:].decode()
        here = [
            f"{kind.value} {language} {hashlib.sha256(drawn(kind, facts[kind], language)[1]).hexdigest()}"
            for kind, language in wanted()
        ]
        assert done.stdout.decode().splitlines() == here

    def test_bears_the_name_of_any_firm(self, subjects, linked_grant):  # noqa: F811
        """The dossiers share their templates: of them, that of the least grant is drawn, of the others the page."""
        rename(ODD)
        subjects[Kind.GRANT_AUDIT] = Grant.objects.get(pk=linked_grant.pk)
        for kind, subject in subjects.items():
            found = facts_of(kind, RECIPES[kind].subject(subject.pk))
            if kind not in {Kind.CHAIN_AUDIT, Kind.CONSORTIUM_AUDIT}:
                _html, data = drawn(kind, found, "ko")
                report = page.validate_pdf_bytes(data, profile="3a")
                assert [(one.rule_id, one.message) for one in report.failures] == [], kind
                (carried,) = PdfReader(io.BytesIO(data)).attachments["facts.json"]
                assert carried == found.canonical
            assert json.dumps(ODD, ensure_ascii=False)[1:-1] in found.canonical.decode(), kind
            html = compose(found, RECIPES[kind].template, language="ko")
            assert ODD in unescape(html), kind
            assert "<b>&" not in html, kind
