"""Who sees which figures on the pages of this room."""

from dataclasses import asdict

import pytest
from django.urls import reverse

from core.inbox import operations as inbox
from core.inbox.models import Item
from core.ledger.models import Account
from core.workflow import clock
from disbursements.queries import overdue_payments
from reporting.tallies import queries as tallies
from reporting.tallies.models import Tally, TallyRow
from tests.factories.people import MOMENT, with_role
from tests.register.conftest import taken

pytestmark = pytest.mark.django_db


def chain(client, consortium):
    return client.get(reverse("dashboards:chain", args=[consortium.public_id]))


class TestHome:
    def test_the_landing_tells_what_is_open(self, client, call):
        page = client.get("/")
        assert page.status_code == 200
        assert call.program.name_ko in page.content.decode()
        assert reverse("account_login") in page.content.decode()

    def test_practice_programmes_are_not_public(self, client, call):
        type(call.program).objects.filter(pk=call.program_id).update(is_practice=True)
        assert call.program.name_ko not in client.get("/").content.decode()

    def test_an_officer_sees_figures_that_lead_on(self, client, running, officer):
        client.force_login(officer)
        text = client.get("/").content.decode()
        assert "8천만원" in text or "8,000만원" in text
        assert reverse("dashboards:budget", args=[running.program.public_id, "paid"]) in text

    @pytest.mark.parametrize(
        "name", ["auditor", "verifier", "reviewer", "anchor_rep", "tier1_rep", "tier2_clerk"]
    )
    def test_everybody_has_a_home(self, client, running, request, name):
        client.force_login(request.getfixturevalue(name))
        assert client.get("/").status_code == 200

    def test_who_has_no_firm_is_told_to_register_one(self, client, db):
        from tests.factories.people import UserFactory

        client.force_login(UserFactory())
        assert reverse("firms:register") in client.get("/").content.decode()

    def test_a_notice_goes_when_read(self, client, running, officer, rival_rep):
        item = inbox.open_item(
            key="t:1", kind="tally_made", subject=running, subject_kind="tally", about="집계", at=MOMENT,
            to=inbox.person(officer), is_notice=True,
        )  # fmt: skip
        address = reverse("dashboards:inbox_dismiss", args=[item.public_id])
        client.force_login(rival_rep)
        assert client.post(address).status_code == 404
        client.force_login(officer)
        assert client.get(address).status_code == 405
        assert client.post(address).status_code == 302
        assert not Item.objects.open().filter(pk=item.pk).exists()


class TestChain:
    @pytest.mark.parametrize("name", ["officer", "auditor", "anchor_rep"])
    def test_the_whole_chain_for_office_auditor_and_anchor(self, client, running, request, name):
        client.force_login(request.getfixturevalue(name))
        text = chain(client, running).content.decode()
        for amount in (
            "120,000,000원",
            "80,000,000원",
            "25,000,000원",
            "55,000,000원",
            "30,000,000원",
            "12.345 tCO₂e",
        ):
            assert amount in text

    def test_tier_2_sees_its_own_node_and_the_way_up_without_money(self, client, running, tier2_rep):
        client.force_login(tier2_rep)
        page = chain(client, running)
        text = page.content.decode()
        assert "한빛정밀" in text
        assert "대한자동차" in text
        assert "25,000,000원" in text
        assert "120,000,000원" not in text
        assert "80,000,000원" not in text

    def test_tier_1_sees_its_subtree(self, client, running, tier1_rep):
        client.force_login(tier1_rep)
        text = chain(client, running).content.decode()
        assert "120,000,000원" in text
        assert "30,000,000원" in text

    def test_a_sibling_is_not_shown(self, client, running, rival, rival_rep, anchor_member):
        from tests.factories.programmes import join

        join(running, rival, anchor_member)
        client.force_login(rival_rep)
        text = chain(client, running).content.decode()
        assert "한빛정밀" not in text
        assert "120,000,000원" not in text

    def test_a_stranger_finds_nothing(self, client, running, rival_rep):
        client.force_login(rival_rep)
        assert chain(client, running).status_code == 404

    @pytest.mark.parametrize("name", ["officer", "tier1_rep", "tier2_rep", "anchor_rep"])
    def test_every_figure_opens(self, client, running, request, name):
        import re

        client.force_login(request.getfixturevalue(name))
        links = set(re.findall(r'href="(/ledger/[^"]+)"', chain(client, running).content.decode()))
        assert len(links) >= 1
        for link in links:
            assert client.get(link.replace("&amp;", "&")).status_code == 200, link

    def test_as_many_queries_for_many_firms(
        self, client, running, officer, anchor_member, django_assert_max_num_queries
    ):
        from tests.factories.people import FirmFactory
        from tests.factories.programmes import join

        client.force_login(officer)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        chain(client, running)
        with CaptureQueriesContext(
            connection,
        ) as few:
            chain(client, running)
        for _ in range(6):
            join(running, FirmFactory(), anchor_member)
        with CaptureQueriesContext(connection) as many:
            chain(client, running)
        assert len(many) == len(few)


