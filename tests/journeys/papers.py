"""Files that the people of the journeys have in their folders."""

from pathlib import Path
from secrets import token_hex

from PIL import Image

PDF = b"%%PDF-1.4\n%% %s\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
NAMES = ("certificate", "quote", "proof", "invoice", "receipt", "invoice-tier2")


def new_quote(papers: dict[str, Path]) -> Path:
    """Write a quote of its own, still called quote.pdf: one file serves one application."""
    quote = papers["quote"].parent / token_hex(8) / "quote.pdf"
    quote.parent.mkdir()
    quote.write_bytes(papers["quote"].read_bytes() + f"% {quote.parent.name}\n".encode())
    return quote


def new_photo(folder: Path) -> Path:
    """Write a photo as a telephone takes it."""
    photo = folder / f"{token_hex(4)}.jpg"
    Image.effect_noise((320, 240), 60).save(photo)
    return photo


def write_all(folder: Path) -> dict[str, Path]:
    """Write every paper into `folder`, each with content of its own, and return them by name."""
    papers = {}
    for name in NAMES:
        papers[name] = folder / f"{name}.pdf"
        papers[name].write_bytes(PDF % name.encode() + b"trailer<</Root 1 0 R>>\n%EOF\n")
    return papers
