"""Points for whoever decides: what would cost more than its quote says."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from applications.models import CostItem
from core.ui.formats import day
from core.ui.templatetags.ui import won
from disbursements.models import Grant, Term
from disbursements.queries import terms_in


def above_quotes(grant: Grant, lines: Sequence[Any]) -> list[str]:
    """Say of each item that rises above what its quote was handed in for: as much as was awarded on."""
    rising = [line for line in lines if line.place[2] == Term.COST_WON and line.new > line.old]
    if not rising:
        return []
    quoted, items = terms_in(grant, 0), CostItem.objects.in_bulk([line.place[1] for line in rising])
    sentence = _(
        "“%(item)s” would cost %(new)s, more than the %(quoted)s that its quote was handed in for "
        "(%(supplier)s, %(day)s). Ask the firm for a new quote before you decide."
    )
    return [
        sentence
        % {
            "item": item.name,
            "new": won(line.new),
            "quoted": won(int(quoted[line.place])),
            "supplier": item.quote_supplier,
            "day": day(item.quote_on),
        }
        for line, item in ((line, items[line.place[1]]) for line in rising)
        if line.new > quoted[line.place]
    ]
