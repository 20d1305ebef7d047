"""A firm's page: who it is, its certificates, its people, its cases, its measures."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.views.generic import DetailView

from applications.models import Application
from core.workflow import clock
from disbursements.models import Grant
from firms.models import Firm, SizeCertificate
from firms.permissions import may_edit_firm, may_manage_members
from firms.queries import people_of, size_of
from measurement.models import Measure
from programs.models import Consortium, Member


class FirmView(LoginRequiredMixin, DetailView):
    """Show a firm; people, certificates and cases as far as the reader may see them."""

    slug_field = slug_url_kwarg = "public_id"
    context_object_name = "firm"
    template_name = "dashboards/firm.html"

    def get_queryset(self) -> QuerySet[Firm]:
        """Return the firms this person may see."""
        return Firm.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Gather what the person may see of it."""
        at, user, firm = clock.now(), self.request.user, self.object
        consortia = Consortium.objects.visible_to(user)
        may_edit = may_edit_firm(user, firm, at=at)
        return super().get_context_data(
            size=size_of(firm, clock.day(at)),
            today=clock.day(at),
            certificates=SizeCertificate.objects.visible_to(user)
            .filter(firm=firm)
            .select_related("attachment__blob"),
            may_edit=may_edit,
            may_manage=may_manage_members(user, firm, at=at),
            people=people_of(firm, at) if may_edit else [],
            places=Member.objects.filter(firm=firm, consortium__in=consortia).select_related(
                "consortium__program"
            ),
            applications=Application.objects.visible_to(user).filter(firm=firm).select_related("consortium"),
            grants=Grant.objects.visible_to(user).filter(firm=firm).with_parties(),
            measures=Measure.objects.visible_to(user).filter(firm=firm).select_related("technology"),
            **kwargs,
        )
