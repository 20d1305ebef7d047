"""The pages of the programme editor."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from measurement.loader import load_factors
from programs.comparison import compare
from programs.history import entries
from programs.models import Call, FundingRule, Program
from programs.operations import editor
from tests.factories.people import FIRST_DAY, MOMENT
from tests.programs.editor import SOURCES, of_program

pytestmark = pytest.mark.django_db

JULY = dt.date(2098, 7, 1)
RATE = {"kind": "RATE", "cost_kind": "EQUIPMENT", "size_class": "SME"}


@pytest.fixture
def client(officer) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(officer)
    return client


def page(client, name, program, *more, **query):
    return client.get(reverse(f"programs:{name}", args=[program.public_id, *more]), query)


def posted(form):
    """Return what a browser sends back of a form that was not touched."""
    sent = {}
    for field in form:
        value = field.value()
        if value is True:
            sent[field.html_name] = "on"
        elif value not in (None, False, ""):
            widget = field.field.widget
            sent[field.html_name] = widget.format_value(value) if hasattr(widget, "format") else value
    return sent


@pytest.fixture
def later(program, officer):
    """A rate that begins in July."""
    terms = {"program": program, **RATE, **SOURCES, "value": 5_500, "valid_from": JULY}
    return editor.set_rule(**terms, by=officer, at=MOMENT)


class TestOverview:
    @pytest.mark.parametrize("section", ["facts", "calls", "rules", "technologies", "documents", "nonsense"])
    def test_shows_each_section(self, section, client, program, call, technology, later):
        answer = page(client, "editor", program, section=section)
        assert answer.status_code == 200

    def test_rules_say_value_days_and_source(self, client, program, later):
        text = page(client, "editor", program, section="rules").content.decode()
        assert all(
            word in text for word in ("60 %", "55 %", "2098-07-01", "New call", "To begin", "In force")
        )

    def test_offers_changes_only_to_those_who_may(self, client, program, call, approving_officer):
        client.force_login(approving_officer)
        text = page(client, "editor", program, section="calls").content.decode()
        assert reverse("programs:call_appropriate", args=[program.public_id, call.public_id]) in text
        assert f'"{reverse("programs:call_edit", args=[program.public_id, call.public_id])}"' not in text
        assert "Copy into a later year" not in text

    def test_of_an_empty_programme_says_what_to_do(self, client, officer, office):
        from tests.factories.programmes import ProgramFactory

        bare = ProgramFactory(office=office)
        for section in ("calls", "rules", "technologies", "documents"):
            assert "empty-title" in page(client, "editor", bare, section=section).content.decode()

    def test_asks_as_often_for_many_rules(self, client, program, officer, django_assert_max_num_queries):
        for number in range(12):
            terms = {"program": program, **RATE, **SOURCES, "value": 5_000 + number}
            editor.set_rule(**terms, valid_from=JULY + dt.timedelta(days=number), by=officer, at=MOMENT)
        page(client, "editor", program, section="rules")
        with django_assert_max_num_queries(14):
            page(client, "editor", program, section="rules")


class TestRulePages:
    def test_first_asks_for_the_kind(self, client, program):
        text = page(client, "rule_set", program).content.decode()
        assert "?kind=CAP_POOLED" in text
        assert page(client, "rule_set", program, kind="NONSENSE").status_code == 404

    def test_says_whom_it_touches(self, client, program, drafted_application):
        rule = program.rules.get(**RATE)
        text = page(client, "rule_set", program, rule=rule.public_id).content.decode()
        assert "1 open draft will be computed" in text
        assert "Now: 60 %" in text

    def test_an_address_with_a_null_leads_nowhere(self, client, program):
        assert (
            client.get(reverse("programs:rule_set", args=[program.public_id]) + "?rule=%00").status_code
            == 404
        )

    def test_changes_a_rate_from_a_day_on(self, client, program):
        rule = program.rules.get(**RATE)
        address = reverse("programs:rule_set", args=[program.public_id]) + f"?rule={rule.public_id}"
        typed = {"value": "55.5", "valid_from": "2098-07-01", "version": 1, **SOURCES}
        answer = client.post(address, typed)
        assert answer.url == reverse("programs:editor", args=[program.public_id]) + "?section=rules"
        assert FundingRule.objects.get(valid_from=JULY).value == 5_550

    def test_a_new_cap_asks_for_costs_and_firms(self, client, program):
        address = reverse("programs:rule_set", args=[program.public_id]) + "?kind=CAP_FIRM"
        form = client.get(address).context["form"]
        assert list(form.fields) == [
            "cost_kind",
            "size_class",
            "value",
            "valid_from",
            "source_ko",
            "source_en",
        ]
        client.post(
            address, {"cost_kind": "PCF", "value": "30,000,000", "valid_from": "2098-07-01", **SOURCES}
        )
        assert program.rules.get(kind="CAP_FIRM", cost_kind="PCF").value == 30_000_000

    def test_nothing_typed_is_lost_when_it_is_refused(self, client, program, later):
        address = reverse("programs:rule_set", args=[program.public_id]) + f"?rule={later.public_id}"
        answer = client.post(address, {"value": "120", "valid_from": "2098-08-01", "version": 1, **SOURCES})
        assert answer.status_code == 422
        assert 'value="120"' in answer.content.decode()

    def test_the_second_of_two_officers_reads_what_the_first_one_did(self, client, program, officer):
        rule = program.rules.get(**RATE)
        address = reverse("programs:rule_set", args=[program.public_id]) + f"?rule={rule.public_id}"
        sent = posted(client.get(address).context["form"])
        terms = {"program": program, **RATE, **SOURCES, "value": 5_500, "valid_from": JULY}
        editor.set_rule(**terms, by=officer, at=MOMENT)
        sent |= {"value": "57", "valid_from": "2098-07-01", "source_ko": "둘째", "source_en": "second"}
        answer = client.post(address, sent)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert all(words in text for words in ("Somebody else changed this record", 'value="57"', "55"))
        assert client.post(address, posted(answer.context["form"])).status_code == 302
        assert FundingRule.objects.get(valid_from=JULY).value == 5_700

    def test_a_rule_of_another_programme_is_not_found(self, client, program, office):
        from tests.factories.programmes import ProgramFactory

        other = ProgramFactory(office=office)
        rule = program.rules.first()
        assert page(client, "rule_end", other, rule.public_id).status_code == 404
        assert page(client, "rule_set", other, rule=rule.public_id).status_code == 404

    def test_ends_and_takes_out(self, client, program, later):
        remove = reverse("programs:rule_remove", args=[program.public_id, later.public_id])
        assert client.post(remove, {"reason": "공고가 바뀌지 않음", "version": 1}).status_code == 302
        rule = program.rules.get(**RATE)
        end = reverse("programs:rule_end", args=[program.public_id, rule.public_id])
        client.post(end, {"valid_until": "2098-06-30", "reason": "사업 종료", "version": rule.version})
        assert program.rules.get(**RATE).valid_until == dt.date(2098, 6, 30)


class TestOtherForms:
    def test_the_programme_sent_back_untouched_stays_the_same(self, client, program):
        address = reverse("programs:program_edit", args=[program.public_id])
        sent = posted(client.get(address).context["form"]) | {"reason": "내용을 확인함"}
        assert client.post(address, sent).status_code == 302
        assert of_program(Program.objects.get()) == of_program(program)

    def test_the_call_sent_back_untouched_stays_the_same(self, client, program, call):
        address = reverse("programs:call_edit", args=[program.public_id, call.public_id])
        sent = posted(client.get(address).context["form"]) | {"reason": "내용을 확인함"}
        assert client.post(address, sent).status_code == 302
        after = Call.objects.get()
        assert after.opens_at == call.opens_at.replace(microsecond=0)

    def test_begins_a_programme(self, client, program, officer):
        load_factors(by=officer, at=MOMENT)
        sent = posted(page(client, "program_edit", program).context["form"])
        sent |= {"code": "new-2027", "factor_round": "2025:2021-2023"}
        answer = client.post(reverse("programs:program_create"), sent)
        assert answer.url == reverse("programs:editor", args=[Program.objects.get(code="new-2027").public_id])

    def test_copies(self, client, program):
        answer = client.post(
            reverse("programs:program_copy", args=[program.public_id]), {"code": "next", "fiscal_year": 2027}
        )
        assert answer.url == reverse("programs:editor", args=[Program.objects.get(code="next").public_id])

    @pytest.mark.parametrize("kind", ["technology", "document"])
    def test_adds_and_changes(self, kind, client, program):
        add = reverse(f"programs:{kind}_add", args=[program.public_id])
        sent = posted(client.get(add).context["form"]) | {
            "code": "x", "name_ko": "가", "name_en": "A", "valid_from": "2026-03-01", **SOURCES,
        }  # fmt: skip
        assert client.post(add, sent).status_code == 302
        row = (program.technologies if kind == "technology" else program.required_documents).get()
        edit = reverse(f"programs:{kind}_edit", args=[program.public_id, row.public_id])
        sent = posted(client.get(edit).context["form"]) | {"name_en": "B", "reason": "이름을 고침"}
        assert client.post(edit, sent).status_code == 302
        row.refresh_from_db()
        assert row.name_en == "B"

    def test_appropriates(self, client, program, call, approving_officer):
        client.force_login(approving_officer)
        address = reverse("programs:call_appropriate", args=[program.public_id, call.public_id])
        assert client.post(address, {"amount": "1,000", "reference": "기획-1"}).status_code == 302
        assert "KRW 1,000" in page(client, "editor", program, section="calls").content.decode()


class TestHistory:
    def test_tells_what_from_and_to_and_why(self, client, program, officer, later):
        terms = of_program(program, pass_through_days=60)
        editor.edit_program(program=program, terms=terms, reason="부처 방침", by=officer, at=MOMENT)
        text = page(client, "program_history", program).content.decode()
        for words in ("김담당", "부처 방침", "90", "60", "55 %", "2098-06-30"):
            assert words in text

    def test_one_line_per_act_on_a_row(self, program, officer, later):
        sentences = [entry.sentence for entry in entries(program) if entry.who]
        assert len(sentences) == 2


class TestComparison:
    def test_of_one_programme_on_two_days(self, program, later):
        sections = compare(program, FIRST_DAY, program, JULY)
        differing = [line for section in sections for line in section.differing]
        assert [(line.before, line.after, line.state) for line in differing] == [("60 %", "55 %", "changed")]

    def test_of_a_copy_says_new_gone_and_changed(self, program, officer):
        copy = editor.copy_program(program=program, code="next", fiscal_year=2027, by=officer, at=MOMENT)
        by = {"by": officer, "at": MOMENT}
        rate = copy.rules.get(**RATE)
        editor.set_rule(program=copy, **RATE, **SOURCES, value=7_000, valid_from=rate.valid_from, **by)
        editor.set_rule(
            program=copy, kind="ROUNDING", value=1_000, valid_from=rate.valid_from, **SOURCES, **by
        )
        copy.rules.filter(kind="CAP_FIRM").delete()
        rules = compare(program, program.ends_on, copy, copy.starts_on)[2]
        states = {(line.before, line.after): line.state for line in rules.differing}
        assert sorted(states.values()) == ["added", "changed", "removed"]
        assert states["60 %", "70 %"] == "changed"

    def test_the_page(self, client, program, later):
        text = page(
            client, "program_compare", program, day="2098-07-01", other_day="2026-01-01"
        ).content.decode()
        assert "1 difference" in text
        assert "55 %" in text

    def test_at_first_offers_what_to_compare_with(self, client, program):
        answer = page(client, "program_compare", program)
        assert "Choose another programme" in answer.content.decode()
        assert "No difference" not in answer.content.decode()
        assert answer.context["form"]["other"].value() is None

    def test_at_first_compares_a_copy_with_its_original(self, client, program, officer):
        copy = editor.copy_program(program=program, code="next", fiscal_year=2027, by=officer, at=MOMENT)
        assert page(client, "program_compare", copy).context["other"] == program

    def test_a_day_that_is_none_is_said(self, client, program):
        answer = page(client, "program_compare", program, day="x")
        assert "Enter a date such as" in answer.content.decode()
