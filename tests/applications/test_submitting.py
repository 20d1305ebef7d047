"""Handing in."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from applications import operations
from applications.arithmetic import compute, latest_rows
from applications.models import Application
from applications.pages.sheets import support_rows
from applications.refusals import (
    CallClosed,
    Incomplete,
    ZeroSubsidy,
)
from core.inbox.models import Item
from core.users.models import User
from core.workflow.refusals import InvalidTransition
from tests.applications.conftest import PERIOD, add_item
from tests.applications.told import waiting
from tests.factories import people, programmes
from tests.factories.people import MOMENT
from tests.factories.programmes import change_rules

pytestmark = pytest.mark.django_db


class TestSubmit:
    def test_freezes_size_amount_arithmetic_and_expectation(self, submitted: Application) -> None:
        submitted = Application.objects.get(pk=submitted.pk)
        assert submitted.status == "SUBMITTED"
        assert submitted.frozen_size_class == "SME"
        assert submitted.frozen_certificate == submitted.firm.certificates.get()
        assert (submitted.asked_won, submitted.expected_kg) == (120_000_000, 68_115)
        rows = list(
            submitted.arithmetic.values_list("code", "cost_kind", "input_won", "factor", "result_won")
        )
        assert rows[:2] == [
            ("eligible", "EQUIPMENT", 200_000_000, None, 200_000_000),
            ("rate", "EQUIPMENT", 200_000_000, 6_000, 120_000_000),
        ]
        assert rows[-3:] == [
            ("subsidy", "", 200_000_000, None, 120_000_000),
            ("self_burden", "", 200_000_000, None, 80_000_000),
            ("own", "", 80_000_000, None, 80_000_000),
        ]
        assert waiting(submitted) == [("assess_application", "OFFICER")]

    @pytest.mark.parametrize(
        ("language", "rate", "act"), [("ko", "시험 자료", "제7조"), ("en", "Test data", "art. 7")]
    )
    def test_says_what_each_step_rests_on_in_the_language_of_the_reader(
        self, submitted: Application, language: str, rate: str, act: str
    ) -> None:
        with translation.override(language):
            sources = [row["source"] for row in support_rows(latest_rows(submitted))]
            previewed = [row["source"] for row in support_rows(compute(submitted, MOMENT).result.rows)]
        assert sources == previewed
        assert sources[1] == rate
        assert act in sources[-2]

    def test_waits_for_the_ministry_and_for_the_agency_where_there_is_one(
        self, draft: Application, office: Any, agency: Any, tier1_rep: User
    ) -> None:
        program = draft.call.program
        program.agency = agency
        program.save()
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        items = Item.objects.open().filter(kind="assess_application")
        assert sorted(items.values_list("role", "scope_kind", "scope_id")) == [
            ("AGENCY_OFFICER", "OFFICE", agency.pk),
            ("OFFICER", "OFFICE", office.pk),
        ]

    def test_refuses_the_clerk_and_says_who(self, draft: Application, tier1_clerk: User) -> None:
        with pytest.raises(PermissionDenied, match="representative"):
            operations.submit(application=draft, by=tier1_clerk, at=MOMENT)

    def test_takes_the_last_second_and_refuses_the_next(self, draft: Application, tier1_rep: User) -> None:
        last = draft.call.applications_close_at
        with pytest.raises(CallClosed, match="18:00"):
            operations.submit(application=draft, by=tier1_rep, at=last + dt.timedelta(seconds=1))
        draft.refresh_from_db()
        assert (draft.status, draft.title, draft.cost_items.count()) == ("DRAFTED", "압축기 교체", 1)
        assert operations.submit(application=draft, by=tier1_rep, at=last).status == "SUBMITTED"

    def test_counts_a_double_click_once(self, submitted: Application, tier1_rep: User) -> None:
        with pytest.raises(InvalidTransition, match="윤대표"):
            operations.submit(application=submitted, by=tier1_rep, at=MOMENT)
        assert submitted.changes.filter(to_status="SUBMITTED").count() == 1
        assert submitted.arithmetic.filter(code="subsidy").count() == 1

    def test_says_everything_that_is_missing(
        self, consortium: Any, selected_plan: Application, rival: Any, rival_rep: User
    ) -> None:
        programmes.join(consortium, rival, selected_plan.consortium.members.get(tier=0))
        empty = operations.draft_application(
            consortium=consortium,
            firm=rival,
            title="t",
            purpose="",
            starts_on=None,
            ends_on=None,
            by=rival_rep,
            at=MOMENT,
        )
        too_late_for_the_certificate = dt.datetime(2098, 12, 31, 17, tzinfo=people.SEOUL)
        with pytest.raises(Incomplete) as refusal:
            operations.submit(application=empty, by=rival_rep, at=too_late_for_the_certificate)
        for word in ("purpose", "start", "cost item"):
            assert word in str(refusal.value)

    def test_refuses_without_a_certificate(
        self, consortium: Any, selected_plan: Application, technology: Any, factors: None
    ) -> None:
        firm = people.FirmFactory(name="무증서")
        rep = people.person_of(firm)
        programmes.join(consortium, firm, consortium.members.get(tier=0))
        application = operations.draft_application(
            consortium=consortium, firm=firm, title="t", purpose="p", by=rep, at=MOMENT, **PERIOD
        )
        add_item(application, technology, rep)
        with pytest.raises(Incomplete, match="certificate"):
            operations.submit(application=application, by=rep, at=MOMENT)

    def test_refuses_what_the_rules_give_nothing(self, draft: Application, tier1_rep: User) -> None:
        change_rules(0, kind="RATE", size_class="SME")
        with pytest.raises(ZeroSubsidy, match="SME"):
            operations.submit(application=draft, by=tier1_rep, at=MOMENT)

    def test_after_a_correction_computes_anew_even_past_the_deadline(
        self, submitted: Application, officer: User, tier1_rep: User
    ) -> None:
        operations.return_for_correction(application=submitted, reason="견적을 보완", by=officer, at=MOMENT)
        assert waiting(submitted) == [("correct_application", "")]
        item = submitted.cost_items.get()
        late = submitted.call.applications_close_at + dt.timedelta(hours=1)
        operations.change_cost_item(
            cost_item=item, version=item.version, cost_won=100_000_000, by=tier1_rep, at=late
        )
        again = operations.submit(application=submitted, by=tier1_rep, at=late)
        assert again.asked_won == 60_000_000
        assert submitted.arithmetic.filter(code="subsidy").count() == 2
