"""The Django app of this room."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatementsConfig(AppConfig):
    name = "reporting.statements"
    label = "statements"

    def ready(self) -> None:
        """Declare inbox kinds, the menu entry, and what this room adds to the page of a measure."""
        from applications import following
        from core.ui import navigation
        from measurement import panels, visibility
        from reporting.statements import announcements, factors, pages, promises, search, talk
        from reporting.statements.queries import measures_in_drafts, measures_to_verify, statements_in

        search.declare()
        announcements.declare_kinds()
        promises.declare_promises()
        talk.declare()
        following.declare("statement", statements_in)
        visibility.also_visible(measures_to_verify)
        visibility.is_draft(measures_in_drafts)
        panels.declare(
            "statements", panels.Panel("statements/panel.html", pages.on_measure, pages.step_on_measure)
        )
        navigation.register(
            label=_("Statements of reductions"), url_name="statements:list", visible=_has_statements,
            order=60, group=_("Reductions"),
        )  # fmt: skip
        factors.declare()
        navigation.register(
            label=_("Emission factors"), url_name="factoring:list", visible=_has_statements, order=62,
            group=_("Reductions"),
        )  # fmt: skip
        navigation.register(
            label=_("Methods"), url_name="methods:list", visible=_has_statements, order=63,
            group=_("Reductions"),
        )  # fmt: skip
        navigation.register(
            label=_("Measures"), url_name="measurement:list", visible=_has_statements, order=61,
            group=_("Reductions"),
        )  # fmt: skip


def _has_statements(user: Any) -> bool:
    """Say whether the list of statements is for this person: staff, firms, verifiers."""
    from core.workflow import clock
    from programs.permissions import VIEW_CASES, VIEW_OWN_CASES
    from reporting.statements.permissions import VERIFY

    if not user.is_authenticated:
        return False
    today = clock.day(clock.now())
    return any(user.scopes(permission, today) for permission in (VIEW_CASES, VIEW_OWN_CASES, VERIFY))
