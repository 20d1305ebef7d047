"""Audits of firms: owed from a sum over all grants in a year, named, handed in, accepted or sent back."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import translation

from core.inbox.models import Item
from core.ledger.operations import account, outside, post, reverse
from core.users.permissions import NotAllowed
from core.workflow import clock
from core.workflow.models import SEOUL
from core.workflow.refusals import InvalidTransition
from disbursements import operations
from disbursements.models import EntityAudit
from disbursements.refusals import audits as no
from disbursements.tasks import watch_audits
from tests.factories import cases
from tests.factories.people import business_number
from tests.ui.sheets import rows_of

pytestmark = pytest.mark.django_db
JANUARY = dt.datetime(2027, 1, 5, 10, tzinfo=SEOUL)
APRIL = dt.datetime(2027, 4, 20, 10, tzinfo=SEOUL)
LIMIT = 1_000_000_000
AUDITOR = {
    "auditor": "한울회계법인", "auditor_number": business_number(888), "engaged_on": dt.date(2027, 1, 4),
}  # fmt: skip


@pytest.fixture
def receive(grant, officer):
    """Let the bank pay won to a firm, for itself or to be handed on."""

    def receive(won, to="held", on=dt.date(2026, 3, 2)):
        n, paying = Item.objects.count() + won, account(grant.owner, "paying")
        for source, target in ((outside("state"), paying), (paying, account(grant.owner, to))):
            posted = post(
                key=f"test:{n}:{target.code}", source=source, target=target, amount=won, effective_on=on,
                at=JANUARY, by=officer, event=f"test:{n}",
            )  # fmt: skip
        return posted

    return receive


@pytest.fixture
def open_audit(tier1, officer):
    return lambda: operations.open_due_audit(firm=tier1, year=2026, by=officer, at=JANUARY)


@pytest.fixture
def audit(receive, open_audit):
    receive(LIMIT)
    return open_audit()


def name(audit, rep, **other):
    return operations.name_auditor(audit=audit, **{**AUDITOR, **other}, by=rep, at=JANUARY)


def hand_in(audit, rep, day=dt.date(2027, 4, 12), at=APRIL):
    report = cases.paper(rep, filename="audit.pdf")
    return operations.hand_in_audit(
        audit=audit, report=report, opinion="QUALIFIED", reported_on=day, by=rep, at=at
    )


class TestOpening:
    def test_at_the_limit_and_a_won_below(self, receive, open_audit):
        receive(LIMIT - 1)
        assert open_audit() is None
        receive(1)
        audit = open_audit()
        assert (audit.status, audit.counted_won) == ("DUE", LIMIT)
        assert (audit.auditor_due_on, audit.report_due_on) == (dt.date(2027, 3, 31), dt.date(2027, 4, 30))

    def test_what_is_re_granted_exempts_until_more_is_learned(self, receive, open_audit, tier1_rep):
        receive(LIMIT - 1)
        receive(1, to="conduit:9")
        audit = open_audit()
        assert (audit.status, audit.received_won, audit.regranted_won) == ("EXEMPTED", LIMIT, 1)
        assert not Item.objects.open().filter(subject_kind="audit").exists()
        with pytest.raises(InvalidTransition):
            name(audit, tier1_rep)
        assert open_audit() is None
        receive(2)
        assert open_audit().status == "DUE"
        assert Item.objects.open().filter(kind="name_auditor").exists()

    def test_what_the_bank_sent_back_was_not_received(self, receive, open_audit, officer):
        sent = receive(LIMIT)
        reverse(transfer=sent, effective_on=dt.date(2026, 3, 4), at=JANUARY, by=officer, event="back")
        assert open_audit() is None

    def test_by_the_clock_when_the_year_is_over_and_once(self, receive, monkeypatch):
        receive(LIMIT)
        last = dt.datetime(2026, 12, 31, 23, 59, 59, tzinfo=SEOUL)
        monkeypatch.setattr(clock, "now", lambda: last)
        assert watch_audits() == 0
        monkeypatch.setattr(clock, "now", lambda: last + dt.timedelta(seconds=1))
        assert (watch_audits(), watch_audits()) == (1, 0)
        assert Item.objects.get(kind="name_auditor").due_on == dt.date(2027, 3, 31)


class TestSteps:
    def test_from_the_auditor_to_the_accepted_report(self, audit, tier1_rep, officer):
        name(audit, tier1_rep)
        name(audit, tier1_rep, auditor="새빛회계법인")
        assert Item.objects.open().get(kind="hand_in_audit").due_on == dt.date(2027, 4, 30)
        hand_in(audit, tier1_rep)
        operations.return_audit(audit=audit, reason="의견의 근거가 빠짐", by=officer, at=APRIL)
        assert Item.objects.open().filter(kind="correct_audit").exists()
        hand_in(audit, tier1_rep)
        done = operations.accept_audit(audit=audit, reason="한정 사유를 확인함", by=officer, at=APRIL)
        assert (done.status, done.accepted_by, done.opinion) == ("ACCEPTED", officer, "QUALIFIED")
        assert [step.to_status for step in done.changes.all()] == [
            "DUE", "NAMED", "NAMED", "SUBMITTED", "RETURNED", "SUBMITTED", "ACCEPTED",
        ]  # fmt: skip
        assert not Item.objects.open().filter(subject_kind="audit", is_notice=False).exists()

    def test_refuses_who_may_not_and_what_cannot_be(self, audit, tier1, tier1_rep, tier1_clerk, officer):
        with pytest.raises(NotAllowed):
            name(audit, tier1_clerk)
        with pytest.raises(no.OwnAuditor):
            name(audit, tier1_rep, auditor_number=tier1.business_number)
        with pytest.raises(no.EngagedInFuture):
            name(audit, tier1_rep, engaged_on=dt.date(2027, 1, 6))
        name(audit, tier1_rep)
        with pytest.raises(no.ReportedTooEarly):
            hand_in(audit, tier1_rep, day=dt.date(2026, 12, 31))
        with pytest.raises(no.ReportedInFuture):
            hand_in(audit, tier1_rep, day=dt.date(2027, 4, 21))
        hand_in(audit, tier1_rep)
        with pytest.raises(NotAllowed):
            operations.accept_audit(audit=audit, reason="확인함", by=tier1_rep, at=APRIL)

    def test_is_overdue_a_day_after_each_of_its_days(self, audit, tier1_rep):
        def is_overdue(day):
            return EntityAudit.objects.overdue(day).exists()

        assert [is_overdue(dt.date(2027, 3, 31)), is_overdue(dt.date(2027, 4, 1))] == [False, True]
        name(audit, tier1_rep)
        assert [is_overdue(dt.date(2027, 4, 30)), is_overdue(dt.date(2027, 5, 1))] == [False, True]


class TestPages:
    def test_the_firm_names_its_auditor_from_its_own_page(self, audit, tier1, tier1_rep):
        client = Client()
        client.force_login(tier1_rep)
        assert audit.get_absolute_url() in client.get(tier1.get_absolute_url()).content.decode()
        typed = {**AUDITOR, "engaged_on": "2026-01-05", "version": audit.version}
        answer = client.post(f"{audit.get_absolute_url()}auditor/", typed)
        assert answer.status_code == 302
        page = client.get(audit.get_absolute_url()).content.decode()
        assert "한울회계법인" in page

    def test_the_officer_lists_what_is_overdue_and_takes_it_away(self, audit, tier1, officer, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: APRIL)
        client = Client()
        client.force_login(officer)
        page = client.get("/audits/?due=overdue")
        assert page.context["listing"].count == 1
        sheet = rows_of(client.get("/audits/?due=overdue&export=xlsx"))
        assert any(tier1.name in [str(cell) for cell in row] for row in sheet)

    def test_say_why_a_firm_is_exempt(self, receive, open_audit, officer):
        receive(LIMIT, to="conduit:9")
        client = Client()
        client.force_login(officer)
        with translation.override("en"):
            page = client.get(open_audit().get_absolute_url(), HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert f"{LIMIT:,}" in page
        assert "제27조의2" in page or "art. 27-2" in page
