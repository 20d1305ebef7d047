"""What submissions and awards rest on: kept unchanged, read anew once it no longer holds, judged again later."""

import datetime as dt
import html
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from applications import operations
from applications.eligibility.checks import differences, look_ahead, replay
from applications.eligibility.facts import Party
from applications.eligibility.looks import Stated
from applications.eligibility.outcomes import Moment
from applications.models import Application, EligibilityCheck, EligibilityFinding
from applications.operations.eligibility import check_eligible
from applications.refusals import CallClosed, InTradingScheme, NotEligible
from core.evidence.operations import mark_used
from core.ledger.refusals import InsufficientFunds
from core.users.models import User
from core.workflow import clock
from firms.models import Firm, ListedBusiness
from measurement.models import Meter
from programs.models import Call, CheckTerm, Consortium, FundingRule, Program, Technology
from reporting.dashboards.books.cases import eligibility
from tests.applications.conftest import PERIOD, add_item
from tests.factories import cases, people, programmes
from tests.factories.people import FIRST_DAY, MOMENT

pytestmark = pytest.mark.django_db
TODAY = MOMENT.date()
DAY = dt.timedelta(days=1)


def listed(firm: Firm, state: str = "RUNNING", closed_on: dt.date | None = None) -> ListedBusiness:
    row = ListedBusiness.objects.filter(business_number=firm.business_number).first() or ListedBusiness(
        business_number=firm.business_number
    )
    row.state, row.closed_on, row.listed_on, row.source = state, closed_on, TODAY, "시험 목록"
    row.imported_at, row.imported_by = MOMENT, firm.registered_by
    row.save()
    return row


def term(program: Program, kind: str, value: int) -> CheckTerm:
    sources = {"source_ko": "시험", "source_en": "test"}
    return CheckTerm.objects.create(program=program, kind=kind, value=value, valid_from=FIRST_DAY, **sources)


def award(application: Application, by: User, at: dt.datetime = MOMENT, amount: int = 120_000_000) -> Any:
    return operations.award(
        application=application, amount=amount, reason="선정", effective_on=TODAY, by=by, at=at
    )


def found(application: Application, moment: str = "SUBMISSION") -> dict[str, tuple[str, str]]:
    """Return {rule: (outcome, reason)} of the last look at that step."""
    check = application.eligibility_checks.filter(moment=moment).last()
    assert check is not None
    return {row.rule: (row.outcome, row.reason) for row in check.findings.all()}


def ahead(application: Application) -> dict[str, tuple[str, str]]:
    answers = {one.rule.code: one.answer for one in look_ahead(application, MOMENT)}
    return {code: (answer.outcome, answer.reason) for code, answer in answers.items()}


@pytest.fixture
def quote() -> bytes:
    return cases.SMALL_PDF + b"% the same file"


@pytest.fixture
def rivals(
    consortium: Consortium,
    selected_plan: Application,
    rival: Firm,
    rival_rep: User,
    anchor_member: Any,
    technology: Technology,
    factors: None,
    quote: bytes,
) -> Application:
    """Another firm's application of the consortium, submitted, with a certain quote file."""
    programmes.join(consortium, rival, anchor_member)
    application = operations.draft_application(
        consortium=consortium,
        firm=rival,
        title="경쟁 교체",
        purpose="절감",
        by=rival_rep,
        at=MOMENT,
        **PERIOD,
    )
    add_item(application, technology, rival_rep, quote=cases.paper(rival_rep, quote))
    return operations.submit(application=application, by=rival_rep, at=MOMENT)


