"""Grants, payments and money passed on."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def sees_cases(user: Any) -> bool:
    """Say whether the person has grants or payment requests to look at."""
    from core.workflow import clock
    from programs.permissions import VIEW_CASES, VIEW_OWN_CASES

    if not user.is_authenticated:
        return False
    today = clock.day(clock.now())
    return bool(user.scopes(VIEW_CASES, today) or user.scopes(VIEW_OWN_CASES, today))


class DisbursementsConfig(AppConfig):
    """The room of the money on its way."""

    name = "disbursements"

    def ready(self) -> None:
        """Declare what may wait in an inbox, and what the menu leads to."""
        from core.ui import navigation
        from disbursements import announcements, holding, promises, search, talk
        from disbursements import ties as own_ties
        from disbursements.announcements import changes as announcements_changes
        from disbursements.announcements import discrepancies as announcements_discrepancies
        from programs import ties

        search.declare()
        announcements.declare_kinds()
        announcements_changes.declare_kinds()
        announcements_discrepancies.declare_kinds()
        promises.declare_promises()
        talk.declare()
        ties.declare("disbursements", own_ties.ties_of)
        holding.declare_following()
        navigation.register(label=_("Grants"), url_name="disbursements:grants", visible=sees_cases, order=40)
        navigation.register(
            label=_("Payment requests"), url_name="disbursements:payments", visible=sees_cases, order=50
        )
        passing_on = {"passed_on": _("Money passed on"), "open_duties": _("Still to pass on")}
        for order, (url_name, label) in enumerate(passing_on.items(), start=55):
            navigation.register(
                label=label, url_name=f"disbursements:{url_name}", visible=sees_cases, order=order,
                group=_("Passing on"),
            )  # fmt: skip
