"""The selection minutes: committee, abstentions, criteria, every score, ranking and line; for officials alone."""

import page
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from applications import operations as applying
from applications.models import Review
from reporting.documents.kinds import Kind
from reporting.documents.operations import NothingDecided
from reporting.documents.recipes import RECIPES
from reporting.documents.sections import SECTIONS
from tests.applications.panels import add_criteria, closed, opened, pooled, score_all, submitted
from tests.documents.made import bytes_of, facts_of, html_of, made, requested, signed, text_of
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db
KIND = Kind.SELECTION_MINUTES
POINTS = {"교체 0": (90, 80), "교체 1": (95, 70), "교체 2": (60, 71)}


@pytest.fixture(autouse=True)
def evidence_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def panel(program, consortium, anchor_member, funded_call, call, officer):
    """Two reviewers for each of three applications of 4 billion won; one of them abstained from the first."""
    add_criteria(program, 60, 40)
    for n in range(3):
        submitted(consortium, anchor_member, n, 4_000_000_000)
    for n in range(4):
        pooled(program, n)
    panel = opened(call, officer)
    review = Review.objects.filter(case__panel=panel, case__application__title="교체 0").first()
    applying.declare_conflict(
        review=review, in_conflict=True, reason="배우자 근무", by=review.reviewer.user, at=MOMENT
    )
    return panel


@pytest.fixture
def decided(panel, officer):
    score_all(panel, POINTS)
    return RECIPES[KIND].subject(closed(panel, officer).pk)


def of(panel):
    return reverse("documents:of", args=[KIND.slug, panel.public_id])


class TestMinutes:
    def test_state_ranking_scores_and_line(self, decided):
        plain = facts_of(decided, KIND).plain
        places = [(one["title"], one["rank"], one["mean_hundredths"], one["is_above_line"])
                  for one in plain["ranking"]]  # fmt: skip
        assert places == [("교체 0", 1, 8_600, True), ("교체 1", 2, 8_500, True), ("교체 2", 3, 6_440, False)]
        assert [one["weight"] for one in plain["criteria"]] == [60, 40]
        assert len(plain["scores"]) == 3 * 2 * 2
        assert plain["ranking"][-1]["running_won"] == 12_000_000_000
        assert plain["panel"]["budget_won"] == 10_500_000_000

    def test_say_who_abstained_and_why(self, decided, auditor):
        (found,) = facts_of(decided, KIND).plain["abstentions"]
        assert (found["title"], found["reason"]) == ("교체 0", "배우자 근무")
        text = " ".join(text_of(made(decided, auditor, kind=KIND))[1].split())
        for words in ("배우자 근무", "위원 전원 참석", "86.00", "평가위원", found["reviewer"]):
            assert words in text, words

    @pytest.mark.parametrize("language", ["ko", "en"])
    def test_are_pdf_a_3(self, decided, auditor, language):
        report = page.validate_pdf_bytes(bytes_of(made(decided, auditor, language, KIND)), profile="3a")
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []

    def test_are_english_throughout(self, decided):
        with translation.override("en"):
            html = html_of(decided, "en", KIND)
        for words in (
            "Selection minutes",
            "Reserve list: below the budget line",
            "Criterion 1",
            "KRW 10,500",
        ):
            assert words in html

    def test_sections_have_names(self, decided):
        assert facts_of(decided, KIND).plain.keys() <= SECTIONS.keys()

    def test_another_name_of_a_firm_is_another_document(self, decided):
        before = facts_of(decided, KIND).sha256
        firm = decided.cases.first().application.firm
        type(firm).objects.filter(pk=firm.pk).update(name="새이름")
        assert facts_of(decided, KIND).sha256 != before


class TestWho:
    def test_nothing_before_the_panel_is_closed(self, client, panel, officer):
        with pytest.raises(NothingDecided):
            requested(panel, officer, kind=KIND)
        client.force_login(officer)
        assert of(panel) not in client.get(panel.get_absolute_url()).content.decode()

    @pytest.mark.parametrize("name", ["anchor_rep", "rival_rep", "reviewer", "verifier", "other_officer"])
    def test_no_firm_and_no_reviewer(self, client, decided, request, name):
        person = request.getfixturevalue(name)
        client.force_login(person)
        assert client.get(of(decided)).status_code == 404
        with pytest.raises(PermissionDenied):
            requested(decided, person, kind=KIND)

    @pytest.mark.parametrize("name", ["officer", "auditor"])
    def test_officials_from_the_page_of_the_panel(self, client, decided, request, name):
        client.force_login(request.getfixturevalue(name))
        assert of(decided) in client.get(decided.get_absolute_url()).content.decode()
        assert client.get(of(decided)).status_code == 200

    def test_the_office_signs_them(self, decided, auditor, approving_officer):
        document = made(decided, auditor, kind=KIND)
        assert signed(document, approving_officer, at=MOMENT)
