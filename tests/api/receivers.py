"""A real HTTP server that plays a firm's program: it answers as it is told and keeps what it got."""

import http.server
import threading
import time
from typing import Any, NamedTuple


class Got(NamedTuple):
    """One message as it arrived."""

    path: str
    headers: dict[str, str]
    body: str


class Receiver:
    """Answers each message with the next of `answers` (the last one for ever): a status, or seconds of silence."""

    def __init__(self, *answers: int | float) -> None:
        self.answers: list[int | float] = list(answers) or [204]
        self.got: list[Got] = []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hooks?of=us"

    def __enter__(self) -> "Receiver":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _next(self) -> int | float:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def _handler(self) -> Any:
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.got.append(Got(self.path, headers, body))
                answer = receiver._next()
                if isinstance(answer, float):
                    time.sleep(answer)
                    return
                self.send_response(answer)
                if 300 <= answer < 400:
                    self.send_header("location", receiver.address + "&elsewhere=1")
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        return Handler
