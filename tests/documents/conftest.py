"""The running chain of the dashboards' tests."""

from tests.dashboards.conftest import measure, running  # noqa: F401
