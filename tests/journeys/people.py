"""What a person does in the browser: sign in, read, fill in, press, look."""

import os
import re
from pathlib import Path
from typing import Any

from django.utils import translation
from playwright.sync_api import Browser, Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
TOUR = ROOT / "docs" / "tour"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "a-long-pass-phrase-7"


def ko(message: str, **figures: object) -> str:
    """Return the Korean words of a message, as the pages show them."""
    with translation.override("ko"):
        text = translation.gettext(message)
    return text % figures if figures else text


class Person:
    """Somebody with a browser window of their own."""

    def __init__(self, stage: "Stage", page: Page) -> None:
        self.stage, self.page = stage, page
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("console", self._console)

    def _console(self, message: Any) -> None:
        if message.type == "error" and "422" not in message.text:
            self.problems.append(f"console: {message.text}")

    def open(self, path: str) -> "Person":
        """Open an address and insist on a real page."""
        answer = self.page.goto(path if path.startswith("http") else self.stage.url + path)
        assert answer is not None, path
        assert answer.status == 200, f"{path}: {answer.status}"
        return self

    def sign_up(self, name: str, email: str) -> "Person":
        """Make an account with e-mail and password."""
        self.open("/accounts/signup/")
        self.fill("Name", name)
        self.page.locator("input[name=email]").fill(email)
        self.page.locator("input[name=password1]").fill(PASSWORD)
        self.page.locator("input[name=password2]").fill(PASSWORD)
        self.page.locator("main form button[type=submit]").click()
        expect(self.page).to_have_url(re.compile(r"/$"))
        return self

    def sign_in(self, email: str) -> "Person":
        """Sign in with the password all people of the journey share."""
        self.open("/accounts/login/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button[type=submit]").click()
        expect(self.page).to_have_url(re.compile(r"/$"))
        return self

    def field(self, label: str) -> Locator:
        """Return the control with this label."""
        return self.page.get_by_label(ko(label)).first

    def fill(self, label: str, value: str) -> "Person":
        """Type into the control with this label."""
        self.field(label).fill(value)
        return self

    def name(self, name: str, value: str) -> "Person":
        """Type into, or choose in, the control of this form name."""
        control = self.page.locator(f"main [name={name}]").first
        tag = control.evaluate("e => e.tagName + ':' + e.type")
        if tag.startswith("SELECT"):
            control.select_option(value)
        elif tag.endswith(":file"):
            control.set_input_files(value)
        else:
            control.fill(value)
        return self

    def follow(self, text: str) -> "Person":
        """Follow the first link with these words."""
        self.page.locator("main").get_by_role("link", name=ko(text)).first.click()
        self.page.wait_for_load_state()
        return self

    def press(self) -> "Person":
        """Press the form's button and wait for the page that follows."""
        self.page.locator("main form button[type=submit]").last.click()
        self.page.wait_for_load_state()
        return self

    def sees(self, text: str) -> "Person":
        """Insist that the page shows these words."""
        expect(self.page.locator("body")).to_contain_text(text)
        return self

    def looks_at(self, name: str) -> "Person":
        """Check the page with axe and, when the tour is being drawn, keep pictures at 1280 and 390 pixels."""
        self.stage.check_accessibility(self.page)
        if os.environ.get("TOUR"):
            self.stage.draw(self.page, name)
        return self


class Stage:
    """The running product and everybody who looks at it."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.people: list[Person] = []
        self.pages_checked = 0

    def enter(self) -> Person:
        """Let somebody in with a fresh browser window."""
        context = self.browser.new_context(locale="ko-KR", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(15_000)
        person = Person(self, context.new_page())
        self.people.append(person)
        return person

    def check_accessibility(self, page: Page) -> None:
        """Run axe on the page as it is; it finds nothing."""
        page.evaluate(AXE.read_text())
        found = page.evaluate(
            "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        problems = [
            f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found["violations"]
        ]
        assert not problems, f"{page.url}\n" + "\n".join(problems)
        assert len(found["passes"]) > 5, "axe looked at nothing"
        self.pages_checked += 1

    def draw(self, page: Page, name: str) -> None:
        """Keep a picture for the tour at each of the two widths."""
        TOUR.mkdir(parents=True, exist_ok=True)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=TOUR / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})

    def leave(self) -> None:
        """Close every window; nobody's browser may have met a script error or a broken policy."""
        problems = [problem for person in self.people for problem in person.problems]
        for person in self.people:
            person.page.context.close()
        assert not problems, "\n".join(problems)
