"""The main menu: a table that upper rooms fill in `AppConfig.ready()`."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse


@dataclass(frozen=True)
class Item:
    """
    One menu entry; `visible` says who sees it, `count` how many things wait behind it.

    Entries of one `group` are one entry of the menu, under the group's words, or under its own where somebody
    sees no other of them; their pages lead to each other.
    """

    label: Any
    url_name: str
    visible: Callable[[Any], bool]
    order: int
    count: Callable[[Any], int] | None = None
    group: Any = ""


_items: dict[str, Item] = {}


def register(
    *,
    label: Any,
    url_name: str,
    visible: Callable[[Any], bool],
    order: int,
    count: Callable[[Any], int] | None = None,
    group: Any = "",
) -> None:
    """Add an entry to the main menu; registering the same `url_name` again replaces it."""
    _items[url_name] = Item(label, url_name, visible, order, count, group)


def registered() -> list[Item]:
    """Return every entry in menu order, whoever may see it."""
    return sorted(_items.values(), key=lambda item: (item.order, item.url_name))


def entries(*, user: Any, path: str) -> list[dict[str, Any]]:
    """Return what this user's menu shows; the entry of the page at `path` is the current one."""
    shown = _visible(user)
    here = _current(shown, path)
    together = Counter(str(item.group) for item, _href in shown if item.group)
    found: dict[Any, dict[str, Any]] = {}
    for item, href in shown:
        label = item.group if together[str(item.group)] > 1 else item.label
        entry = found.setdefault(
            str(item.group) or item.url_name,
            {"label": label, "href": href, "is_current": False, "count": 0},
        )
        entry["is_current"] |= href == here
        entry["count"] += item.count(user) if item.count else 0
    return list(found.values())


def siblings(*, user: Any, path: str) -> list[tuple[str, Any, str]]:
    """Return (key, label, address) of the pages that share the menu entry of the page at `path`."""
    shown = _visible(user)
    here = _current(shown, path)
    group = next((item.group for item, href in shown if href == here), "")
    same = [(href, item.label, href) for item, href in shown if group and item.group == group]
    return same if len(same) > 1 else []


def _visible(user: Any) -> list[tuple[Item, str]]:
    return [(item, reverse(item.url_name)) for item in registered() if item.visible(user)]


def _current(shown: list[tuple[Item, str]], path: str) -> str | None:
    """Return the address of the entry to which the page at `path` belongs."""
    return max(
        (href for _, href in shown if path == href or (href != "/" and path.startswith(href))),
        key=len,
        default=None,
    )
