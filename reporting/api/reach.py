"""Where a webhook may lead: to https addresses on the open internet, never into a private network."""

import ipaddress
import queue
import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from reporting.api import refusals

#: seconds until a name must be known
LOOK_UP_SECONDS = 5
#: what IPv6 wraps IPv4 in, so that a private address looks public, and the relays that unwrap it (RFC 7526)
_TRANSLATED = ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "192.88.99.0/24")
#: what `ipaddress` takes for public: site-local addresses (RFC 3879) and those for documentation (RFC 9637)
_MISSED = ("fec0::/10", "3fff::/20")
_CLOSED = tuple(ipaddress.ip_network(one) for one in (*_TRANSLATED, *_MISSED))


@dataclass(frozen=True)
class Target:
    """An address taken apart: host as the certificate names it, port, path with query."""

    scheme: str
    host: str
    port: int
    path: str


@dataclass(frozen=True)
class Reachable:
    """An address that was looked at and found open; only `reachable` makes one."""

    address: str


def _is_control(text: str) -> bool:
    return any(ord(letter) <= 32 or ord(letter) == 127 for letter in text)


def target_of(address: str) -> Target:
    """
    Return an address taken apart.

    :raises NotAnAddress: if it is not https://host/path, names a person or has a port below 1024 but 443.
    """
    if not address.isascii() or _is_control(address):
        raise refusals.NotAnAddress(field="address")
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise refusals.NotAnAddress(field="address") from error
    schemes = {"https": 443, "http": 80} if settings.WEBHOOKS_REACH_LOOPBACK else {"https": 443}
    if parts.scheme not in schemes or not host or "@" in parts.netloc or parts.fragment:
        raise refusals.NotAnAddress(field="address")
    port = port or schemes[parts.scheme]
    if port != schemes[parts.scheme] and port < 1024:
        raise refusals.NotAnAddress(field="address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def is_open(ip: str) -> bool:
    """Say whether an IP address lies on the open internet: nothing private, local, reserved or translated."""
    found = ipaddress.ip_address(ip.split("%")[0])
    if found.is_loopback and settings.WEBHOOKS_REACH_LOOPBACK:
        return True
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        return is_open(str(found.ipv4_mapped))
    if any(found in network for network in _CLOSED):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def reachable(address: str) -> Reachable:
    """
    Return an address that messages can be sent to; it asks for its name, so never within a transaction.

    :raises NotAnAddress: as `target_of`.
    :raises Unreachable, Unanswered, InsideANetwork: as `resolve`.
    """
    address = address.strip()
    resolve(target_of(address))
    return Reachable(address)


def resolve(target: Target) -> str:
    """
    Return the one IP address to connect to.

    All addresses of the name are looked at: one inside a private network is enough to refuse it.

    :raises Unreachable: if there is no such name.
    :raises Unanswered: if nobody says within `LOOK_UP_SECONDS` whether there is.
    :raises InsideANetwork: if one of its addresses is not open.
    """
    try:
        addresses = _looked_up(target)
    except TimeoutError as error:
        raise refusals.Unanswered(field="address", host=target.host) from error
    except (OSError, UnicodeError) as error:
        raise refusals.Unreachable(field="address", host=target.host) from error
    if not addresses:
        raise refusals.Unreachable(field="address", host=target.host)
    if not all(is_open(one) for one in addresses):
        raise refusals.InsideANetwork(field="address", host=target.host)
    return addresses[0]


def _looked_up(target: Target) -> list[str]:
    """
    Return the IP addresses of a name; the system's own question has no deadline, so a thread asks it.

    :raises TimeoutError: after `LOOK_UP_SECONDS`; the thread ends when the system gives up.
    :raises OSError, UnicodeError: as the system does.
    """
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            answers.put([str(one[4][0]) for one in found])
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=LOOK_UP_SECONDS)
    except queue.Empty as error:
        raise TimeoutError from error
    if isinstance(answer, Exception):
        raise answer
    return answer
