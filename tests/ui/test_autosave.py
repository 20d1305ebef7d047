"""Saving field by field, in a browser: what a page says of a field never moves the button from below a press."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

pytestmark = pytest.mark.journey

JS = Path(__file__).resolve().parents[2] / "static" / "js"
HOST = "http://office.test"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A form</title>
<form method="post" action="/sent" data-autosave data-saving="Saving" data-offline="Offline" data-refused="No">
<input type="hidden" name="version" value="1"><div class="field"><input name="amount"></div>
<button type="submit">Send</button></form>
<script type="module">import { autosave } from "/autosave.js"; autosave(document);</script></html>"""


def answer(route: Route) -> None:
    """Serve the page and its scripts; refuse a field in many lines; take the whole form."""
    path, sent = route.request.url.removeprefix(HOST), route.request.post_data or ""
    if path.endswith(".js"):
        route.fulfill(path=JS / path[1:], content_type="text/javascript")
    elif 'name="autosave"' in sent:
        words = {"text": "Not saved. " * 200, "saved": []}
        route.fulfill(status=422, content_type="application/json", body=json.dumps(words))
    else:
        route.fulfill(content_type="text/html", body="<p>Received</p>" if sent else PAGE)


class TestPress:
    @pytest.mark.parametrize("held_ms", [0, 400])
    def test_that_leaves_a_field_sends_the_form(self, browser: Browser, held_ms: int) -> None:
        page = browser.new_page()
        page.route(f"{HOST}/**", answer)
        page.goto(HOST)
        page.locator("input[name=amount]").fill("many")

        page.locator("button").click(delay=held_ms)

        expect(page.locator("p", has_text="Received")).to_be_visible()
        page.close()

    def test_is_followed_by_what_became_of_the_field(self, browser: Browser) -> None:
        page = browser.new_page()
        page.route(f"{HOST}/**", answer)
        page.goto(HOST)
        page.locator("input[name=amount]").fill("many")

        page.mouse.click(5, 500, delay=400)

        expect(page.locator(".save-state.is-refused")).to_contain_text("Not saved.")
        page.close()
