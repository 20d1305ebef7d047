"""How firms are found by the search over everything."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.ui import search
from core.ui.formats import business_number
from core.ui.search import Hit, Question
from firms.models import Firm


def declare() -> None:
    """Let firms be found by name, representative, business and corporate number."""
    search.declare("firms", _("Firms"), firms, order=10, list_url="firms:list")


def firms(user: Any, question: Question) -> list[Hit]:
    """Return the firms that the person may see."""
    found = question.in_fields(
        "name", "representative_name", numbers=("business_number", "corporate_number"), codes=("public_id",)
    )
    return [
        Hit(firm.name, firm.get_absolute_url(), business_number(firm.business_number))
        for firm in Firm.objects.visible_to(user).filter(found)[: search.MOST]
    ]
