"""Contract years that ended are called up: once, until they are proposed, and again when that is dropped."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import SurplusTerms
from core.inbox.models import Item
from core.users.models import User
from core.workflow import clock
from programs.models import Call, Consortium, FundingRule
from reporting.claims import operations
from reporting.claims.performance_pages import due
from reporting.claims.tasks import watch_years
from tests.claims.test_performance import OVER, decide, propose, terms
from tests.factories.cases import plan
from tests.factories.people import FirmFactory
from tests.factories.programmes import ConsortiumFactory

__all__ = ["terms"]

pytestmark = pytest.mark.django_db


class TestCallUp:
    @pytest.fixture(autouse=True)
    def the_year_is_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "now", lambda: OVER)

    def waiting(self) -> list[str]:
        found = Item.objects.open().filter(kind="settle_year")
        return sorted(item.about.rpartition(" · ")[2] for item in found)

    def test_a_year_that_ended_waits_for_the_officers_once(
        self, terms: SurplusTerms, consortium: Consortium, officer: User, anchor_rep: User
    ) -> None:
        assert watch_years() == 1
        assert watch_years() == 0
        assert self.waiting() == ["2026"]
        item = Item.objects.visible_to(officer).get(kind="settle_year")
        assert (item.is_notice, item.due_on) == (False, dt.date(2027, 3, 5))
        assert item.href == reverse("claims:performance_propose", args=[consortium.public_id])
        assert not Item.objects.visible_to(anchor_rep).filter(kind="settle_year").exists()

    def test_not_before_its_end_and_not_without_a_contract(
        self, terms: SurplusTerms, consortium: Consortium, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "now", lambda: OVER - dt.timedelta(days=10))
        assert watch_years() == 0
        SurplusTerms.objects.all().delete()
        monkeypatch.setattr(clock, "now", lambda: OVER)
        assert (watch_years(), self.waiting()) == (0, [])

    def test_is_done_with_the_proposal_and_comes_back_when_that_is_dropped(
        self, terms: SurplusTerms, consortium: Consortium, officer: User, approving_officer: User
    ) -> None:
        watch_years()
        made = propose(consortium, officer)
        assert self.waiting() == []
        assert (watch_years(), self.waiting()) == (0, [])
        operations.drop_performance(decision=made, reason="다시 계산", by=approving_officer, at=OVER)
        assert self.waiting() == ["2026"]
        decide(propose(consortium, officer), approving_officer)
        assert (watch_years(), self.waiting()) == (0, [])

    def test_waits_no_more_once_the_rules_are_gone(
        self, terms: SurplusTerms, consortium: Consortium, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "now", lambda: OVER.replace(year=2028))
        assert (watch_years(), self.waiting()) == (2, ["2026", "2027"])
        FundingRule.objects.filter(kind__in=["INCENTIVE", "TOLERANCE"]).update(
            valid_until=dt.date(2027, 6, 30)
        )
        assert (watch_years(), self.waiting()) == (0, ["2026"])
        SurplusTerms.objects.all().delete()
        assert (watch_years(), self.waiting()) == (0, [])

    def test_the_beat_asks_every_day(self) -> None:
        tasks = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
        assert tasks.count(watch_years.name) == 1

    def test_the_list_asks_as_often_for_many_consortia_as_for_one(
        self, terms: SurplusTerms, consortium: Consortium, call: Call, officer: User, anchor_rep: User
    ) -> None:
        def asked() -> tuple[int, int]:
            with CaptureQueriesContext(connection) as queries:
                return len(due(User.objects.get(pk=officer.pk), OVER)), len(queries)

        _number, before = asked()
        for _other in range(2):
            other = ConsortiumFactory(call=call, support_model=consortium.support_model, anchor=FirmFactory())
            SurplusTerms.objects.create(
                application=plan(other, anchor_rep, "SUBMITTED", "SELECTED"), owner=other.anchor,
                promised_kg=1, expected_surplus_kg=1, method="m",
            )  # fmt: skip
        assert asked() == (3, before)
