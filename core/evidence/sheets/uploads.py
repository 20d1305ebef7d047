"""A workbook that is uploaded: its field, the bytes that were kept, what refuses it as a whole."""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.evidence import workbooks
from core.evidence.checks import XLSX
from core.evidence.forms import KeptFileField
from core.evidence.models import Attachment
from core.evidence.sheets.reading import Problem
from core.workflow.refusals import Refusal

#: how many lines of each kind a page lists; the workbook has all of them
LISTED = 200


class ContentChanged(Refusal):
    message = _("The kept file is not what was uploaded any more. Upload the workbook again.")


class WorkbookWrong(Refusal):
    message = _("Nothing was taken over. Cells to be mended first: %(count)s.")


class WorkbookField(KeptFileField):
    """A workbook; what is wrong with the file as a whole is said before it is kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allowed=frozenset({XLSX}), **kwargs)

    def check_content(self, data: bytes) -> None:
        """
        Refuse what is no harmless workbook.

        :raises Refusal: saying what to do.
        """
        workbooks.check(data)

    def _store(self, upload: Any) -> Attachment:
        try:
            if upload.size > workbooks.MOST_BYTES:
                raise workbooks.too_large()
            upload.seek(0)
            self.check_content(upload.read())
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return super()._store(upload)


def contents_of(workbook: Attachment) -> bytes:
    """
    Return the bytes that were uploaded.

    :raises ContentChanged: if what is kept under their hash is not them.
    """
    data = workbook.blob.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != workbook.blob.sha256:
        raise ContentChanged
    return data


def by_place(problem: Problem) -> tuple[int, str]:
    """Return where a problem stands, for sorting: row by row, then column by column."""
    digits = "".join(filter(str.isdigit, problem.cell))
    return int(digits or 0), problem.cell.rjust(12)
