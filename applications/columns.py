"""The columns of the list of plans and applications."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.pages import heads
from applications.workflow import Status
from core.ui.lists import BUSINESS_NUMBER, DAY, TONNES, WON, Column, in_order_of, status_format


def _of_itself(case: Application) -> str:
    return case.get_absolute_url()


def _resumed(case: Application) -> str:
    """Return where the applicant goes on with a draft; of any other case, its page."""
    return reverse("applications:resume", args=[case.public_id]) if case.is_editable else ""


def _next(case: Application) -> Any:
    return heads.next_step(case).text


def _whose(case: Application) -> Any:
    return heads.next_step(case).whose


def columns(*, public: bool) -> tuple[Column, ...]:
    """Return the columns, with the applicant's wording of a status if `public`."""
    return (
        Column(
            "title", _("Title"), "title", sort="title", href=_of_itself,
            under=(Column("kind", _("Kind"), heads.kind_in_words, sort=("kind", "grant_kind")),),
        ),
        Column(
            "firm", _("Firm"), "firm", sort="firm__name",
            under=(
                Column("number", _("Business number"), "firm.business_number", BUSINESS_NUMBER),
                Column("consortium", _("Consortium"), "consortium", sort="consortium__name"),
            ),
        ),
        Column(
            "status", _("Status"), lambda case: case, status_format(public=public),
            sort=in_order_of("status", Status),
        ),
        Column("submitted", _("Submitted on"), "submitted_at", DAY, sort="submitted_at"),
        Column("asked", _("Amount asked"), "asked_won", WON, sort="asked_won"),
        Column("awarded", _("Amount awarded"), "awarded_won", WON, sort="awarded_won"),
        Column("expected", _("Expected reduction a year"), "expected_kg", TONNES, sort="expected_kg"),
        Column(
            "next", _("Next step"), _next, href=_resumed if public else None,
            under=(Column("whose", _("Whose turn"), _whose),),
        ),
    )  # fmt: skip