class TestSubmission:
    def test_keeps_what_every_rule_looked_at(self, submitted: Application, tier1_rep: User) -> None:
        check = submitted.eligibility_checks.get()
        assert (check.moment, check.outcome, check.by, check.at) == (
            "SUBMISSION",
            "WARNED",
            tier1_rep,
            MOMENT,
        )
        assert check.inputs["facts"]["caps"]["amount_won"] == 120_000_000
        assert check.findings.count() == 15
        answers = found(submitted)
        assert answers["baseline"] == ("WARNED", "not_yet")
        assert answers["budget"] == ("WARNED", "short_now")
        assert answers["business_standing"] == ("WARNED", "no_list")
        assert {answers[rule][0] for rule in ("caps", "quote_once", "supplier_apart", "not_split")} == {
            "PASSED"
        }

    def test_is_what_the_look_ahead_said(self, draft: Application, tier1_rep: User) -> None:
        said = ahead(draft)
        assert not EligibilityCheck.objects.exists()
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        assert found(draft) == said

    def test_is_refused_for_a_firm_that_closed_down(self, draft: Application, tier1_rep: User) -> None:
        listed(draft.firm, "CLOSED", TODAY)
        assert ahead(draft)["business_standing"] == ("BLOCKED", "closed")
        with pytest.raises(NotEligible, match=r"closed down on 2026-02-02.*tax office"):
            operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        draft.refresh_from_db()
        assert draft.status == "DRAFTED"
        assert not EligibilityCheck.objects.exists()

    def test_says_everything_that_is_in_the_way(
        self, draft: Application, technology: Technology, tier1_clerk: User, tier1_rep: User
    ) -> None:
        listed(draft.firm, "CLOSED", TODAY)
        add_item(draft, technology, tier1_clerk, quote_supplier=f"(주){draft.firm.name}")
        with pytest.raises(NotEligible, match=r"closed down.*applicant itself"):
            operations.submit(application=draft, by=tier1_rep, at=MOMENT)

    def test_is_refused_after_the_call_before_anything_else(
        self, draft: Application, tier1_rep: User
    ) -> None:
        with pytest.raises(CallClosed):
            operations.submit(application=draft, by=tier1_rep, at=draft.call.applications_close_at + DAY)

    def test_is_warned_where_caps_cut_it(self, draft: Application, program: Program, tier1_rep: User) -> None:
        sources = {"source_ko": "시험", "source_en": "test"}
        FundingRule.objects.create(
            program=program, kind="CAP_FIRM", value=50_000_000, valid_from=FIRST_DAY, **sources
        )
        assert ahead(draft)["caps"] == ("WARNED", "cut")
        submitted = operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        row = EligibilityFinding.objects.get(snapshot__application=submitted, rule="caps")
        assert (row.reason, row.figures) == ("cut", {"cut": "70,000,000"})

    def test_reads_every_fact_again_after_a_return(
        self, submitted: Application, program: Program, officer: User, tier1_rep: User
    ) -> None:
        term(program, "STANDING_DAYS", 30)
        operations.return_for_correction(application=submitted, reason="보완", by=officer, at=MOMENT)
        listed(submitted.firm)
        operations.submit(application=submitted, by=tier1_rep, at=MOMENT + DAY)
        assert found(submitted)["business_standing"] == ("PASSED", "not_closed")


class TestQuoteFiles:
    def draft_with(self, draft: Application, technology: Technology, by: User, quote: bytes) -> Application:
        add_item(draft, technology, by, quote=cases.paper(by, quote))
        return draft

    def test_in_an_undecided_application_warn(
        self, draft: Application, rivals: Application, technology: Technology, tier1_clerk: User, quote: bytes
    ) -> None:
        self.draft_with(draft, technology, tier1_clerk, quote)
        assert ahead(draft)["quote_once"] == ("WARNED", "asked")

    def test_in_an_awarded_application_block(
        self,
        draft: Application,
        rivals: Application,
        technology: Technology,
        tier1_clerk: User,
        tier1_rep: User,
        officer: User,
        approving_officer: User,
        funded_call: Call,
        quote: bytes,
    ) -> None:
        self.draft_with(draft, technology, tier1_clerk, quote)
        submitted = operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        for case in (rivals, submitted):
            operations.assess(application=case, recommendation="AWARD", finding="적법", by=officer, at=MOMENT)
        award(rivals, approving_officer)
        with pytest.raises(NotEligible, match="awarded"):
            award(submitted, approving_officer)

    def test_in_a_withdrawn_application_are_nothing(
        self,
        draft: Application,
        rivals: Application,
        technology: Technology,
        tier1_clerk: User,
        rival_rep: User,
        quote: bytes,
    ) -> None:
        self.draft_with(draft, technology, tier1_clerk, quote)
        operations.withdraw(application=rivals, reason="철회", by=rival_rep, at=MOMENT)
        assert ahead(draft)["quote_once"] == ("PASSED", "once")

    def test_of_practice_are_nothing_to_the_real_programme(
        self, draft: Application, technology: Technology, tier1_clerk: User, rival: Firm, quote: bytes
    ) -> None:
        other = programmes.ConsortiumFactory()
        sibling = cases.draft(other, rival, rival.registered_by)
        item = cases.add_cost(sibling, technology)
        item.quotes.update(attachment=cases.paper(rival.registered_by, quote))
        sibling.move_to("SUBMITTED", by=rival.registered_by, at=MOMENT)
        self.draft_with(draft, technology, tier1_clerk, quote)
        assert ahead(draft)["quote_once"] == ("WARNED", "asked_sibling")
        Program.objects.filter(pk=other.program_id).update(is_practice=True)
        assert ahead(draft)["quote_once"] == ("PASSED", "once")


