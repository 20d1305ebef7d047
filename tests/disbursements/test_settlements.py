"""Settlements: stated by the firm, confirmed line by line and as a whole, frozen; from the leaves up."""

import datetime as dt

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from applications.eligibility.sanctions import sanction_facts
from applications.models import Holder
from core.ledger.operations import Owner, account, post
from core.ledger.queries import balance
from core.users.permissions import NotAllowed
from core.workflow import clock
from core.workflow.models import SEOUL
from core.workflow.refusals import InvalidTransition
from disbursements import closing, operations, settling
from disbursements.figures import identity_gap
from disbursements.models import Debt, Settlement
from disbursements.queries import node_figures
from disbursements.queries.settlements import known_lines, received_in_year
from disbursements.refusals import AboveWhatIsLeft
from disbursements.refusals import settlements as no
from disbursements.tasks import watch_settlements
from reporting.dashboards.books import handed_on
from tests.disbursements.conftest import line_terms
from tests.factories import cases, people
from tests.factories.people import FirmFactory

pytestmark = pytest.mark.django_db
WHY = "증빙과 일치함"
#: the undertakings of the tests end on 1 December 2026
AFTER = dt.datetime(2026, 12, 10, 10, tzinfo=SEOUL)


@pytest.fixture
def settlement(grant, confirmed_payment, officer):
    return operations.open_settlement(grant=grant, by=officer, at=AFTER)


def state(settlement, rep, used=None, explanation="", interest=0, at=AFTER, **terms):
    stated = {
        line.public_id: (line.stated_won if used is None else used, explanation)
        for line in settlement.lines.all()
    }
    given = {"own_burden_won": 40_000_000, "performance": "압축기 교체 완료", **terms}
    return operations.state_settlement(
        settlement=settlement, stated=stated, interest_won=interest, by=rep, at=at, **given
    )


def decide(settlement, officer, verdict="CONFIRMED", won=None, reason=""):
    for line in settlement.lines.all():
        operations.decide_line(
            line=line, verdict=verdict, confirmed_won=won, reason=reason, by=officer, at=AFTER
        )


@pytest.fixture
def settle(officer, approving_officer):
    """Walk a settlement to its confirmation."""

    def walk(settlement, rep, confirm=None, **terms):
        state(settlement, rep, **terms)
        decide(settlement, officer, won=confirm, reason=WHY)
        operations.check_settlement(settlement=settlement, finding=WHY, by=officer, at=AFTER)
        return operations.confirm_settlement(
            settlement=settlement, reason=WHY, by=approving_officer, at=AFTER
        )

    return walk


class TestOpening:
    def test_is_prefilled_with_what_is_known(self, settlement):
        line = settlement.lines.get()
        assert (line.awarded_won, line.asked_won, line.paid_won) == (120_000_000, 60_000_000, 60_000_000)
        assert settlement.own_burden_won == 40_000_000
        assert settlement.due_on == dt.date(2027, 2, 1)

    def test_by_the_clock_on_the_day_after_and_once(self, grant, confirmed_payment, monkeypatch):
        ends = grant.application.ends_on
        last_second = dt.datetime.combine(ends, dt.time(23, 59, 59), SEOUL)
        monkeypatch.setattr(clock, "now", lambda: last_second)
        assert watch_settlements() == 0
        monkeypatch.setattr(clock, "now", lambda: last_second + dt.timedelta(seconds=1))
        assert (watch_settlements(), watch_settlements()) == (1, 0)
        assert Settlement.objects.get().until_on == ends

    def test_refuses_before_anything_ended(self, grant, officer, moment):
        with pytest.raises(no.NothingToSettle):
            operations.open_settlement(grant=grant, by=officer, at=moment)


class TestBeforeItsConfirmation:
    def test_the_firm_states_nothing_anew(self, settlement, tier1_rep, officer):
        state(settlement, tier1_rep)
        decide(settlement, officer)
        operations.check_settlement(settlement=settlement, finding=WHY, by=officer, at=AFTER)
        with pytest.raises(InvalidTransition):
            state(settlement, tier1_rep)


class TestPaidSince:
    def test_what_the_bank_took_back_is_stated_anew(self, settlement, confirmed_payment, tier1_rep, officer):
        state(settlement, tier1_rep)
        decide(settlement, officer)
        operations.return_from_bank(payment=confirmed_payment, reason=WHY, by=officer, at=AFTER)
        with translation.override("en"), pytest.raises(no.PaidSince, match="60,000,000 to 0"):
            operations.check_settlement(settlement=settlement, finding=WHY, by=officer, at=AFTER)

        decide(settlement, officer, verdict="TO_CORRECT", reason=WHY)
        operations.return_settlement(settlement=settlement, reason=WHY, by=officer, at=AFTER)
        state(settlement, tier1_rep, used=0)
        decide(settlement, officer)
        operations.check_settlement(settlement=settlement, finding=WHY, by=officer, at=AFTER)
        assert settlement.lines.get().confirmed_won == 0


