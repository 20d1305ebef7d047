"""What every page knows: the menu and whether the government's masthead may be shown."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core.ui import navigation as menu


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the menu of the signed-in user and the masthead setting."""
    user = getattr(request, "user", None)
    return {
        "navigation": menu.entries(user=user, path=request.path) if user is not None else [],
        "official_masthead": getattr(settings, "OFFICIAL_MASTHEAD", False),
    }
