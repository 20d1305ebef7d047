"""What the tests match is written in English."""

import pytest
from django.utils import translation

from tests.measurement.conftest import factors

__all__ = ["factors"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield
