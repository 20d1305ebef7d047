"""The editor's pages of criteria and of the numbers of the eligibility checks."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from programs.models import CheckTerm, CheckTermKind
from programs.operations import editor
from tests.applications.panels import add_criteria
from tests.factories.people import FIRST_DAY, MOMENT
from tests.factories.programmes import ProgramFactory
from tests.programs.editor import SOURCES, criterion_terms
from tests.programs.test_editor_pages import page, posted

pytestmark = pytest.mark.django_db

JULY = dt.date(2098, 7, 1)
NAMES = {"name_ko": "감축 효과", "name_en": "Reduction effect"}
ADDED = {"code": "effect", "position": "1", "weight": "100", "valid_from": "2098-07-01", **NAMES, **SOURCES}


@pytest.fixture
def client(officer) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(officer)
    return client


@pytest.fixture
def criterion(program):
    add_criteria(program, 60, 40)
    return program.criteria.first()


@pytest.fixture
def term(program):
    return CheckTerm.objects.create(
        program=program, kind="QUOTES_FROM", value=20_000_000, valid_from=FIRST_DAY, **SOURCES
    )


def address(name, row):
    return reverse(f"programs:{name}", args=[row.program.public_id, row.public_id])


class TestLists:
    def test_say_weight_value_days_and_source(self, client, program, criterion, term):
        text = page(client, "editor", program, section="criteria").content.decode()
        assert all(word in text for word in ("Criterion 1", "60 %", "In force", "Test data"))
        assert "do not come to" not in text
        text = page(client, "editor", program, section="checks").content.decode()
        assert all(word in text for word in ("Price from which", "KRW 20,000,000", "New call", "Not set:"))

    def test_point_out_the_days_on_which_weights_do_not_come_to_100(
        self, client, program, criterion, officer
    ):
        given = {"criterion": criterion, "terms": criterion_terms(weight=35), "valid_from": JULY}
        editor.change_criterion(**given, reason="평가 방침", by=officer, at=MOMENT)
        text = page(client, "editor", program, section="criteria").content.decode()
        assert "From 2098-07-01 on they come to 75 %." in text
        assert "No panel can be opened on these days." in text

    def test_of_an_empty_programme_say_what_to_do(self, client, office):
        bare = ProgramFactory(office=office)
        for section in ("criteria", "checks"):
            assert "empty-title" in page(client, "editor", bare, section=section).content.decode()

    def test_hide_what_has_ended_until_it_is_asked_for(self, client, program, criterion, term):
        for row in (criterion, term):
            type(row).objects.filter(pk=row.pk).update(valid_until=FIRST_DAY)
        for section, words in (("criteria", "Criterion 1"), ("checks", "KRW 20,000,000")):
            assert words not in page(client, "editor", program, section=section).content.decode()
            assert words in page(client, "editor", program, section=section, ended=1).content.decode()

    def test_offer_changes_only_to_those_who_may(self, client, program, criterion, term, approving_officer):
        client.force_login(approving_officer)
        for section in ("criteria", "checks"):
            assert "End it" not in page(client, "editor", program, section=section).content.decode()

    @pytest.mark.parametrize("section", ["criteria", "checks"])
    def test_ask_as_often_for_many(self, section, client, program, criterion, django_assert_max_num_queries):
        add_criteria(ProgramFactory(office=program.office), 1)
        for kind in CheckTermKind:
            CheckTerm.objects.create(program=program, kind=kind, value=1, valid_from=FIRST_DAY, **SOURCES)
        page(client, "editor", program, section=section)
        with django_assert_max_num_queries(14):
            page(client, "editor", program, section=section)


class TestCriterionPages:
    def test_add_one(self, client, program):
        answer = client.post(reverse("programs:criterion_add", args=[program.public_id]), ADDED)
        assert answer.url.endswith("?section=criteria")
        assert program.criteria.get().weight == 100

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"weight": "33.33"}, "Enter a whole percentage"),
            ({"weight": "-5"}, "without a minus sign"),
            ({"weight": "0"}, "above zero"),
            ({"weight": "101"}, "too large"),
            ({"name_en": "a\x00b"}, "Null characters"),
            ({"code": "a\x00"}, "Null characters"),
            ({"position": "0"}, "greater than or equal to 1"),
            ({"valid_from": "soon"}, "Enter a date such as"),
            ({"source_ko": ""}, "required"),
        ],
    )
    def test_refuse_what_does_not_fit_and_keep_what_was_typed(self, wrong, words, client, program):
        answer = client.post(reverse("programs:criterion_add", args=[program.public_id]), {**ADDED, **wrong})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert words in text
        assert "Reduction effect" in text or "name_en" in wrong
        assert not program.criteria.exists()

    def test_change_end_and_take_out(self, client, program, criterion):
        change = address("criterion_change", criterion)
        sent = posted(client.get(change).context["form"])
        sent |= {"weight": "50 %", "valid_from": "2098-07-01", "reason": "평가 방침 변경"}
        assert client.post(change, sent).status_code == 302
        new = program.criteria.get(valid_from=JULY)
        assert (new.code, new.weight, new.name_en) == (criterion.code, 50, "Criterion 1")
        gone = {"reason": "변경 취소", "version": new.version}
        assert client.post(address("criterion_remove", new), gone).status_code == 302
        criterion.refresh_from_db()
        assert criterion.valid_until is None
        last = {"valid_until": "2098-06-30", "reason": "항목 폐지", "version": criterion.version}
        assert client.post(address("criterion_end", criterion), last).status_code == 302
        criterion.refresh_from_db()
        assert criterion.valid_until == dt.date(2098, 6, 30)

    def test_an_end_after_the_next_one_begins_is_said(self, client, program, criterion, officer):
        given = {"criterion": criterion, "terms": criterion_terms(weight=50), "valid_from": JULY}
        editor.change_criterion(**given, reason="평가 방침", by=officer, at=MOMENT)
        last = {"valid_until": "2098-08-01", "reason": "기간 연장", "version": 2}
        answer = client.post(address("criterion_end", criterion), last)
        assert answer.status_code == 422
        assert "begins on 2098-07-01" in answer.content.decode()

    def test_the_second_of_two_officers_reads_what_the_first_one_did(
        self, client, program, criterion, officer
    ):
        change = address("criterion_change", criterion)
        sent = posted(client.get(change).context["form"])
        given = {"criterion": criterion, "terms": criterion_terms(weight=50), "valid_from": JULY}
        editor.change_criterion(**given, reason="평가 방침", by=officer, at=MOMENT)
        sent |= {"weight": "55", "valid_from": "2098-07-01", "reason": "두 번째 변경"}
        answer = client.post(change, sent)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert all(words in text for words in ("Somebody else changed this record", 'value="55"', "50"))
        assert client.post(change, posted(answer.context["form"])).status_code == 302
        assert program.criteria.get(valid_from=JULY).weight == 55


class TestNumberPages:
    def test_add_one_of_a_kind_that_is_missing(self, client, program, term):
        add = reverse("programs:check_term_add", args=[program.public_id])
        assert term.kind not in dict(client.get(add).context["form"].fields["kind"].choices)
        sent = {"kind": "STANDING_DAYS", "value": "7일", "valid_from": "2098-07-01", **SOURCES}
        assert client.post(add, sent).url.endswith("?section=checks")
        assert program.check_terms.get(kind="STANDING_DAYS").value == 7
        assert client.post(add, sent | {"kind": term.kind}).status_code == 422

    @pytest.mark.parametrize("value", ["-1", "1.5", "\x00", "열흘", "9999", "1e9"])
    def test_refuse_what_is_no_number_of_days(self, value, client, program):
        sent = {"kind": "STANDING_DAYS", "value": value, "valid_from": "2098-07-01", **SOURCES}
        add = reverse("programs:check_term_add", args=[program.public_id])
        assert client.post(add, sent).status_code == 422
        assert not program.check_terms.exists()

    def test_change_end_and_take_out(self, client, program, term):
        change = address("check_term_change", term)
        sent = posted(client.get(change).context["form"])
        sent |= {"value": "30,000,000", "valid_from": "2098-07-01", "reason": "기준 금액 변경"}
        assert client.post(change, sent).status_code == 302
        new = program.check_terms.get(valid_from=JULY)
        assert new.value == 30_000_000
        gone = {"reason": "변경 취소", "version": new.version}
        assert client.post(address("check_term_remove", new), gone).status_code == 302
        term.refresh_from_db()
        last = {"valid_until": "2098-06-30", "reason": "기준 폐지", "version": term.version}
        assert client.post(address("check_term_end", term), last).status_code == 302
        term.refresh_from_db()
        assert term.valid_until == dt.date(2098, 6, 30)


class TestWhoMay:
    def test_another_ministrys_officer_is_refused_and_another_programmes_row_not_found(
        self, client, program, criterion, term, other_officer, office
    ):
        other = ProgramFactory(office=office)
        for name, row in (("criterion_end", criterion), ("check_term_change", term)):
            assert page(client, name, other, row.public_id).status_code == 404
        client.force_login(other_officer)
        for name, row in (("criterion_end", criterion), ("check_term_change", term)):
            assert client.get(address(name, row)).status_code == 403
            assert client.post(address(name, row), {}).status_code == 403
