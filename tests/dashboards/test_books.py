"""The books balance after a chain has run; damage done behind the triggers' back is named."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.jobs.models import Job
from core.jobs.operations import Progress, take
from core.ledger.models import Transfer
from core.workflow import clock
from disbursements import operations
from disbursements.models import Grant
from reporting.dashboards import books
from reporting.tallies.operations import request_tally
from reporting.tallies.tasks import make_tally
from tests.factories import cases
from tests.factories.cases import all_accepted
from tests.factories.people import MOMENT, business_number

pytestmark = pytest.mark.django_db


def damage(sql: str, *parameters: object) -> None:
    """Write to the database as an administrator could: with every trigger off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql, parameters)
        cursor.execute("SET session_replication_role = DEFAULT")


def differences() -> list[str]:
    return [str(difference) for comparison in books.check() for difference in comparison.differences]


def tallied(program, officer):
    job = request_tally(program=program, by=officer, at=MOMENT)
    make_tally(Progress(take(job.pk)), **Job.objects.get(pk=job.pk).payload)


class TestSoundBooks:
    def test_balance_and_say_what_was_compared(self, running, officer):
        tallied(running.program, officer)
        said = io.StringIO()
        call_command("check_books", stdout=said)
        text = said.getvalue()
        assert "The books balance." in text
        for figure in ("paid: 80,000,000 won", "passed on: 25,000,000 won", "verified: 12,345 kg CO2e"):
            assert figure in text
        assert "appropriated: 10,500,000,000 won" in text
        assert ": 0 compared" not in text.split("contributions spent")[0].split("every reversal")[0]

    def test_stay_balanced_when_more_happens_after_the_tally(
        self, running, officer, grant, tier1_rep, linked_grant, tier2_rep
    ):
        from tests.dashboards.running import pass_on

        tallied(running.program, officer)
        pass_on(grant, linked_grant, giver=tier1_rep, taker=tier2_rep, amount=60_000_000)
        assert differences() == []

    def test_a_payment_the_bank_sent_back_may_ask_for_more_the_second_time(
        self, grant, tier1_rep, officer, second_officer, approving_officer, paying_officer
    ):
        def ask(payment, supply_won, number):
            operations.add_payment_line(
                payment=payment, cost_item=grant.application.cost_items.get(), invoice_number=number,
                invoice_on=clock.day(MOMENT), supplier_number=business_number(77), supplier_name="시험기계",
                supply_won=supply_won, invoice=cases.paper(tier1_rep), by=tier1_rep, at=MOMENT,
            )  # fmt: skip
            operations.submit_payment(payment=payment, by=tier1_rep, at=MOMENT)
            operations.check_payment(
                payment=payment, decisions=all_accepted(payment), finding="적정", by=officer, at=MOMENT
            )
            operations.approve_payment(payment=payment, by=approving_officer, at=MOMENT)
            operations.release_payment(payment=payment, by=paying_officer, at=MOMENT)

        payment = operations.draft_payment(grant=grant, by=tier1_rep, at=MOMENT)
        ask(payment, 50_000_000, f"{1:024d}")
        operations.return_from_bank(payment=payment, reason="계좌 오류", by=second_officer, at=MOMENT)
        operations.return_payment(payment=payment, reason="계좌 수정", by=second_officer, at=MOMENT)
        ask(payment, 20_000_000, f"{2:024d}")
        payment.refresh_from_db()
        assert payment.requested_won == 42_000_000
        assert differences() == []


