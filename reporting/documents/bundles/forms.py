"""What is to be bundled, and in which language."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.documents.forms import LanguageForm
from reporting.documents.models import Bundled


class BundleForm(LanguageForm):
    """One dossier for each of what."""

    kind = forms.ChoiceField(
        label=_("One dossier for"),
        choices=[(Bundled.GRANT_AUDIT, _("each grant")), (Bundled.CONSORTIUM_AUDIT, _("each consortium"))],
        initial=Bundled.GRANT_AUDIT,
        widget=forms.RadioSelect,
    )

    def arguments(self) -> dict[str, Any]:
        """Return what the operation is called with."""
        return super().arguments() | {"kind": self.cleaned_data["kind"]}
