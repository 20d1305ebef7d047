"""The columns of the log of a webhook."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ui.lists import BADGE, MOMENT, NUMBER, Badge, Column, Format, in_order_of
from reporting.api.cases import status_words
from reporting.api.models import Delivery, State

#: an HTTP status is a name, not an amount
_CODE = Format(
    lambda code: "–" if code is None else str(code), lambda code: code, "0", is_whole=True, width=10
)


def _badge(delivery: Delivery) -> Badge:
    return Badge(delivery.get_status_display(), delivery.status_tone)


def _step(delivery: Delivery) -> str:
    """Return the step in the words that the firm reads on the case's own page."""
    words = status_words(delivery.case_kind)
    before, after = (words.get(one, one) for one in (delivery.from_status, delivery.to_status))
    return f"{before or '–'} → {after}"


def _problem(delivery: Delivery) -> str | None:
    return delivery.get_problem_display() if delivery.problem else None


def _again(delivery: Delivery) -> str:
    """Return where the message is sent again, unless it is still being tried or the webhook was stopped."""
    if delivery.status == State.WAITING or delivery.hook.stopped_at:
        return ""
    return reverse("api:send_again", args=[delivery.public_id])


COLUMNS = (
    Column(
        "case", _("Case"), "case_kind", sort="case_kind",
        under=(Column("id", _("Id"), "case_id"), Column("step", _("Step"), _step)),
    ),
    Column("happened", _("Happened"), "happened_at", MOMENT, sort="happened_at"),
    Column(
        "status", _("Status"), _badge, BADGE, sort=in_order_of("status", State),
        under=(Column("problem", _("Problem"), _problem),),
    ),
    Column("answer", _("HTTP answer"), "answer", _CODE, sort="answer"),
    Column("tries", _("Tries"), "tries", NUMBER, sort="tries"),
    Column("tried", _("Last try"), "tried_at", MOMENT, sort="tried_at"),
    Column("next", _("Next try"), "next_try_at", MOMENT, sort="next_try_at"),
    Column("again", _("Once more"), lambda one: _("Send again") if _again(one) else "", href=_again),
)  # fmt: skip
#: nothing is sent again where nobody answers for the webhook
UNANSWERED_COLUMNS = tuple(column for column in COLUMNS if column.key != "again")
