"""What a firm does before a deadline, over HTTP: opens pages, uploads its paper, presses submit."""

import http.client
import re
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape

#: nobody waits longer for an answer
PATIENCE_SECONDS = 300
OPEN_UPLOAD, UPLOAD, AFTER_UPLOAD = "open upload page", "upload file", "see it listed"
OPEN_SUBMIT, SUBMIT, AFTER_SUBMIT = "open submit page", "press submit", "see it submitted"
STEPS = (OPEN_UPLOAD, UPLOAD, AFTER_UPLOAD, OPEN_SUBMIT, SUBMIT, AFTER_SUBMIT)
_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(type|name|value)="([^"]*)"')


class Refused(Exception):
    """The server answered otherwise than the firm needs to go on."""


@dataclass(frozen=True)
class Entrant:
    """A firm that is about to submit: its case, the paper it lacks, and the session it is signed in with."""

    application_id: int
    case_url: str
    required_id: int
    session: str
    file: bytes
    double_clicks: bool


@dataclass
class Visit:
    """How it went: (step, milliseconds), what went wrong, what each press of submit was answered."""

    entrant: Entrant
    began_late_ms: float
    steps: list[tuple[str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    pressed: list[int] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """Whether the firm was told that its application was submitted."""
        return 302 in self.pressed


@dataclass(frozen=True)
class Answer:
    """Status, address to go on to, and the page."""

    status: int
    location: str
    page: str


class Browser:
    """One signed-in browser: cookies, forms with their hidden fields, files."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.cookies = port, {"sessionid": session}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None) -> Answer:
        boundary = uuid.uuid4().hex
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in fields.items()]  # fmt: skip
        if file:
            head = f'form-data; name="{file[0]}"; filename="quote.pdf"\r\nContent-Type: application/pdf'
            parts += [f"--{boundary}\r\nContent-Disposition: {head}\r\n\r\n".encode(), file[1], b"\r\n"]
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def _ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers.get("Location", ""), page)


def hidden_fields(page: str) -> dict[str, str]:
    """Return what the page's form sends along unseen, the CSRF token among it."""
    found = {}
    for tag in _INPUT.findall(page):
        told = dict(_ATTRIBUTE.findall(tag))
        if told.get("type") == "hidden" and "name" in told:
            found[told["name"]] = unescape(told.get("value", ""))
    return found


def visit(entrant: Entrant, *, port: int, due: float) -> Visit:
    """Wait until the firm's moment, `due` of the monotonic clock, and do all it does; nothing is raised."""
    time.sleep(max(0.0, due - time.monotonic()))
    done = Visit(entrant, (time.monotonic() - due) * 1000)
    with suppress(Refused, OSError, http.client.HTTPException):  # it is among the errors
        _walk(done, Browser(port, entrant.session))
    return done


def _walk(done: Visit, browser: Browser) -> None:
    entrant, case = done.entrant, done.entrant.case_url
    page = _step(done, OPEN_UPLOAD, 200, lambda: browser.get(f"{case}papers/")).page
    fields = {**hidden_fields(page), "required": str(entrant.required_id)}
    upload = ("attachment", entrant.file)
    moved = _step(done, UPLOAD, 302, lambda: browser.post(f"{case}papers/", fields, upload))
    _step(done, AFTER_UPLOAD, 200, lambda: browser.get(moved.location))
    page = _step(done, OPEN_SUBMIT, 200, lambda: browser.get(f"{case}submit/")).page
    _press(done, browser, hidden_fields(page))
    _step(done, AFTER_SUBMIT, 200, lambda: browser.get(case))


def _press(done: Visit, browser: Browser, fields: dict[str, str]) -> None:
    """Press submit, some at once a second time: then one of both answers has to be that it is submitted."""
    expected = (302, 422) if done.entrant.double_clicks else (302,)

    def press(_nth: int) -> None:
        path = f"{done.entrant.case_url}submit/"
        done.pressed.append(_step(done, SUBMIT, expected, lambda: browser.post(path, fields)).status)

    with ThreadPoolExecutor(len(expected)) as fingers:
        list(fingers.map(press, range(len(expected))))
    if not done.is_told:
        done.errors.append(f"{SUBMIT}: refused both times")


def _step(done: Visit, name: str, expected: int | tuple[int, ...], act: Callable[[], Answer]) -> Answer:
    """
    Time one request.

    :raises Refused, OSError, HTTPException: if it was not answered as expected, which is noted down.
    """
    began = time.perf_counter()
    try:
        answer = act()
    except (OSError, http.client.HTTPException) as error:
        done.errors.append(f"{name}: {type(error).__name__}")
        raise
    finally:
        done.steps.append((name, (time.perf_counter() - began) * 1000))
    if answer.status not in (expected if isinstance(expected, tuple) else (expected,)):
        done.errors.append(f"{name}: {answer.status}")
        raise Refused
    return answer
