"""The pages of panels: a day from pool to closing by clicks, and what nobody may reach by URL."""

import pytest
from django.test import Client
from django.urls import reverse

from applications import operations
from applications.models import Application, Panel, Review, Reviewer
from core.users.models import User
from core.workflow import clock
from programs.models import Call, Consortium, Member, Program
from tests.applications.panels import add_criteria, closed, opened, pooled, scored, submitted, unbiased
from tests.factories import cases, people, programmes
from tests.factories.people import MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MOMENT)


@pytest.fixture
def application(
    program: Program, consortium: Consortium, anchor_member: Member, funded_call: Call
) -> Application:
    add_criteria(program, 60, 40)
    return submitted(consortium, anchor_member, 1, 4_000_000_000)


@pytest.fixture
def pool(program: Program) -> list[Reviewer]:
    return [pooled(program, n) for n in range(3)]


@pytest.fixture
def panel(application: Application, pool: list[Reviewer], call: Call, officer: User) -> Panel:
    return opened(call, officer)


@pytest.fixture
def reviews(panel: Panel) -> list[Review]:
    return list(Review.objects.filter(case__panel=panel).with_names())


def steps(review: Review) -> list[str]:
    names = ("review", "review_declare", "review_score", "review_reopen", "review_release")
    return [reverse(f"applications:{name}", args=[review.public_id]) for name in names]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestOfficer:
    def test_adds_a_reviewer_opens_the_panel_and_reads_it(
        self, application, program, call, officer, rival_rep, pool
    ):
        client = signed_in(officer)
        terms = {"email": rival_rep.email, "sectors": "C24, c30", "max_load": 3, "valid_from": "2026-01-01"}
        added = client.post(reverse("applications:pool", args=[program.public_id]), terms, follow=True)
        assert str(rival_rep) in added.content.decode()
        assert Reviewer.objects.get(user=rival_rep).sectors == ["C24", "C30"]

        asked = {"per_application": 2, "due_on": "2026-03-02", "seed": "제비", "flagged_spread": 20}
        page = client.post(reverse("applications:panel_open", args=[call.public_id]), asked, follow=True)

        assert page.context["panel"].cases.count() == 1
        assert str(application.firm) in page.content.decode()
        assert "제비" in page.content.decode()
        listed = client.get(reverse("applications:panels")).content.decode()
        assert page.context["panel"].get_absolute_url() in listed

    @pytest.mark.parametrize("wrong", ["24", "C2X", "Z10", "C123456"])
    def test_is_told_of_a_wrong_sector(self, program, officer, wrong):
        terms = {"email": "a@b.kr", "sectors": wrong, "max_load": 3, "valid_from": "2026-01-01"}

        answer = signed_in(officer).post(reverse("applications:pool", args=[program.public_id]), terms)

        assert answer.status_code == 422
        assert "sectors" in answer.context["form"].errors

    def test_changes_an_entry_and_keeps_the_field(self, pool, officer):
        url = reverse("applications:reviewer_edit", args=[pool[0].public_id])
        client = signed_in(officer)
        initial = client.get(url).context["form"].initial

        client.post(url, initial | {"max_load": 7, "valid_until": ""})

        pool[0].refresh_from_db()
        assert pool[0].max_load == 7

    def test_closes_and_sees_the_reserve_list(self, panel, reviews, officer):
        for review in reviews:
            scored(review, 80, 90)
        client = signed_in(officer)
        minutes = reverse("applications:panel_minutes", args=[panel.public_id])
        version = client.get(minutes).context["form"].initial["version"]
        client.post(minutes, {"minutes": "전원 참석, 이견 없음", "version": version})
        close = reverse("applications:panel_close", args=[panel.public_id])
        assert client.get(close).context["above"] == 1

        page = client.post(close, follow=True)

        assert page.context["reserve"].cases == []
        assert "84.00" in page.content.decode()
        assert Panel.objects.get(pk=panel.pk).status == "CLOSED"

    def test_sees_the_cut_line_where_the_money_ends(
        self, application, consortium, anchor_member, pool, call, officer
    ):
        submitted(consortium, anchor_member, 2, 10_000_000_000)
        panel = opened(call, officer)
        for review in Review.objects.filter(case__panel=panel).with_names():
            scored(review, *((90, 90) if review.case.application == application else (70, 70)))

        page = signed_in(officer).get(panel.get_absolute_url())

        assert [row["is_cut"] for row in page.context["rows"]] == [False, True]
        assert "선정선: 예산은 여기까지입니다" in page.content.decode()


