"""Home: what this is, for those who come by; what waits for me, for those who sign in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from core.inbox.models import Item
from core.inbox.operations import dismiss as dismiss_item
from core.workflow import clock
from programs.queries import invitations_for
from reporting.dashboards.queries import home, waiting
from reporting.dashboards.queries.chain import own_firms
from reporting.dashboards.views.public import landing


class HomeView(TemplateView):
    """Show the landing page, or the signed-in person's work list."""

    def get_template_names(self) -> list[str]:
        """Return the page for the public or for the person."""
        return ["dashboards/home.html" if self.request.user.is_authenticated else "dashboards/landing.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what the page shows."""
        user, at = self.request.user, clock.now()
        calls = home.open_calls(user, at)
        if not user.is_authenticated:
            return super().get_context_data(**landing(calls, at), **kwargs)
        firms, consortia = home.own(user, at)
        programs = home.office_programs(user, at)
        groups, others = waiting.mine(user), waiting.of_others(user)
        return super().get_context_data(
            calls=calls,
            now=at,
            roles=home.roles_in_words(user, at),
            groups=groups,
            number_waiting=sum(len(group.works) for group in groups),
            number_overdue=sum(len(group.works) for group in groups if group.is_overdue),
            others=others,
            invitations=invitations_for(user, at),
            notices=home.notices(user),
            programs=[(program, home.program_figures(program)) for program in programs],
            figures=home.approver_figures(user, at)
            + home.payer_figures(user, at)
            + home.verifier_figures(user, at)
            + home.firm_figures(own_firms(user, at)),
            led=home.anchor_figures(user, at),
            starts=home.starts(user, at),
            firms=firms,
            consortia=consortia,
            **kwargs,
        )


@require_POST
@login_required
def dismiss(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a notice that was read out of the inbox."""
    notices = Item.objects.visible_to(request.user).filter(is_notice=True)
    item = get_object_or_404(notices, public_id=public_id)
    dismiss_item(item=item, by=request.user, at=clock.now())  # type: ignore[arg-type]
    return HttpResponseRedirect(reverse("dashboards:home"))