class TestOtherFacts:
    def test_a_meter_of_another_firm_with_the_same_number_is_pointed_at(
        self, draft: Application, rivals: Application
    ) -> None:
        for case in (draft, rivals):
            measure = case.cost_items.get().measure
            Meter.objects.create(measure=measure, quantity="electricity_kwh", unit="kWh", serial="E-1")
        assert ahead(draft)["serial_once"] == ("WARNED", "asked")

    def test_a_registered_supplier_with_the_same_people_at_the_same_place_blocks(
        self, draft: Application, technology: Technology, tier1_clerk: User
    ) -> None:
        people.FirmFactory(name="(주)강서 기계")  # factory firms share their representative and address
        add_item(draft, technology, tier1_clerk, quote_supplier="강서기계 주식회사")
        add_item(draft, technology, tier1_clerk, quote_supplier="강서 기계")
        assert ahead(draft)["supplier_apart"] == ("BLOCKED", "same_hands")

    def test_a_purchase_in_parts_below_the_programmes_price_blocks(
        self, draft: Application, program: Program, technology: Technology, tier1_clerk: User
    ) -> None:
        term(program, "QUOTES_FROM", 20_000_000)
        for _part in range(2):
            add_item(draft, technology, tier1_clerk, name="배관", cost_won=10_000_000)
        assert ahead(draft)["not_split"] == ("BLOCKED", "same_thing")

    def test_equipment_that_runs_without_its_baseline_blocks(self, draft: Application) -> None:
        measure = draft.cost_items.get().measure
        assert measure is not None
        assert ahead(draft)["baseline"] == ("WARNED", "not_yet")
        measure.commissioned_on = dt.date(2026, 2, 1)
        measure.save()
        assert ahead(draft)["baseline"] == ("BLOCKED", "too_short")


class TestAward:
    def test_keeps_a_look_of_its_own(
        self, assessed: Application, funded_call: Call, approving_officer: User
    ) -> None:
        award(assessed, approving_officer, amount=100_000_000)
        check = assessed.eligibility_checks.get(moment="AWARD")
        assert check.by == approving_officer
        assert check.inputs["facts"]["budget"] == {"amount_won": 100_000_000, "left_won": 10_500_000_000}
        assert "call_open" not in found(assessed, "AWARD")

    @pytest.fixture
    def excluding(self, draft: Application) -> None:
        """Let the programme exclude firms in the trading scheme before anything is submitted to it."""
        Program.objects.filter(pk=draft.call.program_id).update(excludes_trading_scheme=True)

    def test_reads_anew_what_the_programme_gives_no_days_for(
        self, excluding: None, assessed: Application, funded_call: Call, approving_officer: User
    ) -> None:
        Firm.objects.filter(pk=assessed.firm_id).update(is_in_trading_scheme=True)
        with pytest.raises(InTradingScheme):
            award(Application.objects.get(pk=assessed.pk), approving_officer)

    def test_keeps_to_the_terms_of_the_first_submission(
        self, assessed: Application, funded_call: Call, approving_officer: User
    ) -> None:
        Firm.objects.filter(pk=assessed.firm_id).update(is_in_trading_scheme=True)
        Program.objects.filter(pk=assessed.call.program_id).update(excludes_trading_scheme=True)
        award(Application.objects.get(pk=assessed.pk), approving_officer)
        row = EligibilityFinding.objects.get(snapshot__moment="AWARD", rule="exclusion")
        assert row.reason == "own_boundary"

    def test_reads_anew_what_no_longer_holds_and_nothing_before(
        self, assessed: Application, program: Program, funded_call: Call, approving_officer: User
    ) -> None:
        term(program, "STANDING_DAYS", 7)
        listed(assessed.firm, "CLOSED", TODAY)
        with pytest.raises(NotEligible, match="closed down"), transaction.atomic():
            award(assessed, approving_officer, at=MOMENT + 7 * DAY)
        award(assessed, approving_officer, at=MOMENT + 7 * DAY - dt.timedelta(seconds=1))
        row = EligibilityFinding.objects.get(snapshot__moment="AWARD", rule="business_standing")
        assert (row.reason, row.read_at, row.fresh_until) == ("no_list", MOMENT, MOMENT + 7 * DAY)

    def test_says_of_the_budget_what_the_ledger_says(
        self, assessed: Application, approving_officer: User
    ) -> None:
        with pytest.raises(InsufficientFunds, match="120,000,000 asked, 0 available"):
            award(assessed, approving_officer)


