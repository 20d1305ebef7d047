"""Letters about decisions: what they say, that they are PDF/A-3 and genuine, who has them, and when."""

import datetime as dt
import re
from html import unescape

import page
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from applications.models import AwardCondition, Letter
from core.users.permissions import NotAllowed
from core.workflow import clock
from disbursements.operations import accept_award
from disbursements.queries.settlements import ordered_with
from disbursements.workflow import DebtStatus
from programs.models import CheckTerm
from reporting.documents import operations
from reporting.documents.kinds import Kind
from reporting.documents.offers import papers_of
from reporting.documents.recipes import RECIPES
from reporting.documents.sections import SECTIONS
from tests.documents.decided import (  # noqa: F401
    agreement,
    approved,
    asked,
    assessed,
    award,
    change,
    confirmed,
    content_change,
    draft,
    drafted_payment,
    factors,
    ordered,
    paid,
    proposed,
    refusal,
    requested_change,
    stated,
    submitted,
)
from tests.documents.made import bytes_of, facts_of, html_of, made, requested, text_of
from tests.factories.people import MOMENT
from tests.factories.programmes import join

pytestmark = pytest.mark.django_db

#: kind → what it is about, and the same case before the decision
ABOUT = {
    Kind.RECEIPT: ("submitted", "draft"),
    Kind.AWARD_LETTER: ("award", "assessed"),
    Kind.REFUSAL_LETTER: ("refusal", "assessed"),
    Kind.AGREEMENT: ("agreement", "unsigned"),
    Kind.PAYMENT_DECISION: ("paid", "asked"),
    Kind.CHANGE_APPROVAL: ("change", "requested_change"),
    Kind.SETTLEMENT_CONFIRMATION: ("confirmed", "stated"),
    Kind.RECOVERY_ORDER: ("ordered", "proposed"),
}
#: what each must say, in Korean and in English
SAID = {
    Kind.RECEIPT: (
        ("압축기 교체", "2026-04-01", "2026-12-31", "200,000,000원", "120,000,000원", "quote.pdf"),
        ("KRW 200,000,000", "it decides nothing", "quote.pdf"),
    ),
    Kind.AWARD_LETTER: (
        (
            "120,000,000원", "80,000,000원", "60 %", "제17조와 제18조", "전력 계약 사본 제출", "2026-04-30",
            "예산 범위에서 결정함", "2026-02-22", "2026-03-04", "제37조", "한빛정밀",
        ),
        ("KRW 120,000,000", "Copy of the power contract", "articles 17 and 18", "art. 37", "2026-03-04"),
    ),
    Kind.REFUSAL_LETTER: (
        ("선정선 아래의 순위", "제17조", "2026-03-04", "제37조", "120,000,000원"),
        ("article 17", "art. 37", "2026-03-04"),
    ),
    Kind.AGREEMENT: (
        ("대한자동차", "한빛정밀", "가온열처리", "주관기업", "전자서명", "서명"),
        ("Anchor firm", "Tier 1", "word for word"),
    ),
    Kind.PAYMENT_DECISION: (
        (
            "90,000,000원", "60,000,000원", "30,000,000원", "세금계산서가 발주일보다 앞섬", "BANK-1",
            "제10조의8", "2026-02-02", "2026-03-04", "국민은행",
        ),
        ("KRW 60,000,000", "Refused", "article 10-8", "2026-03-04"),
    ),
    Kind.CHANGE_APPROVAL: (
        ("2026-12-01", "2027-03-01", "설비 납기가 늦어짐", "사업 기간 안의 변경임", "제23조", "2026-03-04"),
        ("2026-12-01", "2027-03-01", "article 23", "version 1"),
    ),
    Kind.SETTLEMENT_CONFIRMATION: (
        (
            "60,000,000원", "55,000,000원", "5,000,000원", "40,000,000원", "12,000원", "설치비 일부 미집행",
            "제28조", "제31조", "2027-01-09", "증빙과 일치하는 금액을 확정함",
        ),
        ("KRW 55,000,000", "KRW 5,000,000", "article 28", "2027-01-09"),
    ),
    Kind.RECOVERY_ORDER: (
        (
            "10,000,000원", "3,333,334원", "3,333,333원", "목적 외 사용을 확인함", "제30조", "2026-03-04",
            "반환 사유가 명백함", "1 %", "5 %", "2026-02-22", "제37조",
        ),
        ("KRW 10,000,000", "KRW 3,333,334", "art. 30", "1 %", "2026-03-04"),
    ),
}  # fmt: skip
#: by which statement one fact of it becomes another behind the back of the product
ALTERED = {
    Kind.RECEIPT: "UPDATE firms_firm SET business_number = '1000000000' WHERE name = '한빛정밀'",
    Kind.AWARD_LETTER: "UPDATE applications_application SET awarded_won = 119999999 WHERE id = %s",
    Kind.REFUSAL_LETTER: "UPDATE applications_application SET asked_won = 119999999 WHERE id = %s",
    Kind.AGREEMENT: "UPDATE programs_agreement SET text = text || '.' WHERE id = %s",
    Kind.PAYMENT_DECISION: "UPDATE disbursements_paymentrequest SET payable_won = 59999999 WHERE id = %s",
    Kind.CHANGE_APPROVAL: "UPDATE disbursements_changeline SET new_text = '2027-03-02' WHERE change_id = %s",
    Kind.SETTLEMENT_CONFIRMATION: "UPDATE disbursements_settlement SET excess_won = 5000001 WHERE id = %s",
    Kind.RECOVERY_ORDER: "UPDATE disbursements_debt SET due_on = '2026-03-05' WHERE id = %s",
}
#: status in which no decision stands any more
UNDONE = {
    Kind.AWARD_LETTER: ("applications_application", "REOPENED"),
    Kind.REFUSAL_LETTER: ("applications_application", "REOPENED"),
    Kind.PAYMENT_DECISION: ("disbursements_paymentrequest", "RETURNED"),
    Kind.RECOVERY_ORDER: ("disbursements_debt", "WITHDRAWN"),
}
#: a firm's name as nobody should have one: quotes, markup, a line break, a comma, an emoji, a mark of direction
ODD = "“한빛” <b>&amp;\n쉼표, 끝 😀\u200f"
OUTSIDERS = ("anchor_rep", "tier2_rep", "rival_rep", "reviewer", "verifier", "other_officer")


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def unsigned(agreement):  # noqa: F811
    """An agreement that one party has still to sign."""
    by_sql("DELETE FROM programs_signature WHERE id = %s", agreement.signatures.first().pk)
    return agreement


