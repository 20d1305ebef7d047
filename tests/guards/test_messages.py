"""Korean is complete, English is what the code says, and nothing on a page stands outside the catalogue."""

import ast
import functools
import re

import pytest
from babel.messages.catalog import Catalog

from core.ui import catalogue
from core.workflow import diagrams
from tests.guards.walk import ROOT, Source, passed, source, sources, templates

HANGUL = re.compile(r"[\uac00-\ud7a3\u3131-\u318e]")
PO = ROOT / "locale" / "ko" / "LC_MESSAGES" / "django.po"

#: Python files with Korean in them that is no message, and why
KOREAN = {
    "core/users/models.py": "the name of the language, in that language",
    "core/users/queries.py": "the name of the system's own person",
    "core/ui/formats.py": "units that follow a figure: 원, 억, 만",
    "core/ui/numbers.py": "units that follow a figure: 원, 억, 만",
    "core/ui/fields.py": "units that people type after a figure",
    "programs/loader.py": "the Korean name of a practice copy, beside the English one",
    "measurement/forms.py": "months as people paste them",
    "firms/closures/reading.py": "columns and states as the tax office's lists call them",
    "reporting/exports/steps/table.py": "headings and meanings of columns, as the state's network has them",
    "reporting/exports/steps/cases.py": "as above",
    "reporting/exports/steps/after.py": "as above",
    "reporting/exports/writing.py": "headings of the mapping that goes with them",
    "reporting/exports/status.py": "columns of the network's status file",
    "applications/eligibility/rules.py": "kinds of company, as they stand in firms' names",
    "disbursements/assets/serials.py": "kinds of company, as they stand in makers' names",
}
KOREAN_FOLDERS = (
    "reporting/dashboards/management/",
    "programs/schemes/",
    "reporting/demo",
    "reporting/dashboards/demo",
)
#: words on pages that are the same in every language
SAME_WORDS = {
    "kgCO",
    "tCO",
    "PDF",
    "XLSX",
    "CSV",
    "XML",
    "SHA",
    "KRW",
    "kWh",
    "MWh",
    "Nm3",
    "CO2e",
    "tCO2e",
    "kgCO2e",
    "KSIC",
    "PCF",
    "LED",
    "English",
}
SPOKEN = {"label", "help_text", "submit_label", "success_message", "empty_label", "verbose_name"}
#: keyword arguments of that name that are no words for people, by file, and why
UNSPOKEN = {"core/ui/templatetags/ui.py": "template tags pass on what they are given"}


@functools.cache
def said() -> frozenset[catalogue.Message]:
    """Return what code and templates say; read once."""
    return frozenset(catalogue.found())


def committed() -> Catalog:
    return catalogue.read(PO, "ko")


def differences(messages: set[catalogue.Message], po: Catalog) -> list[str]:
    said = {(context, singular) for context, singular, _plural in messages}
    kept = {(m.context, m.id[0] if m.pluralizable else m.id) for m in po if m.id}
    return [
        *(f"not in the catalogue: {singular!r}" for _context, singular in said - kept),
        *(f"in the catalogue and nowhere said: {singular!r}" for _context, singular in kept - said),
    ]


def badly_translated(po: Catalog) -> list[str]:
    wrong = []
    for message in po:
        if not message.id:
            continue
        ids = message.id if message.pluralizable else (message.id,)
        texts = message.string if message.pluralizable else (message.string,)
        if message.fuzzy:
            wrong.append(f"a guess: {ids[0]!r}")
        if len(texts) != 1 or not texts[0]:
            wrong.append(f"not translated: {ids[0]!r}")
        elif catalogue.placeholders(texts[0]) not in [catalogue.placeholders(text) for text in ids]:
            wrong.append(f"other placeholders: {ids[0]!r} → {texts[0]!r}")
    return wrong


def planted(said: str, text: str, **more: object) -> Catalog:
    po = Catalog(locale="ko")
    po.add(said, text, **more)
    return po


class TestKorean:
    def test_has_every_message_and_no_other(self):
        messages = said()

        passed("messages in code and templates", len(messages), 800, differences(messages, committed()))

    def test_translates_every_message_with_its_placeholders(self):
        po = committed()

        passed("translations", len(po), 800, badly_translated(po))

    def test_has_one_plural_form(self):
        assert committed().num_plurals == 1

    @pytest.mark.parametrize(
        "po",
        [
            planted("Save", ""),
            planted("%(a)s won", "원"),
            planted("%(a)s won", "%(b)s원"),
            planted("Save", "저장", flags={"fuzzy"}),
            planted(("%(n)s page", "%(n)s pages"), ("쪽",)),
        ],
    )
    def test_planted_faults_are_caught(self, po):
        assert badly_translated(po)

    def test_planted_gaps_are_caught(self):
        assert len(differences({(None, "Save", None)}, planted("Open", "열기"))) == 2