class TestStating:
    def test_wants_an_explanation_of_what_was_not_used(self, settlement, tier1_rep):
        with pytest.raises(no.ExplanationMissing):
            state(settlement, tier1_rep, used=59_999_999)
        with pytest.raises(no.MoreThanPaid, match="60,000,000"):
            state(settlement, tier1_rep, used=60_000_001)

    def test_is_for_the_representative(self, settlement, tier1_clerk):
        with pytest.raises(NotAllowed):
            state(settlement, tier1_clerk)

    def test_wants_the_outside_bodys_report_from_a_sum_on(self, settlement, grant, tier1_rep, monkeypatch):
        monkeypatch.setattr(settling, "needs_verification", lambda won, on: won >= 60_000_000)
        with pytest.raises(no.ReportMissing, match="60,000,000"):
            state(settlement, tier1_rep)
        stated = state(settlement, tier1_rep, report=cases.paper(tier1_rep, filename="report.pdf"))
        assert stated.report is not None

    def test_counts_what_a_year_brought(self, settlement, grant):
        assert received_in_year(grant.firm_id, 2026) == [(60_000_000, 0)]
        assert received_in_year(grant.firm_id, 2025) == []

    def test_counts_once_what_came_twice_and_for_who_held_it(
        self, confirmed_payment, grant, officer, paying_officer, moment
    ):
        operations.return_from_bank(payment=confirmed_payment, reason="계좌 해지", by=officer, at=moment)
        assert received_in_year(grant.firm_id, 2026) == []
        operations.release_payment(payment=confirmed_payment, by=paying_officer, at=moment)
        operations.confirm_payment(
            payment=confirmed_payment, paid_on=moment.date(), bank_reference="B-2", amount_won=60_000_000,
            by=officer, at=moment,
        )  # fmt: skip
        assert received_in_year(grant.firm_id, 2026) == [(60_000_000, 0)]
        first, other = grant.firm, FirmFactory(name="새빛정밀")
        Holder.objects.create(
            application=grant.application, firm=other, number=2, at=moment + dt.timedelta(days=1), by=officer
        )
        assert received_in_year(first.pk, 2026) == [(60_000_000, 0)]
        assert received_in_year(other.pk, 2026) == []


class TestLate:
    def test_is_written_down_and_seen_by_the_next_application(self, settlement, tier1, tier1_rep, consortium):
        late = dt.datetime(2027, 5, 1, 9, tzinfo=SEOUL)
        state(settlement, tier1_rep, at=late)
        assert [row.cut_percent for row in tier1.late_reports.all()] == [10]
        assert sanction_facts(cases.draft(consortium, tier1, tier1_rep), late).cut_percent == 10

    def test_is_written_down_by_the_clock_if_it_is_not_handed_in_at_all(
        self, settlement, tier1, tier1_rep, monkeypatch
    ):
        seen = []
        for day in (dt.date(2027, 4, 30), dt.date(2027, 5, 1), dt.date(2027, 8, 1), dt.date(2027, 8, 2)):
            monkeypatch.setattr(clock, "now", lambda day=day: clock.midnight(day))
            watch_settlements()
            seen.append([row.cut_percent for row in tier1.late_reports.all()])
        assert seen == [[], [10], [10, 20], [10, 20]]
        state(settlement, tier1_rep, at=clock.midnight(dt.date(2027, 8, 3)))
        assert tier1.late_reports.count() == 2

    def test_a_day_before_three_months_is_not(self, settlement, tier1, tier1_rep):
        state(settlement, tier1_rep, at=dt.datetime(2027, 4, 30, 23, 59, 59, tzinfo=SEOUL))
        assert not tier1.late_reports.exists()


