"""The register of assets: entered with the payment, completed, restricted, reported on, disposed of."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from applications.models import CostItem
from core.evidence.models import Mark
from core.inbox.models import Item
from core.users.permissions import NotAllowed
from core.users.queries import system_user
from core.workflow import clock
from core.workflow.refusals import InvalidTransition
from disbursements import operations
from disbursements.models import Asset, AssetReport, AssetRequest, PaymentLine
from disbursements.operations.assets import reports_to_open
from disbursements.queries.assets import assets_condition, decided_returns, paid_equipment
from disbursements.refusals import LineOnRecord
from disbursements.refusals import assets as refusals
from disbursements.rules import Verdict
from disbursements.tasks import watch_assets
from measurement import ends
from reporting.dashboards.books import assets as books
from tests.disbursements.conftest import line_terms
from tests.factories import cases
from tests.factories.people import MOMENT
from tests.measurement.conftest import factors, measure

__all__ = ["factors", "measure"]

LATER = MOMENT.replace(month=7, day=2)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)


def plate(by, n=0):
    return cases.paper(by, content=PNG + bytes([n]), filename="plate.png")


def entry(by, **terms):
    """Return what a firm knows of its equipment."""
    return {
        "maker": "시험기계", "model": "SC-75", "serials": "SN-0042", "machines": 1, "site": "부산 1공장",
        "installed_on": MOMENT.date(), "plate": plate(by), "by": by, "at": MOMENT, **terms,
    }  # fmt: skip


@pytest.fixture
def asset(confirmed_payment) -> Asset:
    return Asset.objects.get(grant=confirmed_payment.grant)


@pytest.fixture
def complete(asset, tier1_clerk) -> Asset:
    return operations.complete_asset(asset=asset, **entry(tier1_clerk))


@pytest.fixture
def asked(complete, tier1_rep) -> AssetRequest:
    return operations.request_disposal(
        asset=complete, kind="SALE", to_whom="새벽정공", price_won=50_000_000, reason="공정을 없앰", by=tier1_rep,
        at=LATER,
    )  # fmt: skip


@pytest.fixture
def recommended(asked, officer) -> AssetRequest:
    return operations.recommend_disposal(request=asked, recommendation="매각이 타당함", by=officer, at=LATER)


class TestRegistering:
    def test_enters_the_equipment_with_the_banks_word(self, asset, confirmed_payment, tier1):
        line = confirmed_payment.lines.get()
        assert (asset.status, asset.machines, asset.firm) == ("REGISTERED", 1, tier1)
        assert (asset.price_won, asset.funded_won, asset.funded_bp) == (100_000_000, 60_000_000, 6_000)
        assert asset.lines.get().line == line
        assert asset.restricted_until == line.invoice_on.replace(year=2031)
        item = Item.objects.open().get(kind="complete_asset", subject_id=asset.pk)
        assert item.due_on == MOMENT.date() + dt.timedelta(days=14)

    def test_of_instalments_is_one_asset(
        self, asset, grant, tier1_clerk, tier1_rep, officer, approving_officer, paying_officer
    ):
        payment = operations.draft_payment(grant=grant, by=tier1_clerk, at=MOMENT)
        operations.add_payment_line(
            payment=payment, **line_terms(grant, tier1_clerk, n=2, supply_won=50_000_000), by=tier1_clerk, at=MOMENT
        )  # fmt: skip
        operations.submit_payment(payment=payment, by=tier1_rep, at=MOMENT)
        decisions = cases.all_accepted(payment)
        operations.check_payment(payment=payment, decisions=decisions, finding="일치", by=officer, at=MOMENT)
        operations.approve_payment(payment=payment, by=approving_officer, at=MOMENT)
        operations.release_payment(payment=payment, by=paying_officer, at=MOMENT)
        operations.confirm_payment(
            payment=payment, paid_on=MOMENT.date(), bank_reference="BANK-2", amount_won=30_000_000, by=officer,
            at=MOMENT,
        )  # fmt: skip
        asset.refresh_from_db()
        assert (asset.price_won, asset.funded_won, asset.lines.count()) == (150_000_000, 90_000_000, 2)
        assert operations.register_assets(payment=payment, by=officer, at=MOMENT) == []
        assert Asset.objects.count() == 1

    def test_of_what_was_paid_before_there_was_a_register(self, request, monkeypatch, capsys):
        monkeypatch.setattr("disbursements.operations.confirming.register_assets", lambda **_: [])
        payment = request.getfixturevalue("confirmed_payment")
        assert books.assets().differences
        call_command("enter_assets")
        assert capsys.readouterr().out == "1 entered in the register of assets.\n"
        assert Asset.objects.get().grant == payment.grant
        assert not books.assets().differences
        call_command("enter_assets")
        assert capsys.readouterr().out == ""

    def test_what_came_back_and_was_refused_then_counts_no_more(
        self, asset, grant, confirmed_payment, tier1_clerk, tier1_rep, officer
    ):
        def figures():
            asset.refresh_from_db()
            return asset.price_won, asset.funded_won

        operations.return_from_bank(payment=confirmed_payment, reason="계좌 해지", by=officer, at=MOMENT)
        payment = operations.return_payment(payment=confirmed_payment, reason="보완", by=officer, at=MOMENT)
        line = payment.lines.get()
        with pytest.raises(LineOnRecord):
            operations.remove_payment_line(line=line, by=tier1_clerk, at=MOMENT)
        operations.add_payment_line(
            payment=payment, **line_terms(grant, tier1_clerk, n=2, supply_won=30_000_000), by=tier1_clerk, at=MOMENT
        )  # fmt: skip
        operations.submit_payment(payment=payment, by=tier1_rep, at=MOMENT)
        assert figures() == (100_000_000, 60_000_000)
        decisions = cases.all_accepted(payment) | {line.pk: Verdict(False, "다른 설비임")}
        operations.check_payment(payment=payment, decisions=decisions, finding="일치", by=officer, at=MOMENT)
        assert figures() == (0, 0)
        operations.register_assets(payment=payment, by=officer, at=MOMENT)
        assert figures() == (30_000_000, 18_000_000)

    def test_what_came_back_and_ended_with_the_grant_counts_no_more(
        self, asset, grant, confirmed_payment, officer, approving_officer
    ):
        operations.return_from_bank(payment=confirmed_payment, reason="계좌 해지", by=officer, at=MOMENT)
        operations.cancel_grant(grant=grant, reason="협약 위반", by=approving_officer, at=MOMENT)
        asset.refresh_from_db()
        assert (asset.price_won, asset.funded_won) == (0, 0)
        assert not books.assets().differences

    def test_of_handed_on_subsidy_waits_until_its_firm_has_the_money(self, paid, tree):
        assert not Asset.objects.exists()
        assert not paid_equipment().exists()
        tree.confirm(tree.hop(paid, 0), 1)
        assert not Asset.objects.exists()
        tree.confirm(tree.hop(paid, 1), 2)
        assert Asset.objects.get().grant == tree.grants[2]
        assert not books.assets().differences


class TestCompleting:
    def test_starts_the_restriction_and_ends_the_work(self, asset, tier1_clerk):
        installed = MOMENT.date() + dt.timedelta(days=20)
        at = MOMENT + dt.timedelta(days=21)
        found = operations.complete_asset(
            asset=asset, **entry(tier1_clerk, installed_on=installed, serials="SN-1\nSN-2", machines=2, at=at)
        )
        assert (found.status, found.restricted_until) == ("COMPLETED", installed.replace(year=2031))
        assert found.serial_numbers == "SN-1, SN-2"
        assert not Item.objects.open().filter(kind="complete_asset").exists()
        assert assets_condition(found.grant, None, at) is None

    def test_keeps_the_final_payment_waiting_until_it_is_done(self, asset):
        assert asset.number in str(assets_condition(asset.grant, None, MOMENT))

    @pytest.mark.parametrize(
        ("terms", "refusal"),
        [
            ({"machines": 2}, refusals.WrongNumberOfSerials),
            ({"installed_on": MOMENT.date() + dt.timedelta(days=1)}, refusals.InFuture),
            ({"installed_on": MOMENT.date() - dt.timedelta(days=1)}, refusals.InstalledTooEarly),
        ],
    )
    def test_refuses_in_words(self, asset, tier1_clerk, terms, refusal):
        with pytest.raises(refusal) as caught:
            operations.complete_asset(asset=asset, **entry(tier1_clerk, **terms))
        assert "%(" not in str(caught.value)

    def test_refuses_others_and_a_second_time(self, complete, rival_rep, tier1_clerk):
        with pytest.raises(NotAllowed):
            operations.complete_asset(asset=complete, **entry(rival_rep))
        with pytest.raises(InvalidTransition):
            operations.complete_asset(asset=complete, **entry(tier1_clerk))

    def test_one_serial_is_funded_once_and_the_reader_hears_where_to_look(
        self, complete, grant, tier1_clerk, tier1_rep, technology, rival_rep
    ):
        item = cases.add_cost(grant.application, technology)
        other = Asset.objects.create(
            grant=grant, cost_item=item, number="2026-X-02", name="y", price_won=2, funded_won=1,
            acquired_on=MOMENT.date(), restriction_months=60, restricted_until=MOMENT.date(), due_on=MOMENT.date(),
            technology=technology, registered_at=MOMENT, registered_by=tier1_rep,
        )  # fmt: skip
        with pytest.raises(refusals.FundedHere) as here:
            operations.complete_asset(
                asset=other,
                **entry(tier1_clerk, maker="㈜시험기계", serials="sn 0042", plate=plate(tier1_clerk, 1)),
            )
        assert complete.number in str(here.value)
        Mark.objects.create(
            kind="serial", value="시험기계:SN77", owner_kind="asset", owner_id=10**9, at=MOMENT, by=rival_rep
        )
        with pytest.raises(refusals.FundedElsewhere) as elsewhere:
            operations.complete_asset(asset=other, **entry(tier1_clerk, serials="SN-77"))
        assert "SN-77" in str(elsewhere.value)


class TestReports:
    def test_are_asked_for_once_after_each_half_year(self, complete, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: LATER)
        assert (watch_assets(), watch_assets()) == (1, 0)
        report = AssetReport.objects.get()
        assert (report.period_until, report.due_on) == (dt.date(2026, 6, 30), dt.date(2026, 7, 30))
        assert Item.objects.open().get(kind="report_asset").due_on == report.due_on
        assert not AssetReport.objects.late(report.due_on).exists()
        assert AssetReport.objects.late(report.due_on + dt.timedelta(days=1)).exists()

    def test_are_handed_in_once_by_the_firm(self, complete, tier1_clerk, rival_rep):
        asset, until, due_on = reports_to_open(LATER.date())[0]
        report = operations.open_report(
            asset=asset, period_until=until, due_on=due_on, by=system_user(), at=LATER
        )
        said = {"condition": "GOOD", "place": "부산 1공장", "in_use": True, "at": LATER}
        with pytest.raises(NotAllowed):
            operations.report_asset(report=report, **said, by=rival_rep)
        operations.report_asset(report=report, **said, by=tier1_clerk)
        assert not Item.objects.open().filter(kind="report_asset").exists()
        with pytest.raises(refusals.ReportedAlready, match="2026-07-02"):
            operations.report_asset(report=report, **said, by=tier1_clerk)


class TestDisposal:
    def test_needs_three_people(self, asked, officer, approving_officer, tier1_clerk):
        with pytest.raises(InvalidTransition):
            operations.approve_disposal(request=asked, reason="타당함", by=approving_officer, at=LATER)
        with pytest.raises(NotAllowed):
            operations.recommend_disposal(
                request=asked, recommendation="좋음입니다", by=tier1_clerk, at=LATER
            )
        done = operations.recommend_disposal(request=asked, recommendation="타당함", by=officer, at=LATER)
        with pytest.raises(NotAllowed):
            operations.approve_disposal(request=done, reason="타당함", by=officer, at=LATER)
        with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
            AssetRequest.objects.filter(pk=done.pk).update(decided_by=officer, decided_at=LATER)

    def test_approved_sale_ends_the_restriction_with_what_is_to_be_returned(
        self, recommended, approving_officer
    ):
        done = operations.approve_disposal(
            request=recommended, reason="타당함", to_return_won=54_000_000, by=approving_officer, at=LATER
        )
        assert (done.asset.status, done.asset.ended_on) == ("DISPOSED", LATER.date())
        assert [one.to_return_won for one in decided_returns([done.asset.grant])] == [54_000_000]
        assert reports_to_open(LATER.date()) == []

    def test_readings_end_with_it(self, recommended, measure, approving_officer):
        CostItem.objects.filter(pk=recommended.asset.cost_item_id).update(measure=measure)
        assert ends.of(measure) is None
        operations.approve_disposal(request=recommended, reason="타당함", by=approving_officer, at=LATER)
        assert ends.of(measure) == LATER.date()

    def test_refuses_more_than_the_subsidy(self, recommended, approving_officer):
        with pytest.raises(refusals.MoreThanFunded, match="60,000,000"):
            operations.approve_disposal(
                request=recommended, reason="타당함", to_return_won=60_000_001, by=approving_officer, at=LATER
            )

    def test_move_changes_the_place_and_goes_on(self, complete, tier1_rep, officer, approving_officer):
        asked = operations.request_disposal(
            asset=complete, kind="MOVE", to_site="김해 2공장", reason="공장을 옮김", by=tier1_rep, at=LATER
        )
        operations.recommend_disposal(request=asked, recommendation="타당함", by=officer, at=LATER)
        with pytest.raises(refusals.ReturnForDisposalOnly):
            operations.approve_disposal(
                request=asked, reason="타당함", to_return_won=1, by=approving_officer, at=LATER
            )
        operations.approve_disposal(request=asked, reason="타당함", by=approving_officer, at=LATER)
        complete.refresh_from_db()
        assert (complete.status, complete.site) == ("COMPLETED", "김해 2공장")

    @pytest.mark.parametrize(
        ("terms", "refusal"),
        [
            ({"kind": "SALE", "price_won": 1}, refusals.WhomMissing),
            ({"kind": "SALE", "to_whom": "x"}, refusals.PriceMissing),
            ({"kind": "MOVE"}, refusals.SiteMissing),
            ({"kind": "SCRAP", "price_won": 1}, refusals.PriceForSaleOnly),
            ({"kind": "SCRAP", "at": MOMENT.replace(year=2031, day=3)}, refusals.NotRestricted),
        ],
    )
    def test_refuses_in_words(self, complete, tier1_rep, terms, refusal):
        with pytest.raises(refusal) as caught:
            operations.request_disposal(
                **{"asset": complete, "reason": "공정 변경", "by": tier1_rep, "at": LATER} | terms
            )
        assert "%(" not in str(caught.value)

    def test_one_request_at_a_time_and_only_by_the_representative(self, asked, tier1_rep, tier1_clerk):
        asset = asked.asset
        with pytest.raises(refusals.RequestOpen):
            operations.request_disposal(asset=asset, kind="SCRAP", reason="고장", by=tier1_rep, at=LATER)
        with pytest.raises(NotAllowed, match=r"representative|대표자"):
            operations.request_disposal(asset=asset, kind="SCRAP", reason="고장", by=tier1_clerk, at=LATER)
        operations.withdraw_disposal(request=asked, reason="마음을 바꿈", by=tier1_rep, at=LATER)
        assert not Item.objects.open().filter(kind="recommend_disposal").exists()

    def test_refused_leaves_all_as_it_was(self, recommended, approving_officer):
        operations.refuse_disposal(request=recommended, reason="사유 부족", by=approving_officer, at=LATER)
        assert Asset.objects.get().status == "COMPLETED"
        assert Item.objects.filter(kind="disposal_refused").exists()


class TestVisibility:
    def test_is_for_the_office_and_the_own_firm(
        self, complete, tier1_clerk, officer, auditor, anchor_rep, rival_rep, other_officer
    ):
        seen = [Asset.objects.visible_to(u).exists() for u in (tier1_clerk, officer, auditor)]
        hidden = [Asset.objects.visible_to(u).exists() for u in (anchor_rep, rival_rep, other_officer)]
        assert (seen, hidden) == ([True] * 3, [False] * 3)


class TestBooks:
    def test_name_a_line_without_asset_and_a_wrong_sum(self, complete, confirmed_payment):
        assert not books.assets().differences
        assert books.assets().compared
        Asset.objects.filter(pk=complete.pk).update(funded_won=59_999_999, restricted_until=LATER.date())
        said = [str(one) for one in books.assets().differences]
        assert any("subsidised part" in one for one in said)
        assert any("restricted until" in one for one in said)

    def test_name_a_paid_line_whose_asset_is_missing(self, confirmed_payment):
        line = PaymentLine.objects.get()
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("DELETE FROM disbursements_assetline")
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        assert any(f"payment line {line.pk}" in str(one) for one in books.assets().differences)
