"""What is in a bundle: the dossiers of a programme in the order of their cases, and its index."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.evidence.models import Blob
from disbursements.models import Grant
from programs.models import Consortium, Program
from reporting.documents.models import Bundled, Document

#: kind of dossier → the rows of a programme of which there is one each
SUBJECTS: Mapping[str, Callable[[Program], QuerySet[Any]]] = {
    Bundled.GRANT_AUDIT: lambda program: Grant.objects.filter(consortium__program=program),
    Bundled.CONSORTIUM_AUDIT: lambda program: Consortium.objects.filter(program=program),
}


def subjects_of(program: Program, kind: str) -> QuerySet[Any]:
    """Return the rows of a programme that a bundle has a dossier of, in the order in which they came."""
    return SUBJECTS[kind](program).order_by("pk")


@dataclass(frozen=True)
class Member:
    """A file of the bundle: its path there, a volume of which document, its bytes by their SHA-256."""

    path: str
    about: str
    code: str
    pages: int
    first_page: int
    blob: Blob

    @property
    def listed(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {
            "path": self.path,
            "sha256": self.blob.sha256,
            "size": self.blob.size,
            "code": self.code,
            "pages": self.pages,
            "first_page": self.first_page,
            "about": self.about,
        }


def members(documents: list[int]) -> Iterator[Member]:
    """
    Yield the files of these documents, in their order.

    Paths are made of numbers and codes alone: a firm may be called anything, a path may not.
    """
    for number, pk in enumerate(documents, start=1):
        document = Document.objects.get(pk=pk)
        for volume in document.volumes.select_related("blob"):
            part = f"-{volume.number}" if volume.number > 1 else ""
            yield Member(
                path=f"documents/{number:04d}-{document.name}{part}.pdf",
                about=document.about,
                code=document.code,
                pages=volume.pages,
                first_page=volume.first_page,
                blob=volume.blob,
            )
