"""The pages: who sees them, what they offer, what happens to bad input."""

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from applications import operations
from applications.models import Application
from core.users.models import User
from core.workflow import clock
from programs.models import Call
from tests.applications.conftest import PERIOD
from tests.factories import cases
from tests.factories.consortia import in_order
from tests.factories.people import MOMENT
from tests.factories.programmes import change_rules

pytestmark = pytest.mark.django_db

ITEM = {
    "name": "압축기",
    "cost_won": "200,000,000",
    "quote_supplier": "시험기계",
    "quote_on": "2026-01-20",
    "site": "1공장",
    "baseline_sec": "0.135",
    "project_sec": "0.105",
    "annual_nm3": "5,000,000",
}


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages play at the cast's moment."""
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


@pytest.fixture
def sign_in(client: Client) -> Any:
    client.cookies["django_language"] = "en"

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def text(response: Any) -> str:
    return response.content.decode()


def url(name: str, case: Any) -> str:
    return reverse(f"applications:{name}", args=[case.public_id])


def quote(content: bytes = cases.SMALL_PDF, name: str = "quote.pdf") -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


class TestVisible:
    def test_draft_only_to_its_firm(
        self,
        draft: Application,
        tier1_rep: User,
        tier1_clerk: User,
        officer: User,
        auditor: User,
        anchor_rep: User,
        rival_rep: User,
        reviewer: User,
        verifier: User,
    ) -> None:
        for person in (tier1_rep, tier1_clerk):
            assert draft in Application.objects.visible_to(person)
        for person in (officer, auditor, anchor_rep, rival_rep, reviewer, verifier):
            assert draft not in Application.objects.visible_to(person)

    def test_submitted_to_office_anchor_and_firm(
        self,
        submitted: Application,
        tier1_rep: User,
        officer: User,
        approving_officer: User,
        auditor: User,
        anchor_rep: User,
        other_officer: User,
        rival_rep: User,
        tier2_rep: User,
        reviewer: User,
        verifier: User,
    ) -> None:
        for person in (tier1_rep, officer, approving_officer, auditor, anchor_rep):
            assert submitted in Application.objects.visible_to(person)
        for person in (other_officer, rival_rep, tier2_rep, reviewer, verifier):
            assert submitted not in Application.objects.visible_to(person)

    def test_contribution_to_giver_and_receiver(
        self, linked_grant: Any, tier1_rep: User, tier2_rep: User, rival_rep: User
    ) -> None:
        case = linked_grant.application
        assert case in Application.objects.visible_to(tier1_rep)
        assert case in Application.objects.visible_to(tier2_rep)
        assert case not in Application.objects.visible_to(rival_rep)

    def test_draft_withdrawn_unseen_stays_unseen(
        self, draft: Application, tier1_clerk: User, officer: User
    ) -> None:
        operations.withdraw(application=draft, reason="", by=tier1_clerk, at=MOMENT)
        assert draft not in Application.objects.visible_to(officer)

    def test_others_get_404_and_files_too(
        self, submitted: Application, rival_rep: User, sign_in: Any
    ) -> None:
        client = sign_in(rival_rep)
        item = submitted.cost_items.get()
        for name, subject in (("detail", submitted), ("edit", submitted), ("cost_item_edit", item)):
            assert client.get(url(name, subject)).status_code == 404
        assert (
            client.get(reverse("applications:file", args=[cases.file_of(item).public_id])).status_code == 404
        )

    def test_file_is_a_download(self, submitted: Application, officer: User, sign_in: Any) -> None:
        response = sign_in(officer).get(url("file", cases.file_of(submitted.cost_items.get())))
        assert b"".join(response.streaming_content).startswith(cases.SMALL_PDF)
        assert "attachment" in response["Content-Disposition"]