class TestCollecting:
    def test_reads_python_and_templates(self):
        python = '_("One")\nngettext("%(n)s page", "%(n)s pages", n)\npgettext("verb", "Award")\nf("No")'
        template = (
            '  {% translate "Two" %}\n    {% blocktranslate with a=b %}Three {{ a }}{% endblocktranslate %}\n'
            ' {{ _("Four") }}'
        )

        assert set(catalogue.messages_in(python, ".py")) == {
            (None, "One", None),
            (None, "%(n)s page", "%(n)s pages"),
            ("verb", "Award", None),
        }
        assert {said for _c, said, _p in catalogue.messages_in(template, ".html")} == {
            "Two",
            "Three %(a)s",
            "Four",
        }

    def test_keeps_translations_and_drops_what_is_no_longer_said(self):
        old = planted("Save", "저장")
        old.add("Gone", "없음")

        new = catalogue.renewed(old, {(None, "Save", None), (None, "New", None)}, {"New": "새로"})

        assert {m.id: m.string for m in new if m.id} == {"Save": "저장", "New": "새로"}

    def test_writes_the_same_file_twice(self, tmp_path):
        path = tmp_path / "django.po"
        catalogue.write(committed(), path)
        first = path.read_text()
        catalogue.write(catalogue.renewed(catalogue.read(path, "ko"), said(), {}), path)
        second = path.read_text()
        catalogue.write(catalogue.read(path, "ko"), path)

        assert path.read_text() == second
        assert "POT-Creation-Date" not in first


def without_docs(tree: ast.AST) -> list[ast.Constant]:
    """Return the texts of a file that are not docstrings."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    texts = (
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return [text for text in texts if id(text) not in docs]


def korean_in_python(file: Source) -> list[str]:
    if file.path in KOREAN or file.path.startswith(KOREAN_FOLDERS):
        return []
    return [f"{file.at(t)}: {t.value[:40]!r}" for t in without_docs(file.tree) if HANGUL.search(t.value)]


def unwrapped_in_python(file: Source) -> list[str]:
    if file.path in UNSPOKEN:
        return []
    given = [
        (k.arg, k.value) for node in ast.walk(file.tree) if isinstance(node, ast.Call) for k in node.keywords
    ] + [
        (target.id, node.value)
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    return [
        f"{file.at(value)}: {name} = {value.value[:40]!r} is in no catalogue"
        for name, value in given
        if name in SPOKEN and isinstance(value, ast.Constant) and isinstance(value.value, str)
        and re.search(r"[A-Za-z]{3}", value.value) and " " in value.value.strip() + " x"
        and not re.fullmatch(r"[a-z_:]+", value.value)
    ]  # fmt: skip


def bare_words(path: str, text: str) -> list[str]:
    """Find words no catalogue knows: Korean anywhere, English between tags and in attributes."""
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", "", text, flags=re.S)
    text = re.sub(
        r"\{%-?\s*block(?:trans|translate)\b.*?endblock(?:trans|translate)\s*%\}", "", text, flags=re.S
    )
    text = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.S)
    found = [
        f"{path}: {m[0]!r} in Korean only"
        for m in re.finditer(r"[\uac00-\ud7a3]+", re.sub(r"한국어", "", text))
    ]
    text = re.sub(r"<code\b.*?</code>", " ", text, flags=re.S)  # what a machine reads is in no language
    plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.S)
    spoken = re.findall(r"\b(?:aria-label|title|alt|placeholder|data-label)=\"([^\"]*)\"", plain)
    spoken += re.sub(r"<[^<>]*>|&\w+;|&#\d+;", " ", plain).split()
    words = {word for part in spoken for word in re.findall(r"[A-Za-z][A-Za-z0-9]{2,}", part)}
    return found + [f"{path}: {word!r} is in no catalogue" for word in sorted(words - SAME_WORDS)]


class TestEnglish:
    def test_messages_have_no_korean_in_them(self):
        messages = said()
        korean = [
            said
            for _c, singular, plural in messages
            for said in (singular, plural or "")
            if HANGUL.search(said)
        ]

        passed("message ids", len(messages), 800, korean)

    def test_python_says_nothing_outside_the_catalogue(self):
        files = sources()
        wrong = [v for file in files for v in [*korean_in_python(file), *unwrapped_in_python(file)]]

        passed("files that speak through the catalogue", len(files), 120, wrong)

    def test_templates_say_nothing_outside_the_catalogue(self):
        pages = {path: text for path, text in templates().items() if path.endswith((".html", ".txt"))}
        # letters are written out in each language; tests/applications/test_letters.py holds them
        pages = {path: text for path, text in pages.items() if not path.startswith("templates/letters/")}

        passed(
            "templates", len(pages), 100, [v for path, text in pages.items() for v in bare_words(path, text)]
        )

    @pytest.mark.parametrize(
        "planted",
        [
            "<p>Save your work</p>",
            "<p>저장</p>",
            '<a href="/" title="Open it">{% translate "x" %}</a>',
            "{% if x %}Yes{% endif %}",
            "<code>curl</code> Save",
        ],
    )
    def test_planted_words_are_caught(self, planted):
        assert bare_words("x.html", planted)

    @pytest.mark.parametrize(
        "fine", ['<p class="lead">{% translate "Save" %} 3 kWh</p>', "{# a remark #}", "&nbsp;–"]
    )
    def test_what_is_right_passes(self, fine):
        assert not bare_words("x.html", fine)

    def test_planted_python_is_caught(self):
        assert korean_in_python(source('x = "저장"'))
        assert not korean_in_python(source('"""저장"""'))
        assert unwrapped_in_python(source('CharField(label="Your name")'))
        assert not unwrapped_in_python(source('CharField(label=_("Your name"))'))


class TestWorkflowDocument:
    def test_is_what_the_tables_say(self):
        kept = (ROOT / "docs" / "workflow.md").read_text()

        assert kept == diagrams.document(), "run: manage.py write_workflow"
        assert len(diagrams.cases()) >= 6