class TestAccount:
    def account(self, grant, code):
        return Account.objects.get(owner_kind="application", owner_id=grant.application_id, code=code)

    def test_shows_transfers_with_running_balance_and_the_other_side(self, client, running, grant, officer):
        client.force_login(officer)
        page = client.get(reverse("dashboards:account", args=[self.account(grant, "committed").public_id]))
        text = page.content.decode()
        listing = page.context["listing"]
        assert [transfer.balance_after for transfer in listing.all_rows()] == [40_000_000, 120_000_000]
        assert reverse("dashboards:account", args=[self.account(grant, "paying").public_id]) in text
        assert grant.application.get_absolute_url() in text

    @pytest.mark.parametrize(
        ("name", "status"), [("officer", 200), ("auditor", 200), ("anchor_rep", 200), ("tier1_clerk", 200),
                             ("rival_rep", 404), ("tier2_rep", 404), ("reviewer", 404), ("other_officer", 404)]
    )  # fmt: skip
    def test_whoever_may_see_the_case(self, client, running, grant, request, name, status):
        client.force_login(request.getfixturevalue(name))
        address = reverse("dashboards:account", args=[self.account(grant, "spent").public_id])
        assert client.get(address).status_code == status

    @pytest.mark.parametrize(
        ("name", "status"), [("officer", 200), ("auditor", 200), ("anchor_rep", 404), ("tier1_rep", 404)]
    )
    def test_the_call_is_the_offices_and_outside_is_for_who_reads_everything(
        self, client, running, request, name, status
    ):
        client.force_login(request.getfixturevalue(name))
        for account in Account.objects.filter(owner_kind__in=["call", "outside"], unit="KRW"):
            expected = status if account.owner_kind == "call" else 404
            address = reverse("dashboards:account", args=[account.public_id])
            assert client.get(address).status_code == expected

    def test_who_reads_everything_opens_what_comes_from_outside(self, client, running):
        client.force_login(with_role("AUDITOR"))
        account = Account.objects.get(owner_kind="outside", code="state")
        assert client.get(reverse("dashboards:account", args=[account.public_id])).status_code == 200

    def test_several_together_only_if_all_are_visible(self, client, running, grant, linked_grant, tier2_rep):
        client.force_login(tier2_rep)
        own = Account.objects.get(
            owner_kind="application", owner_id=linked_grant.application_id, code="gift_held"
        )
        other = self.account(grant, "spent")
        address = reverse("dashboards:account", args=[own.public_id])
        assert client.get(address).status_code == 200
        assert client.get(f"{address}?with={other.public_id}").status_code == 404


class TestProgram:
    def test_is_public_without_links_behind_the_figures(self, client, running):
        page = client.get(running.program.get_absolute_url())
        text = page.content.decode()
        assert page.status_code == 200
        assert "10,500,000,000원" in text
        assert "/money/" not in text
        assert "/consortia/" not in text

    def test_states_add_up_to_what_was_appropriated(self, client, running, officer):
        client.force_login(officer)
        page = client.get(running.program.get_absolute_url())
        budget = page.context["budget"]
        assert budget.total == 10_500_000_000
        assert (budget.committed, budget.spent) == (40_000_000, 80_000_000)
        assert page.context["verified"] == 12_345

    @pytest.mark.parametrize(
        "state", ["available", "awarded", "paid", "committed", "paying", "held", "spent", "verified"]
    )
    def test_every_figure_has_its_accounts(self, client, running, auditor, state):
        client.force_login(auditor)
        address = reverse("dashboards:budget", args=[running.program.public_id, state])
        assert client.get(address).status_code == 200

    def test_not_for_firms(self, client, running, anchor_rep):
        client.force_login(anchor_rep)
        assert (
            client.get(reverse("dashboards:budget", args=[running.program.public_id, "paid"])).status_code
            == 404
        )


