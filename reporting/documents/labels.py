"""Asset labels on sheets of A4 paper, as PDF: facts, and a code that leads to the page of the asset."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from disbursements.models import Asset
from reporting.documents.codes import qr_code
from reporting.documents.pdf import Pdf, draw

#: labels on a sheet: 3 × 8 of 63.5 × 33.9 mm, a common size of label paper
COLUMNS, ROWS = 3, 8
PER_SHEET = COLUMNS * ROWS


@dataclass(frozen=True)
class Label:
    """One label: whose, what, which number and serial, until when, and the code that leads to its page."""

    program: str
    firm: str
    number: str
    name: str
    maker: str
    serial: str
    until: dt.date
    code: str


def labels_of(assets: Sequence[Asset]) -> list[Label]:
    """Return a label for each machine, also where serial numbers are not stated yet."""
    found = []
    for asset in assets:
        numbers = [serial.number for serial in asset.serials.all()] or [""] * asset.machines
        code = qr_code(f"{settings.PUBLIC_URL}{asset.get_absolute_url()}")
        found += [_label(asset, number, code) for number in numbers]
    return found


def _label(asset: Asset, serial: str, code: str) -> Label:
    return Label(
        program=asset.grant.consortium.program.name,
        firm=asset.firm.name,
        number=asset.number,
        name=asset.name,
        maker=" ".join(part for part in (asset.maker, asset.model) if part),
        serial=serial,
        until=asset.restricted_until,
        code=code,
    )


def sheets(labels: Sequence[Label], start: int) -> list[list[Label | None]]:
    """Return the labels by sheet, the first at the place `start` (from 1): what is before stays free."""
    places: list[Label | None] = [None] * (start - 1) + list(labels)
    return [places[n : n + PER_SHEET] for n in range(0, len(places), PER_SHEET)]


def label_sheet(assets: Sequence[Asset], *, start: int, language: str) -> Pdf:
    """Return the sheets of labels as a PDF; `start` is the first free place of the first sheet, from 1."""
    with translation.override(language):
        html = render_to_string(
            "documents/labels.html", {"sheets": sheets(labels_of(assets), start), "language": language}
        )
    return draw(html)