class TestConfirming:
    def test_more_than_was_paid_is_refused(self, settlement, tier1_rep, officer):
        state(settlement, tier1_rep)
        for won in (60_000_001, 5_000_000_000):
            with pytest.raises(no.MoreThanPaid):
                decide(settlement, officer, won=won)

    def test_only_lines_that_are_not_right_come_back(self, settlement, tier1_rep, officer):
        state(settlement, tier1_rep)
        with pytest.raises(no.LinesOpen):
            operations.check_settlement(settlement=settlement, finding=WHY, by=officer, at=AFTER)
        with pytest.raises(no.NothingToCorrect):
            operations.return_settlement(settlement=settlement, reason=WHY, by=officer, at=AFTER)
        decide(settlement, officer, "TO_CORRECT", reason="영수증 누락")
        operations.return_settlement(settlement=settlement, reason=WHY, by=officer, at=AFTER)
        settlement.refresh_from_db()
        state(settlement, tier1_rep, used=50_000_000, explanation="일부 취소")
        decide(settlement, officer)
        settlement.refresh_from_db()
        operations.check_settlement(settlement=settlement, finding=WHY, by=officer, at=AFTER)
        assert settlement.lines.get().confirmed_won == 50_000_000

    def test_a_confirmed_line_does_not_change(self, settlement, tier1_rep, officer):
        state(settlement, tier1_rep)
        decide(settlement, officer)
        Settlement.objects.get().move_to("RETURNED", by=officer, at=AFTER, reason=WHY)
        with pytest.raises(no.NotALineToCorrect):
            state(settlement, tier1_rep, used=1, explanation="변경")

    def test_is_for_a_third_person_and_once(self, settlement, tier1_rep, officer, settle, approving_officer):
        settle(settlement, tier1_rep)
        with pytest.raises(InvalidTransition):
            operations.confirm_settlement(settlement=settlement, reason=WHY, by=approving_officer, at=AFTER)

    def test_who_decided_a_line_once_never_confirms(self, settlement, tier1_rep, officer, approving_officer):
        """In any round, and whoever says at the end that the lines are confirmed."""
        people.give_role(approving_officer, "OFFICER", "EVERYTHING", 0)
        state(settlement, tier1_rep)
        decide(settlement, approving_officer, verdict="TO_CORRECT", reason=WHY)
        operations.return_settlement(settlement=settlement, reason=WHY, by=officer, at=AFTER)
        state(settlement, tier1_rep)
        decide(settlement, officer)
        operations.check_settlement(settlement=settlement, finding=WHY, by=officer, at=AFTER)
        with translation.override("en"), pytest.raises(NotAllowed, match="decided on lines"):
            operations.confirm_settlement(settlement=settlement, reason=WHY, by=approving_officer, at=AFTER)
        with pytest.raises(Exception, match="settled_by_many"), transaction.atomic():
            settlement.changes.create(
                from_status="CHECKED", to_status="CONFIRMED", by=approving_officer, at=AFTER
            )

    def test_what_is_too_much_becomes_a_debt_with_interest(self, settlement, grant, tier1_rep, settle):
        settle(settlement, tier1_rep, confirm=50_000_000)
        principal, interest = Debt.objects.order_by("pk")
        days = (clock.day(AFTER) - dt.date(2026, 2, 2)).days
        assert (principal.amount_won, principal.ground, principal.status) == (10_000_000, "EXCESS", "ORDERED")
        assert interest.amount_won == 10_000_000 * 310 * days // 3_650_000
        figures = node_figures([grant])[grant.pk]
        assert (figures.under_recovery, identity_gap(figures)) == (10_000_000, 0)

    def test_figures_are_frozen(self, settlement, tier1_rep, settle):
        settle(settlement, tier1_rep, confirm=50_000_000)
        settlement.refresh_from_db()
        assert (settlement.gross_won, settlement.net_won, settlement.excess_won) == (
            60_000_000, 60_000_000, 10_000_000,
        )  # fmt: skip
        for change in (
            lambda: Settlement.objects.update(confirmed_won=1),
            lambda: settlement.lines.update(confirmed_won=1),
            lambda: settlement.lines.all().delete(),
        ):
            with (
                pytest.raises(Exception, match=r"stays_once_confirmed|Cannot|lines_stay"),
                transaction.atomic(),
            ):
                change()


class TestYearEnd:
    def test_is_about_what_was_paid_by_then_and_what_is_recovered_is_paid_no_more(
        self, grant, confirmed_payment, tier1_rep, officer, settle
    ):
        paid_on = confirmed_payment.paid_on
        assert [known.paid_won for known in known_lines(grant, paid_on - settling.DAY)] == [0]
        assert node_figures([grant], paid_on - settling.DAY)[grant.pk].gross == 0
        year_end = Settlement.objects.create(
            grant=grant, basis="YEAR_END", until_on=dt.date(2026, 6, 30), due_on=AFTER.date(), opened_at=AFTER,
            opened_by=officer,
        ).begin(by=officer, at=AFTER)  # fmt: skip
        for known in known_lines(grant, year_end.cut_off):
            year_end.lines.create(
                cost_item=known.item, awarded_won=known.awarded_won, asked_won=known.asked_won,
                paid_won=known.paid_won, stated_won=known.paid_won,
            )  # fmt: skip
        assert settle(year_end, tier1_rep, confirm=50_000_000).excess_won == 10_000_000
        last = operations.open_settlement(grant=grant, by=officer, at=AFTER)
        assert last.lines.get().paid_won == 50_000_000
        assert settle(last, tier1_rep).excess_won == 0


