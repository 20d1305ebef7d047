"""Writing a bundle as a ZIP: file after file by chunks, the same bytes for the same documents."""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core.evidence.archives import Archive, State, table
from programs.models import Program
from reporting.documents.bundles.contents import Member
from reporting.documents.models import Bundled


def write(
    path: Path,
    files: Iterable[Member],
    *,
    program: Program,
    kind: str,
    language: str,
    say: Callable[[int], None],
) -> int:
    """
    Write the bundle to a file and return the number of its pages; `say(n)` after the n-th document file.

    Of the documents one piece is in memory at a time; of each of them a line is kept for the index. One that
    is missing, or is no longer what was kept, is named in index and manifest and stops nothing.
    """
    listed: list[dict[str, Any]] = []
    with Archive(path) as archive:
        for number, member in enumerate(files, start=1):
            state = archive.copy(member.path, member.blob)
            listed.append({**member.listed, "status": state.value})
            say(number)
        named = {"program": program, "kind": Bundled(kind), "language": language, "files": listed}
        with translation.override(language):
            index = {
                "index.html": render_to_string("documents/bundle/index.html", named).encode(),
                "index.csv": _csv(listed),
            }
        for name, data in index.items():
            archive.put(name, data)
        archive.put("manifest.json", _manifest(named, index))
    return sum(one["pages"] for one in listed)


def _csv(listed: list[dict[str, Any]]) -> bytes:
    """Return the index as a table."""
    head = [
        _("File"), _("About"), _("Code of the document"), _("Pages"), _("First page"), _("Size"), "SHA-256",
        _("Status"),
    ]  # fmt: skip
    names = ("path", "about", "code", "pages", "first_page", "size", "sha256")
    return table(head, ([*(one[name] for name in names), State(one["status"]).label] for one in listed))


def _manifest(named: dict[str, Any], index: dict[str, bytes]) -> bytes:
    """Return which files there are, each with its SHA-256, as JSON."""
    program = named["program"]
    stated = {
        "program": {"public_id": program.public_id, "name_ko": program.name_ko, "name_en": program.name_en},
        "kind": str(named["kind"].value),
        "language": named["language"],
        "files": [
            *named["files"],
            *(
                {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
                for name, data in index.items()
            ),
        ],
    }
    return json.dumps(stated, ensure_ascii=False, indent=1).encode()
