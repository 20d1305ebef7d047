"""The Django app of this room."""

from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SignalsConfig(AppConfig):
    name = "reporting.signals"
    label = "signals"

    def ready(self) -> None:
        """Declare inbox kinds, promises, the menu entry, and where a finished look leads."""
        from core.jobs import registry as jobs
        from core.ui import navigation
        from reporting.signals import announcements, promises, tasks  # noqa: F401 - registers its handler

        announcements.declare_kinds()
        promises.declare_promises()
        jobs.leads_to("fraud_signals", lambda result: reverse("signals:list"))
        navigation.register(
            label=_("Fraud signals"), url_name="signals:list", visible=_reads_signals, order=85,
        )  # fmt: skip
        navigation.register(
            label=_("Prices of like machines"), url_name="signals:prices", visible=_reads_signals, order=86,
        )  # fmt: skip


def _reads_signals(user: Any) -> bool:
    """Say whether signals are for this person: officials and auditors."""
    from core.workflow import clock
    from reporting.signals.permissions import may_view_any

    return bool(may_view_any(user, at=clock.now()))
