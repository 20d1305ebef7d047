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
        for order, (url_name, label) in enumerate(
            {"documents:list": _("Documents"), "tallies:list": _("Tallies")}.items(), start=70
        ):
            navigation.register(
                label=label, url_name=url_name, visible=_reads_cases, order=order, group=_("Reports")
            )  # fmt: skip
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
