"""Accounts, batches and what the bank answers, from the first click to the last won."""

import datetime as dt
import io

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation

from core.evidence.checks import CSV, XML
from core.evidence.operations import store
from core.inbox.models import Item
from core.jobs import registry
from core.jobs.models import Job
from core.jobs.operations import Lost, Progress, finish, take
from core.ledger.queries import balance
from core.users import operations as users
from core.users.permissions import NotAllowed
from core.workflow import clock
from core.workflow.refusals import InvalidTransition
from disbursements import operations, refusals
from disbursements.bank.layouts import DEFAULT_ANSWER_COLUMNS, DEFAULT_COLUMNS
from disbursements.figures import duty_gap, identity_gap
from disbursements.models import (
    BankAccount,
    PaymentBatchChange,
    PaymentRequest,
    StatementEntry,
    end_to_end_id,
)
from disbursements.queries import node_figures
from disbursements.queries.bank import as_csv, as_pain001
from disbursements.queries.paying import account_missing, account_of
from disbursements.queries.punctuality import owed_by
from disbursements.tasks import reconcile
from programs.models import Program
from reporting.dashboards.books import check
from tests.disbursements.test_bank_files import camt
from tests.factories import cases, people

pytestmark = pytest.mark.django_db

PAYER = "30100000260101"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def profile(program, officer, moment):
    return operations.set_bank_profile(
        program=program, payer_name="산업통상부", bank_code="011", number=PAYER, columns=DEFAULT_COLUMNS,
        answer_columns=DEFAULT_ANSWER_COLUMNS, separator=",", encoding="cp949", by=officer, at=moment,
    )  # fmt: skip


@pytest.fixture
def batch(approved_payment, profile, program, officer, moment):
    made = operations.compose_batch(program=program, pays_on=moment.date(), by=officer, at=moment)
    operations.add_to_batch(batch=made, payment=approved_payment, by=officer, at=moment)
    return made


@pytest.fixture
def released_batch(batch, paying_officer, moment):
    return operations.release_batch(batch=batch, by=paying_officer, at=moment)


@pytest.fixture
def bring(program, officer, moment):
    """Bring a statement and reconcile it; return {end-to-end id: outcome}."""

    def bring(data, allowed=XML, by=officer, at=moment, program=program):
        file = store(file=io.BytesIO(data), filename="answer", allowed=frozenset({allowed}), by=by, at=at)
        statement = operations.receive_statement(program=program, file=file, by=by, at=at)
        operations.reconcile_statement(statement=statement, by=by, at=at)
        return dict(statement.entries.values_list("bank_reference", "outcome"))

    return bring


def differences() -> list[str]:
    return [str(difference) for found in check() for difference in found.differences]


