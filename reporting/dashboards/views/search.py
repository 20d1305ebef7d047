"""The search over everything a person may see."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView

from core.ui.search import SHORTEST, Question, search


class SearchView(LoginRequiredMixin, TemplateView):
    """Show what was found, by kind; one hit alone is still shown, so that the way back works."""

    template_name = "dashboards/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Search in a fixed number of queries, whatever is found."""
        question = Question(" ".join(self.request.GET.get("q", "").replace("\x00", "").split()))
        found = search(self.request.user, question)
        return super().get_context_data(
            question=question,
            found=found,
            number=sum(len(one.hits) for one in found),
            is_enough=question.is_enough(),
            shortest=SHORTEST,
            asked=urlencode({"q": question.text}),
            **kwargs,
        )
