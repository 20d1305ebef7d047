"""Panels: the pool, the draw and its exclusions, conflicts, blind scores, the ranking, the closing."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction

from applications import operations
from applications.drawing import Candidate, draw
from applications.models import Application, Draw, Panel, PanelCriterion, Review, Score
from applications.queries import panels as queries_panels
from applications.refusals.panels import (
    BeforePanel,
    DuePassed,
    InPoolAlready,
    MinutesMissing,
    NobodyToDraw,
    NoCriteria,
    NotAllIn,
    NothingToReview,
    OfficialsDontReview,
    PanelClosed,
    PointsOutOfRange,
    PoolEmpty,
    ScoredBefore,
    UnknownPerson,
    WeightsDontSum,
)
from core.inbox.models import Item
from core.users.models import User
from core.workflow.refusals import InvalidTransition, StaleVersion
from firms.models import Firm
from programs.models import Call, Consortium, Member, Program
from tests.applications.panels import (
    DUE,
    add_criteria,
    closed,
    hand_in,
    opened,
    pooled,
    score_all,
    scored,
    submitted,
    unbiased,
)
from tests.factories import people, programmes
from tests.factories.people import FIRST_DAY, MOMENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(program: Program) -> list[Any]:
    """Three reviewers."""
    return [pooled(program, n) for n in range(3)]


@pytest.fixture
def three(
    program: Program, consortium: Consortium, anchor_member: Member, funded_call: Call
) -> list[Application]:
    """Three submitted applications of 4 billion won each; the call has 10.5 billion."""
    add_criteria(program, 60, 40)
    return [submitted(consortium, anchor_member, n, 4_000_000_000) for n in range(3)]


@pytest.fixture
def panel(three: list[Application], pool: list[Any], call: Call, officer: User) -> Panel:
    """Two reviewers for each of the three applications."""
    return opened(call, officer)


def reviews(panel: Panel, title: str = "교체 0") -> list[Review]:
    found = Review.objects.standing().filter(case__panel=panel, case__application__title=title)
    return list(found.with_names())


def waits(user: User, kind: str) -> int:
    return Item.objects.open().visible_to(user, MOMENT).filter(kind=kind).count()


class TestPool:
    TERMS = {
        "technologies": ["air_compressor"], "sectors": ["C24"], "max_load": 5, "valid_from": FIRST_DAY,
        "valid_until": None, "at": MOMENT,
    }  # fmt: skip

    def test_takes_a_person_and_makes_them_a_reviewer_of_this_programme(self, program, officer, rival_rep):
        added = operations.add_reviewer(program=program, email="RIVAL@example.kr ", by=officer, **self.TERMS)

        rival_rep.forget_assignments()
        assert added.user == rival_rep
        assert rival_rep.has_role("REVIEWER", MOMENT.date())

    def test_refuses_officials_strangers_and_who_is_in_it(self, program, officer, auditor, pool):
        for email, refusal in [
            ("nobody@example.kr", UnknownPerson),
            (auditor.email, OfficialsDontReview),
            (pool[0].user.email, InPoolAlready),
        ]:
            with pytest.raises(refusal):
                operations.add_reviewer(program=program, email=email, by=officer, **self.TERMS)

    def test_is_kept_by_those_who_handle_the_programme(self, program, approving_officer, other_officer):
        for stranger in (approving_officer, other_officer):
            with pytest.raises(PermissionDenied):
                operations.add_reviewer(program=program, email="x@example.kr", by=stranger, **self.TERMS)

    def test_tells_the_second_writer_of_an_entry(self, pool, officer):
        change = {"reviewer": pool[0], "version": pool[0].version, "by": officer, **self.TERMS}
        operations.change_reviewer(**change)

        with pytest.raises(StaleVersion):
            operations.change_reviewer(**change)


class TestOpening:
    def test_draws_for_every_application_and_tells_the_reviewers(self, panel, pool):
        assert [case.reviews.count() for case in panel.cases.all()] == [2, 2, 2]
        assert sum(waits(one.user, "declare_conflict") for one in pool) == 6
        assert set(Item.objects.filter(kind="declare_conflict").values_list("due_on", flat=True)) == {DUE}

    def test_spreads_the_load(self, panel, pool):
        assert sorted(queries_panels.loads(pool).values()) == [2, 2, 2]

    def test_keeps_seed_and_candidates_so_that_it_can_be_drawn_again(self, panel):
        for kept in Draw.objects.all():
            assert panel.seed in kept.seed
            assert draw([Candidate(**one) for one in kept.candidates], kept.number, kept.seed) == kept.chosen
        assert Draw.objects.count() == 3

    def test_copies_the_weights_of_its_day(self, panel):
        assert list(panel.criteria.values_list("weight", flat=True)) == [60, 40]

    def test_refuses_a_day_gone_by(self, three, pool, call, officer):
        with pytest.raises(DuePassed):
            opened(call, officer, due_on=MOMENT.date())

    def test_refuses_without_criteria_that_come_to_100(self, program, pool, call, officer):
        with pytest.raises(NoCriteria):
            opened(call, officer)
        add_criteria(program, 60, 30)
        with pytest.raises(WeightsDontSum):
            opened(call, officer)

    def test_refuses_without_applications_or_reviewers(self, program, call, officer, request):
        add_criteria(program, 100)
        with pytest.raises(NothingToReview):
            opened(call, officer)
        consortium, member = request.getfixturevalue("consortium"), request.getfixturevalue("anchor_member")
        submitted(consortium, member, 1, 1)
        with pytest.raises(PoolEmpty):
            opened(call, officer)

    def test_takes_each_application_once(self, panel, call, officer):
        with pytest.raises(NothingToReview):
            opened(call, officer)

    def test_is_for_those_who_handle_the_programme(self, three, pool, call, approving_officer, auditor):
        for stranger in (approving_officer, auditor, pool[0].user):
            with pytest.raises(PermissionDenied):
                opened(call, stranger)

    def test_keeps_one_officer_alone_from_assessing(self, panel, three, officer):
        with pytest.raises(BeforePanel):
            operations.assess(
                application=three[0], recommendation="AWARD", finding="적법함", by=officer, at=MOMENT
            )

    def test_says_that_reviewers_are_missing(self, three, program, call, officer):
        pooled(program, 1)
        panel = opened(call, officer)

        assert waits(officer, "top_up_panel") == 1
        with pytest.raises(NobodyToDraw):
            operations.top_up(panel=panel, by=officer, at=MOMENT)
        pooled(program, 2)
        operations.top_up(panel=panel, by=officer, at=MOMENT)
        assert [case.reviews.count() for case in panel.cases.all()] == [2, 2, 2]
        assert waits(officer, "top_up_panel") == 0


class TestTies:
    """Whoever is near to a case is never drawn for it."""

    @pytest.mark.parametrize("near", ["applicant", "anchor", "partner", "other consortium of the anchor"])
    def test_leave_a_reviewer_out(self, near, three, pool, call, officer, anchor, consortium, anchor_member):
        firm: Firm = three[0].firm if near == "applicant" else anchor
        if near in ("partner", "other consortium of the anchor"):
            firm = people.FirmFactory()
            place, above = consortium, anchor_member
            if near.startswith("other"):
                another = programmes.CallFactory(program=call.program)
                model = consortium.support_model
                place = programmes.ConsortiumFactory(call=another, support_model=model, anchor=anchor)
                above = programmes.join(place, anchor)
            programmes.join(place, firm, above)
        people.give_role(pool[0].user, "CLERK", "FIRM", firm.pk)

        panel = opened(call, officer)

        tied_to = panel.cases.filter(draws__excluded__contains=[pool[0].pk])
        assert tied_to.count() == 3
        assert not Review.objects.filter(reviewer=pool[0]).exists()

    def test_that_ended_still_count(self, three, pool, call, officer, anchor):
        role = people.give_role(pool[0].user, "CLERK", "FIRM", anchor.pk)
        role.valid_until = FIRST_DAY
        role.save()

        opened(call, officer)

        assert not Review.objects.filter(reviewer=pool[0]).exists()

    def test_of_a_stranger_do_not(self, three, pool, call, officer, rival):
        people.give_role(pool[0].user, "CLERK", "FIRM", rival.pk)

        opened(call, officer)

        assert Review.objects.filter(reviewer=pool[0]).exists()


class TestDeclaring:
    def test_no_conflict_opens_the_case(self, panel, three):
        review = reviews(panel)[0]
        user = review.reviewer.user
        assert not Application.objects.visible_to(user, MOMENT).exists()

        unbiased(review)

        assert list(Application.objects.visible_to(user, MOMENT)) == [three[0]]
        assert waits(user, "score_application") == 1

    def test_a_conflict_closes_it_and_another_is_drawn(self, panel):
        review = unbiased(reviews(panel)[0])
        user = review.reviewer.user

        operations.declare_conflict(
            review=review, in_conflict=True, reason="배우자가 근무", by=user, at=MOMENT
        )

        assert not Application.objects.visible_to(user, MOMENT).exists()
        assert not Review.objects.visible_to(user, MOMENT).filter(pk=review.pk).exists()
        assert len(reviews(panel)) == 2
        assert user not in [one.reviewer.user for one in reviews(panel)]
        assert review.case.draws.count() == 2

    def test_a_conflict_needs_a_reason(self, panel):
        review = reviews(panel)[0]
        with pytest.raises(Exception, match="reason"):
            operations.declare_conflict(
                review=review, in_conflict=True, reason=" ", by=review.reviewer.user, at=MOMENT
            )

    def test_comes_before_scoring(self, panel):
        with pytest.raises(InvalidTransition):
            hand_in(reviews(panel)[0], 80, 80)

    def test_is_for_the_reviewer_alone(self, panel, officer):
        first, second = reviews(panel)
        for other in (second.reviewer.user, officer):
            with pytest.raises(PermissionDenied):
                operations.declare_conflict(review=first, in_conflict=False, by=other, at=MOMENT)

    def test_someone_who_joined_the_anchor_since_is_locked_out(self, panel, anchor):
        review = unbiased(reviews(panel)[0])
        user = review.reviewer.user
        people.give_role(user, "CLERK", "FIRM", anchor.pk)

        assert not Review.objects.visible_to(user, MOMENT).filter(pk=review.pk).exists()
        with pytest.raises(PermissionDenied):
            hand_in(review, 80, 80)

    def test_a_reviewer_whose_role_ended_reads_nothing(self, panel):
        review = unbiased(reviews(panel)[0])
        review.reviewer.user.assignments.update(valid_until=FIRST_DAY)
        user = User.objects.get(pk=review.reviewer.user_id)

        assert not Application.objects.visible_to(user, MOMENT).exists()
        assert not Review.objects.visible_to(user, MOMENT).exists()


class TestScoring:
    def test_is_final(self, panel):
        review = scored(reviews(panel)[0], 80, 90)

        with pytest.raises(InvalidTransition):
            hand_in(review, 1, 1)
        assert sorted(review.scores.values_list("points", flat=True)) == [80, 90]

    @pytest.mark.parametrize("points", [(-1, 50), (50, 101), (50, 2**40)])
    def test_out_of_range_changes_nothing(self, panel, points):
        review = unbiased(reviews(panel)[0])

        with pytest.raises(PointsOutOfRange):
            hand_in(review, *points)
        assert not Score.objects.exists()

    def test_the_database_takes_no_score_past_the_operation(self, panel):
        review = scored(reviews(panel)[0], 80, 90)
        facts = {
            "review": review, "criterion": PanelCriterion.objects.first(), "points": 99, "comment": "x",
            "at": MOMENT, "by": review.reviewer.user,
        }  # fmt: skip
        for round_number in (1, 2):
            with pytest.raises(Error), transaction.atomic():
                Score.objects.create(round_number=round_number, **facts)

    def test_changes_only_by_reopening_with_a_reason(self, panel, officer):
        review = scored(reviews(panel)[0], 80, 90)

        reopened = operations.reopen_review(review=review, reason="오기 정정", by=officer, at=MOMENT)
        assert waits(review.reviewer.user, "score_application") == 1
        hand_in(reopened, 70, 70)

        review.refresh_from_db()
        assert [score.points for score in queries_panels.scores_of(review)] == [70, 70]
        assert review.scores.count() == 4
        with pytest.raises(PermissionDenied):
            operations.reopen_review(review=review, reason="다시 정정", by=review.reviewer.user, at=MOMENT)

    def test_the_last_one_in_is_told_to_the_officer(self, panel, officer):
        *others, last = Review.objects.filter(case__panel=panel).with_names()
        for review in others:
            scored(review, 80, 80)
        assert waits(officer, "close_panel") == 0

        scored(last, 80, 80)

        assert waits(officer, "close_panel") == 1
        last.refresh_from_db()
        operations.reopen_review(review=last, reason="오기 정정", by=officer, at=MOMENT)
        assert waits(officer, "close_panel") == 0

    def test_who_does_not_answer_is_released_and_another_is_drawn(self, panel, officer):
        review = reviews(panel)[0]

        operations.release_review(review=review, reason="응답 없음", by=officer, at=MOMENT)

        assert len(reviews(panel)) == 2
        assert not Review.objects.visible_to(review.reviewer.user, MOMENT).filter(pk=review.pk).exists()


POINTS = {"교체 0": (70, 70), "교체 1": (90, 90), "교체 2": (80, 80)}


class TestClosing:
    def test_ranks_and_draws_the_line_at_the_budget(self, panel, officer):
        score_all(panel, POINTS)

        closed(panel, officer)

        ranked = panel.cases.order_by("rank").values_list("application__title", "rank", "is_above_line")
        assert list(ranked) == [("교체 1", 1, True), ("교체 2", 2, True), ("교체 0", 3, False)]
        assert panel.cases.get(rank=1).mean_hundredths == 9000

    def test_assesses_each_application_as_it_stands(self, panel, officer, three):
        score_all(panel, POINTS)

        closed(panel, officer)

        recommended = {
            case.title: case.assessments.get().recommendation for case in Application.objects.filter(call=panel.call)
            if case in three
        }  # fmt: skip
        assert recommended == {"교체 0": "RESERVE", "교체 1": "AWARD", "교체 2": "AWARD"}
        three[1].refresh_from_db()
        assert (three[1].status, three[1].assessments.get().recommended_won) == ("ASSESSED", 4_000_000_000)

    def test_awards_work_as_before(self, panel, officer, approving_officer, three):
        score_all(panel, POINTS)
        closed(panel, officer)

        awarded = operations.award(
            application=three[1], amount=4_000_000_000, reason="평가위원회 결과", by=approving_officer,
            effective_on=MOMENT.date(), at=MOMENT,
        )  # fmt: skip

        assert awarded.status == "AWARDED"

    def test_needs_minutes_and_all_scores(self, panel, officer):
        with pytest.raises(MinutesMissing):
            operations.close_panel(panel=panel, by=officer, at=MOMENT)
        with pytest.raises(NotAllIn, match="3"):
            closed(panel, officer)

    def test_leaves_out_what_was_returned_meanwhile(self, panel, officer, three):
        operations.return_for_correction(application=three[2], reason="견적 보완", by=officer, at=MOMENT)
        for title in ("교체 0", "교체 1"):
            for review in reviews(panel, title):
                scored(review, 80, 80)

        closed(panel, officer)

        assert panel.cases.get(application=three[2]).rank is None
        three[2].refresh_from_db()
        assert three[2].status == "RETURNED"

    def test_wants_new_scores_for_what_was_corrected_after_it_was_scored(self, panel, officer, three):
        """Nobody is ranked by what reviewers found in another application than the one that is awarded."""
        score_all(panel, POINTS)
        later = MOMENT + dt.timedelta(hours=1)
        operations.return_for_correction(application=three[2], reason="견적 보완", by=officer, at=MOMENT)
        three[2].refresh_from_db()
        three[2].move_to("SUBMITTED", by=three[2].submitted_by, at=later)
        with pytest.raises(ScoredBefore, match="“교체 2”"):
            closed(panel, officer)

        for review in reviews(panel, "교체 2"):
            terms = {"review": review, "by": officer, "at": later}
            operations.reopen_review(reason="보완된 신청을 다시 보기 바람", **terms)
            hand_in(review, 50, 50, at=later)
        closed(panel, officer)

        assert panel.cases.get(application=three[2]).mean_hundredths == 5000

    def test_ends_everything_about_the_panel(self, panel, officer, pool):
        score_all(panel, POINTS)
        review = reviews(panel)[0]
        closed(panel, officer)

        for step in (
            lambda: operations.reopen_review(review=review, reason="다시 보기", by=officer, at=MOMENT),
            lambda: operations.top_up(panel=panel, by=officer, at=MOMENT),
            lambda: operations.close_panel(panel=panel, by=officer, at=MOMENT),
        ):
            with pytest.raises(PanelClosed):
                step()
        with pytest.raises(Error), transaction.atomic():
            Panel.objects.filter(pk=panel.pk).update(minutes="달리")
        with pytest.raises(Error), transaction.atomic():
            panel.cases.update(rank=9)
        assert not Application.objects.visible_to(pool[0].user, MOMENT).exists()
        assert waits(officer, "close_panel") == 0

    def test_is_not_for_reviewers_or_approvers(self, panel, approving_officer, pool):
        for stranger in (approving_officer, pool[0].user):
            with pytest.raises(PermissionDenied):
                operations.close_panel(panel=panel, by=stranger, at=MOMENT)


class TestReserve:
    def test_moves_up_when_money_frees_and_awards_nothing(
        self, panel, officer, approving_officer, three, call
    ):
        score_all(panel, POINTS)
        closed(panel, officer)
        before = queries_panels.reserve(panel)
        assert [case.application for case in before.cases] == [three[0]]
        assert (before.free_won, before.moving_up) == (2_500_000_000, frozenset())

        operations.refuse(application=three[2], reason="자부담 불가", by=approving_officer, at=MOMENT)

        after = queries_panels.reserve(panel)
        assert (after.free_won, after.moving_up) == (6_500_000_000, {after.cases[0].pk})
        three[0].refresh_from_db()
        assert three[0].status == "ASSESSED"

    def test_counts_what_was_awarded_once(self, panel, officer, approving_officer, three):
        score_all(panel, POINTS)
        closed(panel, officer)
        operations.award(
            application=three[1], amount=3_000_000_000, reason="감액 결정", by=approving_officer,
            effective_on=MOMENT.date(), at=MOMENT,
        )  # fmt: skip

        assert queries_panels.reserve(panel).free_won == 3_500_000_000


class TestStanding:
    def test_flags_a_wide_spread(self, panel):
        first, second = reviews(panel)
        scored(first, 90, 90)
        scored(second, 70, 70)

        row = queries_panels.standing(panel).rows[0]

        assert (row.place.spread, row.is_spread_large) == (2000, True)

    def test_asks_as_often_for_many_as_for_few(self, panel, officer, consortium, anchor_member, call, pool):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as few:
            queries_panels.standing(Panel.objects.get(pk=panel.pk))
        for n in range(10, 16):
            submitted(consortium, anchor_member, n, 1)
        more = opened(call, officer, seed="둘째")
        with CaptureQueriesContext(connection) as many:
            queries_panels.standing(Panel.objects.get(pk=more.pk))

        assert more.cases.count() == 6
        assert len(many) == len(few)

    def test_a_pool_ends_with_its_dates(self, three, pool, call, officer):
        for one in pool[1:]:
            one.valid_until = MOMENT.date() - dt.timedelta(days=1)
            one.save()

        opened(call, officer)

        assert set(Review.objects.values_list("reviewer", flat=True)) == {pool[0].pk}
