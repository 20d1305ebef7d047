"""The dossier, the search and the bundle of evidence read one table of which files belong to a grant."""

import datetime as dt

import pytest
from django.db import transaction
from django.db.models import Q

from applications.operations.holding import pass_to_firm
from core.evidence.models import Attachment
from core.evidence.operations import attach
from core.workflow import clock
from disbursements import operations
from disbursements.models import BankAccount, EntityAudit, Grant, Pledge
from reporting.auditing.files import found, grants_by_file, within_grants
from reporting.documents.kinds import Kind
from tests.auditing.test_whole_trails import pledged
from tests.documents.made import facts_of
from tests.factories import cases
from tests.factories.people import MOMENT

__all__ = ["pledged"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


def given(name, owner_kind, owner_id, by):
    """Return a paper of this name that belongs to a case."""
    paper = cases.paper(by, cases.SMALL_PDF + name.encode(), filename=name)
    return attach(
        attachment=paper, owner_kind=owner_kind, owner_id=owner_id, purpose="proof", by=by, at=MOMENT
    )


@pytest.fixture
def papers(pledged, running, grant, tier1_rep, anchor_rep):
    """A paper of the firm, of its audit, of its account and of its costs, and the proof of something in kind."""
    audit = EntityAudit.objects.create(
        firm=grant.firm, program=running.program, fiscal_year=2025, received_won=1, regranted_won=0, counted_won=1,
        auditor_due_on=dt.date(2026, 3, 31), report_due_on=dt.date(2026, 4, 30),
    )  # fmt: skip
    operations.record_in_kind(
        pledge=Pledge.objects.get(), name="공정 진단 40시간", given_on=MOMENT.date(), claimed_won=1,
        proof=cases.paper(anchor_rep, filename="in-kind.pdf"), by=anchor_rep, at=MOMENT,
    )  # fmt: skip
    account = BankAccount.objects.filter(firm=grant.firm).order_by("pk").first()
    given("certificate.pdf", "firm", grant.firm_id, tier1_rep)
    given("audit.pdf", "audit", audit.pk, tier1_rep)
    given("bankbook-copy.pdf", "bank_account", account.pk, tier1_rep)
    given("costs.pdf", "cost_workbook", grant.application_id, tier1_rep)


def names(condition):
    return set(Attachment.objects.filter(condition).values_list("filename", flat=True))


def cash(kind):
    """Return the receipt of a movement of a pledge."""
    return Pledge.objects.get().cash.get(kind=kind).evidence_id


DAY = dt.timedelta(days=1)
OF_THE_FIRM = {"certificate.pdf", "audit.pdf", "bankbook-copy.pdf", "costs.pdf"}


class TestDossier:
    def test_has_the_papers_of_firms_audits_accounts_and_pledges(self, papers, running):
        evidence = facts_of(running).plain["evidence"]

        assert OF_THE_FIRM | {"in-kind.pdf"} <= {paper["filename"] for paper in evidence}
        assert [paper["kind"] for paper in evidence].count("pledge_cash") == 2

    def test_of_a_grant_has_none_of_the_consortium_as_a_whole(self, papers, grant):
        evidence = facts_of(grant, Kind.CHAIN_AUDIT).plain["evidence"]

        assert {paper["filename"] for paper in evidence} >= OF_THE_FIRM
        assert [paper["kind"] for paper in evidence].count("pledge_cash") == 1
        assert "in_kind" not in {paper["kind"] for paper in evidence}


class TestBundle:
    def test_has_the_papers_of_the_firm_and_what_it_gave_back(self, papers, grant):
        there = within_grants([grant.pk])

        assert names(there) >= OF_THE_FIRM
        assert Attachment.objects.filter(there, pk=cash("RETURNED")).exists()
        assert not Attachment.objects.filter(there, pk=cash("PAID_IN")).exists()

    def test_has_no_paper_of_another_firm(self, papers, linked_grant):
        assert not names(within_grants([linked_grant.pk])) & OF_THE_FIRM

    def test_puts_each_file_with_a_grant(self, papers, grant, linked_grant):
        grants = [grant.pk, linked_grant.pk]
        files = list(Attachment.objects.filter(within_grants(grants)))

        whose = grants_by_file(files, grants)
        assert whose.keys() == {one.pk for one in files}
        assert {whose[one.pk] for one in files if one.filename in OF_THE_FIRM} == {grant.pk}

    def test_puts_money_passed_on_with_its_receiver_where_the_payer_is_not_asked_for(
        self, running, linked_grant
    ):
        files = list(Attachment.objects.filter(within_grants([linked_grant.pk]), owner_kind="pass_through"))

        assert files
        assert set(grants_by_file(files, [linked_grant.pk]).values()) == {linked_grant.pk}


class TestHandedOver:
    @pytest.fixture
    def handed_over(self, papers, grant, linked_grant, officer):
        """The grant, which the firm handed over to another one of the consortium."""
        firm = grant.firm
        with transaction.atomic():
            pass_to_firm(application=grant.application, firm=linked_grant.firm, by=officer, at=MOMENT + DAY)
            Grant.objects.filter(pk=grant.pk).update(firm=linked_grant.firm)
        return firm

    def test_keeps_the_papers_of_who_held_it_in_dossier_and_bundle(self, handed_over, grant):
        plain = facts_of(Grant.objects.get(pk=grant.pk), Kind.CHAIN_AUDIT).plain

        assert {paper["filename"] for paper in plain["evidence"]} >= OF_THE_FIRM
        assert names(within_grants([grant.pk])) >= OF_THE_FIRM

    def test_keeps_who_held_it_among_the_parties_with_account_and_audit(self, handed_over, grant):
        plain = facts_of(Grant.objects.get(pk=grant.pk), Kind.CHAIN_AUDIT).plain

        for section, name in (("parties", "name"), ("bank_accounts", "firm"), ("audits", "firm")):
            assert handed_over.name in {one[name] for one in plain[section]}, section


class TestSearch:
    def test_finds_what_belongs_to_a_consortium_as_a_whole(self, papers, grant, auditor):
        ((paper, led),) = found(Q(pk=cash("PAID_IN")), auditor, MOMENT, 5)

        assert (paper.owner_kind, led.consortium) == ("pledge_cash", grant.consortium)
