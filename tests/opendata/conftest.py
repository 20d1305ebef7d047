"""Chains whose money is published, and the file as whoever fetches it reads it."""

import io
import json

import pytest
from django.core.cache import cache

from disbursements import operations
from reporting.opendata.package import write
from tests.dashboards.conftest import measure, running  # noqa: F401
from tests.disbursements.conftest import chain, paid, tree  # noqa: F401
from tests.factories.people import MOMENT


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    cache.delete("throttle:open-data:127.0.0.1")


@pytest.fixture
def handed_down(tree, paid):  # noqa: F811
    """60 million won of tier 3, handed down through tier 1 and tier 2, and 60 of tier 1's own."""
    tree.confirm(tree.hop(paid, 0), 1)
    tree.confirm(tree.hop(paid, 1), 2)
    tree.paid(tree.grants[0], tree.reps[0], 100_000_000)
    return tree


@pytest.fixture
def published():
    """Return a function that reads the package as it is now."""

    def fetch():
        file = io.BytesIO()
        write(file)
        return json.loads(file.getvalue())

    return fetch


@pytest.fixture
def records(published):
    """Return a function that reads the records as they are now, by the name of their recipient."""

    def fetch():
        grants = published()["grants"]
        return {grant["recipientOrganization"][0]["name"]: grant for grant in grants}

    return fetch


@pytest.fixture
def shrunk(grant, approving_officer):
    """20 of 120 million won taken back."""
    operations.shrink_grant(
        grant=grant, own_won=20_000_000, regrant_won=0, reason="사업 축소", by=approving_officer, at=MOMENT
    )
    return grant
