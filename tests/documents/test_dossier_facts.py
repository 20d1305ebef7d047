"""What a dossier states of a running chain: every transfer, every step, each sum in its parts."""

import datetime as dt

import pytest
from django.utils import translation

from applications.models import Application, Holder
from applications.operations.submission import keep_arithmetic
from core.ledger.models import Transfer
from core.workflow.diagrams import cases as kinds_of_case
from disbursements import operations
from programs.rules import Row
from reporting.documents.collecting import Facts
from reporting.documents.facts.history import TOLD, UNTOLD
from reporting.documents.kinds import Kind, Period
from reporting.documents.templatetags.dossier import CHOICES, WORDS
from tests.documents.made import facts_of, html_of
from tests.factories import cases, consortia
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db

GRANT = Kind.GRANT_AUDIT
MILLION = 1_000_000
#: the last day to pay is past
LATE = MOMENT + dt.timedelta(days=40)
WHY = "목적 외 사용을 확인함"


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


def receipt(by, won, reference):
    """Return how a bank's transfer is recorded."""
    return {
        "amount_won": won, "paid_on": MOMENT.date(), "bank_reference": reference,
        "evidence": cases.paper(by), "by": by, "at": MOMENT,
    }  # fmt: skip


@pytest.fixture
def debt(running, grant, officer, approving_officer):
    """Ten million of the 80 to be paid back."""
    proposed = operations.propose_debt(
        grant=grant, ground="MISUSE", amount=10 * MILLION, reason=WHY, by=officer, at=MOMENT
    )
    return operations.order_debt(debt=proposed, reason=WHY, by=approving_officer, at=MOMENT)


@pytest.fixture
def paid_debt(debt, officer, approving_officer):
    """Four million paid late, the rest written off; a late fee ordered beside and paid."""
    operations.record_debt_payment(
        debt=debt, amount=4 * MILLION, paid_on=LATE.date(), bank_reference="D-1", by=officer, at=LATE
    )
    fee = operations.charge_beside(debt=debt, kind="LATE_FEE", amount=1_000, reason=WHY, by=officer, at=LATE)
    fee = operations.order_debt(debt=fee, reason=WHY, by=approving_officer, at=LATE)
    operations.record_debt_payment(
        debt=fee, amount=1_000, paid_on=LATE.date(), bank_reference="D-2", by=officer, at=LATE
    )
    return operations.write_off_debt(debt=debt, reason="회수 불능", by=approving_officer, at=LATE)


@pytest.fixture
def pledge(running, grant, anchor_rep, tier1_rep):
    """25 million in cash paid in by the anchor, of which 20 came to tier 1."""
    pledge = operations.promise(
        consortium=running, cash_won=30 * MILLION, in_kind_won=MILLION, purpose="자부담 지원", by=anchor_rep,
        at=MOMENT,
    )  # fmt: skip
    operations.pay_in(pledge=pledge, **receipt(anchor_rep, 25 * MILLION, "IN-1"))
    gift = operations.give(pledge=pledge, grant=grant, **receipt(anchor_rep, 20 * MILLION, "OUT-1"))
    operations.confirm_gift(gift=gift, amount_won=20 * MILLION, by=tier1_rep, at=MOMENT)
    return pledge


def keys(plain):
    return {one["key"] for one in plain["transfers"]}


class TestTransfers:
    def test_are_all_that_touch_the_chain(self, running, paid_debt, pledge):
        of_budget = Transfer.objects.filter(source__code="state", target__owner_kind="call")
        every = set(Transfer.objects.difference(of_budget).values_list("key", flat=True))
        assert {f"debt:{paid_debt.pk}:entry:{one.pk}" for one in paid_debt.entries.all()} <= every
        assert keys(facts_of(running).plain) == every

    def test_say_whose_debt_and_whose_pledge(self, running, paid_debt, pledge):
        sides = [
            tuple(side)
            for one in facts_of(running).plain["transfers"]
            for side in (one["source"], one["target"])
        ]
        assert ("debt", "principal", paid_debt.firm.name) in sides
        assert ("pledge", "paid_in", pledge.firm.name) in sides

    def test_of_a_grant_hold_its_debts_and_what_came_of_a_pledge_alone(
        self, linked_grant, grant, paid_debt, pledge
    ):
        own, below = facts_of(grant, GRANT).plain, facts_of(linked_grant, GRANT).plain
        assert any(key.startswith(f"debt:{paid_debt.pk}:entry:") for key in keys(own))
        assert any(key.startswith("pledge_gift:") for key in keys(own))
        assert not any(key.startswith("pledge_cash:") for key in keys(own))
        assert not any(key.startswith(("debt:", "pledge")) for key in keys(below))


