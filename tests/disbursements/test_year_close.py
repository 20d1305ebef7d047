"""The close of a fiscal year: what lapses, what is carried over, once, by two people."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from core.inbox.promises import promises
from core.ledger.models import Account, Transfer
from core.ledger.operations import Owner, account, outside, post
from core.users.permissions import NotAllowed
from core.workflow import clock
from core.workflow.refusals import InvalidTransition
from disbursements import operations
from disbursements.models import FiscalYearClose
from disbursements.operations.year_close import Carry
from disbursements.queries.year_close import balance_on
from disbursements.refusals import year_close as refused
from reporting.dashboards.books.pledges import closes
from tests.factories import programmes
from tests.factories.people import give_role

LAST_SECOND = dt.datetime(2026, 12, 31, 23, 59, 59, tzinfo=dt.timezone(dt.timedelta(hours=9)))
NEW_YEAR = LAST_SECOND + dt.timedelta(seconds=1)
BUDGET = 10_500_000_000
LEFT = BUDGET - 120_000_000


@pytest.fixture
def next_call(grant):
    """The call of next year's programme."""
    program = programmes.ProgramFactory(
        office=grant.consortium.program.office, code="next", fiscal_year=2027,
        starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2027, 12, 31),
    )  # fmt: skip
    return programmes.CallFactory(program=program, code="next-call")


@pytest.fixture
def prepare(grant, next_call, officer):
    def prepare(won=1_000_000_000, at=NEW_YEAR, **extra):
        terms = {"won": won, "to": next_call, "reason": "사고이월: 납기 지연", **extra}
        call = grant.consortium.call
        return operations.prepare_year_close(
            program=call.program, year=2026, carried={call.pk: Carry(**terms)}, by=officer, at=at
        )

    return prepare


class TestClose:
    def test_opens_the_next_year_with_what_was_carried_over_and_the_rest_goes_to_the_state(
        self, prepare, grant, next_call, approving_officer
    ):
        close = prepare()
        assert not promises()[FiscalYearClose].is_broken(close)
        available = account(Owner("call", grant.consortium.call_id), "available")
        assert (available.balance, close.lines.get().committed_won) == (LEFT, 120_000_000)

        operations.decide_year_close(close=close, by=approving_officer, at=NEW_YEAR)

        line = close.lines.get()
        assert (line.closing_won, line.carried_won, line.lapsed_won) == (
            LEFT, 1_000_000_000, LEFT - 1_000_000_000,
        )  # fmt: skip
        opened = Account.objects.get(owner_kind="call", owner_id=next_call.pk, code="available")
        assert balance_on(opened, dt.date(2026, 12, 31)) == line.carried_won == opened.balance
        assert Account.objects.get(owner_kind="outside", code="state").balance == -120_000_000 - 1_000_000_000
        assert {t.effective_on for t in Transfer.objects.filter(event=f"close:{close.pk}")} == {
            dt.date(2026, 12, 31)
        }
        with pytest.raises(InvalidTransition):
            operations.decide_year_close(close=close, by=approving_officer, at=NEW_YEAR)
        assert opened.balance == Account.objects.get(pk=opened.pk).balance

    def test_its_page_tells_interest_from_subsidy_paid_back(self, grant, officer, moment, client):
        program = grant.consortium.program
        for code in ("interest", "returned"):
            post(
                key=code, source=outside("bank"), target=account(Owner("program", program.pk), code),
                amount=5, effective_on=dt.date(2026, 6, 1), at=moment, by=officer, event=code,
            )  # fmt: skip
        client.force_login(officer)
        page = client.get(reverse("disbursements:year_close_new", args=[program.public_id]))
        with translation.override("ko"):
            names = [str(name) for _line, name in page.context["names"]]
        assert {"기업이 납부한 이자", "기업 반납액"} <= set(names)

    def test_is_for_a_second_person(self, prepare, officer, approving_officer, office):
        give_role(officer, "APPROVING_OFFICER", "OFFICE", office.pk)
        close = prepare()
        with pytest.raises(NotAllowed):
            operations.decide_year_close(close=close, by=officer, at=NEW_YEAR)

    def test_waits_for_the_last_second_in_seoul_which_belongs_to_the_old_year(
        self, prepare, grant, approving_officer
    ):
        with pytest.raises(refused.YearNotOver, match="2027"):
            prepare(at=LAST_SECOND)
        post(
            key="late", source=outside("state"),
            target=account(Owner("call", grant.consortium.call_id), "available"), amount=7,
            effective_on=clock.day(LAST_SECOND), at=LAST_SECOND, by=approving_officer, event="late",
        )  # fmt: skip
        assert prepare().lines.get().closing_won == LEFT + 7

    def test_refuses_what_cannot_be_carried_over(self, prepare, grant):
        with pytest.raises(refused.CarriedTooMuch, match=f"{LEFT:,}"):
            prepare(won=LEFT + 1)
        with pytest.raises(refused.NoNextCall):
            prepare(to=grant.consortium.call)
        with pytest.raises(refused.NoReason):
            prepare(reason=" ")

    def test_refuses_books_that_moved_since_and_can_be_prepared_anew(
        self, prepare, grant, officer, approving_officer
    ):
        close = prepare()
        with pytest.raises(refused.AlreadyPrepared):
            prepare()
        pot = account(Owner("call", grant.consortium.call_id), "available")
        terms = {"at": NEW_YEAR, "by": approving_officer}
        post(
            key="old", source=outside("state"), target=pot, amount=5, effective_on=dt.date(2026, 12, 30),
            event="old", **terms,
        )  # fmt: skip
        with pytest.raises(refused.BooksMoved):
            operations.decide_year_close(close=close, **terms)
        operations.withdraw_year_close(close=close, reason="다시 작성", by=officer, at=NEW_YEAR)
        again = prepare()
        post(
            key="new", source=pot, target=outside("state"), amount=5, effective_on=dt.date(2027, 1, 1),
            event="new", **terms,
        )  # fmt: skip
        with pytest.raises(refused.UsedSince):
            operations.decide_year_close(close=again, **terms)

    def test_what_is_learned_of_a_closed_year_belongs_to_the_first_day_after_it(
        self, prepare, grant, confirmed_payment, officer, approving_officer, moment
    ):
        proposed = operations.propose_debt(
            grant=grant, ground="MISUSE", amount=1_000_000, reason="목적 외 사용", by=officer, at=moment
        )
        debt = operations.order_debt(debt=proposed, reason="환수 결정", by=approving_officer, at=moment)
        operations.decide_year_close(close=prepare(), by=approving_officer, at=NEW_YEAR)
        entry = operations.record_debt_payment(
            debt=debt, amount=1_000_000, paid_on=dt.date(2026, 12, 30), bank_reference="LATE-1", by=officer,
            at=NEW_YEAR,
        )  # fmt: skip

        moved = Transfer.objects.get(key=f"debt:{debt.pk}:entry:{entry.pk}")
        assert (entry.paid_on, moved.effective_on) == (dt.date(2026, 12, 30), dt.date(2027, 1, 1))
        assert not closes().differences

    def test_what_is_booked_into_a_closed_year_all_the_same_is_found(
        self, prepare, program, approving_officer
    ):
        operations.decide_year_close(close=prepare(), by=approving_officer, at=NEW_YEAR)
        post(
            key="stray", source=outside("bank"), target=account(Owner("program", program.pk), "returned"),
            amount=7, effective_on=dt.date(2026, 12, 30), at=NEW_YEAR, by=approving_officer, event="stray",
        )  # fmt: skip
        assert closes().differences
