"""Webhooks: every step of a firm's own cases arrives, signed, once, or is tried again and given up."""

import base64
import datetime as dt
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.inbox.models import Item
from core.jobs import operations as jobs
from core.jobs.models import Job
from core.jobs.tasks import run
from core.users.models import RoleAssignment, User
from core.workflow import listening
from disbursements.operations import draft_payment, submit_payment
from reporting.api import operations, refusals, sending
from reporting.api.models import Delivery, Hook, Problem, State
from reporting.api.operations.deliveries import PAUSES
from reporting.api.reach import reachable
from reporting.api.signing import secret_of
from tests.api.receivers import Receiver
from tests.factories.people import MOMENT, person_of


def work() -> list[Delivery]:
    """Do every job of a message that waits, as the worker does, whatever moment it waits for."""
    for job in Job.objects.filter(kind="webhook", status="QUEUED").order_by("pk"):
        Job.objects.filter(pk=job.pk).update(not_before=MOMENT - dt.timedelta(days=1))
        run(job.pk)
        job.refresh_from_db()
        assert job.status == "FINISHED", job.error
    return list(Delivery.objects.order_by("pk"))


@pytest.fixture
def message(hook: Hook, drafted_payment: Any) -> Delivery:
    """What is said of a payment that was begun."""
    return Delivery.objects.get(case_kind="payment")


class TestHearing:
    def test_tells_of_every_step_of_the_firm_s_cases(self, hook, submitted_payment):
        said = [(one.case_kind, one.from_status, one.to_status) for one in Delivery.objects.order_by("pk")]

        assert said[-2:] == [("payment", "", "DRAFTED"), ("payment", "DRAFTED", "SUBMITTED")]
        assert json.loads(Delivery.objects.order_by("pk").last().body) == {
            "type": "case.status_changed",
            "timestamp": MOMENT.isoformat(),
            "data": {
                "kind": "payment", "id": submitted_payment.public_id, "from_status": "DRAFTED",
                "to_status": "SUBMITTED",
            },
        }  # fmt: skip

    def test_tells_nobody_else(self, receiver, rival, rival_rep, anchor, anchor_rep, grant, tier1_clerk):
        for firm, rep in ((rival, rival_rep), (anchor, anchor_rep)):
            operations.register_hook(firm=firm, address=reachable(receiver.address), by=rep, at=MOMENT)

        draft_payment(grant=grant, by=tier1_clerk, at=MOMENT)

        assert not Delivery.objects.exists()

    def test_tells_both_ends_of_money_passed_on(self, hook, receiver, tier2, tier2_rep, pass_on):
        operations.register_hook(firm=tier2, address=reachable(receiver.address), by=tier2_rep, at=MOMENT)

        pass_on()

        told = Delivery.objects.filter(case_kind="pass_through").values_list("hook__firm__name", flat=True)
        assert set(told) == {"한빛정밀", "가온열처리"}

    def test_keeps_what_the_office_has_not_decided(self, hook, grant, officer):
        from disbursements.models import Debt

        debt = Debt.objects.create(
            grant=grant, firm=grant.firm, kind="PRINCIPAL", ground="MISUSE", amount_won=1, spent_won=1,
            finding="x", proposed_at=MOMENT, proposed_by=officer,
        ).begin(by=officer, at=MOMENT)  # fmt: skip

        assert not Delivery.objects.filter(case_id=debt.public_id).exists()

    def test_falls_with_the_step(self, hook, grant, tier1_clerk):
        before = Delivery.objects.count(), Job.objects.filter(kind="webhook").count()
        with transaction.atomic():
            draft_payment(grant=grant, by=tier1_clerk, at=MOMENT)
            assert Delivery.objects.count() > before[0]
            transaction.set_rollback(True)

        assert (Delivery.objects.count(), Job.objects.filter(kind="webhook").count()) == before

    def test_costs_a_step_one_query_without_webhooks(self, grant):
        with CaptureQueriesContext(connection) as asked:
            listening.tell(grant, before="SUSPENDED", at=MOMENT)

        assert len(asked) == 1

    def test_of_a_stopped_webhook_ends(self, hook, message, tier1_rep, tier1_clerk):
        operations.stop_hook(hook=hook, by=tier1_rep, at=MOMENT)
        submit_payment(payment=message_payment(message), by=tier1_rep, at=MOMENT)

        (left,) = Delivery.objects.filter(case_kind="payment")
        assert (left.status, left.problem) == (State.GIVEN_UP, Problem.STOPPED)


