"""Tags in lists: for those who read notes, a column and a filter."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.inbox.models import Tag
from core.inbox.permissions import READ_NOTES
from core.ui.lists import Column, ListFilter, ListPage
from core.workflow import clock

TAGS = Column("tags", _("Tags"), lambda row: ", ".join(row.tag_labels))


class TagFilter(django_filters.ChoiceFilter):
    """Keeps the cases of a kind that carry a tag."""

    def __init__(self, kind: str) -> None:
        self.subject_kind = kind
        super().__init__(label=_("Tag"), empty_label=_("All"))

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """Return the rows tagged with the word."""
        if not value:
            return qs
        tagged = Tag.objects.filter(subject_kind=self.subject_kind, label=value).values("subject_id")
        return qs.filter(pk__in=tagged)


class TaggedFilter(ListFilter):
    """A filter with `tag = TagFilter(kind)`, which only those get who read tags."""

    def __init__(self, *args: Any, reads_tags: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tag = self.filters["tag"]
        tag.extra["choices"] = lambda: used_tags(tag.subject_kind, self.queryset)
        if not reads_tags:
            del self.filters["tag"]


class TaggedPage(ListPage):
    """A list of cases of a kind, with their tags for officials and auditors."""

    subject_kind: ClassVar[str]

    @cached_property
    def reads_tags(self) -> bool:
        """Whether tags are for this person."""
        user: Any = self.request.user
        return bool(user.scopes(READ_NOTES, clock.day(self.at)))

    def get_columns(self) -> Sequence[Column]:
        columns = super().get_columns()
        return (*columns, TAGS) if self.reads_tags else columns

    def get_filter_arguments(self) -> dict[str, Any]:
        return {**super().get_filter_arguments(), "reads_tags": self.reads_tags}

    def prepare(self, rows: list[Any]) -> Iterable[Any]:
        prepared = list(super().prepare(rows))
        if self.reads_tags:
            labels = labels_of(self.subject_kind, [row.pk for row in prepared])
            for row in prepared:
                row.tag_labels = labels[row.pk]
        return prepared


def labels_of(kind: str, ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the tags of cases by their ids, in one query."""
    labels: dict[int, list[str]] = defaultdict(list)
    found = Tag.objects.filter(subject_kind=kind, subject_id__in=list(ids))
    for subject_id, label in found.values_list("subject_id", "label"):
        labels[subject_id].append(label)
    return labels


def used_tags(kind: str, cases: QuerySet) -> list[tuple[str, str]]:
    """Return the tags used on these cases of a kind, for a filter: words of other offices stay with them."""
    tags = Tag.objects.filter(subject_kind=kind, subject_id__in=cases.order_by().values("pk"))
    labels = tags.order_by("label").values_list("label", flat=True)
    return [(label, label) for label in dict.fromkeys(labels)]
