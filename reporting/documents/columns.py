"""The columns of the list of documents."""

from django.utils.translation import gettext_lazy as _

from core.ui.formats import file_size
from core.ui.lists import MOMENT, NUMBER, Column
from reporting.documents.models import Document

COLUMNS = (
    Column(
        "kind", _("Document"), Document.get_kind_display, sort="kind", href=Document.get_absolute_url,
        under=(Column("language", _("Language"), "language_words", sort="language"),),
    ),
    Column(
        "consortium", _("Consortium"), "consortium", sort="consortium__name",
        under=(Column("program", _("Programme"), "consortium.program", sort="consortium__program__name_ko"),),
    ),
    Column(
        "made", _("Made"), "made_at", MOMENT, sort="made_at",
        under=(Column("by", _("Made by"), "made_by", sort="made_by__name"),),
    ),
    Column("pages", _("Pages"), "pages", NUMBER, sort="pages"),
    Column("size", _("Size"), lambda document: file_size(document.blob.size), sort="blob__size"),
)  # fmt: skip
