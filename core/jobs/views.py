"""A job's own page, and the fragment that renews itself while it runs."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.views.generic import DetailView

from core.jobs.models import Job


class JobView(LoginRequiredMixin, DetailView):
    """Show how far one job is; asked by htmx, only the progress fragment."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "job"

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.visible_to(self.request.user)

    def get_template_names(self) -> list[str]:
        return ["components/progress.html" if self.request.headers.get("HX-Request") else "jobs/detail.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_fragment=True, **kwargs)
