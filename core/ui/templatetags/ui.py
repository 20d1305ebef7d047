"""
The components of the screens, one tag each; a builtin library, so no template has to load it.

Their markup is in templates/components/; tests/ui/test_components.py draws every one of them.
"""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.ui import badges, bars, deadlines, form_parts, formats, icons
from core.ui.papers import papers_of
from core.workflow import clock

register = template.Library()

register.filter("tonnes", formats.tonnes)
register.filter("percent", formats.percent)
register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("month", formats.month)
register.filter("business_number", formats.business_number)
register.filter("number", formats.trimmed)
register.filter("file_size", formats.file_size)
register.filter("job_tone", badges.job_tone)
register.simple_tag(icons.icon, name="icon")
register.simple_tag(form_parts.widget, name="widget")
register.filter("unit", form_parts.unit)
register.filter("kind", form_parts.kind)


def _is_korean() -> bool:
    return (get_language() or "ko").startswith("ko")


@register.filter
def won(amount: int | None) -> str:
    """Show every digit of an amount: {{ amount|won }}."""
    return formats.won(None if amount == "" else amount, korean=_is_korean())


@register.filter
def won_words(amount: int | None) -> str:
    """Show an amount in 억 and 만 (bn and m): {{ amount|won_words }}."""
    return formats.won_words(None if amount == "" else amount, korean=_is_korean())


@register.filter
def days_left(deadline: Any) -> str:
    """Show how far a deadline is from today in Seoul: {{ deadline|days_left }}."""
    return deadlines.days_left(deadline, today=timezone.localdate(timezone=formats.SEOUL))


@register.inclusion_tag("components/status.html")
def status(case: Any, public: bool = False) -> dict[str, Any]:
    """Show a status as a badge: {% status application %}."""
    return badges.badge(case, public=public)


@register.inclusion_tag("components/badge.html")
def badge(label: Any, tone: str = "neutral") -> dict[str, Any]:
    """Show any fact as a badge: {% badge _("Tier 1") "info" %}."""
    colour, shape = badges.TONES[tone]
    return {"label": label, "colour": colour, "icon": shape}


@register.inclusion_tag("components/figure.html")
def figure(label: Any, value: Any, href: Any = None, hint: Any = None, tone: Any = None) -> dict[str, Any]:
    """Show one big figure; `href` opens what it is made of: {% figure label amount|won_words href %}."""
    return {"label": label, "value": value, "href": href, "hint": hint, "tone": tone}


@register.inclusion_tag("components/case_head.html")
def case_head(
    title: Any,
    case: Any = None,
    who: Any = None,
    who_label: Any = None,
    kind: Any = None,
    amount: Any = None,
    amount_label: Any = None,
    next_step: Any = None,
    whose: Any = None,
    deadline: Any = None,
    back: Any = None,
    back_label: Any = None,
    public: bool = False,
) -> dict[str, Any]:
    """Show the head every case page has: who, what, status, amount, next step, whose it is, deadline."""
    return locals() | {
        "is_overdue": deadlines.is_past(deadline, today=timezone.localdate(timezone=formats.SEOUL))
    }


@register.inclusion_tag("components/papers.html", takes_context=True)
def papers(context: Any, case: Any) -> dict[str, Any]:
    """Show which documents the reader may take away of a case: {% papers application %}."""
    return {"items": papers_of(context["request"].user, case, clock.now())}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Any, current: Any, label: Any = None) -> dict[str, Any]:
    """Show links to the sections of a case: {% tabs tabs "money" %}; tabs are (key, label, href[, count])."""
    shown = [{"key": i[0], "label": i[1], "href": i[2], "count": i[3] if len(i) > 3 else None} for i in items]
    return {"items": shown, "current": current, "label": label}


@register.inclusion_tag("components/steps.html")
def steps(items: Any, current: Any) -> dict[str, Any]:
    """
    Show where one is in a long form: {% steps step_list "costs" %}.

    Items are (key, label[, href]), done up to where one is; or stages that know what they miss themselves.
    """
    if hasattr(items, "stages"):
        return {"items": [_stage(number, one) for number, one in enumerate(items, start=1)]}
    keys = [item[0] for item in items]
    here = keys.index(current) if current in keys else 0
    shown = [
        {
            "label": item[1],
            "href": item[2] if len(item) > 2 else None,
            "number": number,
            "state": "done" if number <= here else "active" if number == here + 1 else "",
            "is_done": number <= here,
            "is_current": number == here + 1,
        }
        for number, item in enumerate(items, start=1)
    ]
    return {"items": shown}


def _stage(number: int, one: Any) -> dict[str, Any]:
    return {
        "label": one.label,
        "href": one.href,
        "number": number,
        "state": " ".join(
            word for word, holds in (("done", one.is_done), ("active", one.is_current)) if holds
        ),
        "is_done": one.is_done,
        "is_current": one.is_current,
        "missing": len(one.missing),
    }


@register.filter
def time_left(left: Any) -> str:
    """Show how long something is still open: {{ closes.left|time_left }}."""
    return deadlines.time_left(left)


