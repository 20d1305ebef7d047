"""The editor's evidence of payments and payment schedule: dated, checked, told in history and comparison."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core.users.permissions import NotAllowed
from core.workflow.refusals import StaleVersion
from disbursements.conditions import CONDITIONS, LABELS
from programs import registry
from programs.comparison import compare
from programs.history import entries
from programs.loader import was_edited
from programs.models import EvidenceRule, PaymentStage
from programs.operations import editor
from programs.operations.editor import EvidenceTerms, StageTerms, refusals
from programs.queries import evidence_rules_on, payment_stage_on, takes_cards
from tests.factories.people import MOMENT
from tests.programs.editor import SOURCES
from tests.programs.test_editor_pages import page

pytestmark = pytest.mark.django_db

TODAY, JULY = MOMENT.date(), dt.date(2026, 7, 1)
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def evidence(does_as_well: str = "") -> EvidenceTerms:
    return EvidenceTerms(does_as_well, **SOURCES)


def stage(share_bp: int = 5_000, *conditions: str) -> StageTerms:
    return StageTerms(share_bp, list(conditions), **SOURCES)


@pytest.fixture
def add(program, officer):
    """Return the officer's act: add a rule of evidence."""

    def add(kind="INVOICE", cost_kind="", valid_from=TODAY, does_as_well="CARD", by=officer) -> EvidenceRule:
        return editor.add_evidence_rule(
            program=program, kind=kind, cost_kind=cost_kind, terms=evidence(does_as_well),
            valid_from=valid_from, by=by, at=MOMENT,
        )  # fmt: skip

    return add


@pytest.fixture
def advance(program, officer) -> PaymentStage:
    return editor.add_payment_stage(
        program=program, kind="ADVANCE", terms=stage(3_000, "BANK_ACCOUNT"), valid_from=TODAY, by=officer,
        at=MOMENT,
    )  # fmt: skip


class TestEvidence:
    def test_holds_from_its_day_and_is_changed_from_a_later_one(self, add, program, officer):
        rule = add()
        assert takes_cards(program, "CONSULTING", TODAY)
        editor.change_evidence_rule(
            rule=rule, terms=evidence(), valid_from=JULY, reason="전용카드 폐지", by=officer, at=MOMENT
        )
        assert [takes_cards(program, "CONSULTING", day) for day in (TODAY, JULY)] == [True, False]
        (later,) = evidence_rules_on(program, JULY)
        editor.remove_paying_rule(rule=later, reason="착오", by=officer, at=MOMENT)
        assert takes_cards(program, "CONSULTING", JULY)
        rule.refresh_from_db()
        editor.end_paying_rule(rule=rule, valid_until=JULY, reason="종료", by=officer, at=MOMENT)
        assert not takes_cards(program, "CONSULTING", JULY + dt.timedelta(days=1))
        assert was_edited(program)

    @pytest.mark.parametrize(
        ("terms", "refusal"),
        [
            ({"does_as_well": "TRANSFER"}, refusals.EvidenceDoesNotFit),
            ({"kind": "CARD", "does_as_well": "CARD"}, refusals.EvidenceDoesNotFit),
            ({"kind": "TRANSFER", "does_as_well": "INVOICE"}, refusals.EvidenceDoesNotFit),
            ({"valid_from": YESTERDAY}, refusals.PaymentsFollowIt),
        ],
    )
    def test_says_what_cant_be(self, add, terms, refusal):
        with pytest.raises(refusal):
            add(**terms)

    def test_is_there_once_and_edited_by_its_office_as_it_was_read(self, add, officer, tier1_rep):
        rule = add()
        with pytest.raises(refusals.EvidenceIsThere):
            add()
        assert add(cost_kind="EQUIPMENT", does_as_well="").pk != rule.pk
        with pytest.raises(NotAllowed):
            add(kind="TRANSFER", by=tier1_rep)
        with pytest.raises(StaleVersion):
            editor.end_paying_rule(
                rule=rule, valid_until=JULY, reason="종료", by=officer, at=MOMENT, version=rule.version - 1
            )
        with pytest.raises(refusals.IsInForce):
            editor.remove_paying_rule(rule=rule, reason="착오", by=officer, at=MOMENT)


