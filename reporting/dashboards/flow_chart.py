"""The flow of the money through a chain as a chart: every firm a bar that opens its case."""

from typing import Any

from django.utils.translation import gettext as _

from core.ui import charts
from core.ui.templatetags.ui import won, won_words
from disbursements.workflow import GrantStatus
from reporting.dashboards.chain import figures, role
from reporting.dashboards.flow import Rest, Stream, drawn
from reporting.dashboards.folding import Picture
from reporting.dashboards.queries.chain import Node


def sankey(top: Node, picture: Picture | None = None, replaces: str = "") -> charts.Chart | None:
    """Return the streams of the chain as a chart that opens the cases; None while nothing was awarded."""
    found = drawn(picture or Picture(top))
    if not found:
        return None
    nodes: dict[int, tuple[Node, int]] = {id(s.target): (s.target, s.agreed) for s in found}
    for stream in found:
        if stream.source is not None:
            nodes.setdefault(id(stream.source), (stream.source, 0))
    shown = [_bar(node, agreed) for node, agreed in nodes.values()]
    if any(s.source is None for s in found):
        budget = sum(s.agreed for s in found if s.source is None)
        shown.insert(
            0,
            {"id": BUDGET, "label": _("Call budget"), "text": won_words(budget), "tone": "dark", "href": ""},
        )
    links = [link for stream in found for link in _links(stream)]
    return charts.sankey(_("How the money flows through the chain"), shown, links, replaces)


BUDGET = "budget"
TONES_OF_STATUS: dict[str, str] = {GrantStatus.SUSPENDED: "suspended", GrantStatus.CANCELLED: "cancelled"}


def _key(node: Node | None) -> str:
    return node.key if node else BUDGET


def _bar(node: Node, agreed: int) -> dict[str, Any]:
    """Return a firm as a bar; `agreed` is what it may count on, none of whoever is only on the way."""
    if isinstance(node, Rest):
        return {
            "id": node.key, "label": node.name, "role": node.role, "text": won_words(agreed),
            "tone": "gift" if node.is_gift else "grant", "href": node.href,
        }  # fmt: skip
    tone = TONES_OF_STATUS.get(
        getattr(node.status, "status", ""), "gift" if node.is_contribution else "grant"
    )
    state = str(node.status.get_status_display()) if tone in TONES_OF_STATUS.values() else ""
    return {
        "id": _key(node),
        "label": node.name,
        "role": " · ".join(filter(None, [role(node), state])),
        "text": " · ".join(filter(None, [won_words(agreed) if agreed else "", state])),
        "tone": tone,
        "href": node.href,
        "lines": [f"{label}  {text}" for label, text, _href in figures(node)] if node.is_open else [],
    }


def _links(stream: Stream) -> list[dict[str, Any]]:
    """Return what was received and what is only agreed, side by side."""
    is_off = getattr(stream.target.status, "status", "") == GrantStatus.CANCELLED
    kind = "gift" if stream.target.is_contribution else "grant"
    parts = [
        (stream.done, f"{kind}-done", _("Received")),
        (
            stream.agreed - stream.done,
            "cancelled-link" if is_off else f"{kind}-agreed",
            _("Agreed, not received yet"),
        ),
    ]
    return [
        {
            "source": _key(stream.source),
            "target": _key(stream.target),
            "value": amount,
            "tone": tone,
            "text": f"{words}  {won(amount)}",
        }
        for amount, tone, words in parts
        if amount
    ]