class TestWhoAnswers:
    @pytest.fixture
    def gone(self, tier1_rep):
        """Who registered the webhook may not sign in any more."""
        User.objects.filter(pk=tier1_rep.pk).update(is_active=False)
        return tier1_rep

    def test_nothing_is_written_once_they_left(self, hook, grant, tier1_clerk, gone):
        before = Delivery.objects.count()
        draft_payment(grant=grant, by=tier1_clerk, at=MOMENT)

        assert Delivery.objects.count() == before

    def test_nothing_is_written_once_their_role_ended(self, hook, grant):
        before = Delivery.objects.count()
        hook.made_by.assignments.update(valid_until=MOMENT.date())
        listening.tell(grant, before="SUSPENDED", at=MOMENT)
        assert Delivery.objects.count() == before + 1
        listening.tell(grant, before="SUSPENDED", at=MOMENT + dt.timedelta(days=1))

        assert Delivery.objects.count() == before + 1

    def test_what_waits_is_given_up_unsent(self, receiver, message, gone):
        got = len(receiver.got)
        work()

        message.refresh_from_db()
        assert (message.status, message.problem, message.next_try_at) == (
            State.GIVEN_UP,
            Problem.STOPPED,
            None,
        )
        assert len(receiver.got) == got

    def test_nothing_is_sent_again(self, tier1, message, tier1_rep):
        other = person_of(tier1)
        work()
        User.objects.filter(pk=tier1_rep.pk).update(is_active=False)

        with pytest.raises(PermissionDenied):
            operations.send_again(delivery=message, by=other, at=MOMENT)

    def test_is_asked_with_the_same_number_of_queries_for_many(self, hook, grant, tier1):
        def asked() -> int:
            # nobody answers any more, so nothing is written
            RoleAssignment.objects.filter(scope_kind="FIRM", scope_id=tier1.pk).update(
                valid_until=MOMENT.date()
            )
            with CaptureQueriesContext(connection) as queries:
                listening.tell(grant, before="SUSPENDED", at=MOMENT + dt.timedelta(days=1))
            return len(queries)

        few = asked()
        for number in range(4):
            Hook.objects.create(
                firm=tier1, address=f"https://x.kr/{number}", made_at=MOMENT, made_by=person_of(tier1)
            )

        assert asked() == few

    def test_page_says_that_it_works_no_more(self, client, tier1, hook, gone):
        client.force_login(person_of(tier1))
        said = "사용 불가: 만든 사람이 기업을 대표하지 않음"
        assert said in client.get(reverse("api:firm", args=[tier1.public_id])).content.decode()
        assert gone.name in client.get(hook.get_absolute_url()).content.decode()


def test_a_message_written_beside_the_stop_is_given_up(hook, receiver, message, tier1_rep):
    got = len(receiver.got)
    operations.stop_hook(hook=hook, by=tier1_rep, at=MOMENT)
    # as the step that ran beside it left it
    Delivery.objects.filter(pk=message.pk).update(status=State.WAITING, problem="", next_try_at=MOMENT)
    work()

    message.refresh_from_db()
    assert (message.status, message.problem, message.next_try_at) == (State.GIVEN_UP, Problem.STOPPED, None)
    assert len(receiver.got) == got


def message_payment(message: Delivery) -> Any:
    from disbursements.models import PaymentRequest

    return PaymentRequest.objects.get(public_id=message.case_id)


