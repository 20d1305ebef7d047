"""The page of a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.generic import View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from core.ui import navigation
from core.ui.lists.columns import Column
from core.ui.lists.filters import ListFilter
from core.ui.lists.listing import NEWEST_FIRST, Listing
from core.workflow import clock


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and where it leads: `url_name` is reversed without arguments."""

    title: Any
    hint: Any = ""
    url_name: str = ""
    label: Any = ""

    @property
    def href(self) -> str:
        """Return where the button leads, or nothing."""
        return reverse(self.url_name) if self.url_name else ""


class HoldsListing(TemplateResponseMixin):
    """A page with a list in it, `listing` in its context, which it also hands out as a file."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        """Answer with the page, or with the list as a file."""
        listing = context["listing"]
        if listing.wants_file:
            request: Any = self.request
            return listing.download(by=request.user, at=clock.now())
        return super().render_to_response(context, **kwargs)


class OpenListPage(TemplateResponseMixin, ContextMixin, View):
    """
    A list that anybody may read, its state in the address; `?export=xlsx` is the same as a file.

    A room gives title, columns, filter and rows; `prepare` adds what the columns of some rows need.
    """

    template_name = "lists/page.html"
    title: ClassVar[Any]
    lead: ClassVar[Any] = ""
    columns: ClassVar[Sequence[Column]]
    filter_class: ClassVar[type[ListFilter] | None] = None
    order: ClassVar[Sequence[str]] = ("-pk",)
    order_label: ClassVar[Any] = NEWEST_FIRST
    per_page = 20
    empty: ClassVar[Empty]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.at = clock.now()
        self.listing = self.get_listing()
        if self.listing.wants_file:
            return self.listing.download(by=request.user, at=self.at)
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_rows(self) -> QuerySet | list[Any]:
        """Return the rows this person may see, with what the columns name."""
        raise NotImplementedError

    def get_columns(self) -> Sequence[Column]:
        """Return the columns for this reader."""
        return self.columns

    def get_filter_arguments(self) -> dict[str, Any]:
        """Return what the filter is told besides the address."""
        return {}

    def get_empty(self) -> Empty:
        """Return what this reader is told while there is nothing."""
        return self.empty

    def prepare(self, rows: list[Any]) -> Iterable[Any]:
        """Return the rows with what their columns need, in constantly many queries."""
        return rows

    def get_listing(self) -> Listing:
        """Return the list as the address asks for it."""
        request, filter = self.request, None
        rows: Any = self.get_rows()
        if self.filter_class is not None:
            filter = self.filter_class(
                request.GET, queryset=rows, request=request, **self.get_filter_arguments()
            )
        return Listing(
            title=self.title, columns=self.get_columns(), rows=rows, params=request.GET, path=request.path,
            filter=filter, order=self.order, per_page=self.per_page, prepare=self.prepare,
            order_label=self.order_label,
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=self.title,
            lead=self.lead,
            listing=self.listing,
            empty=self.get_empty(),
            siblings=navigation.siblings(user=self.request.user, path=self.request.path),
            **kwargs,
        )


class ListPage(LoginRequiredMixin, OpenListPage):
    """A list of what its reader may see, after a sign-in."""
