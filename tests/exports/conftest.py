"""Payments to hand over, and the worker that makes a pack of them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from core.jobs.operations import Progress, take
from reporting.exports.models import ExportPack
from reporting.exports.operations import request_pack
from reporting.exports.tasks import make_pack
from tests.disbursements.conftest import (  # noqa: F401 - fixtures
    approved_payment,
    checked_payment,
    confirmed_payment,
    drafted_payment,
    released_payment,
    submitted_payment,
)
from tests.factories.people import MOMENT


@pytest.fixture
def make(program: Any, officer: Any) -> Callable[..., ExportPack]:
    """Have a pack made, as the worker does."""

    def make(step: str = "PAYMENT") -> ExportPack:
        at = MOMENT + dt.timedelta(hours=ExportPack.objects.count())
        job = take(request_pack(program=program, step=step, by=officer, at=at).pk)
        assert job is not None
        return ExportPack.objects.get(public_id=make_pack(Progress(job), **job.payload)["pack"])

    return make