class TestBankAccount:
    def register(self, grant, by, moment, **more):
        return operations.register_bank_account(
            grant=grant, bank_code="088", number="110123456789", holder_name="한빛정밀",
            bankbook=cases.paper(by, filename="bankbook.pdf"), by=by, at=moment, **more,
        )  # fmt: skip

    def test_nothing_is_paid_while_another_one_waits(
        self, approved_payment, grant, tier1_rep, officer, paying_officer, moment
    ):
        changed = self.register(grant, tier1_rep, moment)
        with pytest.raises(refusals.AccountChanging, match="한빛정밀"):
            operations.release_payment(payment=approved_payment, by=paying_officer, at=moment)
        operations.confirm_bank_account(account=changed, by=officer, at=moment)
        released = operations.release_payment(payment=approved_payment, by=paying_officer, at=moment)
        assert released.paid_to == changed

    def test_a_refused_one_for_the_grant_leaves_the_programme_s(self, grant, tier1_rep, officer, moment):
        known = account_of(grant, moment)
        asked = self.register(grant, tier1_rep, moment, only_this_grant=True)
        operations.refuse_bank_account(account=asked, reason="예금주 다름", by=officer, at=moment)
        assert account_missing(grant, None, moment) is None
        assert account_of(grant, moment) == known

    def test_nor_without_one(self, approved_payment, grant, paying_officer, moment):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM disbursements_bankaccount")
            cursor.execute("SET LOCAL session_replication_role = origin")
        assert isinstance(account_missing(grant, approved_payment, moment), refusals.NoBankAccount)
        with pytest.raises(refusals.NoBankAccount):
            operations.release_payment(payment=approved_payment, by=paying_officer, at=moment)

    def test_a_second_person_confirms_and_nobody_changes(self, grant, tier1_rep, tier1_clerk, office, moment):
        account = self.register(grant, tier1_rep, moment)
        people.give_role(tier1_rep, "OFFICER", "OFFICE", office.pk)
        with pytest.raises(NotAllowed):
            operations.confirm_bank_account(account=account, by=tier1_rep, at=moment)
        with pytest.raises(NotAllowed):
            self.register(grant, tier1_clerk, moment)
        with pytest.raises(Exception, match="bank_account_fixed"), transaction.atomic():
            BankAccount.objects.filter(pk=account.pk).update(number="99999999")

    def test_an_indirect_subsidy_goes_to_the_top(self, tree):
        payment = tree.released(tree.grants[2], tree.reps[2], 500_000_000)
        assert payment.paid_to.firm == tree.firms[0]

    def test_the_number_is_masked_for_who_needs_it_not(
        self, client, grant, tier1_rep, auditor, monkeypatch, moment
    ):
        monkeypatch.setattr(clock, "now", lambda: moment)
        account = BankAccount.objects.get(firm=grant.firm)
        for person, shown in ((tier1_rep, account.number), (auditor, f"123{'*' * 7}")):
            client.force_login(person)
            page = client.get(account.get_absolute_url()).content.decode()
            assert shown in page
        assert account.number not in page