class TestStages:
    def test_hold_from_their_day_and_are_changed_from_a_later_one(self, advance, program, officer):
        editor.change_payment_stage(
            stage=advance, terms=stage(2_000), valid_from=JULY, reason="선금 축소", by=officer, at=MOMENT
        )
        shares = [payment_stage_on(program, "ADVANCE", day) for day in (TODAY, JULY)]
        assert [(one.share_bp, one.conditions) for one in shares] == [(3_000, ["BANK_ACCOUNT"]), (2_000, [])]

    @pytest.mark.parametrize(
        ("kind", "terms"),
        [
            ("FINAL", stage(0)),
            ("FINAL", stage(10_001)),
            ("HOLD_BACK", stage(10_000)),
            ("FINAL", stage(1, "X")),
        ],
    )
    def test_say_which_share_cant_be(self, program, officer, kind, terms):
        with pytest.raises(refusals.ShareDoesNotFit):
            editor.add_payment_stage(
                program=program, kind=kind, terms=terms, valid_from=TODAY, by=officer, at=MOMENT
            )

    def test_are_there_once(self, advance, program, officer):
        with pytest.raises(refusals.StageIsThere):
            editor.add_payment_stage(
                program=program, kind="ADVANCE", terms=stage(), valid_from=TODAY, by=officer, at=MOMENT
            )

    def test_offer_every_condition_there_is(self):
        assert {offer.code for offer in registry.payment_conditions()} == CONDITIONS.keys() == LABELS.keys()


class TestReading:
    def test_history_and_comparison_tell_both_in_words(self, add, advance, program):
        add()
        told = {entry.sentence: entry.changes for entry in entries(program)}
        of_stage = told["Added the stage of the payments “Advance payment”."]
        assert {(one.label, one.after) for one in of_stage} >= {
            ("Share", "30 %"), ("What must be so before", str(LABELS["BANK_ACCOUNT"])),
        }  # fmt: skip
        assert "Added the evidence of payments “E-tax invoice · All costs”." in told
        sections = {one.title: one for one in compare(program, YESTERDAY, program, TODAY)}
        assert [one.state for one in sections["Evidence of payments"].lines] == ["added"]
        assert sections["Payment schedule"].lines[0].after.startswith("30 %")


class TestPages:
    @pytest.fixture
    def client(self, officer) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(officer)
        return client

    def test_sections_say_what_holds_or_what_to_do(self, client, program, add, advance):
        text = page(client, "editor", program, section="stages").content.decode()
        assert all(word in text for word in ("Advance payment", "30 %", str(LABELS["BANK_ACCOUNT"])))
        empty = page(client, "editor", program, section="evidence").content.decode()
        assert "empty-title" in empty
        add()
        text = page(client, "editor", program, section="evidence").content.decode()
        assert "E-tax invoice or Approval of the dedicated card" in text

    def test_forms_add_and_change_from_a_day_on(self, client, program):
        typed = {
            "kind": "INVOICE",
            "cost_kind": "PCF",
            "does_as_well": "CARD",
            "valid_from": "2098-07-01",
            **SOURCES,
        }
        client.post(reverse("programs:evidence_rule_add", args=[program.public_id]), typed)
        rule = program.evidence_rules.get()
        assert (rule.cost_kind, rule.does_as_well) == ("PCF", "CARD")
        share = {"kind": "FINAL", "share_bp": "100", "conditions": ["INSPECTED"], "valid_from": "2098-07-01"}
        client.post(reverse("programs:payment_stage_add", args=[program.public_id]), share | SOURCES)
        final = program.payment_stages.get()
        assert (final.share_bp, final.conditions) == (10_000, ["INSPECTED"])