class TestDetail:
    @pytest.mark.parametrize("tab", ["summary", "money", "reductions", "documents", "history", "nonsense"])
    def test_every_section_of_every_stage(
        self, draft: Application, tier1_rep: User, officer: User, sign_in: Any, tab: str
    ) -> None:
        response = sign_in(tier1_rep).get(url("detail", draft), {"tab": tab})
        assert response.status_code == 200
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        assert sign_in(officer).get(url("detail", draft), {"tab": tab}).status_code == 200

    def test_clerk_reads_why_submitting_is_not_theirs(
        self, draft: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        page = text(sign_in(tier1_clerk).get(url("detail", draft)))
        assert "Only a representative of the firm may do this" in page
        assert url("submit", draft) not in page
        assert url("edit", draft) in page

    def test_draft_shows_what_it_would_get(self, draft: Application, tier1_clerk: User, sign_in: Any) -> None:
        page = text(sign_in(tier1_clerk).get(url("detail", draft), {"tab": "money"}))
        assert "KRW 120,000,000" in page
        assert "60 %" in page

    def test_draft_lists_what_is_missing_with_links(
        self, draft: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        operations.remove_cost_item(cost_item=draft.cost_items.get(), by=tier1_clerk, at=MOMENT)
        page = text(sign_in(tier1_clerk).get(url("detail", draft)))
        assert "Add at least one cost item" in page
        assert url("cost_item_add", draft) in page

    def test_stored_rows_stay_when_the_rules_change(
        self, submitted: Application, officer: User, sign_in: Any
    ) -> None:

        change_rules(1, kind="RATE")
        page = text(sign_in(officer).get(url("detail", submitted), {"tab": "money"}))
        assert "60 %" in page
        assert "KRW 120,000,000" in page

    def test_reductions_show_the_methods_own_rows(
        self, submitted: Application, officer: User, sign_in: Any
    ) -> None:
        page = text(sign_in(officer).get(url("detail", submitted), {"tab": "reductions"}))
        for word in ("68.115 tCO₂e", "SEC_bl × V × EF_el", "0.4541"):
            assert word in page

    def test_offers_the_office_its_own_steps_only(
        self, submitted: Application, officer: User, auditor: User, approving_officer: User, sign_in: Any
    ) -> None:
        page = text(sign_in(officer).get(url("detail", submitted)))
        assert url("assess", submitted) in page
        assert url("award", submitted) not in page
        page = text(sign_in(auditor).get(url("detail", submitted)))
        for name in ("assess", "return", "refuse", "award", "submit", "withdraw"):
            assert url(name, submitted) not in page

    def test_says_why_the_assessor_does_not_refuse(
        self, assessed: Application, officer: User, sign_in: Any
    ) -> None:
        page = text(sign_in(officer).get(url("detail", assessed)))
        assert "You assessed this application; another person decides on it." in page
        assert url("refuse", assessed) not in page

    def test_public_wording_for_the_firm_and_findings_for_the_office(
        self, assessed: Application, tier1_rep: User, officer: User, sign_in: Any
    ) -> None:
        page = text(sign_in(tier1_rep).get(url("detail", assessed), {"tab": "history"}))
        assert "Under review" in page
        assert "적법하고 계산이 맞음" not in page
        page = text(sign_in(officer).get(url("detail", assessed), {"tab": "history"}))
        assert "적법하고 계산이 맞음" in page


class TestDraftPages:
    def test_clerk_begins_and_goes_on_to_the_costs(
        self, consortium: Any, selected_plan: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        response = sign_in(tier1_clerk).post(
            url("draft", consortium),
            {
                "title": "교체",
                "purpose": "",
                "starts_on": "2026-04-01",
                "ends_on": "2026-12-31",
                "anchor_won": "0",
            },
        )
        case = Application.objects.get(title="교체")
        assert (response.status_code, response["Location"]) == (302, url("cost_item_add", case))

    def test_reversed_dates_keep_what_was_typed(
        self, consortium: Any, selected_plan: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        response = sign_in(tier1_clerk).post(
            url("draft", consortium),
            {"title": "교체", "starts_on": "2026-12-31", "ends_on": "2026-04-01", "anchor_won": "0"},
        )
        assert response.status_code == 422
        assert "The end must not be before the start." in text(response)
        assert 'value="교체"' in text(response)

    def test_who_comes_too_early_reads_why(
        self, consortium: Any, tier1_member: Any, tier1_clerk: User, sign_in: Any
    ) -> None:
        client = sign_in(tier1_clerk)
        response = client.get(url("draft", consortium))
        assert (response.status_code, response["Location"]) == (302, consortium.get_absolute_url())
        assert "plan was not selected" in text(client.get(response["Location"]))

    def test_anchor_writes_a_plan(
        self, consortium: Any, anchor_member: Any, anchor_rep: User, sign_in: Any
    ) -> None:
        client = sign_in(anchor_rep)
        assert client.get(url("plan_draft", consortium)).status_code == 200
        client.post(
            url("plan_draft", consortium),
            {"title": "계획", "purpose": "감축", "starts_on": "2026-04-01", "ends_on": "2026-12-31"},
        )
        plan = Application.objects.get(kind="PLAN")
        page = text(client.get(url("detail", plan)))
        assert "Invite at least one partner firm." in page

    def test_second_writer_keeps_the_input_and_sees_the_first(
        self, draft: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        client = sign_in(tier1_clerk)
        page = client.get(url("edit", draft))
        version = page.context["form"].initial["version"]
        base = {"purpose": "p", "starts_on": "2026-04-01", "ends_on": "2026-12-31", "anchor_won": "0"}
        first = client.post(url("edit", draft), {**base, "title": "처음", "version": version})
        assert first.status_code == 302
        second = client.post(url("edit", draft), {**base, "title": "둘째", "version": version})
        assert second.status_code == 422
        assert "Somebody else changed this record" in text(second)
        assert second.context["differences"] == (("Title", "처음", "둘째"),)
        assert 'value="둘째"' in text(second)
        again = client.post(
            url("edit", draft),
            {**base, "title": "둘째", "version": second.context["form"]["version"].value()},
        )
        assert again.status_code == 302
        draft.refresh_from_db()
        assert draft.title == "둘째"


class TestCostPages:
    def address(self, draft: Application) -> str:
        return url("cost_item_add", draft) + "?kind=EQUIPMENT&technology=air_compressor"

    def test_asks_first_what_is_bought(self, draft: Application, tier1_clerk: User, sign_in: Any) -> None:
        page = text(sign_in(tier1_clerk).get(url("cost_item_add", draft)))
        assert "?kind=EQUIPMENT&amp;technology=air_compressor" in page
        assert "?kind=CONSULTING" in page

    def test_asks_for_the_methods_inputs_in_its_units(
        self, draft: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        page = text(sign_in(tier1_clerk).get(self.address(draft)))
        assert "Specific energy consumption today" in page
        assert "kWh/Nm³" in page
        consulting = text(sign_in(tier1_clerk).get(url("cost_item_add", draft) + "?kind=CONSULTING"))
        assert "Specific energy" not in consulting

    def test_adds_with_quote(self, draft: Application, tier1_clerk: User, sign_in: Any) -> None:
        response = sign_in(tier1_clerk).post(self.address(draft), {**ITEM, "quote": quote()})
        assert response.status_code == 302
        item = draft.cost_items.last()
        assert (item.cost_won, item.measure.expected_kg) == (200_000_000, 68_115)  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("0", "above zero"),
            ("-5", "minus"),
            ("1.5", "whole won"),
            ("1" * 19, "15 digits"),
            ("이백만", "number only"),
        ],
    )
    def test_says_what_is_wrong_with_won(
        self, draft: Application, tier1_clerk: User, sign_in: Any, typed: str, said: str
    ) -> None:
        response = sign_in(tier1_clerk).post(
            self.address(draft), {**ITEM, "cost_won": typed, "quote": quote()}
        )
        assert response.status_code == 422
        assert said in text(response)
        assert typed in text(response)
        assert "Kept: quote.pdf" in text(response)

    def test_keeps_a_good_quote_while_another_field_is_corrected(
        self, draft: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        client = sign_in(tier1_clerk)
        wrong = client.post(self.address(draft), {**ITEM, "cost_won": "0", "quote": quote()})
        token = wrong.context["form"].fields["quote"].widget.get_context("quote", None, {})["token"]
        right = client.post(self.address(draft), {**ITEM, "quote-kept": token})
        assert right.status_code == 302
        assert cases.file_of(draft.cost_items.last()).filename == "quote.pdf"  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("content", "name", "said"),
        [
            (b"", "quote.pdf", "empty"),
            (b"MZ\x90\x00", "quote.pdf", "PDF"),
            (b"%PDF-1.4 x" * 6_000_000, "q.pdf", "MB"),
        ],
        ids=["empty", "wrong type", "60 MB"],
    )
    def test_says_what_is_wrong_with_a_file(
        self, draft: Application, tier1_clerk: User, sign_in: Any, content: bytes, name: str, said: str
    ) -> None:
        response = sign_in(tier1_clerk).post(self.address(draft), {**ITEM, "quote": quote(content, name)})
        assert response.status_code == 422
        assert said in text(response)
        assert "200,000,000" in text(response)

    def test_makes_a_dangerous_name_harmless(
        self, draft: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        sign_in(tier1_clerk).post(self.address(draft), {**ITEM, "quote": quote(name="../../x")})
        assert cases.file_of(draft.cost_items.last()).filename == "x.pdf"  # type: ignore[union-attr]

    def test_names_the_input_that_promises_no_saving(
        self, draft: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        response = sign_in(tier1_clerk).post(
            self.address(draft), {**ITEM, "project_sec": "0.2", "quote": quote()}
        )
        assert response.status_code == 422
        assert "less electricity" in str(response.context["form"].errors["project_sec"])

    def test_edits_and_takes_out(
        self, draft: Application, tier1_clerk: User, tier1_rep: User, sign_in: Any
    ) -> None:
        item = draft.cost_items.get()
        client = sign_in(tier1_rep)
        page = client.get(url("cost_item_edit", item))
        assert "Kept: quote.pdf" in text(page)
        assert "0.135" in text(page)
        sent = {**ITEM, "cost_won": "100,000,000", "version": page.context["form"].initial["version"]}
        assert client.post(url("cost_item_edit", item), sent).status_code == 302
        item.refresh_from_db()
        assert item.cost_won == 100_000_000
        changed = {"cost_won": "90,000,000", "quote_won": "100,000,000"}
        stale = client.post(url("cost_item_edit", item), {**sent, **changed})
        assert stale.status_code == 422
        assert stale.context["differences"] == (("Cost without VAT", "100,000,000", "90,000,000"),)
        assert client.post(url("cost_item_remove", item)).status_code == 302
        assert not draft.cost_items.exists()

    def test_looks_ahead_while_the_cost_is_typed(
        self, draft: Application, tier1_clerk: User, sign_in: Any
    ) -> None:
        response = sign_in(tier1_clerk).get(
            url("cost_item_add", draft),
            {"kind": "EQUIPMENT", "technology": "air_compressor", "cost_won": "100,000,000"},
            headers={"HX-Request": "true"},
        )
        assert "KRW 180,000,000" in text(response)
        assert "<html" not in text(response)


class TestSubmitPage:
    def test_says_what_it_does_and_does_it_once(
        self, draft: Application, tier1_rep: User, sign_in: Any
    ) -> None:
        client = sign_in(tier1_rep)
        page = text(client.get(url("submit", draft)))
        assert "Asks for a subsidy of KRW 120,000,000." in page
        unseen = client.post(url("submit", draft))
        assert (unseen.status_code, draft.receipts.count()) == (422, 0)
        assert client.post(url("submit", draft), {"seen_won": 120_000_000}).status_code == 302
        second = client.post(url("submit", draft))
        assert second["Location"] == draft.receipts.get().get_absolute_url()
        assert client.get(url("submit", draft)).status_code == 302

    def test_clerk_is_told_who_may(self, draft: Application, tier1_clerk: User, sign_in: Any) -> None:
        response = sign_in(tier1_clerk).post(url("submit", draft))
        assert response.status_code == 403
        assert "Only a representative" in text(response)

    def test_incomplete_draft_is_led_to_what_is_missing(
        self, draft: Application, tier1_rep: User, sign_in: Any
    ) -> None:
        operations.remove_cost_item(cost_item=draft.cost_items.get(), by=tier1_rep, at=MOMENT)
        client = sign_in(tier1_rep)
        assert client.get(url("submit", draft))["Location"] == url("detail", draft)
        assert "Add at least one cost item" in text(client.post(url("submit", draft)))

    def test_one_second_late(
        self, draft: Application, tier1_rep: User, sign_in: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        late = draft.call.applications_close_at + dt.timedelta(seconds=1)
        monkeypatch.setattr(clock, "now", lambda: late)
        response = sign_in(tier1_rep).post(url("submit", draft))
        assert response.status_code == 422
        assert "2098-12-31 18:00" in text(response)


class TestDecisionPages:
    def test_award_says_what_it_commits(
        self, assessed: Application, funded_call: Call, approving_officer: User, sign_in: Any
    ) -> None:
        client = sign_in(approving_officer)
        page = text(client.get(url("award", assessed)))
        assert "Commits KRW 120,000,000" in page
        assert "KRW 10,380,000,000 of the KRW 10,500,000,000" in page
        assert "KRW 5,000,000,000" in page
        sent = {"amount": "120,000,000", "effective_on": "2026-02-02", "reason": "선정 결과에 따름"}
        assert client.post(url("award", assessed), sent).status_code == 302
        second = client.post(url("award", assessed), sent)
        assert second.status_code == 422
        assert "This step was not taken" in text(second)
        assert "박승인" in text(second)

    def test_award_page_refuses_bad_input_and_keeps_the_rest(
        self, assessed: Application, call: Call, approving_officer: User, sign_in: Any
    ) -> None:
        client = sign_in(approving_officer)
        sent = {"amount": "120,000,000", "effective_on": "2026-02-02", "reason": "선정 결과에 따름"}
        poor = client.post(url("award", assessed), sent)
        assert poor.status_code == 422
        assert "Not enough is left" in text(poor)
        assert "선정 결과에 따름" in text(poor)
        above = client.post(url("award", assessed), {**sent, "amount": "120,000,001"})
        assert "At most the amount asked" in str(above.context["form"].errors["amount"])
        silent = client.post(url("award", assessed), {**sent, "reason": ""})
        assert "reason" in silent.context["form"].errors

    def test_award_is_closed_to_the_assessor(
        self, assessed: Application, officer: User, sign_in: Any
    ) -> None:
        assert sign_in(officer).get(url("award", assessed)).status_code == 403

    @pytest.mark.parametrize("name", ["assess", "return", "refuse"])
    def test_pages_of_the_officer(
        self, submitted: Application, officer: User, sign_in: Any, name: str
    ) -> None:
        assert sign_in(officer).get(url(name, submitted)).status_code == 200

    def test_assess_and_return(self, submitted: Application, officer: User, sign_in: Any) -> None:
        client = sign_in(officer)
        bad = client.post(url("assess", submitted), {"recommendation": "AWARD", "finding": ""})
        assert bad.status_code == 422
        read = client.get(url("assess", submitted)).context["form"]["version"].value()
        found = {"recommendation": "AWARD", "finding": "적법하고 적정함"}
        Application.objects.get(pk=submitted.pk).save()  # as a return and a second submission do
        stale = client.post(url("assess", submitted), {**found, "version": read})
        assert stale.status_code == 422
        again = {**found, "version": stale.context["form"]["version"].value()}
        assert client.post(url("assess", submitted), again).status_code == 302
        submitted.refresh_from_db()
        assert submitted.status == "ASSESSED"
        client.post(url("return", submitted), {"reason": "견적서를 다시 올려 주세요"})
        submitted.refresh_from_db()
        assert submitted.status == "RETURNED"

    def test_plan_pages(
        self, consortium: Any, tier1_member: Any, anchor_rep: User, officer: User, sign_in: Any
    ) -> None:
        plan = operations.draft_plan(
            consortium=consortium, title="계획", purpose="감축", by=anchor_rep, at=MOMENT, **PERIOD
        )
        in_order(consortium)
        client = sign_in(anchor_rep)
        assert client.get(url("edit", plan)).status_code == 200
        assert client.get(url("submit", plan)).status_code == 200
        assert client.post(url("submit", plan)).status_code == 302
        client = sign_in(officer)
        assert "as a whole" in text(client.get(url("assess", plan)))
        assert client.post(url("select", plan), {"reason": "우수한 계획입니다"}).status_code == 302
        assert client.get(url("refuse", plan)).status_code == 302

    def test_contribution_pages(
        self, grant: Any, tier2_member: Any, tier1_rep: User, tier2_rep: User, officer: User, sign_in: Any
    ) -> None:
        parent = grant.application
        client = sign_in(tier1_rep)
        assert url("contribution_propose", parent) in text(client.get(url("detail", parent)))
        assert client.get(url("contribution_propose", parent)).status_code == 200
        sent = {
            "firm": tier2_member.firm_id,
            "amount": "30,000,000",
            "title": "2차 지원",
            "purpose": "상생",
            "starts_on": "2026-04-01",
            "ends_on": "2026-12-31",
        }
        assert client.post(url("contribution_propose", parent), sent).status_code == 302
        case = Application.objects.get(grant_kind="CONTRIBUTION")
        assert url("detail", case) in text(client.get(url("detail", parent)))
        client = sign_in(officer)
        assert url("contribution_record", case) in text(client.get(url("detail", case)))
        assert client.post(url("contribution_record", case), {"reason": "서류 확인"}).status_code == 302
        assert sign_in(tier2_rep).get(url("detail", case)).status_code == 200

    def test_withdraw(self, submitted: Application, tier1_rep: User, sign_in: Any) -> None:
        client = sign_in(tier1_rep)
        assert client.get(url("withdraw", submitted)).status_code == 200
        assert client.post(url("withdraw", submitted), {"reason": ""}).status_code == 302
        submitted.refresh_from_db()
        assert submitted.status == "WITHDRAWN"
