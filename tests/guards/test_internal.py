"""What officials write among themselves is on no page that anybody of a firm can open."""

import io
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from core.inbox import operations, topics
from core.inbox.models import Note, Tag
from core.ui.lists import ListPage
from tests.factories.people import MOMENT
from tests.guards.test_urls_by_role import product_addresses, table, url_of
from tests.guards.walk import passed

NOTE, TAG = "canary-note-7f3a", "canary-tag-7f3a"
OF_FIRMS = ("anonymous", "anchor_rep", "tier1_rep", "tier1_clerk", "tier2_rep", "rival_rep")
TABS = ("", "?tab=money", "?tab=reductions", "?tab=documents", "?tab=history")


@pytest.fixture
def written(world: SimpleNamespace, officer) -> list[topics.Topic]:
    """Write a note and a tag on every case of the world that can be talked about."""
    cases = {
        "application": [world.application, world.submitted, world.plan],
        "grant": [world.grant, world.contribution],
        "payment": [world.payment],
        "statement": [world.statement],
    }
    found = [topics.topic(kind, case) for kind, several in cases.items() for case in several]
    for topic in found:
        operations.add_note(topic=topic, text=NOTE, by=officer, at=MOMENT)
        operations.add_tag(topic=topic, label=TAG, by=officer, at=MOMENT)
    return found


def pages(world: SimpleNamespace) -> Iterator[str]:
    """Yield every page of the product about something in the world."""
    patterns = product_addresses()
    for name, row in table().items():
        if name in patterns and row.method == "GET":
            url = url_of(name, patterns[name], row.subject, world)
            is_list = issubclass(getattr(patterns[name].callback, "view_class", object), ListPage)
            more = TABS if name == "applications:detail" else ("", "?export=xlsx") if is_list else ("",)
            yield from (url + part for part in more)


def told(client: Client, url: str) -> bool:
    """Say whether an answer holds a note or a tag, as a page or inside a spreadsheet."""
    answer = client.get(url)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:2] == b"PK":
        archive = zipfile.ZipFile(io.BytesIO(body))
        body = b"".join(archive.read(name) for name in archive.namelist())
    return NOTE.encode() in body or TAG.encode() in body


def tellers(world: SimpleNamespace, client: Client) -> list[str]:
    return [url for url in pages(world) if told(client, url)]


@pytest.mark.early
class TestInternal:
    def test_is_on_no_page_of_a_firm(self, world, written, cast):
        wrong, walked = [], 0
        for person in OF_FIRMS:
            client = Client(raise_request_exception=False)
            if cast[person]:
                client.force_login(cast[person])
            wrong += [f"{url} as {person}" for url in tellers(world, client)]
            walked += len(list(pages(world)))

        passed("pages without notes and tags", walked, 600, wrong)

    def test_is_found_where_officials_read_it(self, world, written, officer, client):
        client.force_login(officer)

        assert [topic for topic in written if not told(client, topic.get_absolute_url())] == []
        assert Note.objects.filter(text=NOTE).count() == Tag.objects.filter(label=TAG).count() == len(written)
        assert told(client, reverse("applications:list") + "?export=xlsx")
