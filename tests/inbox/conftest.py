"""Kinds of items of the tests' own, and work of them about a consortium."""

import pytest

from core.inbox import registry
from core.inbox.models import Item
from core.inbox.operations import open_item
from core.inbox.registry import How, Kind
from tests.factories.people import MOMENT
from tests.inbox.clockwork import DUE


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """Kinds of items of our own: one that everybody may choose for, one that the law wants served."""
    group = registry.Group("applications", "Plans and applications", 10)
    for code, facts in {"test": {}, "decided": {"is_legal": True}, "news": {"default": How.DIGEST}}.items():
        kind = Kind(code, f"Kind {code}", lambda public_id: f"/cases/{public_id}/", group, **facts)
        monkeypatch.setitem(registry._kinds, code, kind)


@pytest.fixture
def opened(consortium):
    def opened(key="k", kind="test", **more) -> Item:
        terms = {"about": "압축기 교체", "at": MOMENT, "due_on": DUE, "subject_kind": "consortium"}
        return open_item(key=key, kind=kind, subject=consortium, **(terms | more))

    return opened
