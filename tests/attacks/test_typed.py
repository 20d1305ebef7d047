"""Typed nonsense on real pages: a clear answer beside the field, nothing lost, never an error of 500."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.users.models import User
from core.workflow import clock
from firms.models import Firm
from programs.deadline import Deadline
from tests.factories import people
from tests.factories.people import MOMENT, business_number

pytestmark = pytest.mark.django_db

COSTS = "?kind=EQUIPMENT&technology=air_compressor"

#: every field of won: page, the case in its address, who types, the field, what follows the address
WON_FIELDS = {
    "anchor's part": ("applications:edit", "draft", "tier1_clerk", "anchor_won", ""),
    "cost": ("applications:cost_item_add", "draft", "tier1_clerk", "cost_won", COSTS),
    "recommended": ("applications:assess", "submitted", "officer", "recommended_won", ""),
    "award": ("applications:award", "assessed", "approving_officer", "amount", ""),
    "contribution": (
        "applications:contribution_propose",
        "awarded_application",
        "tier1_rep",
        "amount",
        "",
    ),
    "invoice": ("disbursements:payment_line_add", "drafted_payment", "tier1_clerk", "supply_won", ""),
    "bank": ("disbursements:payment_confirm", "released_payment", "officer", "amount_won", ""),
    "passed on": ("disbursements:pass_through_record", "grant", "tier1_clerk", "amount_won", ""),
    "arrived": ("disbursements:pass_through_confirm", "passed", "tier2_rep", "amount_won", ""),
    "gift used": ("disbursements:gift_use_record", "linked_grant", "tier2_clerk", "amount_won", ""),
}
BAD_WON = ["0", "-5", "1.5", "1" * 19, "1e9", "백만", "NaN", "\x00", "٣٤٥", "1,00,000", "9" * 5000]


@pytest.fixture
def passed(pass_on: Callable[..., Any]) -> Any:
    return pass_on()


@pytest.fixture
def firm_form() -> dict[str, str]:
    return {
        "business_number": business_number(4711),
        "name": "새기업",
        "representative_name": "김새",
        "sector": "C29132",
        "region": "busan",
        "address": "부산",
    }


class TestWon:
    @pytest.mark.parametrize("which", WON_FIELDS)
    def test_nonsense_meets_its_field_and_stays(
        self, which: str, request: pytest.FixtureRequest, send: Any
    ) -> None:
        page, case, who, field, more = WON_FIELDS[which]
        url = reverse(page, args=[request.getfixturevalue(case).public_id]) + more
        user = request.getfixturevalue(who)
        allowed = {"anchor's part": {"0", "\x00"}, "recommended": {"\x00"}, "award": {"0"}}.get(which, set())
        for typed in BAD_WON:
            answer = send(user, url, **{field: typed})
            assert answer.status_code == 422, typed[:20]
            form = answer.context["form"]
            assert form[field].value() == typed
            if typed not in allowed:
                assert form.errors[field], typed[:20]


class TestDates:
    @pytest.mark.parametrize(
        "typed", ["0000-00-00", "2026-02-30", "99999-01-01", "어제", "\x00", "2026-1-1x"]
    )
    def test_no_day_at_all(self, typed: str, tier1: Firm, tier1_clerk: User, send: Any) -> None:
        url = reverse("firms:certificate_add", args=[tier1.public_id])
        answer = send(tier1_clerk, url, issued_on=typed, valid_until=typed)
        assert answer.status_code == 422
        assert {"issued_on", "valid_until"} <= answer.context["form"].errors.keys()

    @pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01"])
    def test_at_the_ends_of_the_calendar(
        self, typed: str, program: Any, call: Any, officer: User, send: Any
    ) -> None:
        """There is no day after the last, nor an hour in London before the first: no row is read with those."""
        rule = program.rules.first()
        url = reverse("programs:rule_end", args=[program.public_id, rule.public_id])
        answer = send(officer, url, valid_until=typed, reason="끝나지 않음", version=rule.version)
        assert answer.context["form"].errors.keys() == {"valid_until"}
        url = reverse("programs:call_edit", args=[program.public_id, call.public_id])
        answer = send(officer, url, **dict.fromkeys(("opens_at", "plans_close_at"), f"{typed}T00:00:00"))
        assert {"opens_at", "plans_close_at"} <= answer.context["form"].errors.keys()

    def test_one_second_late(self, draft: Any, tier1_rep: User, send: Any, monkeypatch: Any) -> None:
        draft.call.plans_close_at = draft.call.applications_close_at = MOMENT
        draft.call.save(update_fields=["plans_close_at", "applications_close_at"])
        url = reverse("applications:submit", args=[draft.public_id])
        monkeypatch.setattr(clock, "now", lambda: MOMENT + dt.timedelta(seconds=1))
        answer = send(tier1_rep, url, seen_won="120000000")
        assert answer.status_code == 422
        assert str(Deadline(MOMENT)) in answer.content.decode()
        draft.refresh_from_db()
        assert draft.status == "DRAFTED"
        monkeypatch.setattr(clock, "now", lambda: MOMENT)
        assert send(tier1_rep, url, seen_won="120000000").status_code == 302


class TestTexts:
    STRANGE = ["<script>alert(1)</script>", "\"';--", "🏭 𠮷野", "שלום עולם", "%(name)s {{ 7 }}", "a" * 120]

    @pytest.mark.parametrize("name", STRANGE)
    def test_names_are_kept_and_shown_as_text(
        self, name: str, firm_form: dict[str, str], send: Any, browser: Client, db: None
    ) -> None:
        user = people.UserFactory()
        answer = send(user, reverse("firms:register"), **{**firm_form, "name": name})
        assert answer.status_code == 302, answer.context and answer.context["form"].errors
        firm = Firm.objects.get(registered_by=user)
        assert firm.name == name
        user = User.objects.get(pk=user.pk)
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for url in ("/", reverse("dashboards:firm", args=[firm.public_id])):
            page = browser.get(url)
            assert page.status_code == 200
            assert "<script>alert" not in page.content.decode()

    @pytest.mark.parametrize("name", ["\x00", "a\x00b", "x" * 100_000, " ", "\n\t"])
    def test_what_is_no_name_is_refused(self, name: str, firm_form: dict[str, str], send: Any) -> None:
        answer = send(people.UserFactory(), reverse("firms:register"), **{**firm_form, "name": name})
        assert answer.status_code == 422
        assert answer.context["form"].errors.keys() == {"name"}
        assert answer.context["form"]["address"].value() == "부산"

    @pytest.mark.parametrize("reason", ["\x00", "a" * 2001])
    def test_a_reason_that_nobody_asks_for(
        self, reason: str, submitted: Any, tier1_rep: User, send: Any
    ) -> None:
        url = reverse("applications:withdraw", args=[submitted.public_id])
        assert send(tier1_rep, url, reason=reason).context["form"].errors.keys() == {"reason"}

    def test_an_address_longer_than_its_column(self, tier1: Firm, tier1_rep: User, send: Any) -> None:
        labels = ".".join(["d" * 60] * 4)
        url = reverse("firms:clerk_add", args=[tier1.public_id])
        answer = send(tier1_rep, url, name="서실무", user_email=f"{'l' * 60}@{labels}.kr")
        assert answer.status_code == 422
        assert "user_email" in answer.context["form"].errors

    def test_numbers_of_firms(self, firm_form: dict[str, str], tier1: Firm, send: Any) -> None:
        user = people.UserFactory()
        for number in ("124-81-00999", "1", "12345678901", "١٢٤٨١٠٠٩٩٨", "\x00", tier1.business_number):
            answer = send(user, reverse("firms:register"), **{**firm_form, "business_number": number})
            assert answer.status_code == 422
            assert "business_number" in answer.context["form"].errors
            shown = answer.context["form"]["business_number"].value()
            assert shown.replace("-", "") == number.replace("-", "")
        assert "already registered" in answer.content.decode()

    @pytest.mark.parametrize(
        ("page", "asked"),
        [
            ("applications:list", {"q": "\x00"}),
            ("applications:list", {"status": "\x00", "sort": "pk;--", "kind": "x"}),
            ("disbursements:grants", {"q": "\x00", "sort": "-firm__registered_by__password"}),
            ("disbursements:payments", {"q": "%\x00", "status": "'"}),
            ("statements:list", {"q": "\x00", "sort": "x"}),
            ("applications:list", {"page": "9" * 30}),
        ],
    )
    def test_lists_answer_nonsense(self, page: str, asked: dict[str, str], officer: User, visit: Any) -> None:
        assert visit(officer, reverse(page), **asked).status_code in (200, 404)

    def test_addresses_with_a_nul(
        self, grant: Any, officer: User, tier1_clerk: User, draft: Any, visit: Any
    ) -> None:
        from core.ledger.operations import account

        books = account(grant.owner, "committed")
        url = reverse("dashboards:account", args=[books.public_id])
        assert visit(officer, url, **{"with": "\x00"}).status_code == 404
        measure = draft.cost_items.get().measure
        url = reverse("measurement:readings", args=[measure.public_id])
        assert visit(tier1_clerk, url, meter="\x00").status_code in (302, 404)
        url = reverse("applications:cost_item_add", args=[draft.public_id])
        page = visit(tier1_clerk, url, kind="CONSULTING", **{"from": "\x00"})
        assert page.status_code == 200

    def test_a_signup_with_nonsense(self, browser: Client, db: None) -> None:
        labels = ".".join(["d" * 60] * 4)
        for email in ("a\x00@b.kr", f"{'l' * 60}@{labels}.kr", "a@b.kr\nBcc: c@d.kr", "x" * 100_000):
            typed = {"name": "김", "email": email, "password1": "Zx9!kqwerty", "password2": "Zx9!kqwerty"}
            answer = browser.post(reverse("account_signup"), typed)
            assert answer.status_code == 200, email[:20]
            assert not User.objects.filter(name="김").exists()
            assert browser.post(
                reverse("account_login"), {"login": email, "password": "\x00"}
            ).status_code in (200, 429)


class TestExpectations:
    def test_a_reduction_beyond_the_column(self, draft: Any, tier1_clerk: User, send: Any) -> None:
        url = reverse("applications:cost_item_add", args=[draft.public_id]) + COSTS
        from tests.applications.test_views import ITEM, quote

        huge = {"baseline_sec": "9" * 12, "project_sec": "1", "annual_nm3": "9" * 12}
        answer = send(tier1_clerk, url, **{**ITEM, **huge, "quote": quote()})
        assert answer.status_code == 422
        assert answer.context["form"]["annual_nm3"].value() == "9" * 12
