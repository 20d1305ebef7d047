"""A chain whose plan was selected, suppliers with verified kilograms, and the register taken of it."""

from collections.abc import Callable
from typing import Any

import pytest

from core.jobs.models import Job
from core.jobs.operations import Progress, enqueue, finish, take
from core.workflow import clock
from firms.models import Firm
from measurement.models import Measure
from reporting.register.models import Snapshot
from reporting.register.tasks import take_snapshot
from tests.dashboards.conftest import four_tiers, measure, running  # noqa: F401
from tests.dashboards.running import verify
from tests.factories import people, programmes
from tests.factories.people import MOMENT

#: a name that no format may break or run
EVIL = '=HYPERLINK("http://evil",1)\n"쉼표, 따옴표" \N{PERSON WITH BALL}\N{RIGHT-TO-LEFT OVERRIDE}끝'


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


def taken(key: str = "register_snapshot:test", by: Any = None) -> Snapshot:
    """Run the job that takes a snapshot."""
    job: Any = take(enqueue("register_snapshot", key=key, requested_by=by).pk)
    result = take_snapshot(Progress(job), **job.payload)
    finish(job, result)
    return Snapshot.objects.get(public_id=result["snapshot"])


@pytest.fixture
def supply(consortium, anchor_member, technology, verifier, tier1_clerk) -> Callable[..., Firm]:
    """Let a supplier of the consortium have so many kilograms verified."""

    def supply(kilograms: int, *, whose: Any = None, what: Any = None, **terms: Any) -> Firm:
        firm = people.FirmFactory(**terms)
        of = whose or consortium
        programmes.join(of, firm, anchor_member if whose is None else whose.members.get(tier=0))
        found = Measure.objects.create(
            firm=firm, consortium=of, technology=what or technology, name="숨은 설비", site="숨은 공장"
        )
        verify(found, verifier, tier1_clerk, kilograms)
        return firm

    return supply


@pytest.fixture
def snapshot(running, supply) -> Snapshot:  # noqa: F811
    """The register of a running chain with three more suppliers, so that their sums may be shown."""
    for kilograms in (1_000, 2_000, 3_000):
        supply(kilograms)
    assert not Job.objects.filter(kind="register_snapshot").exists()
    return taken()
