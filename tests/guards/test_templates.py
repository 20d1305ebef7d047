"""Templates: a strict CSP, no control that is dead without a reason, no link to nowhere."""

import ast
import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.guards.walk import passed, source, sources, templates

#: read by WeasyPrint or a mail program, never by a browser under our CSP
NOT_PAGES = ("templates/documents/", "templates/emails/")

TAG = re.compile(r"<[a-zA-Z][^<>]*(?:\{[%{][^}]*[%}]\}[^<>]*)*>", re.S)
INLINE = {
    r"\sstyle\s*=": "an inline style",
    r"\son[a-z]+\s*=": "an inline event handler",
    r"javascript:": "a javascript: address",
    r"hx-on|hx-vals=.js:|hx-vars|js:": "htmx that evaluates text",
}


def inline(path: str, text: str) -> list[str]:
    if path.startswith(NOT_PAGES):
        return []
    found = [f"{path}: a <style> element"] if "<style" in text else []
    for tag in TAG.findall(text):
        bare = re.sub(r"\{[%{].*?[%}]\}", "", tag, flags=re.S)
        found += [
            f"{path}: {words}: {tag[:80]}" for pattern, words in INLINE.items() if re.search(pattern, bare)
        ]
        if bare.startswith("<script") and "src=" not in bare and "json" not in bare:
            found.append(f"{path}: an inline script")
        if re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", bare) and "<a " not in bare:
            found.append(f"{path}: something from another host: {tag[:80]}")
    return found


def dead_controls(path: str, text: str) -> list[str]:
    found = []
    for match in TAG.finditer(text):
        bare = re.sub(r"\{[%{].*?[%}]\}", "", match[0], flags=re.S)
        if re.search(r"\s(disabled|aria-disabled)\b", bare) and "aria-describedby" not in bare:
            around = text[max(0, match.start() - 300) : match.end() + 300]
            if "reason" not in around:
                found.append(f"{path}: dead and silent: {match[0][:80]}")
    return found


def url_names(resolver: URLResolver | None = None, space: str = "") -> set[str]:
    """Return every name that can be reversed, as `room:name`."""
    names = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            names |= {space + pattern.name} if pattern.name else set()
        else:
            names |= url_names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
    return names


def links_to_nowhere(path: str, text: str, names: set[str]) -> list[str]:
    used = re.findall(r"\{%\s*url\s+[\"']([^\"']+)[\"']", text)
    return [f"{path}: no address is called {name}" for name in used if name not in names]


def reversed_names(files: list) -> dict[str, str]:
    found = {}
    for file in files:
        for call, name in file.calls():
            if name in {"reverse", "reverse_lazy", "redirect"} and call.args:
                first = call.args[0]
                if (
                    isinstance(first, ast.Constant)
                    and isinstance(first.value, str)
                    and not first.value.startswith("/")
                ):
                    found[first.value] = file.at(call)
            for keyword in call.keywords:
                # of the API's routers it is the name that an address gets, not one it is reversed by
                declares = name in {"get", "post"}
                if keyword.arg == "url_name" and not declares and isinstance(keyword.value, ast.Constant):
                    found[keyword.value.value] = file.at(call)
    return found


def walk(check, *more) -> list[str]:
    return [v for path, text in templates().items() for v in check(path, text, *more)]


class TestTemplates:
    def test_have_nothing_inline(self):
        passed("templates", len(templates()), 100, walk(inline))

    def test_have_no_dead_control_without_its_reason(self):
        passed("templates", len(templates()), 100, walk(dead_controls))

    def test_link_to_pages_that_exist(self):
        passed("templates", len(templates()), 100, walk(links_to_nowhere, url_names()))

    @pytest.mark.parametrize(
        ("check", "planted"),
        [
            (inline, '<p style="color: red">'),
            (inline, '<a href="{% url "x" %}" onclick="go()">'),
            (inline, "<script>alert(1)</script>"),
            (inline, '<script src="https://cdn.example/x.js"></script>'),
            (inline, "<style>p {}</style>"),
            (inline, '<a href="javascript:void(0)">'),
            (dead_controls, '<button class="x" disabled>Award</button>'),
            (dead_controls, '<input type="submit" aria-disabled="true">'),
            (lambda p, t: links_to_nowhere(p, t, {"a:b"}), '{% url "a:c" x.public_id %}'),
        ],
    )
    def test_planted_violations_are_caught(self, check, planted):
        assert check("templates/planted.html", planted)

    def test_what_is_right_passes(self):
        fine = '<button type="submit"{% if x > 3 %} class="y"{% endif %}>Go</button>'
        fine += '<script src="/x.js" defer></script>'

        assert not inline("templates/x.html", fine)


class TestPython:
    def test_reverses_names_that_exist(self):
        used, names = reversed_names(sources()), url_names()

        wrong = [f"{place}: no address is called {name}" for name, place in used.items() if name not in names]
        passed("names reversed in Python", len(used), 25, wrong)

    def test_a_planted_name_is_caught(self):
        assert reversed_names([source("reverse('nowhere:at_all')")]) == {"nowhere:at_all": "planted.py:1"}