@pytest.fixture(params=ABOUT, ids=lambda kind: kind.slug)
def letter(request):
    """Return a kind of letter and a case that is decided."""
    return request.param, as_read(request.param, request.getfixturevalue(ABOUT[request.param][0]))


def as_read(kind, subject):
    """Return the case as a page or a job reads it anew."""
    return RECIPES[kind].subject(subject.pk)


def by_sql(statement, *values):
    """Change the database behind the back of the product."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values[: statement.count("%s")])
        cursor.execute("SET LOCAL session_replication_role = origin")


def figures_in(html):
    """Return every number that the page shows: amounts, days, rates, hashes."""
    shown = re.sub(r"<(style|svg|title)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return set(re.findall(r"\d[\d,.:-]*\d|\d", unescape(re.sub(r"<[^>]+>", " ", shown))))


def squeezed(text):
    return re.sub(r"\s", "", text)


class TestDaysToObject:
    """Every decision of a programme can be objected to for as many days: the programme's, if it has its own."""

    @pytest.fixture
    def own_days(self, program):
        CheckTerm.objects.filter(program=program, kind="OBJECTION_DAYS").delete()
        return CheckTerm.objects.create(
            program=program, kind="OBJECTION_DAYS", value=45, valid_from="2026-01-01", source_ko="시행지침 제9조",
            source_en="Guideline, art. 9",
        )  # fmt: skip

    @pytest.mark.parametrize("kind", [kind for kind in ABOUT if kind not in (Kind.RECEIPT, Kind.AGREEMENT)])
    def test_are_the_programmes(self, request, own_days, kind):
        subject = as_read(kind, request.getfixturevalue(ABOUT[kind][0]))
        plain = facts_of(subject, kind).plain
        until = clock.day(plain["decision"]["at"]) + dt.timedelta(days=45)
        assert plain["deadlines"]["object_until"] == until
        assert plain["deadlines"]["source_en"] == "Guideline, art. 9"

    def test_are_the_same_in_the_letter_that_was_sent(self, own_days, ordered):  # noqa: F811
        sent = Letter.objects.filter(kind="RECOVERY", language="ko").get()
        until = facts_of(as_read(Kind.RECOVERY_ORDER, ordered), Kind.RECOVERY_ORDER).plain["deadlines"]
        assert f"{until['object_until']}까지" in sent.body


