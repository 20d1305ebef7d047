"""The search box and the trails it leads to."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from core.ui import navigation
from core.ui.search import SHORTEST, Question
from core.workflow import clock
from disbursements.models import Grant
from reporting.auditing import permissions, search
from reporting.auditing.reading import followed


class FollowersOnly(LoginRequiredMixin):
    """A page for those who follow money and tonnes for an office; others get 403."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.at = clock.now()
        user: Any = request.user
        if user.is_authenticated and not (verdict := permissions.may_follow(user, at=self.at)):
            raise PermissionDenied(str(verdict.reason))
        return super().dispatch(request, *args, **kwargs)


class FollowView(FollowersOnly, TemplateView):
    """One box for whatever somebody holds in hand; what was found leads to its trail."""

    template_name = "auditing/follow.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = Question(" ".join(self.request.GET.get("q", "").replace("\x00", "").split()))
        found = search.search(self.request.user, question, self.at)
        return super().get_context_data(
            asked=question,
            found=found,
            number=sum(len(one.hits) for one in found),
            is_enough=question.is_enough(),
            shortest=SHORTEST,
            longest=search.LONGEST,
            siblings=navigation.siblings(user=self.request.user, path=self.request.path),
            path=self.request.path,
            **kwargs,
        )


class TrailView(FollowersOnly, TemplateView):
    """The trail of one thing, fetched among what the person may follow (else 404)."""

    template_name = "auditing/trail.html"
    model: Any = None
    build: Callable[..., Any]
    related: tuple[str, ...] = ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = followed(self.model, self.request.user, self.at).select_related(*self.related)
        thing = get_object_or_404(rows, public_id=self.kwargs["public_id"])
        trail = type(self).build(thing, self.request.user, self.at)
        return super().get_context_data(trail=trail, bundle_href=self._bundle_href(thing), **kwargs)

    def _bundle_href(self, thing: Any) -> str:
        """Return where the evidence of a grant is asked for, of those who may take it away."""
        is_offered = isinstance(thing, Grant) and permissions.may_take_evidence(
            self.request.user, thing, at=self.at
        )
        return reverse("auditing:bundle_grant", args=[thing.public_id]) if is_offered else ""
