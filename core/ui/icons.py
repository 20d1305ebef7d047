"""Small line icons, drawn on a 20 × 20 grid; they always stand beside words, never alone."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_PATHS = {
    "dot": '<circle cx="10" cy="10" r="4"/>',
    "arrow": '<path d="M4 10h11M11 5.5 15.5 10 11 14.5"/>',
    "back": '<path d="M16 10H5M9 5.5 4.5 10 9 14.5"/>',
    "check": '<path d="m4.5 10.5 3.8 3.8 7.5-8.6"/>',
    "clock": '<circle cx="10" cy="10" r="7"/><path d="M10 6v4.2l2.8 1.8"/>',
    "warning": '<path d="M10 3.2 17.6 16.4H2.4zM10 8.2v3.6"/><path d="M10 14.2v.1"/>',
    "cross": '<path d="m5.5 5.5 9 9m0-9-9 9"/>',
    "info": '<circle cx="10" cy="10" r="7"/><path d="M10 9.3v4.2M10 6.6v.1"/>',
    "file": '<path d="M5 2.8h6.2L15.2 7v10.2H5z"/><path d="M11 2.8V7h4"/>',
    "download": '<path d="M10 3.2v9.3M6 8.9l4 3.9 4-3.9M3.8 16.6h12.4"/>',
    "user": '<circle cx="10" cy="6.6" r="3.2"/><path d="M3.8 16.8c.6-3.4 3-5 6.2-5s5.6 1.6 6.2 5"/>',
    "menu": '<path d="M3 5.5h14M3 10h14M3 14.5h14"/>',
    "box": '<path d="M3.5 6.5 10 3l6.5 3.5v7L10 17l-6.5-3.5zM3.5 6.5 10 10l6.5-3.5M10 10v7"/>',
    "search": '<circle cx="8.8" cy="8.8" r="5.2"/><path d="m12.8 12.8 4 4"/>',
    "lock": '<path d="M5 9h10v7.5H5z"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>',
}


def icon(name: str) -> SafeString:
    """Return the drawing of an icon, hidden from screen readers."""
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" '
        'focusable="false">{}</svg>',
        name,
        mark_safe(_PATHS[name]),  # noqa: S308  our own drawings, nothing typed by anyone
    )


NAMES = frozenset(_PATHS)
