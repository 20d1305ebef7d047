"""The signals about a case or a firm: {% load signals %}{% signals_about application=case.application %}."""

from typing import Any

from django import template
from django.db.models import Q

from core.workflow import clock
from reporting.signals import permissions
from reporting.signals.models import Signal, SignalEvidence

register = template.Library()


@register.inclusion_tag("signals/about.html", takes_context=True)
def signals_about(context: dict[str, Any], application: Any = None, firm: Any = None) -> dict[str, Any]:
    """Show the signals about an application or a firm; for a firm's people nothing is even read."""
    user = context["request"].user
    if not permissions.may_view_any(user, at=clock.now()):
        return {"signals": []}
    about = Q(application=application) if application else Q(firm=firm) | Q(application__firm=firm)
    rows = SignalEvidence.objects.filter(about).values("signal")
    return {"signals": list(Signal.objects.visible_to(user).filter(pk__in=rows).order_by("-pk")[:20])}