class TestConsortiumAndFirm:
    @pytest.mark.parametrize("name", ["officer", "auditor", "anchor_rep", "tier1_rep", "tier2_rep"])
    def test_members_see_it(self, client, running, tier1, request, name):
        client.force_login(request.getfixturevalue(name))
        assert client.get(running.get_absolute_url()).status_code == 200
        assert client.get(tier1.get_absolute_url()).status_code == 200

    def test_people_are_shown_to_the_firm_alone(self, client, running, tier1, tier1_clerk, anchor_rep):
        client.force_login(tier1_clerk)
        assert tier1_clerk.email in client.get(tier1.get_absolute_url()).content.decode()
        client.force_login(anchor_rep)
        assert tier1_clerk.email not in client.get(tier1.get_absolute_url()).content.decode()

    def test_strangers_find_neither(self, client, running, tier1, rival_rep):
        client.force_login(rival_rep)
        assert client.get(running.get_absolute_url()).status_code == 404
        assert client.get(tier1.get_absolute_url()).status_code == 404


class TestProgrammeDashboard:
    def address(self, running, slug):
        return reverse("dashboards:breakdown", args=[running.program.public_id, slug])

    def test_kilograms_by_month_add_up_and_the_target_grows(self, client, running, officer):
        client.force_login(officer)
        months = client.get(running.program.get_absolute_url()).context["months"]
        assert len(months) == 12
        assert sum(month.verified_kg for month in months) == 12_345
        assert months[-1].so_far_kg == 12_345
        assert months[-1].target_kg == running.program.target_kg
        assert months[5].target_kg == running.program.target_kg // 2

    @pytest.mark.parametrize("name", ["", "anchor_rep", "rival_rep"])
    def test_others_see_the_register_and_nothing_that_it_suppresses(self, client, running, request, name):
        if name:
            client.force_login(request.getfixturevalue(name))
        taken()
        text = client.get(running.program.get_absolute_url()).content.decode()
        assert "120,000,000원" in text
        assert "비공개" in text
        for inside in ("12.345", "months-chart", "overdue", "/money/"):
            assert inside not in text, inside

    def test_others_see_an_award_from_its_snapshot_on(self, client, running, grant):
        page = client.get(running.program.get_absolute_url())
        assert page.context["snapshot"] is None
        assert "공개 대장에 아직 없습니다" in page.content.decode()
        assert "120,000,000원" not in page.content.decode()

    def test_overdue_duties_lead_to_grant_and_payment(self, client, running, officer, grant):
        client.force_login(officer)
        page = client.get(running.program.get_absolute_url())
        (duty,) = page.context["overdue"]
        assert (duty.firm, duty.open_won) == (grant.firm, 55_000_000)
        assert duty.payment.get_absolute_url() in page.content.decode()

    def test_cost_of_a_tonne_is_awarded_over_expected_and_paid_over_verified(self, client, running, officer):
        client.force_login(officer)
        page = client.get(running.program.get_absolute_url())
        assert page.context["won_per_expected"] == 120_000_000 * 1000 // 26_000
        assert page.context["won_per_verified"] == 80_000_000 * 1000 // 12_345

    def test_a_stage_opens_the_list_of_its_cases(self, client, running, officer):
        client.force_login(officer)
        stages = client.get(running.program.get_absolute_url()).context["pipeline"]
        accepted = next(stage for stage in stages if stage.status == "ACCEPTED")
        assert (accepted.number, accepted.won) == (2, 120_000_000)
        assert client.get(accepted.href).status_code == 200
        assert all(not stage.href for stage in stages if not stage.number)

    @pytest.mark.parametrize(
        "slug", ["consortium", "support-model", "technology", "region", "sector", "regulation", "tier"]
    )
    def test_every_dimension_has_table_and_charts(self, client, running, auditor, slug):
        client.force_login(auditor)
        page = client.get(self.address(running, slug))
        assert page.status_code == 200
        lines = page.context["lines"]
        if slug != "regulation":
            assert sum(line.figures.awarded_won for line in lines) == 120_000_000
            assert sum(line.figures.verified_kg for line in lines) == 12_345

    def test_figures_of_a_tally_stay_until_they_are_counted_again(self, client, running, officer):
        lines = tallies.count(running.program)
        tally = Tally.objects.create(
            program=running.program, job_key="x", inputs_hash="0" * 64, made_at=MOMENT
        )
        TallyRow.objects.bulk_create(
            TallyRow(
                tally=tally, dimension=line.dimension, key=line.key, label_ko=line.label_ko,
                label_en=line.label_en, **{**asdict(line.figures), "awarded_won": 7},
            )
            for line in lines if line.dimension == "CONSORTIUM"
        )  # fmt: skip
        client.force_login(officer)

        kept = client.get(self.address(running, "consortium"))
        now = client.get(self.address(running, "consortium"), {"now": "1"})
        of_other_dimension = client.get(self.address(running, "region"))

        assert [line.figures.awarded_won for line in kept.context["lines"]] == [7]
        assert tally.get_absolute_url() in kept.content.decode()
        assert [line.figures.awarded_won for line in now.context["lines"]] == [120_000_000]
        assert [line.figures.awarded_won for line in of_other_dimension.context["lines"]] == [120_000_000]

    def test_more_than_fits_is_a_list_of_its_own(self, client, running, officer, monkeypatch):
        monkeypatch.setattr("reporting.dashboards.views.program.MOST_OVERDUE", 0)
        late = overdue_payments(running.program, clock.day(clock.now()))
        client.force_login(officer)

        every = client.get(running.program.get_absolute_url()).context["overdue_href"]

        assert client.get(every).context["listing"].count == late.count() == 1

    def test_an_indirect_chain_counts_each_won_once(self, client, four_tiers, officer):
        client.force_login(officer)
        assert client.get(four_tiers.program.get_absolute_url()).context["budget"].awarded == 500_000_000
        lines = client.get(self.address(four_tiers, "consortium")).context["lines"]
        assert [line.figures.awarded_won for line in lines] == [500_000_000]

    def test_unknown_dimensions_and_firms_find_nothing(self, client, running, officer, anchor_rep):
        client.force_login(officer)
        assert client.get(self.address(running, "colour")).status_code == 404
        client.force_login(anchor_rep)
        assert client.get(self.address(running, "consortium")).status_code == 404