class TestRecoveryOrder:
    def test_names_the_source_of_the_rate_and_of_the_cap(self, ordered):  # noqa: F811
        subject = as_read(Kind.RECOVERY_ORDER, ordered)
        for language, words in (
            ("ko", ("가산금: 연체 한 달마다 100분의 1", "제33조의2: 가산금은", "부과하는 날의 율")),
            ("en", ("Late fee of 1 %", "art. 33-2: the late fee", "at the rate in force when it is charged")),
        ):
            html = html_of(subject, language, Kind.RECOVERY_ORDER)
            assert [one for one in words if one not in html] == []


class TestSettlementConfirmation:
    def test_says_of_a_sum_whose_order_was_withdrawn_that_it_was(self, confirmed):  # noqa: F811
        first, *others = ordered_with(confirmed)
        assert others, "the excess and the interest on it"
        by_sql("UPDATE disbursements_debt SET status = 'WITHDRAWN' WHERE id = %s", first.pk)
        subject = as_read(Kind.SETTLEMENT_CONFIRMATION, confirmed)

        debts = facts_of(subject, Kind.SETTLEMENT_CONFIRMATION).plain["debts"]
        html = html_of(subject, kind=Kind.SETTLEMENT_CONFIRMATION)

        assert [debt.get("lifted") for debt in debts] == ["WITHDRAWN", *(None for _ in others)]
        assert {debt["public_id"] for debt in debts} == {first.public_id, *(one.public_id for one in others)}
        assert html.count(str(DebtStatus.WITHDRAWN.label)) == 1


class TestEachLetter:
    @pytest.mark.parametrize("language", ["ko", "en"])
    def test_is_pdf_a_3_with_every_figure_of_its_page(self, letter, officer, language):
        kind, subject = letter
        document = made(subject, officer, language, kind)
        report = page.validate_pdf_bytes(bytes_of(document), profile="3a")
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []
        text = squeezed(text_of(document)[1])
        for words in SAID[kind][language == "en"]:
            assert squeezed(words) in text, words
        found = figures_in(html_of(subject, language, kind))
        assert len(found) > 10
        assert {figure for figure in found if figure not in text} == set()

    def test_states_the_same_in_both_languages_and_names_its_sections(self, letter):
        kind, subject = letter
        with translation.override("ko"):
            korean = facts_of(subject, kind)
        with translation.override("en"):
            english = facts_of(subject, kind)
        assert korean.sha256 == english.sha256
        assert korean.plain.keys() <= SECTIONS.keys()
        assert korean.as_of

    def test_a_changed_fact_changes_the_hash(self, letter):
        kind, subject = letter
        before = facts_of(subject, kind).sha256
        by_sql(ALTERED[kind], subject.pk)
        assert facts_of(as_read(kind, subject), kind).sha256 != before

    def test_says_nothing_in_the_words_of_the_other_language(self, letter):
        kind, subject = letter
        shown = re.sub(r"<style.*?</style>", "", html_of(subject, "ko", kind), flags=re.DOTALL)
        text = re.sub(r"<[^>]+>", " ", shown)
        for words in ("Under article", "What comes next", "Objection", "object in", "Reason", "None"):
            assert words not in text


class TestWhoHasIt:
    def test_its_firm_and_its_office(self, letter, request):
        kind, subject = letter
        for name in ("tier1_rep", "tier1_clerk", "officer", "approving_officer", "auditor"):
            user = request.getfixturevalue(name)
            labels = [paper.label for paper in papers_of(user, subject, clock.now())]
            assert kind.label in labels, name
            assert requested(subject, user, kind=kind)

    def test_nobody_else(self, letter, request):
        kind, subject = letter
        parties = ("anchor_rep", "tier2_rep") if kind == Kind.AGREEMENT else ()
        programme = ("reviewer", "verifier") if kind == Kind.AGREEMENT else ()
        for name in OUTSIDERS:
            user = request.getfixturevalue(name)
            if name in parties:
                assert requested(subject, user, kind=kind)
            elif name not in programme:
                assert kind.label not in [paper.label for paper in papers_of(user, subject, clock.now())]
                with pytest.raises(NotAllowed):
                    requested(subject, user, kind=kind)

    def test_it_is_offered_on_the_page_of_the_case(self, letter, client, tier1_rep):
        kind, subject = letter
        client.force_login(tier1_rep)
        href = reverse("documents:of", args=[kind.slug, subject.public_id])
        assert href in client.get(subject.get_absolute_url()).content.decode()
        assert client.get(href).status_code == 200


