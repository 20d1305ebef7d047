"""What a person does in the browser: sign in, read, fill in, press, look."""

import io
import os
import re
from pathlib import Path
from typing import Any

from django.utils import translation
from PIL import Image
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).resolve().parents[2]
TOUR = ROOT / "docs" / "tour"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "a-long-pass-phrase-7"


def ko(message: str, *, context: str = "", **figures: object) -> str:
    """Return the Korean words of a message, of one in a context if it is named, as the pages show them."""
    with translation.override("ko"):
        text = translation.pgettext(context, message) if context else translation.gettext(message)
    return text % figures if figures else text


class Person:
    """Somebody with a browser window of their own."""

    def __init__(self, stage: "Stage", page: Page) -> None:
        self.stage = stage
        self.problems: list[str] = []
        self._sits_before(page)

    def _sits_before(self, page: Page) -> None:
        self.page = page
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("console", self._console)

    def loses_the_window(self) -> "Person":
        """Have the window killed with whatever stands in it, and sit before a new one, still signed in."""
        self.page.close()
        self._sits_before(self.page.context.new_page())
        return self

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
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=email]").fill(email)
        self.page.locator("input[name=password1]").fill(PASSWORD)
        self.page.locator("input[name=password2]").fill(PASSWORD)
        self.page.locator("main form button[type=submit]").click()
        expect(self.page).to_have_url(re.compile(r"^\w+://[^/]+/(?!accounts)"))
        return self

    def sign_in(self, email: str) -> "Person":
        """Sign in with the password all people of the journey share."""
        self.open("/accounts/login/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("main form button[type=submit]").click()
        expect(self.page).to_have_url(re.compile(r"^\w+://[^/]+/(?!accounts)"))
        return self

    def fill_in(self, **values: str) -> "Person":
        """Type into, choose in, or hand a file to the controls of these form names."""
        for name, value in values.items():
            control = self.page.locator(f"main [name='{name}']:not([type=hidden])").first
            kind = control.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
            if kind == "select":
                control.select_option(label=control.locator("option", has_text=value).first.inner_text())
            elif kind == "radio":
                self.page.locator("main label", has_text=value).first.click()
            elif kind == "file":
                control.set_input_files(value)
            else:
                control.fill(value)
        return self

    def ticks(self, name: str) -> "Person":
        """Tick the box of this form name."""
        self.page.locator(f"main label[for='id_{name}']").first.click()
        return self

    def accepts_every_line(self) -> "Person":
        """Accept each of the lines to be decided, none of which is decided beforehand."""
        for verdict in self.page.locator("main input[type=radio][value=accept]").all():
            assert not verdict.is_checked()
            self.page.locator(f"main label[for='{verdict.get_attribute('id')}']").first.click()
        return self

    def home(self) -> "Person":
        """Go to what waits for me."""
        return self.open("/")

    def take_up(self, address: str) -> "Person":
        """From home, take what waits – what leads there at once, else the most urgent – to where it is done."""
        self.home()
        waiting = self.page.locator(".worklist a:visible")
        expect(waiting.first).to_be_visible()
        straight = self.page.locator(f".worklist a[href*='{address}']:visible")
        with self.page.expect_navigation():
            (straight if straight.count() else waiting).first.click()
        return self if address in self.page.url else self.click(address)

    def click(self, address: str) -> "Person":
        """Click the first link of the page whose address contains this."""
        link = self.page.locator(f"main a[href*='{address}']:visible").first
        expect(link).to_be_visible()
        with self.page.expect_navigation():
            link.click()
        return self

    def downloads(self, address: str, folder: Path) -> Path:
        """Click the first link of the page whose address contains this, and keep the file it brings."""
        with self.page.expect_download() as bringing:
            self.page.locator(f"main a[href*='{address}']:visible").first.click()
        path = folder / bringing.value.suggested_filename
        bringing.value.save_as(path)
        return path

    def press(self, act: str = "", *, refused: bool = False) -> "Person":
        """Press the form's button (that of `act` of several); insist that it was done, or refused if expected."""
        value = f"[value='{act}']" if act else ""
        with self.page.expect_navigation() as answer:
            self.page.locator(f"main form:not([data-aside]) button[type=submit]{value}").last.click()
        status = answer.value.status if answer.value else 0
        text = self.page.locator("main").inner_text()[:1500]
        assert status == (422 if refused else 200), f"{self.page.url}: {status}\n{text}"
        return self

    def asks_for(self, address: str) -> "Person":
        """Press the button of the small form that asks a job for something."""
        with self.page.expect_navigation():
            self.page.locator(f"main form[action*='{address}'] button[type=submit]").first.click()
        return self

    def waits_for_the_job(self) -> "Person":
        """Watch the progress in place until the result can be opened, and open it."""
        result = self.page.locator(".job a")
        expect(result).to_be_visible(timeout=90_000)
        with self.page.expect_navigation():
            result.click()
        return self

    def sees(self, text: str) -> "Person":
        """Insist that the page shows these words."""
        expect(self.page.locator("body")).to_contain_text(text)
        return self

    def looks_at(self, name: str) -> "Person":
        """Check the page with axe and, when the tour is being drawn, keep pictures at 1280 and 390 pixels."""
        status = self.page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
        assert status == (422 if name.endswith("refused") else 200), f"{self.page.url}: {status}"
        self.stage.check_accessibility(self)
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

    def check_accessibility(self, person: Person) -> None:
        """Run axe on the page as it is; it finds nothing. What the policy says of axe's own styles is not ours."""
        page, before = person.page, len(person.problems)
        page.evaluate(AXE.read_text())
        found = page.evaluate(
            "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        problems = [
            f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes'][:3]]}"
            for v in found["violations"]
        ]
        del person.problems[before:]
        assert not problems, f"{page.url}\n" + "\n".join(problems)
        assert len(found["passes"]) > 5, "axe looked at nothing"
        self.pages_checked += 1

    def draw(self, page: Page, name: str) -> None:
        """Keep a picture for the tour at each of the two widths."""
        TOUR.mkdir(parents=True, exist_ok=True)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
            picture.convert("RGB").quantize(256).save(TOUR / f"{name}-{width}.png", optimize=True)
        page.set_viewport_size({"width": 1280, "height": 900})

    def leave(self) -> None:
        """Close every window; nobody's browser may have met a script error or a broken policy."""
        problems = [problem for person in self.people for problem in person.problems]
        for person in self.people:
            person.page.context.close()
        assert not problems, "\n".join(problems)