class TestDamage:
    def test_an_altered_transfer_is_named(self, running, grant):
        transfer = Transfer.objects.get(key=f"award:{grant.application_id}")
        damage("UPDATE ledger_transfer SET amount = amount + 1 WHERE id = %s", transfer.pk)
        found = differences()
        assert any(
            f"transfer award:{grant.application_id}" in line and "120,000,001" in line for line in found
        )
        assert any("total in" in line for line in found)

    def test_a_wrong_total_is_named(self, running, grant):
        damage(
            "UPDATE ledger_account SET total_in = total_in + 5 WHERE owner_kind = 'application'"
            " AND owner_id = %s AND code = 'spent'",
            grant.application_id,
        )
        (line,) = differences()
        assert line.startswith(f"account application:{grant.application_id}.spent, total in")

    def test_a_missing_child_is_named(self, running, linked_grant):
        damage("DELETE FROM disbursements_grant WHERE id = %s", linked_grant.pk)
        found = differences()
        assert any(f"application {linked_grant.application_id}: expected a grant" in line for line in found)
        assert any(f"receiver: expected grant {linked_grant.pk}" in line for line in found)

    def test_a_missing_case_is_named(self, running, linked_grant):
        damage("DELETE FROM applications_application WHERE id = %s", linked_grant.application_id)
        assert any(f"expected application {linked_grant.application_id}" in line for line in differences())

    def test_a_missing_transfer_is_named(self, running, grant):
        damage("DELETE FROM ledger_transfer WHERE key = %s", f"award:{grant.application_id}")
        found = differences()
        assert any(
            f"transfer award:{grant.application_id}" in line and "found nothing" in line for line in found
        )
        assert any("below zero" in c.title and c.differences for c in books.check())

    def test_a_transfer_nobody_called_for_is_named(self, running):
        damage(
            "INSERT INTO ledger_transfer (public_id, key, event, source_id, target_id, amount, effective_on, at, by_id)"
            " SELECT 'zzzzzzzzzzzzzzzz', 'ghost', 'ghost', source_id, target_id, 1, effective_on, at, by_id"
            " FROM ledger_transfer ORDER BY id LIMIT 1"
        )
        damage("UPDATE ledger_transfer SET source_id = target_id, target_id = source_id WHERE key = 'ghost'")
        assert any("transfer ghost: expected a row" in line or "ghost" in line for line in differences())

    def test_an_altered_award_is_named(self, running, grant):
        damage(
            "UPDATE applications_application SET awarded_won = 119999999 WHERE id = %s", grant.application_id
        )
        found = differences()
        assert any(f"transfer award:{grant.application_id}" in line for line in found)
        assert any(f"grant {grant.pk}, kind, firm, consortium and amount" in line for line in found)

    def test_altered_kilograms_are_named(self, running, measure):
        damage("UPDATE statements_statement SET reduction_kg = 99999")
        assert any("kilograms: expected 99,999, found 12,345" in line for line in differences())

    def test_an_altered_tally_is_named(self, running, officer):
        tallied(running.program, officer)
        damage("UPDATE tallies_tallyrow SET paid_won = paid_won + 1 WHERE dimension = 'PROGRAM'")
        found = differences()
        assert any("paid_won" in line for line in found)
        assert any("fingerprint" in line for line in found)

    def test_a_grant_moved_under_another_is_named(self, running, linked_grant):
        damage("UPDATE disbursements_grant SET parent_id = id WHERE id = %s", linked_grant.pk)
        assert any(f"grant {linked_grant.pk}, parent" in line for line in differences())

    @pytest.fixture
    def pledged(self, running, grant, anchor_rep, tier1_rep):
        """20 million of an anchor's 25 million paid in are with tier 1."""
        terms = {"paid_on": clock.day(MOMENT), "by": anchor_rep, "at": MOMENT}
        pledge = operations.promise(
            consortium=running, cash_won=25_000_000, in_kind_won=5_000_000, purpose="자부담", by=anchor_rep,
            at=MOMENT,
        )  # fmt: skip
        operations.pay_in(
            pledge=pledge,
            amount_won=25_000_000,
            bank_reference="IN",
            evidence=cases.paper(anchor_rep),
            **terms,
        )
        gift = operations.give(
            pledge=pledge, grant=grant, amount_won=20_000_000, bank_reference="OUT",
            evidence=cases.paper(anchor_rep), **terms,
        )  # fmt: skip
        operations.confirm_gift(gift=gift, amount_won=20_000_000, by=tier1_rep, at=MOMENT)
        assert differences() == []
        return pledge

    def test_an_altered_gift_of_a_pledge_is_named(self, pledged, grant):
        damage("UPDATE disbursements_pledgegift SET amount_won = amount_won - 1")
        found = differences()
        assert any("transfer pledge_gift:" in line and "19,999,999" in line for line in found)
        assert any(f"pledge {pledged.pk}, cash that lies there" in line for line in found)

    def test_a_gift_that_is_missing_is_named(self, pledged):
        damage("DELETE FROM ledger_transfer WHERE key LIKE 'pledge_cash:%%'")
        assert any("transfer pledge_cash:" in line and "found nothing" in line for line in differences())

    def test_an_altered_close_of_a_year_is_named(self, running, officer, approving_officer):
        at = MOMENT.replace(year=2027)
        close = operations.prepare_year_close(
            program=running.program, year=2026, carried={}, by=officer, at=at
        )
        operations.decide_year_close(close=close, by=approving_officer, at=at)
        assert differences() == []
        damage(
            "UPDATE disbursements_fiscalyearcloseline SET closing_won = closing_won + 3,"
            " lapsed_won = lapsed_won + 3"
        )
        found = differences()
        assert any("transfer close:" in line for line in found)
        assert any("closing balance: expected" in line for line in found)

    def test_the_command_ends_in_error(self, running, grant):
        damage("UPDATE ledger_account SET total_out = total_out + 1 WHERE code = 'duty'")
        with pytest.raises(CommandError) as error:
            call_command("check_books", stdout=io.StringIO())
        assert error.value.returncode == 1

    def test_nothing_is_left_out_of_the_list_of_checks(self):
        assert len(books.CHECKS) >= 18
        assert Grant
