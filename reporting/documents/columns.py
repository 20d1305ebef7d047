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
        "about", _("About"), "about", sort="about",
        under=(Column("program", _("Programme"), "program", sort="program__name_ko"),),
    ),
    Column(
        "made", _("Made"), "made_at", MOMENT, sort="made_at",
        under=(Column("by", _("Made by"), "made_by", sort="made_by__name"),),
    ),
    Column("pages", _("Pages"), "pages", NUMBER, sort="pages"),
    Column("size", _("Size"), lambda document: file_size(document.size), sort="size"),
)  # fmt: skip
