"""A compressor of the tier-1 firm, with its two meters."""

import datetime as dt
from decimal import Decimal

import pytest

from core.users.models import User
from firms.models import Firm
from measurement.loader import load_factors
from measurement.models import Measure
from measurement.operations import describe_measure
from programs.models import Consortium, Member, Technology

EXPECTATION = {"baseline_sec": "0.135", "project_sec": "0.105", "annual_nm3": "8000000"}


@pytest.fixture
def factors(db: None, moment: dt.datetime) -> int:
    return load_factors(by=None, at=moment)


@pytest.fixture
def measure(
    factors: int,
    consortium: Consortium,
    tier1_member: Member,
    tier1: Firm,
    technology: Technology,
    tier1_clerk: User,
    moment: dt.datetime,
) -> Measure:
    """A compressor that is expected to save 8,000,000 × 0.030 × 0.4541 = 108,984 kg a year."""
    return describe_measure(
        firm=tier1,
        consortium=consortium,
        technology=technology,
        name="스크루 압축기 75 kW",
        site="부산 1공장",
        expectation={name: Decimal(text) for name, text in EXPECTATION.items()},
        by=tier1_clerk,
        at=moment,
    )