class TestBeforeAndAfter:
    @pytest.mark.parametrize("kind", ABOUT, ids=lambda kind: kind.slug)
    def test_there_is_none_before_the_decision(self, kind, request, officer, tier1_rep):
        subject = request.getfixturevalue(ABOUT[kind][1])
        assert not RECIPES[kind].is_due(subject)
        assert kind.label not in [paper.label for paper in papers_of(tier1_rep, subject, clock.now())]
        reader = tier1_rep if RECIPES[kind].subjects(tier1_rep).filter(pk=subject.pk).exists() else officer
        with pytest.raises(operations.NothingDecided):
            requested(subject, reader, kind=kind)

    @pytest.mark.parametrize("kind", UNDONE, ids=lambda kind: kind.slug)
    def test_a_decision_that_was_undone_supersedes_it(self, kind, request):
        subject = request.getfixturevalue(ABOUT[kind][0])
        before = facts_of(subject, kind)
        assert "decision" in before.plain
        table, status = UNDONE[kind]
        by_sql(f"UPDATE {table} SET status = '{status}' WHERE id = %s", subject.pk)
        after = facts_of(as_read(kind, subject), kind)
        assert "decision" not in after.plain
        assert after.sha256 != before.sha256

    def test_an_outdated_agreement_is_superseded(self, agreement, tier1_member, rival):  # noqa: F811
        before = facts_of(agreement, Kind.AGREEMENT).sha256
        join(agreement.consortium, rival, tier1_member)
        assert facts_of(as_read(Kind.AGREEMENT, agreement), Kind.AGREEMENT).sha256 != before


class TestAward:
    def test_accepting_it_does_not_change_the_letter(self, award, tier1_rep):  # noqa: F811
        before = facts_of(award, Kind.AWARD_LETTER).sha256
        accept_award(application=award, by=tier1_rep, at=MOMENT)
        award.refresh_from_db()
        assert facts_of(award, Kind.AWARD_LETTER).sha256 == before

    def test_an_odd_name_and_many_conditions_are_pdf_a_3_too(self, award, approving_officer):  # noqa: F811
        by_sql("UPDATE firms_firm SET name = %s WHERE id = %s", ODD, award.firm_id)
        for position in range(2, 30):
            AwardCondition.objects.create(
                application=award, position=position, text_ko=f"{position}번째 조건 " * 12, set_at=award.decided_at,
                due_on=MOMENT.date(), set_by=approving_officer,
            ).begin(by=approving_officer, at=MOMENT)  # fmt: skip
        document = made(as_read(Kind.AWARD_LETTER, award), approving_officer, kind=Kind.AWARD_LETTER)
        assert page.validate_pdf_bytes(bytes_of(document), profile="3a").is_compliant
        text = text_of(document)[1]
        assert "29번째 조건" in text
        for words in ("“한빛”", "<b>&amp;", "쉼표, 끝"):
            assert words in text

    def test_is_none_about_plans(self, selected_plan):
        assert not RECIPES[Kind.AWARD_LETTER].is_due(selected_plan)


class TestPayment:
    def test_before_the_bank_paid_it_says_what_comes_next(self, approved):  # noqa: F811
        facts = facts_of(approved, Kind.PAYMENT_DECISION).plain
        assert facts["paid"] is None
        assert "다른 담당자가 지급을 실행하면" in html_of(approved, "ko", Kind.PAYMENT_DECISION)

    def test_reads_its_lines_at_once(self, asked, approved, django_assert_num_queries):  # noqa: F811
        with CaptureQueriesContext(
            connection,
        ) as two:
            facts_of(as_read(Kind.PAYMENT_DECISION, approved), Kind.PAYMENT_DECISION)
        by_sql("DELETE FROM disbursements_paymentline WHERE status = 'REFUSED'")
        with django_assert_num_queries(len(two)):
            facts_of(as_read(Kind.PAYMENT_DECISION, approved), Kind.PAYMENT_DECISION)


class TestChange:
    def test_names_items_as_they_were_called_before(self, content_change):  # noqa: F811
        (line,) = facts_of(content_change, Kind.CHANGE_APPROVAL).plain["lines"]
        assert (line["item"], line["old"], line["new"]) == (
            "스크루 압축기 75 kW", "스크루 압축기 75 kW", "인버터 압축기 75 kW",
        )  # fmt: skip
