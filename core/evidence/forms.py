"""A file field that keeps a good file while other fields of the form are being corrected."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from core.evidence.checks import PAPERS
from core.evidence.models import Attachment
from core.evidence.operations import store
from core.workflow import clock
from core.workflow.refusals import Refusal

_SALT = "evidence.kept"


class KeptFileInput(forms.FileInput):
    """A file input with, once a file was kept, its name and a signed reference to it."""

    template_name = "components/kept_file.html"
    needs_multipart_form = True
    kept: Attachment | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[Any, str]:
        return files.get(name), data.get(f"{name}-kept", "")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and f"{name}-kept" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        kept = self.kept or (value if isinstance(value, Attachment) else None)
        token = signing.dumps(kept.pk, salt=_SALT) if kept else ""
        if kept:  # the browser must not ask for a second one
            asking = ("required", "aria-required")
            attrs = {key: value for key, value in (attrs or {}).items() if key not in asking}
        return {**super().get_context(name, None, attrs), "kept": kept, "token": token}


class KeptFileField(forms.Field):
    """
    Clean to an Attachment that belongs to no case yet (or to the one given as `initial`).

    The form is an `EvidenceForm`, which tells the field who is uploading and what it shows at first.
    """

    widget = KeptFileInput

    def __init__(self, *, allowed: frozenset[str] = PAPERS, **kwargs: Any) -> None:
        self.allowed = allowed
        self.user: Any = None
        self.current: Attachment | None = None
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Attachment | None:
        """
        Keep a new file, or find the one kept before; a bad file does not push out a good one kept before it.

        :raises ValidationError: in the words of the refusal, if the file can't be kept.
        """
        upload, token = value if isinstance(value, tuple) else (None, "")
        kept = self.widget.kept = self._find(token) or self.current
        if upload is not None:
            kept = self.widget.kept = self._store(upload)
        if kept is None and self.required:
            raise forms.ValidationError(_("Choose a file."), code="required")
        return kept

    def _store(self, upload: Any) -> Attachment:
        try:
            return store(
                file=upload, filename=upload.name, allowed=self.allowed, by=self.user, at=clock.now()
            )
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def _find(self, token: str) -> Attachment | None:
        try:
            pk = signing.loads(token, salt=_SALT, max_age=86400)
        except signing.BadSignature:
            return None
        mine = Attachment.objects.filter(pk=pk, uploaded_by=self.user, blob__media_type__in=self.allowed)
        return mine.select_related("blob").first()


class EvidenceForm(forms.Form):
    """A form with files; `user` is who uploads."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, KeptFileField):
                field.user = user
                field.current = self.get_initial_for_field(field, name)