class TestClosing:
    def test_waits_for_the_settlement_the_debt_and_the_interest(
        self, settlement, grant, tier1_rep, officer, approving_officer, settle
    ):
        def close():
            return operations.close_grant(grant=grant, reason=WHY, by=approving_officer, at=AFTER)

        with pytest.raises(no.NotClosable):
            close()
        settle(settlement, tier1_rep, confirm=59_999_999, interest=12_345)
        assert balance(grant.owner, "interest") == 12_345
        assert len(closing.owed(grant, AFTER)) == 2
        operations.record_interest(settlement=settlement, by=officer, at=AFTER)
        for debt in Debt.objects.filter(status="ORDERED"):
            operations.record_debt_payment(
                debt=debt, amount=debt.amount_won, paid_on=clock.day(AFTER), bank_reference=f"D-{debt.pk}",
                by=officer, at=AFTER,
            )  # fmt: skip
        assert closing.owed(grant, AFTER) == []
        with translation.override("en"), pytest.raises(no.NotClosable, match="still to be passed on"):
            close()  # the contribution to the suppliers is still owed

    def test_once_nothing_is_open(self, settlement, grant, tier1_rep, approving_officer, settle, monkeypatch):
        settle(settlement, tier1_rep)
        for what in ("passing_on", "inspections"):
            monkeypatch.setitem(closing.OBSTACLES, what, lambda grant, at: [])
        available = balance(Owner("call", grant.application.call_id), "available")
        closed = operations.close_grant(grant=grant, reason=WHY, by=approving_officer, at=AFTER)
        closed.application.refresh_from_db()
        assert (closed.status, closed.application.halted) == ("CLOSED", "CLOSED")
        assert balance(grant.owner, "committed") == 0
        assert balance(Owner("call", grant.application.call_id), "available") == available + 60_000_000
        assert [handed_on.closed().differences, handed_on.standing().differences] == [[], []]

    def test_what_the_bank_sends_back_afterwards_goes_back_and_books_name_what_else_is_left(
        self, settlement, grant, confirmed_payment, tier1_rep, officer, approving_officer, settle, monkeypatch
    ):
        settle(settlement, tier1_rep)
        for what in ("passing_on", "inspections"):
            monkeypatch.setitem(closing.OBSTACLES, what, lambda grant, at: [])
        operations.close_grant(grant=grant, reason=WHY, by=approving_officer, at=AFTER)
        operations.return_from_bank(payment=confirmed_payment, reason=WHY, by=officer, at=AFTER)
        operations.return_payment(payment=confirmed_payment, reason=WHY, by=officer, at=AFTER)
        terms = {"grant": grant, "regrant_won": 0, "reason": WHY, "by": approving_officer, "at": AFTER}
        with pytest.raises(AboveWhatIsLeft):
            operations.shrink_grant(own_won=60_000_001, **terms)
        operations.shrink_grant(own_won=60_000_000, **terms)
        assert handed_on.closed().differences == []
        call = account(Owner("call", grant.application.call_id), "available")
        post(
            key="x", source=call, target=account(grant.owner, "regrant"), amount=1, at=AFTER, by=officer,
            effective_on=clock.day(AFTER), event="x",
        )  # fmt: skip
        assert ["money left" in str(one) for one in handed_on.closed().differences] == [True]

    def test_waits_for_requests_and_nothing_is_asked_after_the_last_settlement(
        self, settlement, grant, tier1_clerk, tier1_rep, approving_officer, settle, monkeypatch
    ):
        draft = operations.draft_payment(grant=grant, by=tier1_clerk, at=AFTER)
        terms = line_terms(grant, tier1_clerk, n=2, supply_won=10_000_000)
        operations.add_payment_line(payment=draft, **terms, by=tier1_clerk, at=AFTER)
        with transaction.atomic():
            operations.submit_payment(payment=draft, by=tier1_rep, at=AFTER)
            with pytest.raises(no.RequestsWait, match="#2"):
                settle(settlement, tier1_rep)
            assert closing.requests_open(grant, AFTER)
            transaction.set_rollback(True)
        settle(settlement, tier1_rep)
        with pytest.raises(no.SettledFinally, match="2026-12-01"):
            operations.submit_payment(payment=draft, by=tier1_rep, at=AFTER)
        for what in ("passing_on", "inspections"):
            monkeypatch.setitem(closing.OBSTACLES, what, lambda grant, at: [])
        operations.close_grant(grant=grant, reason=WHY, by=approving_officer, at=AFTER)
        draft.refresh_from_db()
        assert draft.status == "WITHDRAWN"

    def test_a_contribution_below_is_not_awaited(self, grant, linked_grant):
        """Nobody closes a private contribution: the office takes no part in it."""
        assert closing.children_open(grant, AFTER) == []


