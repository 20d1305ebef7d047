"""The Django app of this room."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClaimsConfig(AppConfig):
    name = "reporting.claims"
    label = "claims"

    def ready(self) -> None:
        """Declare inbox kinds, promises, the menu entry, and what makes up what restatements take."""
        from core.ui import navigation
        from reporting.claims import announcements, promises
        from reporting.claims.operations.curing import cover
        from reporting.statements import claimed

        announcements.declare_kinds()
        promises.declare_promises()
        claimed.declare(cover)
        navigation.register(
            label=_("Claims to verified tonnes"), url_name="claims:list", visible=_reads_claims, order=62,
            group=_("Reductions"),
        )  # fmt: skip
        navigation.register(
            label=_("Performance contracts"), url_name="claims:performances", visible=_settles_years,
            order=63, group=_("Reductions"),
        )  # fmt: skip


def _reads_claims(user: Any) -> bool:
    """Say whether the list of claims is for this person: staff and firms."""
    from core.workflow import clock
    from programs.permissions import VIEW_CASES, VIEW_OWN_CASES

    if not user.is_authenticated:
        return False
    today = clock.day(clock.now())
    return any(user.scopes(permission, today) for permission in (VIEW_CASES, VIEW_OWN_CASES))


def _settles_years(user: Any) -> bool:
    """Say whether the list of settled contract years is for this person: staff."""
    from core.workflow import clock
    from programs.permissions import VIEW_CASES

    return user.is_authenticated and bool(user.scopes(VIEW_CASES, clock.day(clock.now())))
