"""The running chain of the dashboards' tests."""

from tests.dashboards.conftest import four_tiers, measure, running  # noqa: F401
