"""Sending one message: one connection to one address, no redirect, a deadline, no body read."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

from reporting.api import refusals
from reporting.api.models import Problem
from reporting.api.reach import Target, resolve, target_of

#: seconds for each wait, and for all of it, looking the name up included
WAIT_SECONDS = 5
ALL_SECONDS = 10
AGENT = "Partnership-Webhooks/1"


@dataclass(frozen=True)
class Outcome:
    """What came back: an HTTP status, or none, and what was wrong."""

    answer: int | None = None
    problem: str = Problem.NONE

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver took the message."""
        return self.problem == Problem.NONE


class _Pinned(http.client.HTTPSConnection):
    """Connects to the IP address that was looked at, while the certificate must be that of the host."""

    def __init__(self, target: Target, ip: str) -> None:
        context = ssl.create_default_context(cafile=settings.WEBHOOKS_CA_FILE or None)
        super().__init__(target.host, target.port, timeout=WAIT_SECONDS, context=context)
        self.target, self.ip, self.ssl_context = target, ip, context

    def connect(self) -> None:
        """Open the connection, once, to the address that was looked at."""
        self.sock = socket.create_connection((self.ip, self.target.port), self.timeout)
        if self.target.scheme == "https":  # shaken hands on apart, so that the deadline reaches it
            self.sock = self.ssl_context.wrap_socket(
                self.sock, server_hostname=self.target.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()


@contextmanager
def _deadline(connection: http.client.HTTPConnection, seconds: float) -> Iterator[threading.Event]:
    """Cut the connection off after so many seconds, however slowly bytes drip in; say so by the event."""
    over = threading.Event()

    def cut() -> None:
        over.set()
        if connection.sock is not None:
            try:
                socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)
            except OSError:  # it was over at this very moment
                return

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
        connection.close()


def post(address: str, body: str, headers: dict[str, str]) -> Outcome:
    """Send the message and return what came back; it never raises for what the receiver does."""
    since = time.monotonic()
    try:
        target = target_of(address)
        ip = resolve(target)
    except refusals.Unanswered:
        return Outcome(problem=Problem.SILENT)
    except refusals.Unreachable:
        return Outcome(problem=Problem.UNREACHABLE)
    except (refusals.InsideANetwork, refusals.NotAnAddress):
        return Outcome(problem=Problem.UNSAFE)
    left = max(0, ALL_SECONDS - (time.monotonic() - since))
    sent = {**headers, "content-type": "application/json", "user-agent": AGENT, "connection": "close"}
    return _exchange(_Pinned(target, ip), target, body, sent, left)


def _exchange(
    connection: _Pinned, target: Target, body: str, headers: dict[str, str], seconds: float
) -> Outcome:
    with _deadline(connection, seconds) as over:
        try:
            connection.request("POST", target.path, body=body.encode(), headers=headers)
            answer = connection.getresponse()  # the status is all that counts: no body is read
        except ssl.SSLCertVerificationError:
            return Outcome(problem=Problem.TLS)
        except (OSError, http.client.HTTPException) as error:
            is_slow = over.is_set() or isinstance(error, TimeoutError)
            return Outcome(problem=Problem.SILENT if is_slow else Problem.UNREACHABLE)
    return (
        Outcome(problem=Problem.SILENT) if over.is_set() else _judge(answer.status)
    )  # a head cut off is none


def _judge(status: int) -> Outcome:
    """Return what a status means: 2xx delivered, 3xx an address that moved, all else an error."""
    if 200 <= status < 300:
        return Outcome(status)
    return Outcome(status, Problem.REDIRECT if 300 <= status < 400 else Problem.ANSWER)
