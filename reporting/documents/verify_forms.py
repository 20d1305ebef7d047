"""What somebody hands in to have a document verified: its code, or the file itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import LARGEST_FILE
from reporting.documents import codes
from reporting.documents.verifying import largest_size


class VerifyForm(forms.Form):
    """A code or a file, or both."""

    code = forms.CharField(
        label=_("Code of the document"),
        help_text=_("Printed beside the QR code, for example 4F2A-91BC-77D0-E35B."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("The PDF file, or the ZIP of dossiers or of evidence"),
        help_text=_("Only its fingerprint is computed: the file is not kept."),
        required=False,
        allow_empty_file=True,
    )

    def clean_code(self) -> str:
        """Return the digits of the code, or nothing."""
        typed: str = self.cleaned_data["code"]
        if typed and codes.meant(typed) is None:
            raise forms.ValidationError(
                _("A code has 16 digits, 0 to 9 and A to F, in four groups. Compare it with the document.")
            )
        return codes.meant(typed) or ""

    def clean_file(self) -> Any:
        """Return the file if it isn't larger than any file that was made here: then it is none of ours."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE and file.size > (most := max(LARGEST_FILE, largest_size())):
            raise forms.ValidationError(
                _("No document of ours is larger than %(most)d MB. Choose the file you received."),
                params={"most": -(-most // 1024**2)},
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("code") and not cleaned.get("file"):
            raise forms.ValidationError(_("Type the code of the document, or choose the PDF file."))
        return cleaned