class TestReviewer:
    def test_declares_reads_and_scores(self, application, reviews):
        review = reviews[0]
        client = signed_in(review.reviewer.user)
        page, declare, score, *_office = steps(review)
        assert client.get(application.get_absolute_url()).status_code == 404
        assert review.get_absolute_url() in client.get(reverse("applications:reviews")).content.decode()

        client.post(declare, {"in_conflict": "no"})
        case = client.get(application.get_absolute_url())
        assert case.status_code == 200
        assert application.consortium.get_absolute_url() not in case.content.decode()
        criteria = list(review.panel.criteria.all())
        given = {f"points_{c.pk}": 80 for c in criteria} | {f"comment_{c.pk}": "근거" for c in criteria}
        client.post(score, given)

        shown = client.get(page)
        assert shown.context["own_total"] == "80.00"
        assert not shown.context["scores_now"]

    def test_has_no_way_to_the_grant_that_a_case_became(
        self, application, reviews, officer, approving_officer
    ):
        review = unbiased(reviews[0])
        Application.objects.filter(pk=application.pk).update(
            assessed_at=MOMENT, assessed_by=officer, decided_at=MOMENT, decided_by=approving_officer,
            awarded_won=1_000_000,
        )  # fmt: skip
        application.refresh_from_db()
        for status in ("ASSESSED", "AWARDED"):
            application.move_to(status, by=officer, at=MOMENT)
        grant = cases.accepted(application, application.submitted_by)
        address = grant.get_absolute_url()

        assert address in signed_in(officer).get(application.get_absolute_url()).content.decode()
        case = signed_in(review.reviewer.user).get(application.get_absolute_url())
        assert (case.status_code, address in case.content.decode()) == (200, False)

    @pytest.mark.parametrize("points", ["-1", "101", "85.5", "", "팔십", "1e9", str(2**70)])
    def test_out_of_range_is_a_form_error_and_nothing_is_kept(self, reviews, points):
        review = unbiased(reviews[0])
        first, second = review.panel.criteria.all()
        given = {
            f"points_{first.pk}": points, f"points_{second.pk}": "50",
            f"comment_{first.pk}": "가", f"comment_{second.pk}": "나",
        }  # fmt: skip

        answer = signed_in(review.reviewer.user).post(steps(review)[2], given)

        assert answer.status_code == 422
        assert f"points_{first.pk}" in answer.context["form"].errors
        assert not review.scores.exists()

    def test_in_conflict_gets_404_for_the_case_and_the_review(self, application, reviews):
        review = unbiased(reviews[0])
        client = signed_in(review.reviewer.user)

        client.post(steps(review)[1], {"in_conflict": "yes", "reason": "배우자가 근무"})

        urls = [*steps(review), application.get_absolute_url()]
        assert [client.get(url).status_code for url in urls] == [404] * len(urls)
        assert [client.post(url).status_code for url in steps(review)[1:]] == [404] * 4

    def test_of_the_applicants_own_group_gets_404_by_url(self, application, reviews, anchor):
        review = unbiased(reviews[0])
        other = people.FirmFactory()
        programmes.join(application.consortium, other, application.consortium.members.get(firm=anchor))
        people.give_role(review.reviewer.user, "REPRESENTATIVE", "FIRM", other.pk)
        client = signed_in(User.objects.get(pk=review.reviewer.user_id))

        urls = [*steps(review), application.get_absolute_url()]

        assert [client.get(url).status_code for url in urls] == [404] * len(urls)
        assert [client.post(url).status_code for url in steps(review)[1:]] == [404] * 4

    def test_never_drawn_gets_404_by_url(self, application, reviews, pool):
        drawn = {review.reviewer_id for review in reviews}
        left = next(one for one in pool if one.pk not in drawn)
        client = signed_in(left.user)

        urls = [*steps(reviews[0]), application.get_absolute_url(), reviews[0].panel.get_absolute_url()]

        assert [client.get(url).status_code for url in urls] == [404] * len(urls)

    def test_sees_no_others_score_before_all_are_in(self, reviews):
        first, second = reviews
        scored(first, 97, 93)
        client = signed_in(second.reviewer.user)
        urls = [*steps(first), first.panel.get_absolute_url()]
        assert [client.get(url).status_code for url in urls] == [404] * len(urls)
        before = client.get(steps(second)[0])
        assert not before.context["others"]
        assert "97" not in before.content.decode().split("<main")[-1]

        scored(second, 60, 60)

        after = client.get(steps(second)[0])
        assert [one["review"] for one in after.context["others"]] == [first]
        assert "95.40" in after.content.decode()

    def test_who_reopens_hides_the_others_again(self, reviews, officer):
        first, second = reviews
        scored(first, 97, 93)
        scored(second, 60, 60)
        first.refresh_from_db()
        operations.reopen_review(review=first, reason="오기 정정", by=officer, at=MOMENT)

        for review in reviews:
            page = signed_in(review.reviewer.user).get(steps(review)[0])
            assert not page.context["others"]

    def test_after_the_panel_reads_the_scores_but_not_the_case(self, application, reviews, panel, officer):
        for review in reviews:
            scored(review, 80, 80)
        closed(panel, officer)
        client = signed_in(reviews[0].reviewer.user)

        assert client.get(steps(reviews[0])[0]).status_code == 200
        assert client.get(application.get_absolute_url()).status_code == 404
