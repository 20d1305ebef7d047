"""The list of firms."""

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from core.ui.lists import Column, Empty, ListPage
from core.workflow import clock
from firms.columns import columns
from firms.filters import FirmFilter
from firms.models import Firm, SizeCertificate
from firms.permissions import VIEW_ALL_FIRMS


class FirmListView(ListPage):
    """The firms this person may see: all for officials, for a firm's people those of their consortia."""

    title = _("Firms")
    filter_class = FirmFilter
    order = ("name", "pk")
    order_label = _("By name")
    empty = Empty(
        _("No firm to show yet"),
        _("Firms appear here once they are registered and share a consortium with yours."),
        "dashboards:home",
        _("Go to the start page"),
    )

    @property
    def sees_sizes(self) -> bool:
        """Whether the reader reads every firm's certificates."""
        return bool(self.request.user.scopes(VIEW_ALL_FIRMS, clock.day(self.at)))  # type: ignore[union-attr]

    def get_columns(self) -> Sequence[Column]:
        return columns(with_size=self.sees_sizes)

    def get_filter_arguments(self) -> dict[str, Any]:
        return {"with_size": self.sees_sizes}

    def get_rows(self) -> Any:
        today = clock.day(self.at)
        valid = SizeCertificate.objects.filter(
            firm=OuterRef("pk"), issued_on__lte=today, valid_until__gte=today
        ).order_by("-issued_on", "-pk")
        seen = Firm.objects.visible_to(self.request.user).prefetch_related("exposures")
        return seen.annotate(size_class=Subquery(valid.values("size_class")[:1]))