def moments(value, name=""):
    """Yield (name, moment) of every moment in the facts."""
    if isinstance(value, dt.datetime):
        yield name, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from moments(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from moments(part, name)


class TestAsOf:
    def test_is_when_the_last_of_it_happened_not_a_term_that_lies_ahead(self):
        findings = [{"read_at": MOMENT, "fresh_until": LATE}]
        assert Facts({"at": MOMENT - dt.timedelta(days=1), "checks": findings}).as_of == MOMENT

    def test_of_a_dossier_every_moment_is_named_as_one_but_terms(self, running, paid_debt, pledge):
        facts = facts_of(running)
        named = {name for name, _at in moments(facts.plain)}
        assert {name for name in named if name != "at" and not name.endswith("_at")} <= {"fresh_until"}
        assert facts.as_of == LATE

    def test_of_a_programme_report_knows_of_debts_and_fees(self, running, paid_debt):
        year = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
        assert facts_of(running.program, Kind.PROGRAM_REPORT, year).as_of == LATE


def steps_of(model):
    """Return the steps of a kind of case; of applications, of those that were handed in."""
    steps = model._meta.get_field("changes").related_model.objects
    return steps.filter(case__submitted_at__isnull=False) if model is Application else steps


class TestHistory:
    def test_tells_every_kind_of_case_or_says_why_not(self):
        every = {model._meta.label for model in kinds_of_case()}
        told = {model._meta.label for model in TOLD}
        assert told | UNTOLD.keys() == every
        assert not told & UNTOLD.keys()

    def test_has_words_for_every_kind_and_every_status(self):
        codes = [told.code for told in TOLD.values()]
        assert len(codes) == len(set(codes))
        assert set(codes) <= WORDS["case_kind"].keys()
        for model, told in TOLD.items():
            assert set(model.transitions.table) <= set(CHOICES[told.code].values), told.code

    def test_is_every_step_there_is(self, running, paid_debt, pledge):
        history = facts_of(running).plain["history"]
        steps = {told.code: steps_of(model).count() for model, told in TOLD.items()}
        found = {code: sum(1 for step in history if step["kind"] == code) for code in steps}
        assert found == steps
        assert all(steps[code] for code in ("debt", "pledge_gift", "asset", "member"))

    def test_names_its_cases_in_no_language(self, running, paid_debt, pledge):
        with translation.override("en"):
            english = facts_of(running).sha256
        assert facts_of(running).sha256 == english

    def test_of_a_grant_tells_nothing_of_its_neighbour(self, linked_grant, paid_debt, pledge):
        kinds = {step["kind"] for step in facts_of(linked_grant, GRANT).plain["history"]}
        assert "member" in kinds
        assert not kinds & {"debt", "pledge_gift", "asset", "payment"}


class TestArithmetic:
    def computed(self, case, at, won):
        keep_arithmetic(case, [Row("subsidy", 200 * MILLION, None, won)], at)

    def test_is_stated_of_every_computation_with_its_occasion(self, running, grant, tier2, officer):
        case, taken_over = grant.application, MOMENT + dt.timedelta(days=60)
        self.computed(case, MOMENT - dt.timedelta(days=9), 110 * MILLION)
        self.computed(case, MOMENT - dt.timedelta(days=3), 120 * MILLION)
        self.computed(case, LATE, 100 * MILLION)
        Holder.objects.create(application=case, firm=tier2, number=2, at=taken_over, by=officer)
        self.computed(case, taken_over, 90 * MILLION)

        stated = facts_of(grant, GRANT).plain["applications"][0]["computations"]

        assert [
            (one["rows"][0]["result_won"] // MILLION, one["occasion"], one["is_decided_on"]) for one in stated
        ] == [
            (110, "submitted", False),
            (120, "submitted", True),
            (100, "changed", False),
            (90, "handed_over", False),
        ]
        text = html_of(grant, kind=GRANT)
        assert text.count("결정의 근거") == 1


class TestAward:
    def test_can_be_reconciled_with_what_was_taken_back_and_paid_back(
        self, running, grant, approving_officer, officer
    ):
        operations.shrink_grant(
            grant=grant,
            own_won=5 * MILLION,
            regrant_won=0,
            reason="사정 변경",
            by=approving_officer,
            at=MOMENT,
        )
        plain = facts_of(grant, GRANT).plain
        stated = plain["grants"][0]
        assert stated["award"] == [
            ["reduced", 5 * MILLION], ["committed", 35 * MILLION], ["paying", 0], ["paid", 80 * MILLION]
        ]  # fmt: skip
        assert (stated["award_gap"], sum(won for _part, won in stated["award"])) == (0, stated["awarded_won"])
        assert [(one["own_won"], one["reason"], one["by"]) for one in plain["reductions"]] == [
            (5 * MILLION, "사정 변경", str(approving_officer))
        ]
        text = html_of(grant, kind=GRANT)
        assert "사정 변경" in text.partition('id="chain"')[2].partition('id="payments"')[0]

    def test_contributions_stand_apart_with_totals_of_their_own(self, running):
        plain = facts_of(running).plain
        subsidy, gift = plain["grants"]
        totals = plain["totals"]
        assert (totals["awarded_won"], totals["agreed_gifts_won"]) == (
            subsidy["awarded_won"],
            gift["awarded_won"],
        )
        assert totals["received_won"] - totals["regranted_won"] == totals["net_won"]
        chain = html_of(running).partition('id="chain"')[2].partition("</table>")
        assert gift["title"] not in chain[0]
        assert gift["title"] in chain[2].partition("</table>")[0]


class TestNeighbours:
    def test_signatures_of_a_grant_are_of_its_parties(self, running, linked_grant, tier1):
        consortia.signed(running)
        plain = facts_of(linked_grant, GRANT).plain
        signed = {one["firm"] for agreement in plain["agreements"] for one in agreement["signatures"]}
        assert signed == {one["name"] for one in plain["parties"]}
        assert tier1.name not in signed
        everybody = facts_of(running).plain["agreements"][0]["signatures"]
        assert tier1.name in {one["firm"] for one in everybody}
