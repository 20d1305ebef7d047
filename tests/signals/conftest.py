"""A payment to a firm whose supplier sits at its own address, and the look that finds it."""

from collections.abc import Callable
from typing import Any

import pytest

from core.jobs.models import Job
from core.jobs.operations import Progress, take
from disbursements.models import PaymentRequest
from firms.models import Firm
from reporting.signals.models import Signal
from reporting.signals.operations import request_look
from reporting.signals.tasks import look
from tests.disbursements.conftest import (  # noqa: F401 - fixtures
    SUPPLIER,
    approved_payment,
    checked_payment,
    confirmed_payment,
    drafted_payment,
    released_payment,
    submitted_payment,
)
from tests.factories.people import MOMENT, FirmFactory

__all__ = ["SUPPLIER"]


@pytest.fixture
def supplier(confirmed_payment: PaymentRequest) -> Firm:  # noqa: F811
    """Registered after the payment, else the payment is refused; with the representative and address of all."""
    return FirmFactory(name="시험기계", business_number=SUPPLIER)


@pytest.fixture
def run(officer: Any) -> Callable[[], dict[str, int]]:
    """Look through all cases, as the worker does."""

    def run() -> dict[str, int]:
        Job.objects.filter(kind="fraud_signals").delete()
        job = take(request_look(by=officer, at=MOMENT).pk)
        assert job is not None
        return look(Progress(job), **job.payload)

    return run


@pytest.fixture
def signal(confirmed_payment: PaymentRequest, supplier: Firm, run: Any) -> Signal:  # noqa: F811
    run()
    return Signal.objects.get(pattern="RELATED_SUPPLIER", evidence__payment=confirmed_payment)