class TestSending:
    def test_arrives_signed(self, hook, receiver, message):
        work()

        got = receiver.got[-1]
        message.refresh_from_db()
        assert (message.status, message.answer, message.tries) == (State.DELIVERED, 204, 1)
        assert got.path == "/hooks?of=us"
        assert got.body == message.body
        assert got.headers["webhook-id"] == message.public_id
        # as a receiver checks it, without our code
        key = base64.b64decode(secret_of(hook.public_id).removeprefix("whsec_"))
        signed = f"{message.public_id}.{got.headers['webhook-timestamp']}.{got.body}".encode()
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert got.headers["webhook-signature"] == f"v1,{expected}"
        assert int(got.headers["webhook-timestamp"]) == int(MOMENT.timestamp())

    def test_has_a_secret_of_each_webhook(self, hook, receiver, tier1, tier1_rep):
        other, secret = operations.register_hook(
            firm=tier1, address=reachable(receiver.address + "2"), by=tier1_rep, at=MOMENT
        )

        assert secret == secret_of(other.public_id) != secret_of(hook.public_id)

    def test_is_tried_again_after_an_error(self, receiver, message):
        receiver.answers = [500]
        work()
        message.refresh_from_db()
        assert (message.status, message.answer, message.problem) == (State.WAITING, 500, Problem.ANSWER)
        assert message.next_try_at == MOMENT + dt.timedelta(minutes=1)
        receiver.answers = [204]
        work()
        message.refresh_from_db()
        assert (message.status, message.answer, message.problem) == (State.DELIVERED, 204, "")
        assert len({got.headers["webhook-id"] for got in receiver.got if got.body == message.body}) == 1

    def test_waits_for_its_pause(self, receiver, message):
        receiver.answers = [500]
        work()

        waiting = Job.objects.get(kind="webhook", status="QUEUED", payload__delivery_id=message.pk)
        Job.objects.filter(pk=waiting.pk).update(not_before=MOMENT + dt.timedelta(minutes=1))
        assert jobs.take(waiting.pk) is None

    def test_is_given_up_in_the_end_and_told_once(self, receiver, message, tier1_rep, tier1):
        receiver.answers = [503]
        for _try in range(len(PAUSES) + 1):
            work()

        message.refresh_from_db()
        assert (message.status, message.tries, message.next_try_at) == (State.GIVEN_UP, 6, None)
        assert not Job.objects.filter(kind="webhook", status="QUEUED").exists()
        (notice,) = Item.objects.filter(kind="webhook_given_up")
        assert Item.objects.visible_to(tier1_rep, MOMENT).filter(pk=notice.pk).exists()
        assert tuple(sorted(PAUSES)) == PAUSES

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_follows_no_redirect(self, receiver, message, status):
        receiver.answers = [status]
        got = len(receiver.got)
        work()

        message.refresh_from_db()
        assert (message.status, message.problem) == (State.WAITING, Problem.REDIRECT)
        assert len(receiver.got) == got + Delivery.objects.count()

    def test_waits_no_longer_than_it_says(self, receiver, message, monkeypatch):
        monkeypatch.setattr(sending, "WAIT_SECONDS", 0.2)
        receiver.answers = [2.0]
        work()

        message.refresh_from_db()
        assert (message.status, message.problem, message.answer) == (State.WAITING, Problem.SILENT, None)

    def test_cuts_off_what_drips(self, settings, monkeypatch):
        monkeypatch.setattr(sending, "ALL_SECONDS", 0.5)
        settings.WEBHOOKS_REACH_LOOPBACK = True
        with Dripping() as address:
            outcome = sending.post(address, "{}", {})

        assert outcome == sending.Outcome(problem=Problem.SILENT)

    def test_of_nobody_there_fails(self, settings):
        settings.WEBHOOKS_REACH_LOOPBACK = True
        with Receiver() as gone:
            address = gone.address

        assert sending.post(address, "{}", {}).problem == Problem.UNREACHABLE

    def test_looks_at_the_address_each_time(self, receiver, message, settings):
        settings.WEBHOOKS_REACH_LOOPBACK = False
        got = len(receiver.got)
        work()

        message.refresh_from_db()
        assert message.problem == Problem.UNSAFE
        assert len(receiver.got) == got

    def test_twice_by_two_workers_counts_once(self, message):
        outcome = sending.Outcome(500, Problem.ANSWER)
        stale = Delivery.objects.get(pk=message.pk)
        operations.note_try(delivery=message, outcome=outcome, by=None, at=MOMENT)
        operations.note_try(delivery=stale, outcome=outcome, by=None, at=MOMENT)

        message.refresh_from_db()
        assert message.tries == 1


class TestAgain:
    def test_sends_the_same_message(self, receiver, message, tier1_rep):
        work()
        operations.send_again(delivery=message, by=tier1_rep, at=MOMENT + dt.timedelta(minutes=1))
        work()

        same = [got for got in receiver.got if got.headers["webhook-id"] == message.public_id]
        assert len(same) == 2
        assert same[0].body == same[1].body

    def test_is_refused_while_it_is_tried(self, message, tier1_rep):
        with pytest.raises(refusals.StillOnItsWay):
            operations.send_again(delivery=message, by=tier1_rep, at=MOMENT)
        operations.send_again(delivery=message, by=tier1_rep, at=MOMENT + dt.timedelta(hours=2))

    def test_is_for_the_representative(self, message, tier1_clerk, rival_rep, tier1_rep, hook):
        work()
        for stranger in (tier1_clerk, rival_rep):
            with pytest.raises(PermissionDenied):
                operations.send_again(delivery=message, by=stranger, at=MOMENT)
        operations.stop_hook(hook=hook, by=tier1_rep, at=MOMENT)
        with pytest.raises(PermissionDenied):
            operations.send_again(delivery=message, by=tier1_rep, at=MOMENT)


class Dripping(Receiver):
    """Answers one byte of a header at a time, for ever."""

    def _handler(self) -> Any:
        import http.server
        import time

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                for _byte in range(200):
                    self.wfile.write(b"x")
                    time.sleep(0.05)

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        return Handler

    def __enter__(self) -> Any:
        super().__enter__()
        return self.address
