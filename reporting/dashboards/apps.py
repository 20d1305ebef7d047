"""Home, programme, consortium, chain, firm and account pages; the books."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    """The room of the pages that show several rooms' figures."""

    name = "reporting.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        """Put home first in the menu, with how much waits there."""
        from core.ui import navigation
        from reporting.dashboards.queries.home import number_waiting

        navigation.register(
            label=_("Home"),
            url_name="dashboards:home",
            visible=lambda user: user.is_authenticated,
            order=0,
            count=number_waiting,
        )
        reports = (
            ("documents:list", _("Documents"), _has_documents), ("tallies:list", _("Tallies"), _reads_cases),
        )  # fmt: skip
        for order, (url_name, label, visible) in enumerate(reports, start=70):
            navigation.register(
                label=label, url_name=url_name, visible=visible, order=order, group=_("Reports")
            )
        lists = {
            "dashboards:programs": _("Programmes"),
            "dashboards:consortia": _("Consortia"),
            "firms:list": _("Firms"),
        }
        for order, (url_name, label) in enumerate(lists.items(), start=20):
            navigation.register(
                label=label, url_name=url_name, visible=lambda user: user.is_authenticated, order=order,
                group=_("Programmes and firms"),
            )  # fmt: skip


def _reads_cases(user: Any) -> bool:
    """Say whether the person reads cases for an office."""
    from core.workflow import clock
    from programs.permissions import VIEW_CASES

    return user.is_authenticated and bool(user.scopes(VIEW_CASES, clock.day(clock.now())))


def _has_documents(user: Any) -> bool:
    """Say whether there may be documents for the person: of an office's cases, or of their own firm's."""
    from core.workflow import clock
    from reporting.dashboards.queries.chain import own_firms

    return _reads_cases(user) or bool(user.is_authenticated and own_firms(user, clock.now()))