class TestBatch:
    def test_is_released_as_a_whole_and_once(self, batch, paying_officer, grant, moment):
        released = operations.release_batch(batch=batch, by=paying_officer, at=moment)
        assert released.content_hash == released.computed_hash()
        assert balance(grant.owner, "paying") == 60_000_000
        with pytest.raises(InvalidTransition, match="조지출"):
            operations.release_batch(batch=batch, by=paying_officer, at=moment)
        assert balance(grant.owner, "paying") == 60_000_000
        assert differences() == []

    def test_waits_for_the_paying_officers_until_then(self, batch, officer, moment):
        waiting = Item.objects.open().filter(kind="release_batch", subject_id=batch.pk)
        assert [item.role for item in waiting] == ["PAYING_OFFICER"]
        operations.dissolve_batch(batch=batch, by=officer, at=moment)
        assert not waiting.all().exists()

    def test_stands_for_its_payments_until_it_is_given_up(self, batch, officer, moment):
        alone = Item.objects.open().filter(kind="release_payment")
        assert not alone.exists()
        operations.dissolve_batch(batch=batch, by=officer, at=moment)
        assert alone.count() == 1

    def test_counts_the_four_hands(self, batch, approving_officer, office, moment):
        people.give_role(approving_officer, "PAYING_OFFICER", "OFFICE", office.pk)
        with pytest.raises(refusals.BatchPaymentRefused, match="approved"):
            operations.release_batch(batch=batch, by=approving_officer, at=moment)

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE disbursements_batchentry SET amount_won = 1",
            "DELETE FROM disbursements_batchentry",
            "UPDATE disbursements_paymentbatch SET content_hash = 'x'",
        ],
    )
    def test_released_it_can_t_be_changed(self, released_batch, change):
        with pytest.raises(Exception, match=r"entries_fixed|batch_fixed"), transaction.atomic():
            connection.cursor().execute(change)

    def test_altered_with_triggers_off_no_file_is_made(self, released_batch):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("UPDATE disbursements_batchentry SET amount_won = 1")
            cursor.execute("SET LOCAL session_replication_role = origin")
        with pytest.raises(refusals.BatchAltered):
            as_pain001(released_batch)
        assert any("hash" in one for one in differences())

    def test_keeps_what_the_bank_was_told_when_the_firm_is_renamed(self, released_batch, grant):
        type(grant.firm).objects.filter(pk=grant.firm_id).update(name="새빛정밀")
        released_batch.refresh_from_db()
        assert "한빛정밀" in as_pain001(released_batch).decode()
        assert differences() == []

    def test_who_filled_it_does_not_release_it_nor_through_a_stand_in(
        self, approved_payment, profile, program, office, officer, second_officer, paying_officer, moment
    ):
        batch = operations.compose_batch(program=program, pays_on=moment.date(), by=officer, at=moment)
        operations.add_to_batch(batch=batch, payment=approved_payment, by=second_officer, at=moment)
        people.give_role(second_officer, "PAYING_OFFICER", "OFFICE", office.pk)
        with pytest.raises(NotAllowed, match="put payments into it"):
            operations.release_batch(batch=batch, by=second_officer, at=moment)
        clerk = people.with_role("AGENCY_OFFICER", "OFFICE", office.pk)
        self.lend(second_officer, clerk, office, moment)
        with pytest.raises(NotAllowed, match="stand in"):
            operations.release_batch(batch=batch, by=clerk, at=moment)
        for person, giver in ((second_officer, None), (clerk, second_officer)):
            with pytest.raises(Exception, match="batch_hands"), transaction.atomic():
                PaymentBatchChange.objects.create(
                    case=batch, from_status="COMPOSED", to_status="RELEASED", by=person, acting_for=giver, at=moment
                )  # fmt: skip
        self.lend(paying_officer, clerk, office, moment)
        operations.release_batch(batch=batch, by=clerk, at=moment)
        assert batch.changes.last().acting_for == paying_officer

    def test_above_one_s_limit_it_is_not_released_for_who_filled_it(
        self, approved_payment, profile, program, office, second_officer, paying_officer, moment
    ):
        lead = people.with_role("OFFICE_LEAD", "OFFICE", office.pk)
        people.give_role(second_officer, "PAYING_OFFICER", "OFFICE", office.pk)
        for limit_won, person in ((1, paying_officer), (None, second_officer)):
            operations.set_limit(
                office=office, hand="RELEASE", limit_won=limit_won, person=person, valid_from=moment.date(),
                source="위임전결", by=lead, at=moment,
            )  # fmt: skip
        batch = operations.compose_batch(program=program, pays_on=moment.date(), by=second_officer, at=moment)
        operations.add_to_batch(batch=batch, payment=approved_payment, by=second_officer, at=moment)
        clerk = people.with_role("AGENCY_OFFICER", "OFFICE", office.pk)
        for giver in (paying_officer, second_officer):
            self.lend(giver, clerk, office, moment)
        with pytest.raises(refusals.BatchPaymentRefused):
            operations.release_batch(batch=batch, by=clerk, at=moment)

    def lend(self, giver, to, office, moment):
        users.delegate(
            office=office, giver=giver, stand_in=to, role="PAYING_OFFICER", valid_from=moment.date(),
            valid_until=moment.date(), reason="휴가", by=giver, at=moment,
        )  # fmt: skip

    def test_a_payment_in_it_is_not_released_by_hand(self, batch, approved_payment, paying_officer, moment):
        with pytest.raises(refusals.PaymentInBatch):
            operations.release_payment(payment=approved_payment, by=paying_officer, at=moment)

    def test_composed_in_the_list_each_row_answers(
        self, client, approved_payment, profile, officer, monkeypatch, moment
    ):
        monkeypatch.setattr(clock, "now", lambda: moment)
        client.force_login(officer)
        client.cookies["django_language"] = "en"
        typed = {"payment": approved_payment.public_id, "pays_on": f"{moment:%Y-%m-%d}"}
        address = reverse("disbursements:payments_bulk")
        assert "Done" in client.post(address, {**typed, "act": "compose"}).content.decode()
        page = client.post(address, {**typed, "act": "compose"}).content.decode()
        assert "lies in “Batch 1” already" in page
        assert (
            "Your role does not include" in client.post(address, {**typed, "act": "approve"}).content.decode()
        )

    def test_its_csv_is_the_bank_s(self, released_batch):
        (row,) = as_csv(released_batch).decode("cp949").splitlines()
        assert row.split(",")[0] == "004"
        assert row.split(",")[2:4] == ["60000000", "한빛정밀"]


