"""The messages of the product: found in Python and templates, kept in a catalogue, without GNU gettext."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_TEMPLATES = (".html", ".txt", ".svg", ".xml")
_ELSEWHERE = {"migrations", "tests", "bench", "node_modules", "var", ".venv", "static", "docs"}
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[#0\- +]*\d*(?:\.\d+)?([sdifrx%])")

#: (context or None, singular, plural or None)
Message = tuple[str | None, str, str | None]


def found() -> set[Message]:
    """Return every message of the product's Python files and templates."""
    root = Path(settings.BASE_DIR)
    return {
        message for path in _files(root) for message in messages_in(path.read_text(), path.suffix, str(path))
    }


def _files(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if _ELSEWHERE & set(parts) or parts[0].startswith("."):
            continue
        if path.suffix == ".py" or (path.suffix in _TEMPLATES and "templates" in parts):
            yield path


def messages_in(text: str, suffix: str, origin: str = "") -> Iterator[Message]:
    """Yield the messages of one file; a template is turned into what looks like Python first."""
    if suffix != ".py":
        # Only the calls matter; an indented line would be bad Python.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=origin).splitlines())
    options = {"encoding": "utf-8"}
    said: Any
    for _line, said, _comments, context in extract(
        "python", io.BytesIO(text.encode()), keywords=_KEYWORDS, options=options
    ):
        singular, plural = said if isinstance(said, tuple) else (said, None)
        if singular:
            yield context, singular, plural


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a message, sorted: they are the same in its translation."""
    marks = (match for match in _PLACEHOLDER.finditer(text) if match[0] != "%%")
    return sorted(match[1] or match[0] for match in marks)


def read(path: Path, locale: str) -> Catalog:
    """Return a catalogue, empty if there is none yet."""
    if not path.is_file():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def renewed(old: Catalog, messages: set[Message], translations: dict[str, str]) -> Catalog:
    """Return a catalogue of these messages, translated as in `translations`, else as before."""
    new = Catalog(locale=old.locale, fuzzy=False)
    plurals = {(context, singular) for context, singular, plural in messages if plural}
    messages = {m for m in messages if m[2] or m[:2] not in plurals}  # one entry serves both ways of asking
    for context, singular, plural in sorted(messages, key=lambda m: (m[1], m[0] or "")):
        before = old.get(singular, context)
        kept: Any = before.string if before else ""
        kept = kept[0] if isinstance(kept, tuple) else kept
        text = translations.get(singular) or kept or ""
        said: Any = (singular, plural) if plural else singular
        flags = ("python-format",) if placeholders(singular) else ()
        string: Any = (text,) if plural else text
        new.add(said, string, context=context, flags=flags)
    return new


def merged(folder: Path) -> dict[str, str]:
    """Return the translations of all JSON files in a folder, each {"message": "translation"}."""
    gathered: dict[str, str] = {}
    for path in sorted(folder.glob("*.json")):
        gathered |= {k: v for k, v in json.loads(path.read_text()).items() if v}
    return gathered


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the messages that say nothing in the catalogue's language yet."""
    strings: list[tuple[Any, Any]] = [(message.id, message.string) for message in catalogue if message.id]
    return [str(said) for said, string in strings if not (string[0] if isinstance(string, tuple) else string)]


def write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue whose lines change only where messages do: no dates, no line numbers."""
    language = str(catalogue.locale)
    head = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    body = io.BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, ignore_obsolete=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + body.getvalue().decode().strip() + "\n")
