"""
Lists: what a list shows is declared once, as columns; page, order and spreadsheet follow from it.

A room writes its columns, a filter and a `ListPage`; `Listing` does the same for a list inside another page.
"""

from core.ui.lists.columns import (
    BADGE,
    BUSINESS_NUMBER,
    DAY,
    MOMENT,
    MONTH,
    NUMBER,
    PERCENT,
    STATUS,
    TEXT,
    TONNES,
    WON,
    Badge,
    Column,
    Format,
    in_order_of,
    status_format,
)
from core.ui.lists.filters import ListFilter
from core.ui.lists.listing import Listing
from core.ui.lists.pages import Empty, HoldsListing, ListPage, OpenListPage

__all__ = [
    "BADGE",
    "BUSINESS_NUMBER",
    "DAY",
    "MOMENT",
    "MONTH",
    "NUMBER",
    "PERCENT",
    "STATUS",
    "TEXT",
    "TONNES",
    "WON",
    "Badge",
    "Column",
    "Empty",
    "Format",
    "HoldsListing",
    "ListFilter",
    "ListPage",
    "Listing",
    "OpenListPage",
    "in_order_of",
    "status_format",
]