@register.inclusion_tag("components/arithmetic.html")
def arithmetic(rows: Any, caption: Any = None) -> dict[str, Any]:
    """Show a computed amount as rows: input, rule, cap, article, result."""
    rows = list(rows)
    return {"rows": rows, "caption": caption, "has_caps": any(_part(row, "cap") for row in rows)}


def _part(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, dict) else getattr(row, name, None)


@register.filter
def won_or_text(value: Any) -> Any:
    """Show an integer as won and anything else as it is."""
    return won(value) if isinstance(value, int) and not isinstance(value, bool) else value


@register.inclusion_tag("components/history.html")
def history(entries: Any) -> dict[str, Any]:
    """Show who did what when and why; entries have at, who, sentence, reason."""
    return {"entries": entries}


@register.inclusion_tag("components/empty.html")
def empty_state(title: Any, hint: Any = None, href: Any = None, label: Any = None) -> dict[str, Any]:
    """Show that a list is empty and what to do about it."""
    return {"title": title, "hint": hint, "href": href, "label": label}


register.inclusion_tag("components/empty.html", name="empty")(empty_state)


@register.inclusion_tag("components/paginate.html", takes_context=True)
def paginate(context: dict[str, Any], page_obj: Any, name: str = "page") -> dict[str, Any]:
    """Show links to the other pages of a list, keeping the rest of the address."""
    query = context["request"].GET.copy()
    query.pop(name, None)
    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    prefix = f"?{query.urlencode()}&{name}=" if query else f"?{name}="
    return {"page": page_obj, "numbers": list(numbers), "prefix": prefix, "gap": page_obj.paginator.ELLIPSIS}


@register.inclusion_tag("components/worklist.html")
def worklist(items: Any) -> dict[str, Any]:
    """Show what waits for someone; items have title, href, due_on, whose, about and what `Work` adds."""
    return {"items": items}


@register.inclusion_tag("components/action.html")
def action(
    label: Any, href: Any = "", tone: str = "primary", reason: Any = None, icon: Any = None
) -> dict[str, Any]:
    """Show a link button; with `reason` it says in words why it is not available now."""
    return {"label": label, "href": href, "tone": tone, "reason": reason, "icon_name": icon}


@register.inclusion_tag("components/chain_tree.html")
def chain_tree(nodes: Any, label: Any = None) -> dict[str, Any]:
    """Show a chain of grants; nodes have name, role, href, depth, figures, status, children."""
    return {"nodes": nodes, "label": label}


@register.inclusion_tag("components/progress.html")
def progress(job: Any) -> dict[str, Any]:
    """Show how far a job is, in place, until it is over."""
    return {"job": job}


@register.inclusion_tag("components/money_bar.html")
def money_bar(parts: Any, label: Any = None) -> dict[str, Any]:
    """Show the parts of an amount as a bar and as a table; parts are (label, won, tone)."""
    segments = bars.segments(parts)
    return {"segments": segments, "label": label, "total": sum(segment["amount"] for segment in segments)}


@register.inclusion_tag("components/attachment.html")
def attachment(a: Any, href: Any) -> dict[str, Any]:
    """Show a file: name, size, short fingerprint, download link."""
    return {"file": a, "href": href}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """Show all errors of forms and formsets at the top of the page, each a link to its field."""
    return {"errors": [error for form in forms if form is not None for error in form_parts.errors(form)]}


@register.inclusion_tag("components/field_cell.html")
def field_cell(field: Any) -> dict[str, Any]:
    """Show a field inside a table cell: its label only for screen readers, its errors below."""
    return {"field": field, "sort": form_parts.kind(field)}


@register.simple_block_tag
def figures(content: SafeString) -> SafeString:
    """Lay figures out in a grid: {% figures %}…{% endfigures %}."""
    return _block("figures", content)


@register.simple_block_tag
def actions(content: SafeString) -> SafeString:
    """Lay buttons out in a row: {% actions %}…{% endactions %}."""
    return _block("actions", content)


@register.simple_block_tag
def consequences(content: SafeString, title: Any = None) -> SafeString:
    """Say above a decision's button what it will do: {% consequences %}…{% endconsequences %}."""
    return _block("consequences", content, title=title)


@register.simple_block_tag
def panel(
    content: SafeString, title: Any = None, href: Any = None, link: Any = None, id: Any = None
) -> SafeString:
    """Frame a section of a page: {% panel _("Money") %}…{% endpanel %}."""
    return _block("panel", content, title=title, href=href, link=link, id=id)


@register.simple_block_tag
def alert(content: SafeString, tone: str = "info", title: Any = None) -> SafeString:
    """Say something the reader must not miss: {% alert "warning" %}…{% endalert %}."""
    icon_name = "info" if tone == "info" else badges.TONES[tone][1]
    return _block("alert", content, tone=tone, title=title, icon_name=icon_name)


@register.simple_block_tag
def table(content: SafeString, caption: Any, show_caption: bool = False) -> SafeString:
    """
    Frame a table that becomes stacked rows on a narrow screen.

    {% table _("Payments") %}<thead>…</thead><tbody>…<td data-label="{% translate "Amount" %}">…{% endtable %}
    """
    return _block("table", content, caption=caption, show_caption=show_caption)


def _block(name: str, content: SafeString, **context: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", {"content": content, **context})
