"""The main menu: a table that upper rooms fill in `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True)
class Item:
    """One menu entry; `visible` says who sees it, `count` how many things wait behind it."""

    label: Any
    url_name: str
    visible: Callable[[Any], bool]
    order: int
    count: Callable[[Any], int] | None = None


_items: dict[str, Item] = {}


def register(
    *,
    label: Any,
    url_name: str,
    visible: Callable[[Any], bool],
    order: int,
    count: Callable[[Any], int] | None = None,
) -> None:
    """Add an entry to the main menu; registering the same `url_name` again replaces it."""
    _items[url_name] = Item(label, url_name, visible, order, count)


def registered() -> list[Item]:
    """Return every entry in menu order, whoever may see it."""
    return sorted(_items.values(), key=lambda item: (item.order, item.url_name))


def entries(*, user: Any, path: str) -> list[dict[str, Any]]:
    """Return what this user's menu shows; the entry of the page at `path` is the current one."""
    shown = [(item, reverse(item.url_name)) for item in registered() if item.visible(user)]
    current = max(
        (href for _, href in shown if path == href or (href != "/" and path.startswith(href))),
        key=len,
        default=None,
    )
    return [
        {
            "label": item.label,
            "href": href,
            "is_current": href == current,
            "count": item.count(user) if item.count else 0,
        }
        for item, href in shown
    ]