def work(job: Job | None = None) -> Job:
    """Do the reconciling that was asked for, as a worker does."""
    taken = take((job or Job.objects.get(kind="reconcile_statement")).pk)
    assert taken is not None
    finish(taken, reconcile(Progress(taken), **taken.payload))
    taken.refresh_from_db()
    return taken


class TestStatement:
    def test_confirms_what_was_paid_and_the_same_file_changes_nothing(
        self, released_batch, approved_payment, bring, grant
    ):
        data = camt((end_to_end_id(approved_payment.pk, 1), 60_000_000, "DBIT", "R-1"))
        assert bring(data) == {"R-1": "MATCHED"}
        payment = PaymentRequest.objects.get(pk=approved_payment.pk)
        assert (payment.status, payment.bank_reference) == ("CONFIRMED", "R-1")
        with pytest.raises(refusals.StatementKnown):
            bring(data)
        assert bring(data.replace(b"<Id>STMT-1</Id>", b"<Id>STMT-2</Id>")) == {}  # the entries are known
        assert balance(grant.owner, "spent") == 60_000_000
        assert differences() == []

    def test_takes_back_what_came_back_after_it_was_paid(
        self, released_batch, approved_payment, bring, grant, lies, officer, paying_officer, moment
    ):
        name = end_to_end_id(approved_payment.pk, 1)
        paid, back = (name, 60_000_000, "DBIT", "R-1"), (name, 60_000_000, "CRDT", "R-2")
        assert bring(camt(paid, back)) == {"R-1": "MATCHED", "R-2": "RETURNED"}
        assert [lies(grant, c) for c in ("committed", "paying", "held", "spent", "duty_open")] == [
            120_000_000, 0, 0, 0, 0,
        ]  # fmt: skip
        again = operations.release_payment(payment=approved_payment, by=paying_officer, at=moment)
        operations.confirm_payment(
            payment=again, paid_on=moment.date(), bank_reference="R-3", amount_won=60_000_000, by=officer,
            at=moment,
        )  # fmt: skip
        assert (lies(grant, "spent"), lies(grant, "duty_open")) == (60_000_000, 60_000_000)
        figures = node_figures([grant])[grant.pk]
        assert (identity_gap(figures), duty_gap(figures)) == (0, 0)
        ((duties, _given),) = owed_by([grant])[grant.pk]
        assert [one.won for one in duties] == [60_000_000]
        assert differences() == []

    def test_is_read_for_whichever_programme_pays_from_the_account(
        self, released_batch, approved_payment, program, profile, bring, officer, moment
    ):
        other = Program.objects.create(
            **{
                one.attname: getattr(program, one.attname)
                for one in Program._meta.concrete_fields
                if one.name not in ("id", "public_id", "code")
            },
            code="next-year",
        )
        operations.set_bank_profile(
            program=other, payer_name="산업통상부", bank_code="011", number=PAYER, columns=DEFAULT_COLUMNS,
            answer_columns=DEFAULT_ANSWER_COLUMNS, separator=",", encoding="cp949", by=officer, at=moment,
        )  # fmt: skip
        data = camt((end_to_end_id(approved_payment.pk, 1), 60_000_000, "DBIT", "R-1"))
        assert bring(data, program=other) == {"R-1": "MATCHED"}

    def test_the_firm_is_told_and_owes_no_contribution(self, confirmed_payment, grant, officer, moment):
        waiting = Item.objects.open().filter(scope_kind="FIRM", scope_id=grant.firm_id)
        assert waiting.filter(kind="duty_open").exists()
        operations.return_from_bank(payment=confirmed_payment, reason="계좌 해지", by=officer, at=moment)
        assert waiting.filter(kind="payment_bounced", subject_id=confirmed_payment.pk).exists()
        assert not waiting.filter(kind="duty_open").exists()

    def test_nobody_hands_on_what_came_back(self, paid, tree):
        waiting = Item.objects.open().filter(kind="hand_on")
        assert waiting.exists()
        operations.return_from_bank(payment=paid, reason="계좌 해지", by=tree.officer, at=tree.at)
        assert not waiting.exists()
        told = Item.objects.open().filter(kind="payment_bounced").values_list("scope_id", flat=True)
        assert set(told) == {tree.firms[0].pk, tree.firms[2].pk}

    def test_a_duty_that_was_met_becomes_voluntary_until_it_is_paid_again(
        self, confirmed_payment, pass_on, tier2_rep, officer, paying_officer, grant, lies, moment
    ):
        passed = pass_on(20_000_000)
        operations.confirm_pass_through(pass_through=passed, amount_won=20_000_000, by=tier2_rep, at=moment)
        operations.return_from_bank(payment=confirmed_payment, reason="계좌 해지", by=officer, at=moment)
        assert [lies(grant, c) for c in ("duty_open", "duty_done", "voluntary")] == [0, 0, 20_000_000]
        assert differences() == []
        for times in (2, 3):
            operations.release_payment(payment=confirmed_payment, by=paying_officer, at=moment)
            operations.confirm_payment(
                payment=confirmed_payment, paid_on=moment.date(), bank_reference=f"R-{times}",
                amount_won=60_000_000, by=officer, at=moment,
            )  # fmt: skip
            assert [lies(grant, c) for c in ("duty_open", "duty_done", "voluntary")] == [
                40_000_000, 20_000_000, 0,
            ]  # fmt: skip
            assert differences() == []
            if times == 2:
                operations.return_from_bank(payment=confirmed_payment, reason="해지", by=officer, at=moment)
                assert [lies(grant, c) for c in ("duty_done", "voluntary")] == [0, 20_000_000]

    def test_money_that_went_on_comes_back_from_there_first(self, paid, tree):
        tree.hop(paid, 0)
        with pytest.raises(refusals.HandedOnAlready):
            operations.return_from_bank(payment=paid, reason="계좌 해지", by=tree.officer, at=tree.at)

    @pytest.mark.parametrize(
        ("named", "amount", "why"),
        [
            ("", 60_000_000, "names no release"),
            ("PAY-999999999-1", 60_000_000, "no programme pays"),
            (None, 59_999_999, "59,999,999"),
        ],
    )
    def test_keeps_what_it_can_t_match_until_an_officer_explains(
        self, released_batch, approved_payment, bring, officer, moment, named, amount, why
    ):
        name = end_to_end_id(approved_payment.pk, 1) if named is None else named
        assert bring(camt((name, amount, "DBIT", "R-9"))) == {"R-9": "UNMATCHED"}
        entry = StatementEntry.objects.get()
        assert why in entry.why
        settled = operations.explain_entry(entry=entry, reason="은행 수수료", by=officer, at=moment)
        assert settled.outcome == "EXPLAINED"

    def test_who_released_leaves_it_to_another(
        self, released_batch, approved_payment, bring, paying_officer, officer, office, moment
    ):
        people.give_role(paying_officer, "OFFICER", "OFFICE", office.pk)
        data = camt((end_to_end_id(approved_payment.pk, 1), 60_000_000, "DBIT", "R-1"))
        assert bring(data, by=paying_officer) == {"R-1": "READ"}
        operations.reconcile_entry(entry=StatementEntry.objects.get(), by=officer, at=moment)
        assert StatementEntry.objects.get().outcome == "MATCHED"

    def test_in_cp949_with_a_duplicate_line(self, released_batch, approved_payment, bring, moment):
        name = end_to_end_id(approved_payment.pk, 1)
        line = f"{moment:%Y-%m-%d},R-1,{name},60000000,,한빛정밀,보조금\r\n"
        assert bring((line * 2).encode("cp949"), allowed=CSV) == {"R-1": "MATCHED"}

    def test_the_last_second_of_the_year_belongs_to_it(
        self, approved_payment, profile, bring, program, officer, paying_officer
    ):
        last = dt.datetime(2026, 12, 31, 23, 59, 59, tzinfo=people.SEOUL)
        batch = operations.compose_batch(program=program, pays_on=last.date(), by=officer, at=last)
        operations.add_to_batch(batch=batch, payment=approved_payment, by=officer, at=last)
        batch = operations.release_batch(batch=batch, by=paying_officer, at=last)
        assert b"<CreDtTm>2026-12-31T23:59:59+09:00" in as_pain001(batch)
        data = camt((end_to_end_id(approved_payment.pk, 1), 60_000_000, "DBIT", "R-1"), day="2026-12-31")
        assert bring(data, at=last) == {"R-1": "MATCHED"}
        payment = PaymentRequest.objects.get(pk=approved_payment.pk)
        assert payment.paid_on == dt.date(2026, 12, 31)

    def test_of_another_account_is_refused(self, released_batch, bring):
        with pytest.raises(refusals.ForeignStatement, match="11122233344455"):
            bring(camt(account="11122233344455"))

    def test_a_worker_goes_on_where_another_one_ended(
        self, released_batch, approved_payment, program, officer, second_officer, moment, monkeypatch
    ):
        monkeypatch.setattr(clock, "now", lambda: moment)
        name = end_to_end_id(approved_payment.pk, 1)
        data = camt((name, 60_000_000, "DBIT", "R-1"), *(("", 5_000, "DBIT", f"R-{n}") for n in range(2, 24)))
        file = store(
            file=io.BytesIO(data), filename="answer", allowed=frozenset({XML}), by=officer, at=moment
        )
        job = operations.take_statement(program=program, file=file, by=officer, at=moment)
        statement = StatementEntry.objects.first().statement
        again = operations.ask_to_reconcile(statement=statement, by=second_officer, at=moment)
        assert again == job

        def dies(done: int, total: int) -> None:
            told.append((done, total))
            if done == 20:
                raise Lost

        told: list[tuple[int, int]] = []
        with pytest.raises(Lost):
            operations.reconcile_statement(statement=statement, by=officer, at=moment, tell=dies)
        assert told == [(0, 23), (10, 23), (20, 23)]
        assert statement.entries.filter(outcome="READ").count() == 3
        before = PaymentRequest.objects.get(pk=approved_payment.pk)
        assert before.status == "CONFIRMED"
        done = work(job)
        assert (done.progress_total, done.message) == (23, "Reconciling the entries")
        assert not statement.entries.filter(outcome="READ").exists()
        assert reconcile(Progress(done), **done.payload) == {"statement": statement.public_id}
        assert PaymentRequest.objects.get(pk=approved_payment.pk).version == before.version
        assert Item.objects.filter(kind="statement_reconciled").count() == 1
        later = moment + dt.timedelta(minutes=1)
        assert operations.ask_to_reconcile(statement=statement, by=second_officer, at=later) != job

    def test_is_looked_at_first_and_then_taken_over(
        self, client, released_batch, approved_payment, program, officer, monkeypatch, moment
    ):
        monkeypatch.setattr(clock, "now", lambda: moment)
        client.force_login(officer)
        client.cookies["django_language"] = "en"
        data = camt((end_to_end_id(approved_payment.pk, 1), 60_000_000, "DBIT", "R-1"))
        address, file = reverse("disbursements:statement_upload"), io.BytesIO(data)
        file.name = "answer.xml"
        page = client.post(address, {"program": program.public_id, "file": file, "act": "preview"})
        assert "1 entries left the account" in page.content.decode()
        assert not StatementEntry.objects.exists()
        file.seek(0)
        page = client.post(address, {"program": program.public_id, "file": file, "act": "take"}, follow=True)
        assert page.context["job"].kind == "reconcile_statement"
        report = StatementEntry.objects.get().get_absolute_url()
        assert "is being reconciled" in client.get(report).content.decode()
        job = work()
        assert registry.result_url(job) == report
        assert "Matched: payment confirmed" in client.get(report).content.decode()
        assert Item.objects.filter(kind="statement_reconciled", user=officer).count() == 1
