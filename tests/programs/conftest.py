"""What these tests share."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Refusals are read here in the words of the source."""
    with translation.override("en"):
        yield