class TestPayment:
    def pay(self, application: Application, by: User, **stated: Any) -> EligibilityCheck:
        return check_eligible(
            application=application, moment=Moment.PAYMENT, stated=Stated(**stated), by=by, at=MOMENT
        )

    def test_looks_at_what_it_states(self, awarded: Application, officer: User) -> None:
        check = self.pay(awarded, officer, invoices=("A-1",), suppliers=(Party("시험기계", "1248100998"),))
        assert found(awarded, "PAYMENT")["invoice_once"] == ("PASSED", "once")
        assert check.inputs["facts"]["supplier_apart"]["suppliers"][-1]["number"] == "1248100998"

    @pytest.mark.parametrize(("kind", "stated"), [("invoice", "invoices"), ("serial", "serials")])
    def test_refuses_a_number_that_another_case_used(
        self, awarded: Application, officer: User, kind: str, stated: str
    ) -> None:
        mark_used(kind=kind, value="A-1", owner_kind="grant", owner_id=7, by=officer, at=MOMENT)
        with pytest.raises(NotEligible, match="A-1"):
            self.pay(awarded, officer, **{stated: ("A-1",)})
        self.pay(awarded, officer, owner=("grant", 7), **{stated: ("A-1",)})

    @pytest.mark.parametrize("days", [0, 30])
    def test_refuses_an_invoice_of_the_applicant_itself(
        self, draft: Application, program: Program, awarded: Application, officer: User, days: int
    ) -> None:
        term(program, "SUPPLIER_DAYS", days)  # what was read at the award says nothing of this supplier
        with pytest.raises(NotEligible, match="applicant itself"):
            self.pay(awarded, officer, suppliers=(Party("다른 이름", awarded.firm.business_number),))


class TestSnapshots:
    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE applications_eligibilitycheck SET outcome = 'PASSED'",
            "UPDATE applications_eligibilitycheck SET inputs = '{}'",
            "UPDATE applications_eligibilityfinding SET outcome = 'PASSED'",
            "DELETE FROM applications_eligibilityfinding",
            "DELETE FROM applications_eligibilitycheck",
        ],
    )
    def test_are_never_changed(self, submitted: Application, sql: str) -> None:
        with (
            pytest.raises(DatabaseError, match="Cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)

    def test_give_the_same_answer_when_judged_again(
        self, awarded: Application, tier1_rep: User, technology: Technology
    ) -> None:
        checks = list(awarded.eligibility_checks.all())
        assert len(checks) == 2
        Firm.objects.filter(pk=awarded.firm_id).update(is_in_trading_scheme=True, name="다른 이름")
        listed(awarded.firm, "CLOSED", TODAY)
        for check in checks:
            check.refresh_from_db()
            again = {code: (answer.outcome, answer.reason) for code, answer in replay(check.inputs).items()}
            assert again == found(awarded, check.moment)
            assert differences(check) == []
        assert (eligibility().compared, eligibility().differences) == (2, [])

    def test_that_were_tampered_with_are_named_by_the_books(self, submitted: Application) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(
                "UPDATE applications_eligibilitycheck"
                " SET inputs = jsonb_set(inputs, '{facts,budget,left_won}', '999999999999')"
            )
            cursor.execute("SET session_replication_role = DEFAULT")
        said = [str(difference) for difference in eligibility().differences]
        assert any("another hash" in line for line in said)
        assert any("budget" in line for line in said)


class TestPage:
    def test_shows_the_firm_what_would_happen_now(
        self, client: Client, draft: Application, tier1_clerk: User
    ) -> None:
        listed(draft.firm, "CLOSED", TODAY)
        text = self.text(client, draft, tier1_clerk)
        for words in ("If it were submitted now", "In the way", "closed down on 2026-02-02", "tax office"):
            assert words in text

    def test_shows_what_the_submission_rested_on_and_what_no_longer_holds(
        self, client: Client, draft: Application, program: Program, tier1_rep: User, officer: User
    ) -> None:
        term(program, "CERTIFICATE_DAYS", 1)
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        for person in (tier1_rep, officer):
            text = self.text(client, draft, person)
            for words in ("At submission, 2026-02-02 10:00", "Look at this", "the next step reads it anew"):
                assert words in text

    def test_names_the_other_case_to_the_office_alone(
        self,
        client: Client,
        draft: Application,
        rivals: Application,
        technology: Technology,
        tier1_clerk: User,
        tier1_rep: User,
        officer: User,
        quote: bytes,
    ) -> None:
        add_item(draft, technology, tier1_clerk, quote=cases.paper(tier1_clerk, quote))
        assert rivals.title not in self.text(client, draft, tier1_clerk)
        operations.submit(application=draft, by=tier1_rep, at=MOMENT)
        assert rivals.title in self.text(client, draft, officer)
        assert rivals.title not in self.text(client, draft, tier1_rep)

    def test_is_not_for_the_anchor(self, client: Client, submitted: Application, anchor_rep: User) -> None:
        text = self.text(client, submitted, anchor_rep)
        assert "Undertaking" in text
        for words in ("Eligibility", "Size certificate", "Look at this"):
            assert words not in text

    @pytest.fixture(autouse=True)
    def at_the_moment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "now", lambda: MOMENT + 2 * DAY)

    def text(self, client: Client, case: Application, person: User) -> str:
        client.cookies["django_language"] = "en"
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return html.unescape(client.get(f"{case.get_absolute_url()}?tab=eligibility").content.decode())
