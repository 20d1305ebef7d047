"""The 2026 programme as loaded from its data file."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from core.ledger.operations import Owner
from core.ledger.queries import balance
from core.users.models import Office
from core.users.queries import system_user
from core.users.scopes import ScopeKind
from programs.loader import load_programme
from programs.models import (
    Call,
    Criterion,
    FundingRule,
    Program,
    RequiredDocument,
    SupportModel,
    Technology,
)
from programs.operations.editor.rules import set_rule
from programs.refusals import UnknownScheme
from tests.factories import people

pytestmark = pytest.mark.django_db
LOADED = (Office, Program, Call, FundingRule, Technology, RequiredDocument, Criterion, SupportModel)


def everything() -> dict[str, list[dict]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in LOADED}


class TestLoadProgramme:
    def test_has_the_published_numbers(self, moment):
        program = load_programme("partnership_2026", by=system_user(), at=moment)
        values = {(r.kind, r.cost_kind, r.size_class): r.value for r in program.rules.all()}
        assert values["RATE", "EQUIPMENT", "SME"] == 6000
        assert values["RATE", "EQUIPMENT", "MIDSIZE"] == 5000
        assert values["RATE", "EQUIPMENT", "LARGE"] == 0
        assert values["CAP_CONSORTIUM", "", ""] == 5_000_000_000
        assert values["CAP_FIRM", "CONSULTING", ""] == 30_000_000
        assert values["CAP_CONSORTIUM", "CONSULTING", ""] == 300_000_000
        assert program.target_kg == 20_000_000
        assert values["PASS_THROUGH", "", ""] == 10_000

    def test_has_criteria_whose_weights_come_to_100_and_which_are_marked_as_settings(self, moment):
        criteria = load_programme("partnership_2026", by=system_user(), at=moment).criteria.all()
        assert sum(criterion.weight for criterion in criteria) == 100
        assert [criterion.position for criterion in criteria] == [1, 2, 3, 4]
        assert all("programme setting" in criterion.source_en for criterion in criteria)

    def test_takes_the_call_until_the_last_second_of_6_march(self, moment):
        call = load_programme("partnership-2026", by=system_user(), at=moment).calls.get()
        assert str(call.plan_deadline) == "2026-03-06 23:59"
        assert call.budget_won == 10_500_000_000

    def test_names_four_support_models_and_a_source_for_everything(self, moment):
        program = load_programme("partnership-2026", by=system_user(), at=moment)
        assert set(SupportModel.objects.values_list("code", flat=True)) == {
            "chain",
            "synergy",
            "performance",
            "downstream",
        }
        sourced = [program, *program.calls.all(), *program.rules.all(), *program.technologies.all()]
        assert all(row.source_ko and row.source_en for row in [*sourced, *SupportModel.objects.all()])
        assert len(sourced) > 20

    def test_says_what_each_support_model_does_by_its_flags(self, moment):
        load_programme("partnership-2026", by=system_user(), at=moment)
        flags = ("passes_money_on", "shares_reductions", "promises_surplus", "links_products")
        found = {m.code: [flag for flag in flags if getattr(m, flag)] for m in SupportModel.objects.all()}
        assert found == {
            "chain": ["passes_money_on"],
            "synergy": ["shares_reductions"],
            "performance": ["promises_surplus"],
            "downstream": ["links_products"],
        }

    def test_asks_for_papers(self, moment):
        program = load_programme("partnership-2026", by=system_user(), at=moment)
        asked = program.required_documents.filter(is_required=True)
        assert [(paper.code, paper.step) for paper in asked] == [("self_burden_proof", "APPLICATION")]

    def test_changes_nothing_the_second_time(self, moment):
        load_programme("partnership-2026", by=system_user(), at=moment)
        before = everything()
        load_programme("partnership-2026", by=system_user(), at=moment + dt.timedelta(days=40))
        assert everything() == before

    def test_puts_a_wrong_value_right(self, moment):
        program = load_programme("partnership-2026", by=system_user(), at=moment)
        program.rules.filter(kind="RATE", size_class="SME").update(value=1)
        load_programme("partnership-2026", by=system_user(), at=moment)
        assert set(program.rules.filter(kind="RATE", size_class="SME").values_list("value", flat=True)) == {
            6000
        }

    def test_keeps_the_dates_of_a_practice_copy(self, moment):
        practice = load_programme("partnership-2026", practice=True, by=system_user(), at=moment)
        before = everything()
        load_programme("partnership-2026", practice=True, by=system_user(), at=moment + dt.timedelta(days=9))
        call = practice.calls.get()
        assert everything() == before
        assert practice.is_practice
        assert practice.code == "partnership-2026-practice"
        assert call.opens_at == moment
        assert str(call.plan_deadline) == "2026-04-03 23:59"
        assert str(call.application_deadline) == "2026-06-02 23:59"

    def test_leaves_alone_what_somebody_changed_in_the_editor(self, moment):
        program = load_programme("partnership-2026", by=system_user(), at=moment)
        officer = people.with_role("OFFICER", ScopeKind.OFFICE, program.office_id)
        terms = {
            "kind": "RATE",
            "cost_kind": "EQUIPMENT",
            "size_class": "SME",
            "source_ko": "개정",
            "source_en": "-",
        }
        set_rule(program=program, value=5_500, valid_from=dt.date(2026, 7, 1), **terms, by=officer, at=moment)
        Program.objects.filter(pk=program.pk).update(name_en="Another name")
        load_programme("partnership-2026", by=system_user(), at=moment)
        program.refresh_from_db()
        assert program.name_en == "Another name"
        assert program.rules.filter(kind="RATE", cost_kind="EQUIPMENT", size_class="SME").count() == 2

    def test_refuses_a_file_that_is_not_there(self, moment):
        with pytest.raises(UnknownScheme, match="partnership_2026"):
            load_programme("../../etc/passwd", by=system_user(), at=moment)


class TestCommand:
    def run(self, *words: str) -> str:
        out = StringIO()
        call_command("load_programme", *words, stdout=out)
        return out.getvalue()

    def test_appropriates_only_when_asked_and_only_once(self):
        self.run()
        call = Call.objects.get()
        assert balance(Owner("call", call.pk), "available") == 0
        self.run("--appropriate")
        self.run("--appropriate")
        assert balance(Owner("call", call.pk), "available") == 10_500_000_000

    def test_gives_a_practice_copy_money_to_play_with(self):
        self.run("--practice")
        call = Call.objects.get(program__is_practice=True)
        assert balance(Owner("call", call.pk), "available") == 10_500_000_000

    def test_says_which_programmes_there_are(self):
        with pytest.raises(CommandError, match=r"Known: .*partnership_2026"):
            self.run("nowhere")


class TestSystemUser:
    def test_is_one_and_cannot_sign_in(self):
        assert system_user() == system_user()
        assert not system_user().has_usable_password()
        assert not system_user().is_active

    def test_is_called_in_the_language_of_the_reader(self):
        with translation.override("ko"):
            assert str(system_user()) == "시스템"
        with translation.override("en"):
            assert str(system_user()) == "System"
