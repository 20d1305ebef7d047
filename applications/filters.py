"""What the list of cases can be narrowed to; all of it in the address."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Kind
from applications.talk import APPLICATION
from applications.workflow import PUBLIC_WORDING, Status
from core.inbox.lists import TagFilter, TaggedFilter
from programs.choices import consortia_of, programs_of
from programs.models import GrantKind

KINDS = [(Kind.PLAN.value, Kind.PLAN.label), *GrantKind.choices]


class ApplicationFilter(TaggedFilter):
    """Filters by words, kind, status, programme and consortium."""

    searched = ("title", "firm__name", "consortium__name")
    numbers = ("firm__business_number",)
    hint = _("Title, firm, business number, consortium")

    kind = filters.ChoiceFilter(label=_("Kind"), choices=KINDS, method="of_kind", empty_label=_("All kinds"))
    status = filters.ChoiceFilter(label=_("Status"), choices=Status.choices, empty_label=_("All statuses"))
    program = filters.ModelChoiceFilter(
        label=_("Programme"), field_name="call__program", queryset=programs_of, to_field_name="public_id",
        empty_label=_("All programmes"),
    )  # fmt: skip
    consortium = filters.ModelChoiceFilter(
        label=_("Consortium"), queryset=consortia_of, to_field_name="public_id",
        empty_label=_("All consortia"),
    )  # fmt: skip

    tag = TagFilter(APPLICATION)

    def __init__(self, *args: Any, public: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if public:
            words = [(status.value, PUBLIC_WORDING.get(status, status.label)) for status in Status]
            self.filters["status"].extra["choices"] = words

    def of_kind(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Return plans, or support of one legal kind."""
        return queryset.filter(kind=Kind.PLAN) if value == Kind.PLAN else queryset.filter(grant_kind=value)
