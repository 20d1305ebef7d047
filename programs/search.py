"""How programmes and consortia are found by the search over everything."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui import search
from core.ui.search import Hit, Question
from programs.models import Consortium, Program


def declare() -> None:
    """Let consortia be found by name, anchor and member, programmes by name."""
    search.declare("consortia", _("Consortia"), consortia, order=20, list_url="dashboards:consortia")
    search.declare("programs", _("Programmes"), programmes, order=30, list_url="dashboards:programs")


def consortia(user: Any, question: Question) -> list[Hit]:
    """Return the consortia that the person may see."""
    found = question.in_fields(
        "name", "anchor__name", numbers=("anchor__business_number",), codes=("public_id",)
    )
    rows = Consortium.objects.visible_to(user).filter(found).select_related("program", "anchor")
    return [Hit(c.name, c.get_absolute_url(), f"{c.program} · {c.anchor}") for c in rows[: search.MOST]]


def programmes(user: Any, question: Question) -> list[Hit]:
    """Return the programmes that the person may see."""
    found = question.in_fields("name_ko", "name_en", "code", codes=("public_id",))
    rows = Program.objects.visible_to(user).filter(found).select_related("office")
    return [Hit(p.name, p.get_absolute_url(), str(p.office)) for p in rows[: search.MOST]]
