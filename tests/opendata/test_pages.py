"""The public addresses, the command and the settings."""

import hashlib
import json

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from reporting.opendata import package, views
from reporting.opendata.checks import publication_settings

pytestmark = pytest.mark.django_db
ABOUT, FILE = "/open-data/", "/open-data/360giving.json"


def fetched(client, headers=None):
    """Fetch the file to its end, as whoever reads it does; that closes it."""
    answer = client.get(FILE, headers=headers)
    answer.read_bytes = b"".join(answer.streaming_content)
    return answer


class TestFile:
    def test_anybody_fetches_it(self, client, running):
        answer = fetched(client)
        data = answer.read_bytes
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json; charset=utf-8")
        assert answer["Content-Length"] == str(len(data))
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
        assert len(json.loads(data)["grants"]) == 2

    def test_whoever_has_it_already_gets_no_second_one(self, client, running):
        tag = fetched(client)["ETag"]
        again = client.get(FILE, headers={"If-None-Match": tag})
        assert (again.status_code, again["ETag"], again.content) == (304, tag, b"")
        assert fetched(client, {"If-None-Match": '"other"'}).status_code == 200

    def test_is_not_there_before_anything_is_disclosed(self, client, program):
        answer = client.get(FILE)
        assert answer.status_code == 404
        assert "공시" in answer.content.decode()

    def test_is_refused_in_words_when_asked_for_too_often(self, client, running):
        cache.set("throttle:open-data:127.0.0.1", views.THROTTLE.most)
        answer = client.get(FILE)
        assert (answer.status_code, answer["Retry-After"]) == (429, "600")
        assert "10분" in answer.content.decode()

    def test_a_fault_in_the_middle_sends_nothing_half(self, client, running, monkeypatch):
        def broken(*_args):
            raise RuntimeError("in the middle")

        monkeypatch.setattr(package, "record", broken)
        client.raise_request_exception = False
        assert client.get(FILE).status_code == 500


class TestPage:
    def test_says_what_the_file_is_and_how_to_check_it(self, client, running, settings):
        settings.OPEN_DATA_LICENCE = "https://example.org/licence"
        text = client.get(ABOUT).content.decode()
        for words in (
            "<dd>2</dd>",
            "360G-unregistered",
            "https://example.org/licence",
            reverse("opendata:grants"),
            "SHA-256",
        ):
            assert words in text

    def test_says_that_there_is_none_yet(self, client, program, settings):
        settings.OPEN_DATA_LICENCE = ""
        text = client.get(ABOUT).content.decode()
        assert reverse("opendata:grants") not in text
        assert "명시되지 않았습니다" in text

    def test_is_led_to_from_every_page(self, client, program):
        assert f'href="{ABOUT}"' in client.get(reverse("methods:list")).content.decode()


class TestCommand:
    def test_writes_the_file_that_the_address_sends(self, client, running, tmp_path, capsys):
        path = tmp_path / "360giving.json"
        call_command("write_open_data", str(path))
        sent = fetched(client).read_bytes
        assert path.read_bytes() == sent
        assert (
            f"2 grants, {len(sent)} bytes, SHA-256 {hashlib.sha256(sent).hexdigest()}"
            in capsys.readouterr().out
        )

    def test_keeps_the_file_before_where_there_is_nothing(self, program, tmp_path):
        path = tmp_path / "360giving.json"
        path.write_text("before")
        with pytest.raises(CommandError, match="nothing was written"):
            call_command("write_open_data", str(path))
        assert [one.name for one in tmp_path.iterdir()] == ["360giving.json"]
        assert path.read_text() == "before"

    def test_names_a_folder_that_is_not_there(self, running, tmp_path):
        with pytest.raises(CommandError, match="No such file"):
            call_command("write_open_data", str(tmp_path / "none" / "360giving.json"))


class TestSettings:
    def test_of_a_lone_clone_are_good(self):
        assert publication_settings() == []

    @pytest.mark.parametrize(
        ("name", "value", "number"),
        [
            ("OPEN_DATA_PREFIX", "motir", "E001"),
            ("OPEN_DATA_PREFIX", "360G-a/b", "E001"),
            ("OPEN_DATA_PREFIX", "360G-", "E001"),
            ("OPEN_DATA_OFFICE_IDS", {"motir": ""}, "E002"),
            ("OPEN_DATA_OFFICE_IDS", {"motir": "no identifier"}, "E002"),
            ("OPEN_DATA_LICENCE", "CC BY", "E003"),
        ],
    )
    def test_that_can_not_be_published_are_named(self, settings, name, value, number):
        setattr(settings, name, value)
        assert [one.id for one in publication_settings()] == [f"opendata.{number}"]
