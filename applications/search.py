"""How plans and applications are found by the search over everything."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.models import Application
from core.ui import search
from core.ui.search import Hit, Question


def declare() -> None:
    """Let plans and applications be found by title, firm, consortium and business number."""
    search.declare(
        "applications", _("Plans and applications"), applications, order=40, list_url="applications:list"
    )


def applications(user: Any, question: Question) -> list[Hit]:
    """Return the plans and applications that the person may see, the newest first."""
    found = question.in_fields(
        "title",
        "firm__name",
        "consortium__name",
        numbers=("firm__business_number",),
        codes=("public_id",),
    )
    rows = Application.objects.visible_to(user).filter(found).select_related("firm", "consortium")
    return [
        Hit(case.title, case.get_absolute_url(), f"{case.firm} · {case.consortium}", case)
        for case in rows[: search.MOST]
    ]
