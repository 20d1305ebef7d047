"""What the lists of samples and findings can be narrowed to; the state is in the address."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.ui.lists import ListFilter
from programs.choices import programs_of
from reporting.auditing.kinds import FindingKind, Population
from reporting.auditing.workflow import FindingStatus


def _program() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=programs_of, to_field_name="public_id",
        empty_label=_("All programmes"),
    )  # fmt: skip


class SampleFilter(ListFilter):
    searched = ("title", "seed", "drawn_by__name")
    hint = _("Title, seed, drawn by")

    population = django_filters.ChoiceFilter(
        label=_("Drawn from"), choices=Population.choices, empty_label=_("All")
    )
    program = _program()


class FindingFilter(ListFilter):
    searched = ("text", "line_words", "answer", "raised_by__name")
    hint = _("Words of the finding, line, noted by")

    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=FindingStatus.choices, empty_label=_("All")
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=FindingKind.choices, empty_label=_("All"))
    program = _program()
