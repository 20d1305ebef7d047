"""The form of one row: the cost item's own, its quote named instead of chosen; and the upload's forms."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms import CostItemForm
from core.evidence.checks import harmless_name, inspect
from core.evidence.forms import EvidenceForm
from core.evidence.models import Attachment
from core.evidence.operations import store
from core.evidence.sheets.uploads import WorkbookField
from core.workflow import clock
from core.workflow.forms import OperationForm
from core.workflow.refusals import Refusal

MOST_QUOTES = 50


class QuoteNameField(forms.Field):
    """The name of a quote's file; cleans to the file of that name among those that are there."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        #: files by their folded names, and the one of the cost item that the row changes
        self.files: dict[str, Attachment] = {}
        self.fresh: set[str] = set()
        self.current: Attachment | None = None

    def clean(self, value: Any) -> Attachment | None:
        """
        Return the file of that name: one that came with the workbook goes before the one there is.

        :raises ValidationError: if there is none, in the words of the form for a missing one.
        """
        names = names_of(str(value or ""))
        if not names and self.current is None:
            raise forms.ValidationError(_("Choose a file."), code="required")
        if self.current and self._is_current(names):
            return self.current
        found = next((self.files[name] for name in names if name in self.files), None)
        if found is None:
            words = _("There is no file “%(name)s”. Upload it beside the workbook, or correct its name.")
            raise forms.ValidationError(words, code="missing", params={"name": str(value)[:80]})
        return found

    def _is_current(self, names: list[str]) -> bool:
        its_own = names_of(self.current.filename) if self.current else []
        return not names or (names[0] in its_own and names[0] not in self.fresh)


def names_of(filename: str) -> list[str]:
    """Return what a file may be called: with the ending of its name and without."""
    if not filename.strip():
        return []
    plain = unicodedata.normalize("NFC", re.split(r"[/\\]", filename)[-1]).strip().casefold()
    return list(dict.fromkeys([plain, harmless_name(filename, "").casefold()]))


class RowForm(CostItemForm):
    """A cost item as a row says it; one form serves many rows of the same kind and technology."""

    quote = QuoteNameField(label=_("The quote"))  # type: ignore[assignment]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(data={}, user=None, **kwargs)

    def offer(self, files: dict[str, Attachment], fresh: set[str]) -> None:
        """Say which files there are by name, and which of them came with the workbook."""
        field: Any = self.fields["quote"]
        field.files, field.fresh = files, fresh

    def fill(self, typed: dict[str, str], current: Attachment | None) -> bool:
        """Take the next row, and say whether it is as it should be."""
        self.fields["quote"].current = current  # type: ignore[attr-defined]
        self.data, self._errors = typed, None
        return self.is_valid()


class SeveralFiles(forms.FileInput):
    """A file input that takes several at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class QuotesField(forms.Field):
    """Several quotes; cleans to attachments that belong to no case yet. Its form sets `user`."""

    widget = SeveralFiles
    user: Any = None

    def clean(self, value: Any) -> list[Attachment]:
        """
        Keep the files if every one of them is good.

        :raises ValidationError: naming each one that can't be kept.
        """
        uploads = value or []
        if len(uploads) > MOST_QUOTES:
            words = _("At most %(most)s files at once. Upload the others with the workbook once more.")
            raise forms.ValidationError(words, params={"most": MOST_QUOTES})
        wrong = []
        for upload in uploads:
            try:
                inspect(upload, upload.name)
            except Refusal as refusal:
                wrong.append(f"{upload.name}: {refusal}")
        if wrong:
            raise forms.ValidationError(wrong)
        return [store(file=u, filename=u.name, by=self.user, at=clock.now()) for u in uploads]


class WorkbookForm(EvidenceForm):
    """The filled-in template, and the quotes that its rows name."""

    workbook = WorkbookField(
        label=_("The filled-in template"),
        help_text=_("An Excel workbook (.xlsx), at most 10 MB and 10,000 rows."),
    )
    quotes = QuotesField(
        label=_("Quotes"),
        required=False,
        help_text=_(
            "The files that the rows name, PDF, PNG or JPG; several at once. Those that were uploaded before"
            " are still there."
        ),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["quotes"].user = user  # type: ignore[attr-defined]


class TakeOverForm(OperationForm):
    """A button under the preview; who takes cost items out by a workbook says so."""

    state = forms.CharField(max_length=16, widget=forms.HiddenInput)
    removes = forms.BooleanField(
        label=_("Yes, take out the cost items that are not in the workbook."),
        error_messages={"required": _("Say whether these cost items are to be taken out.")},
    )

    def __init__(self, *args: Any, removes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not removes:
            del self.fields["removes"]
