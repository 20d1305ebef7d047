"""The pages of assets and inspections: what they show to whom, and answers saved as they are given."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from applications.models import Letter
from core.inbox.models import Item
from core.workflow import clock
from disbursements import closing, operations
from disbursements.models import Asset, AssetRequest, Debt
from reporting.dashboards.books import check
from reporting.documents.labels import PER_SHEET, labels_of, sheets
from tests.disbursements.test_assets import PNG, asset, complete
from tests.disbursements.test_inspections import inspection
from tests.factories.people import MOMENT

__all__ = ["asset", "complete", "inspection"]


@pytest.fixture
def visit(client):
    """Return the answer to a visit as somebody, in English."""

    def go(user, name, *args, room="disbursements", headers=None, **data):
        client.force_login(user)
        client.cookies["django_language"] = "en"
        url = reverse(f"{room}:{name}", args=args)
        return client.post(url, data, headers=headers) if data else client.get(url)

    return go


class TestAssetPages:
    def test_firm_completes_the_entry_and_reads_how_long_it_is_restricted(self, visit, asset, tier1_clerk):
        page = visit(tier1_clerk, "asset", asset.public_id).content.decode()
        assert reverse("disbursements:asset_complete", args=[asset.public_id]) in page
        sent = {
            "maker": "시험기계", "model": "SC-75", "machines": 1, "serials": "SN-1", "site": "1공장",
            "installed_on": f"{MOMENT:%Y-%m-%d}", "version": asset.version,
            "plate": SimpleUploadedFile("plate.png", PNG),
        }  # fmt: skip
        wrong = visit(tier1_clerk, "asset_complete", asset.public_id, **sent | {"machines": 3})
        assert wrong.status_code == 422
        assert "serial numbers stand here" in wrong.content.decode()
        sent["plate"] = SimpleUploadedFile("plate.png", PNG)
        assert visit(tier1_clerk, "asset_complete", asset.public_id, **sent).status_code == 302
        page = visit(tier1_clerk, "asset", asset.public_id).content.decode()
        assert "Restricted until 2031-02-02" in page
        assert "SN-1" in page
        seen = visit(tier1_clerk, "grant", asset.grant.public_id).content.decode()
        assert asset.number in seen
        assert "Risk rating" not in seen

    def test_office_finds_restricted_assets_and_decides_with_the_arithmetic_before_the_button(
        self, client, visit, complete, tier1_rep, officer, approving_officer
    ):
        url = reverse("disbursements:assets")
        visit(officer, "assets")
        for query, found in (("q=SN-0042", 1), ("restricted=no", 0), ("report=overdue", 0), ("q=nothing", 0)):
            assert client.get(f"{url}?{query}").context["listing"].count == found
        asked = {"kind": "SALE", "to_whom": "새벽정공", "price_won": "50000000", "reason": "공정을 폐지함"}
        visit(tier1_rep, "asset_request_new", complete.public_id, **asked)
        request = AssetRequest.objects.get()
        visit(officer, "asset_request_recommend", request.public_id, recommendation="타당하다고 봄")
        page = visit(approving_officer, "asset_request_approve", request.public_id).content.decode()
        assert "Proposed" in page
        assert "It is to be sold for" in page
        emptied = {"reason": "타당하다고 봄", "to_return_won": ""}
        emptied = visit(approving_officer, "asset_request_approve", request.public_id, **emptied)
        assert list(emptied.context["form"].errors) == ["to_return_won"]
        answer = visit(
            approving_officer,
            "asset_request_approve",
            request.public_id,
            reason="타당하다고 봄",
            to_return_won="1000",
        )
        assert answer.status_code == 302
        assert Asset.objects.get().status == "DISPOSED"
        labels = visit(tier1_rep, "labels", room="documents")
        assert not labels.context["form"].fields["assets"].queryset.exists()

    def test_what_a_disposal_gives_back_becomes_a_debt_by_one_click_and_once(
        self, visit, complete, tier1_rep, officer, approving_officer
    ):
        asked = {"kind": "SALE", "to_whom": "새벽정공", "price_won": "50000000", "reason": "공정을 폐지함"}
        visit(tier1_rep, "asset_request_new", complete.public_id, **asked)
        request = AssetRequest.objects.get()
        visit(officer, "asset_request_recommend", request.public_id, recommendation="타당하다고 봄")
        decided = {"reason": "노후화로 매각이 타당함", "to_return_won": "30000000"}
        visit(approving_officer, "asset_request_approve", request.public_id, **decided)
        waiting = Item.objects.open().filter(kind="propose_return", subject_id=request.pk)
        assert {item.role for item in waiting} == {"OFFICER"}
        with translation.override("en"):
            assert any("disposal gives back" in words for words in closing.owed(complete.grant, clock.now()))
        offered = {
            str(one.label) for one in visit(officer, "asset_request", request.public_id).context["offers"]
        }
        assert offered == {"Recover the subsidy"}
        assert "art. 35" in visit(officer, "return_propose", request.public_id).content.decode()
        assert visit(officer, "return_propose", request.public_id, sure="yes").status_code == 302
        debt = Debt.objects.get()
        assert (debt.amount_won, debt.ground, debt.disposal, debt.spent_won) == (
            30_000_000, "DISPOSAL", request, 30_000_000,
        )  # fmt: skip
        assert "노후화로 매각이 타당함" in debt.finding
        again = visit(officer, "return_propose", request.public_id, sure="yes").content.decode()
        assert "was proposed on" in again
        assert (Debt.objects.count(), waiting.all().exists()) == (1, False)
        with pytest.raises(IntegrityError, match="debt_disposal"), transaction.atomic():
            Debt.objects.create(
                **{
                    name: getattr(debt, name)
                    for name in ("grant", "firm", "ground", "amount_won", "spent_won", "disposal", "finding")
                },
                kind="PRINCIPAL", proposed_at=clock.now(), proposed_by=officer,
            )  # fmt: skip
        operations.order_debt(debt=debt, reason="처분 승인에 따름", by=approving_officer, at=clock.now())
        letter = Letter.objects.get(kind="RECOVERY", language="ko")
        assert "제35조" in letter.body
        assert "30,000,000원" in letter.body
        assert [str(one) for found in check() for one in found.differences] == []

    def test_grant_page_shows_the_office_how_the_rating_came_about(self, visit, grant, officer):
        page = visit(officer, "grant", grant.public_id).content.decode()
        assert "Risk rating: Low (1 points)" in page
        assert "First grant of the firm" in page


class TestPoints:
    def test_are_saved_in_place_and_a_no_without_a_note_says_so(self, visit, inspection, second_officer):
        point, htmx = inspection.points.first(), {"HX-Request": "true"}
        refused = visit(second_officer, "point_answer", point.public_id, headers=htmx, answer="NO", note="")
        assert "needs a note" in refused.content.decode()
        point.refresh_from_db()
        assert point.answer == ""
        saved = visit(second_officer, "point_answer", point.public_id, headers=htmx, answer="YES", note="")
        assert saved.status_code == 200
        assert "<html" not in saved.content.decode()
        point.refresh_from_db()
        assert point.answer == "YES"
        assert visit(second_officer, "point_answer", point.public_id, answer="NA", note="").status_code == 302


class TestLabels:
    def test_are_one_for_each_machine_from_the_chosen_place(self, complete):
        [label] = labels_of([Asset.objects.with_parties().get()])
        assert (label.number, label.serial, label.until) == (complete.number, "SN-0042", dt.date(2031, 2, 2))
        assert label.code.startswith("<svg")
        [sheet] = sheets([label], 5)
        assert [n for n, place in enumerate(sheet, start=1) if place] == [5]
        assert [len(one) for one in sheets([label] * 3, PER_SHEET)] == [PER_SHEET, 2]

    def test_are_a_pdf_for_who_may_see_the_assets(self, visit, complete, tier1_clerk, anchor_rep):
        answer = visit(tier1_clerk, "labels", room="documents", assets=complete.pk, start=3)
        assert answer.content.startswith(b"%PDF")
        hidden = visit(anchor_rep, "labels", room="documents", assets=complete.pk, start=3)
        assert hidden.status_code == 422
