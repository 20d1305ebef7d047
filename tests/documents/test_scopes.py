"""The dossiers of a grant and of a chain: what is theirs, nothing of their neighbours, and references that lead."""

import re
from html.parser import HTMLParser

import page
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.evidence.operations import attach
from disbursements.models import BankAccount
from reporting.documents.kinds import Kind
from reporting.documents.recipes import RECIPES
from tests.dashboards.running import pass_on
from tests.documents.made import bytes_of, facts_of, html_of, made, requested, text_of
from tests.factories.cases import paper
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db

GRANT, CHAIN, WHOLE = Kind.GRANT_AUDIT, Kind.CHAIN_AUDIT, Kind.CONSORTIUM_AUDIT


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


class Anchors(HTMLParser):
    """The ids of a page, and where its links within it lead."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.leads = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and given["href"].startswith("#"):
            self.leads.append(given["href"][1:])


class TestScope:
    def test_of_a_grant_is_its_case_alone(self, running, grant, linked_grant):
        plain = facts_of(linked_grant, GRANT).plain
        assert [one["public_id"] for one in plain["grants"]] == [linked_grant.public_id]
        assert [one["firm"] for one in plain["applications"]] == [linked_grant.firm.name]
        assert not plain["payments"]
        assert not plain["statements"]
        assert [one["receiver"] for one in plain["passed_on"]] == [linked_grant.firm.name]
        keys = {one["key"] for one in plain["transfers"]}
        assert keys
        assert not any(key.startswith(f"award:{grant.application_id}") for key in keys)

    def test_of_a_chain_is_the_grant_with_all_below(self, running, grant, linked_grant):
        plain = facts_of(grant, CHAIN).plain
        assert [one["public_id"] for one in plain["grants"]] == [grant.public_id, linked_grant.public_id]
        assert plain["statements"]
        assert plain["totals"]["received_won"] == 80_000_000
        assert plain["title"] == f"{grant.firm.name} · {grant.application.title}"

    def test_all_four_tiers_hang_below_the_topmost(self, four_tiers):
        top = four_tiers.grants.get(parent__isnull=True)
        plain = facts_of(top, CHAIN).plain
        assert len(plain["grants"]) == 4
        assert plain["totals"] == facts_of(four_tiers, WHOLE).plain["totals"]

    def test_a_grant_of_another_consortium_is_in_none(self, running, grant, rival):
        for kind in (GRANT, CHAIN):
            assert rival.name not in html_of(grant, kind=kind)

    def test_parties_of_a_grant_are_its_firm_and_the_anchor(self, running, linked_grant):
        names = [one["name"] for one in facts_of(linked_grant, GRANT).plain["parties"]]
        assert names == [running.anchor.name, linked_grant.firm.name]

    def test_another_fact_of_the_neighbour_changes_nothing(self, running, grant, linked_grant, officer):
        before = {kind: facts_of(linked_grant, kind).sha256 for kind in (GRANT,)}
        chain = facts_of(grant, CHAIN).sha256
        grant.move_to("SUSPENDED", by=officer, at=grant.accepted_at, reason="자료 미제출")
        assert facts_of(linked_grant, GRANT).sha256 == before[GRANT]
        assert facts_of(grant, CHAIN).sha256 != chain

    def test_the_flow_of_a_chain_is_drawn_without_its_neighbours(self, running, grant):
        assert "<svg" in html_of(grant, kind=CHAIN)
        assert "flow" not in facts_of(grant, GRANT).drawings


class TestWhoMay:
    @pytest.mark.parametrize("kind", [GRANT, CHAIN])
    @pytest.mark.parametrize("name", ["anchor_rep", "tier1_rep", "tier2_rep", "verifier", "other_officer"])
    def test_nobody_but_the_office_and_the_auditor(self, running, grant, request, kind, name):
        with pytest.raises(PermissionDenied):
            requested(grant, request.getfixturevalue(name), kind=kind)

    def test_the_page_of_a_grant_offers_them(self, client, running, grant, linked_grant, auditor):
        client.force_login(auditor)
        text = client.get(grant.get_absolute_url()).content.decode()
        for slug in ("grant-audit", "chain-audit"):
            assert reverse("documents:of", args=[slug, grant.public_id]) in text
        below = client.get(linked_grant.get_absolute_url()).content.decode()
        assert reverse("documents:of", args=["chain-audit", linked_grant.public_id]) not in below

    def test_the_firm_is_offered_none(self, client, running, grant, tier1_rep):
        client.force_login(tier1_rep)
        assert "grant-audit" not in client.get(grant.get_absolute_url()).content.decode()


class TestPages:
    @pytest.mark.parametrize("language", ["ko", "en"])
    def test_is_pdf_a_3_with_every_reference(self, running, grant, auditor, language):
        document = made(grant, auditor, language, CHAIN)
        report = page.validate_pdf_bytes(bytes_of(document), profile="3a")
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []
        _reader, text = text_of(document)
        assert re.search(r"E\d+ \d+쪽" if language == "ko" else r"E\d+ p\. \d+", text)

    def test_every_reference_leads_somewhere_and_back(self, running, grant):
        found = Anchors(html_of(grant, kind=CHAIN))
        assert len(found.ids) == len(set(found.ids))
        assert found.leads
        assert set(found.leads) <= set(found.ids)
        facts = facts_of(grant, CHAIN).plain
        assert f"paper-{len(facts['evidence'])}" in found.ids
        assert "line-1-1" in found.leads
        assert len([one for one in found.ids if one.startswith("line-")]) == 1

    def test_every_paper_that_is_cited_stands_in_the_list_of_evidence(self, running):
        facts = facts_of(running).plain
        listed = {paper["sha256"] for paper in facts["evidence"]}
        lines = [line for payment in facts["payments"] for line in payment["lines"]]
        assert {line["sha256"] for line in lines} <= listed
        assert {one["sha256"] for one in facts["passed_on"]} <= listed

    @pytest.mark.parametrize("kind", ["grant", "asset", "bank_account"])
    def test_papers_of_whatever_belongs_to_the_case_are_listed(self, running, grant, tier1_rep, kind):
        owner = {"grant": grant, "asset": grant.assets.get(), "bank_account": BankAccount.objects.first()}[
            kind
        ]
        photo = paper(tier1_rep, b"%PDF-1.7 another", "명판.pdf")
        attach(
            attachment=photo, owner_kind=kind, owner_id=owner.pk, purpose="photo", by=tier1_rep, at=MOMENT
        )  # fmt: skip
        for subject, dossier in ((grant, GRANT), (grant, CHAIN), (running, WHOLE)):
            listed = [one for one in facts_of(subject, dossier).plain["evidence"] if one["kind"] == kind]
            assert [one["filename"] for one in listed] == ["명판.pdf"]

    def test_the_index_names_firms_grants_and_invoices(self, running, grant):
        index = html_of(grant, kind=CHAIN).partition('id="index"')[2]
        for words in ("대한자동차", "시험기계", grant.application.title, f"{grant.pk:024d}"):
            assert words in index, words


@pytest.mark.parametrize("kind", [GRANT, CHAIN, WHOLE])
def test_facts_are_read_in_a_constant_number_of_queries(
    kind, running, grant, linked_grant, tier1_rep, tier2_rep
):
    subject = running if kind == WHOLE else grant

    def queries():
        fresh = RECIPES[kind].subject(subject.pk)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            facts_of(fresh, kind)
        return len(asked)

    queries()
    before = queries()
    for amount in (1_000_000, 2_000_000):
        pass_on(grant, linked_grant, giver=tier1_rep, taker=tier2_rep, amount=amount)
    assert queries() == before
    print(f"{kind}: {before} queries")
