"""The list of cases."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from applications.columns import columns
from applications.filters import ApplicationFilter
from applications.models import Application
from applications.talk import APPLICATION
from core.inbox.lists import TaggedPage
from core.ui.lists import Column, Empty
from core.workflow import clock
from programs.permissions import VIEW_CASES

NOTHING_BEGUN = Empty(
    gettext_lazy("No plans or applications yet"),
    gettext_lazy("The start page shows what your firm can begin now."),
    "dashboards:home",
    gettext_lazy("Go to the start page"),
)
NOTHING_SUBMITTED = Empty(
    gettext_lazy("Nothing was submitted yet"),
    gettext_lazy("Plans and applications appear here once firms submit them."),
)


def reads_as_office(user: Any, at: dt.datetime) -> bool:
    """Say whether this person reads cases for an office, in the office's words."""
    return bool(user.scopes(VIEW_CASES, clock.day(at)))


class ApplicationListView(TaggedPage):
    """All cases the person may see."""

    title = gettext_lazy("Plans and applications")
    filter_class = ApplicationFilter
    subject_kind = APPLICATION

    def get_rows(self) -> QuerySet[Application]:
        self.public = not reads_as_office(self.request.user, self.at)
        return Application.objects.visible_to(self.request.user).with_names()

    @property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]
        """The columns in the words of an office or of an applicant."""
        return columns(public=self.public)

    def get_filter_arguments(self) -> dict[str, Any]:
        return {**super().get_filter_arguments(), "public": self.public}

    def get_empty(self) -> Empty:
        return NOTHING_BEGUN if self.public else NOTHING_SUBMITTED
