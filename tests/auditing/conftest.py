"""A chain in which money went down to the second tier and tonnes were claimed, and who audits it."""

import pytest
from django.test import Client

from tests.dashboards.conftest import measure, running
from tests.disbursements.conftest import chain, paid, tree

__all__ = ["chain", "measure", "paid", "running", "tree"]


@pytest.fixture
def as_auditor(client: Client, auditor: object) -> Client:
    """A browser in which the auditor is signed in."""
    client.force_login(auditor)
    return client
