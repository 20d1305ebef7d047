"""Where webhooks may lead: nowhere inside a network."""

import socket
import threading
import time
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from reporting.api import operations, reach, refusals, sending
from reporting.api.models import Hook, Problem
from reporting.api.reach import is_open, reachable, resolve, target_of
from reporting.api.sending import post
from tests.factories.people import MOMENT

CLOSED = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "192.0.2.7", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1",
    "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::1", "2001:db8::1",
    "fec0::1", "feff:ffff::1", "3fff::1", "3fff:fff::1", "192.88.99.1", "::ffff:192.88.99.1",
)  # fmt: skip


def leading_to(monkeypatch: pytest.MonkeyPatch, *ips: str) -> None:
    """Let every name lead to these addresses."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ips]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)


class TestAddresses:
    @pytest.mark.parametrize("ip", CLOSED)
    def test_inside_networks_are_closed(self, ip):
        assert not is_open(ip)

    @pytest.mark.parametrize("ip", ["1.1.1.1", "8.8.8.8", "192.88.98.1", "2606:4700::1111", "::ffff:8.8.8.8"])
    def test_on_the_internet_are_open(self, ip):
        assert is_open(ip)

    @pytest.mark.parametrize(
        "address",
        [
            "", "http://example.com/", "ftp://example.com/", "https://", "https:///path", "//example.com/x",
            "https://a:b@example.com/", "https://example.com@10.0.0.1/", "https://example.com:22/",
            "https://example.com:99999/", "https://example.com/ x", "https://example.com/\r\nHost: x",
            "https://example.com/\x00", "https://한국.kr/", "https://example.com/#part", "javascript:alert(1)",
            "https://[::1/", "https://example.com:port/",
        ],
    )  # fmt: skip
    def test_of_another_form_are_refused(self, address):
        with pytest.raises(refusals.NotAnAddress):
            target_of(address)

    def test_keep_their_parts(self):
        found = target_of("https://erp.example.com:8443/a/b?c=d&e")

        assert (found.host, found.port, found.path) == ("erp.example.com", 8443, "/a/b?c=d&e")

    @pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f000001", "localhost", "[::1]", "0"])
    def test_of_this_machine_are_refused_however_written(self, host):
        with pytest.raises((refusals.InsideANetwork, refusals.Unreachable)):
            resolve(target_of(f"https://{host}/"))

    def test_with_one_way_inside_are_refused(self, monkeypatch):
        leading_to(monkeypatch, "8.8.8.8", "10.0.0.1")

        with pytest.raises(refusals.InsideANetwork):
            resolve(target_of("https://example.com/"))


@pytest.fixture
def slow_names(monkeypatch):
    """Names nobody answers for before the deadline."""
    answered = threading.Event()
    monkeypatch.setattr(reach, "LOOK_UP_SECONDS", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: answered.wait(30) and [])
    yield
    answered.set()


class TestNames:
    def test_are_waited_for_no_longer_than_it_says(self, slow_names):
        with pytest.raises(refusals.Unanswered):
            resolve(target_of("https://erp.example.com/"))

    def test_count_as_silent_when_a_message_is_sent(self, slow_names):
        assert post("https://erp.example.com/", "{}", {}).problem == Problem.SILENT

    def test_take_their_part_of_the_time_for_all(self, monkeypatch):
        left = []
        monkeypatch.setattr(sending, "resolve", lambda _target: time.sleep(0.2) or "8.8.8.8")
        monkeypatch.setattr(sending, "_exchange", lambda *given: left.append(given[-1]))
        post("https://erp.example.com/", "{}", {})

        assert left[0] <= sending.ALL_SECONDS - 0.2


class TestRegistering:
    def test_looks_at_the_address(self, monkeypatch):
        leading_to(monkeypatch, "192.168.0.9")

        with pytest.raises(refusals.InsideANetwork) as refused:
            reachable("https://erp.example.com/")
        assert "erp.example.com" in str(refused.value)

    def test_takes_an_address_once(self, monkeypatch, tier1, tier1_rep):
        leading_to(monkeypatch, "8.8.8.8")
        given: dict[str, Any] = {
            "firm": tier1,
            "address": reachable("https://erp.example.com/"),
            "by": tier1_rep,
            "at": MOMENT,
        }
        hook, secret = operations.register_hook(**given)

        assert secret.startswith("whsec_")
        with pytest.raises(refusals.HookExists):
            operations.register_hook(**given)
        operations.stop_hook(hook=hook, by=tier1_rep, at=MOMENT)
        assert operations.register_hook(**given)[1] != secret

    def test_stops_at_five(self, monkeypatch, tier1, tier1_rep):
        leading_to(monkeypatch, "8.8.8.8")
        for number in range(5):
            operations.register_hook(
                firm=tier1, address=reachable(f"https://erp.example.com/{number}"), by=tier1_rep, at=MOMENT
            )

        with pytest.raises(refusals.TooMany):
            operations.register_hook(
                firm=tier1, address=reachable("https://erp.example.com/"), by=tier1_rep, at=MOMENT
            )

    def test_looks_names_up_in_no_transaction(self, monkeypatch, client, tier1, tier1_rep):
        inside: list[int] = []
        before = len(connection.savepoint_ids)
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443))]

        def look_up(target: Any) -> list[str]:
            inside.append(len(connection.savepoint_ids) - before)
            return [one[4][0] for one in found]

        monkeypatch.setattr(reach, "_looked_up", look_up)
        client.force_login(tier1_rep)
        answer = client.post(
            reverse("api:hook_register", args=[tier1.public_id]), {"address": "https://erp.example.com/"}
        )

        assert answer.status_code == 200
        assert Hook.objects.get().address == "https://erp.example.com/"
        assert inside == [0]

    def test_says_in_the_form_that_a_name_is_not_answered_for(self, slow_names, client, tier1, tier1_rep):
        client.force_login(tier1_rep)
        answer = client.post(
            reverse("api:hook_register", args=[tier1.public_id]), {"address": "https://erp.example.com/"}
        )

        assert "erp.example.com" in str(answer.context["form"].errors["address"])
        assert not Hook.objects.exists()


class TestSending:
    def test_connects_to_the_address_that_was_looked_at(self, monkeypatch):
        """A name that leads elsewhere at the second look is not looked up a second time."""
        leading_to(monkeypatch, "8.8.8.8")
        tried: list[Any] = []

        def connect(address: Any, *_more: Any) -> Any:
            tried.append(address)
            raise OSError

        monkeypatch.setattr(socket, "create_connection", connect)

        assert post("https://erp.example.com/", "{}", {}).problem == Problem.UNREACHABLE
        assert tried == [("8.8.8.8", 443)]

    def test_never_goes_inside(self, monkeypatch):
        leading_to(monkeypatch, "169.254.169.254")
        monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("it connected"))

        assert post("https://metadata.example.com/", "{}", {}).problem == Problem.UNSAFE
