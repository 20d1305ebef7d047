"""The Django app of this room."""

from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class AuditingConfig(AppConfig):
    """The auditor's workspace: following, sampling, finding, taking evidence away."""

    name = "reporting.auditing"
    label = "auditing"

    def ready(self) -> None:
        """Declare inbox kinds, promises, menu entries, where a finished bundle leads, and that it is ours."""
        from core.jobs import registry as jobs
        from core.ui import navigation
        from reporting.auditing import (
            announcements,
            known,
            promises,
            tasks,  # noqa: F401 - the handler registers itself
        )
        from reporting.documents import archives

        announcements.declare_kinds()
        promises.declare_promises()
        archives.declare("auditing", known.find, known.largest)
        jobs.leads_to("evidence_bundle", lambda result: reverse("auditing:bundle", args=[result["bundle"]]))
        entries = (
            ("auditing:follow", _("Follow a won or a tonne"), _follows),
            ("auditing:samples", _("Audit samples"), _audits),
            ("auditing:findings", _("Audit findings"), _follows),
        )
        for order, (url_name, label, visible) in enumerate(entries, start=90):
            navigation.register(
                label=label, url_name=url_name, visible=visible, order=order, group=_("Audit")
            )


def _follows(user: Any) -> bool:
    """Say whether the person follows money and tonnes: officials and auditors."""
    from core.workflow import clock
    from reporting.auditing.permissions import may_follow

    return bool(may_follow(user, at=clock.now()))


def _audits(user: Any) -> bool:
    """Say whether the person draws samples: auditors alone."""
    from core.workflow import clock
    from reporting.auditing.permissions import may_audit_any

    return bool(may_audit_any(user, at=clock.now()))
