"""Points for whoever decides: what would cost more than its quote says."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from applications.models import CostItem
from core.ui.formats import day
from core.ui.templatetags.ui import won
from disbursements.models import Term


def above_quotes(lines: Sequence[Any]) -> list[str]:
    """Say of each item that rises above the sum of the quote it was awarded on."""
    rising = [line for line in lines if line.place[2] == Term.COST_WON and line.new > line.old]
    if not rising:
        return []
    items = CostItem.objects.with_quotes().in_bulk([line.place[1] for line in rising])
    sentence = _(
        "“%(item)s” would cost %(new)s, more than the %(quoted)s that its quote comes to "
        "(%(supplier)s, %(day)s). Ask the firm for a new quote before you decide."
    )
    return [
        sentence
        % {
            "item": item.name,
            "new": won(line.new),
            "quoted": won(quote.sum_won),
            "supplier": quote.supplier,
            "day": day(quote.quoted_on),
        }
        for line, item, quote in (
            (line, items[line.place[1]], items[line.place[1]].chosen_quote) for line in rising
        )
        if line.new > quote.sum_won
    ]