class TestChain:
    def test_settles_from_its_leaves(self, tree, paid, settle, officer):
        for n in (0, 1):
            tree.confirm(tree.hop(paid, n), n + 1)
        first, second, third = (
            operations.open_settlement(grant=grant, by=officer, at=dt.datetime(2027, 1, 5, tzinfo=SEOUL))
            for grant in tree.grants
        )
        with pytest.raises(no.ChildNotSettled, match="나래도금"), transaction.atomic():
            settle(second, tree.reps[1])
        settle(third, tree.reps[2])
        settle(second, tree.reps[1])
        done = settle(first, tree.reps[0])
        assert (done.gross_won, done.net_won, done.confirmed_won) == (60_000_000, 0, 0)


class TestPages:
    def test_say_which_child_waits_and_lead_there(self, tree, paid, officer):
        case = operations.open_settlement(
            grant=tree.grants[1], by=officer, at=dt.datetime(2027, 1, 5, tzinfo=SEOUL)
        )
        client = Client()
        client.force_login(officer)
        page = client.get(case.get_absolute_url()).content.decode()
        assert tree.grants[2].get_absolute_url() in page

    def test_the_firm_states_and_the_officer_decides_a_line(self, settlement, tier1_rep, officer):
        client, line = Client(), settlement.lines.get()
        client.force_login(tier1_rep)
        typed = {
            f"used_{line.public_id}": "60,000,000", f"why_{line.public_id}": "", "own_burden_won": "0",
            "interest_won": "0", "performance": "완료", "version": settlement.version,
        }  # fmt: skip
        answer = client.post(f"{settlement.get_absolute_url()}hand-in/", typed)
        assert answer.status_code == 302
        client.force_login(officer)
        answer = client.post(
            f"/settlements/lines/{line.public_id}/",
            {"verdict": "CONFIRMED", "confirmed_won": "60000001", "reason": ""},
        )
        assert answer.status_code == 422

    def test_an_amount_without_its_explanation_is_named_at_its_field(self, settlement, tier1_rep):
        client, line = Client(), settlement.lines.get()
        client.force_login(tier1_rep)
        asked = client.get(f"{settlement.get_absolute_url()}hand-in/").content.decode()
        assert "지급액: 60,000,000원" in asked
        typed = {f"used_{line.public_id}": "59,000,000", "own_burden_won": "0", "interest_won": "0"}
        typed |= {"performance": "교체 완료", "version": settlement.version}
        answer = client.post(f"{settlement.get_absolute_url()}hand-in/", typed)
        assert list(answer.context["form"].errors) == [f"why_{line.public_id}"]

    def test_what_came_back_stands_beside_what_was_stated_anew_and_the_debt_beside_the_excess(
        self, settlement, tier1_rep, officer, approving_officer
    ):
        state(settlement, tier1_rep, used=59_000_000, explanation="잔액")
        decide(settlement, officer, verdict="TO_CORRECT", reason="도장비를 빼십시오.")
        operations.return_settlement(settlement=settlement, reason=WHY, by=officer, at=AFTER)
        state(settlement, tier1_rep, used=58_000_000, explanation="도장비 제외")
        client = Client()
        client.force_login(officer)
        page = client.get(settlement.get_absolute_url()).content.decode()
        assert "도장비를 빼십시오." in page
        assert "59,000,000원" in page
        decide(settlement, officer)
        operations.check_settlement(settlement=settlement, finding=WHY, by=officer, at=AFTER)
        operations.confirm_settlement(settlement=settlement, reason=WHY, by=approving_officer, at=AFTER)
        page = client.get(settlement.get_absolute_url()).content.decode()
        debt = Debt.objects.get(amount_won=2_000_000)
        assert debt.get_absolute_url() in page
