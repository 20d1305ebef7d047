"""Catalogues are compiled without msgfmt, and only when they changed."""

import gettext

import pytest

from config.setup import messages
from config.setup.said import Stop

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Plan"
msgstr "계획"
"""


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    path = tmp_path / "locale" / "ko" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE)
    return path


class TestCompileChanged:
    def test_makes_a_catalogue_that_gettext_reads(self, source):
        assert messages.compile_changed() == 1
        with source.with_suffix(".mo").open("rb") as file:
            assert gettext.GNUTranslations(file).gettext("Plan") == "계획"

    def test_does_nothing_the_second_time(self, source):
        messages.compile_changed()
        assert messages.compile_changed() == 0

    def test_names_a_catalogue_that_is_not_well_formed(self, source):
        source.write_text(CATALOGUE + '\nmsgid "unfinished\n')
        with pytest.raises(Stop, match=r"django\.po"):
            messages.compile_changed()
