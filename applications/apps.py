"""The Django app of plans and applications."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def sees_cases(user: Any) -> bool:
    """Say whether the person has plans or applications to look at."""
    from core.workflow import clock
    from programs.permissions import VIEW_CASES, VIEW_OWN_CASES

    if not user.is_authenticated:
        return False
    today = clock.day(clock.now())
    return bool(user.scopes(VIEW_CASES, today) or user.scopes(VIEW_OWN_CASES, today))


def sees_panels(user: Any) -> bool:
    """Say whether the person reads cases for an office."""
    from core.workflow import clock
    from programs.permissions import VIEW_CASES

    return bool(user.is_authenticated and user.scopes(VIEW_CASES, clock.day(clock.now())))


def reviews_cases(user: Any) -> bool:
    """Say whether the person is a reviewer of some programme."""
    from applications.permissions_panels import REVIEW
    from core.workflow import clock

    return bool(user.is_authenticated and user.scopes(REVIEW, clock.day(clock.now())))


class ApplicationsConfig(AppConfig):
    name = "applications"

    def ready(self) -> None:
        """Declare what may wait in an inbox, and take a place in the menu."""
        from applications import (
            announcements,
            dependants,
            following,
            plans,
            promises,
            search,
            talk,
        )
        from applications import ties as own_ties
        from core.ui import navigation
        from programs import clauses, registry, ties

        search.declare()
        announcements.declare_kinds()
        announcements.panels.declare_kinds()
        promises.declare_promises()
        talk.declare()
        following.declare_own()
        registry.declare_cases(
            affected=dependants.affected, uses=dependants.uses, drafting=dependants.drafting
        )
        registry.declare_reliance(panel_day=dependants.panel_day, check_day=dependants.check_day)
        clauses.declare("applications", plans.clauses_of)
        ties.declare("applications", own_ties.ties_of)
        navigation.register(
            label=_("Plans and applications"), url_name="applications:list", visible=sees_cases, order=30
        )
        navigation.register(label=_("Panels"), url_name="applications:panels", visible=sees_panels, order=31)
        navigation.register(
            label=_("My reviews"), url_name="applications:reviews", visible=reviews_cases, order=32
        )