class TestConsortiumPage:
    def test_the_anchor_sees_money_tonnes_and_what_is_late(self, client, running, anchor_rep):
        client.force_login(anchor_rep)
        page = client.get(running.get_absolute_url())
        assert [head.won for head in page.context["heads"]][:2] == [120_000_000, 80_000_000]
        assert page.context["kilograms"] == 12_345
        assert len(page.context["overdue"]) == 1
        assert len(page.context["others"]) == 1

    def test_a_supplier_sees_its_own_part_alone(self, client, running, tier2_rep):
        client.force_login(tier2_rep)
        page = client.get(running.get_absolute_url())
        assert page.context["overdue"] is None
        assert page.context["others"] == []
        assert "120,000,000" not in page.content.decode()

    def test_the_steps_at_a_place_are_those_one_may_take(
        self, client, running, anchor_rep, officer, tier1_member
    ):
        href = reverse("programs:member_replace", args=[tier1_member.public_id])
        client.force_login(anchor_rep)
        assert href in client.get(running.get_absolute_url()).content.decode()
        client.force_login(officer)
        assert href not in client.get(running.get_absolute_url()).content.decode()


class TestFirmPage:
    def test_figures_open_their_transfers(self, client, running, tier1, tier1_rep):
        client.force_login(tier1_rep)
        page = client.get(tier1.get_absolute_url())
        assert page.context["subsidy"]["received"] == 80_000_000
        for name in ("awarded", "received", "spent", "passed_on", "to_pass_on"):
            assert client.get(page.context["subsidy"].href(name)).status_code == 200
        assert client.get(page.context["verified_href"]).status_code == 200

    def test_says_how_promptly_it_passed_on(self, client, running, grant, tier1, tier1_rep):
        client.force_login(tier1_rep)
        page = client.get(tier1.get_absolute_url())
        ((owing, found),) = page.context["on_time"]
        assert (owing, found.in_time_won, found.median_days) == (grant, 25_000_000, 0)
        assert 'id="on-time"' in page.content.decode()

    def test_a_partner_sees_no_money_of_others(self, client, running, tier1, tier2_rep):
        client.force_login(tier2_rep)
        page = client.get(tier1.get_absolute_url())
        assert page.context["subsidy"]["received"] == 0
        assert page.context["verified_kg"] == 0
        assert page.context["others"] == []
        assert page.context["on_time"] == []
