"""Kilograms split by agreed shares: none made, none lost, each counted once."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from core.ledger.models import Transfer
from core.ledger.queries import balance
from core.users.models import User
from firms.models import Firm, Membership
from measurement.models import Measure
from programs.models import AttributionAgreement, Call, Consortium, Program, SupportModel
from reporting.dashboards.queries.chain import whole_tree
from reporting.statements import operations
from reporting.statements.attribution import SharesChange, attributed, shares_for
from reporting.statements.models import Statement
from reporting.statements.permissions import could_verify
from reporting.statements.rules import split
from tests.factories.people import FirmFactory, give_role, person_of
from tests.factories.programmes import ConsortiumFactory, SupportModelFactory, join
from tests.statements.conftest import FROM, UNTIL

shares_bp = st.lists(st.integers(1, 5_000), min_size=0, max_size=6).filter(lambda parts: sum(parts) < 10_000)


class TestSplit:
    @pytest.mark.parametrize(
        ("kilograms", "shares", "parts"),
        [
            (27_246, {1: 10_000}, {1: 27_246}),
            (100, {1: 6_000, 2: 4_000}, {1: 60, 2: 40}),
            (100, {1: 3_334, 2: 3_333, 3: 3_333}, {1: 34, 2: 33, 3: 33}),
            (1, {1: 3_333, 2: 3_333, 3: 3_334}, {1: 0, 2: 0, 3: 1}),
            (1, {2: 5_000, 1: 5_000}, {1: 1, 2: 0}),
            (2, {3: 3_333, 1: 3_333, 2: 3_334}, {1: 1, 2: 1, 3: 0}),
            (7, {1: 2_500, 2: 2_500, 3: 2_500, 4: 2_500}, {1: 2, 2: 2, 3: 2, 4: 1}),
            (0, {1: 3_333, 2: 6_667}, {1: 0, 2: 0}),
            (999_999_999_999, {1: 1, 2: 9_999}, {1: 100_000_000, 2: 999_899_999_999}),
        ],
    )
    def test_gives_what_is_left_to_the_largest_fractions(
        self, kilograms: int, shares: dict[int, int], parts: dict[int, int]
    ) -> None:
        assert split(kilograms, shares) == parts

    @given(kilograms=st.integers(0, 10**12), parts=shares_bp)
    def test_no_kilogram_is_made_or_lost(self, kilograms: int, parts: list[int]) -> None:
        shares = dict(enumerate([*parts, 10_000 - sum(parts)], start=1))
        found = split(kilograms, shares)
        assert sum(found.values()) == kilograms
        assert all(part >= 0 for part in found.values())
        for consortium, share in shares.items():
            assert abs(found[consortium] * 10_000 - kilograms * share) < 10_000

    @given(kilograms=st.integers(0, 10**9), parts=shares_bp)
    def test_does_not_depend_on_the_order_in_which_shares_are_named(
        self, kilograms: int, parts: list[int]
    ) -> None:
        shares = dict(enumerate([*parts, 10_000 - sum(parts)], start=1))
        assert split(kilograms, dict(reversed(shares.items()))) == split(kilograms, shares)

    @pytest.mark.parametrize(
        "shares", [{}, {1: 9_999}, {1: 3_333, 2: 3_333, 3: 3_333}, {1: 10_001}, {1: 11_000, 2: -1_000}]
    )
    def test_refuses_shares_that_are_not_the_whole(self, shares: dict[int, int]) -> None:
        with pytest.raises(ValueError, match=r"10000|can't be shared"):
            split(100, shares)


@pytest.fixture
def synergy(db: None) -> SupportModel:
    return SupportModelFactory(code="synergy", passes_money_on=False, shares_reductions=True)


@pytest.fixture
def second(call: Call, synergy: SupportModel, tier1: Firm) -> Consortium:
    """Another consortium to which the same supplier belongs."""
    consortium = ConsortiumFactory(call=call, support_model=synergy, anchor=FirmFactory(name="둘째전자"))
    join(consortium, tier1, join(consortium, consortium.anchor))
    return consortium


def agree(
    program: Program,
    firm: Firm,
    shares: dict[Consortium, int],
    *,
    since: dt.date = FROM,
    until: dt.date | None = None,
    by: User,
    at: dt.datetime,
) -> AttributionAgreement:
    """Make agreed shares."""
    agreement = AttributionAgreement.objects.create(
        program=program, firm=firm, valid_from=since, valid_until=until, proposed_at=at, proposed_by=by
    )
    agreement.begin(by=by, at=at)
    for consortium, part in shares.items():
        agreement.shares.create(consortium=consortium, share_bp=part, confirmed_at=at, confirmed_by=by)
    return agreement.move_to("AGREED", by=by, at=at)


@pytest.fixture
def agreed(
    consortium: Consortium, second: Consortium, tier1: Firm, anchor_rep: User, moment: dt.datetime
) -> AttributionAgreement:
    """Two thirds to the lead consortium, a third to the other, from January on."""
    return agree(consortium.program, tier1, {consortium: 6_667, second: 3_333}, by=anchor_rep, at=moment)


@pytest.mark.django_db
class TestVerify:
    def test_books_each_share_once_and_loses_no_kilogram(
        self, agreed: Any, verified: Statement, consortium: Consortium, second: Consortium
    ) -> None:
        booked = {
            t.target.code: (t.key, t.amount, t.effective_on, t.event)
            for t in Transfer.objects.filter(event=f"verify:{verified.pk}").select_related("target")
        }
        # 27,246 × 0.6667 = 18,164.9…; 27,246 × 0.3333 = 9,081.09…
        assert booked == {
            f"share:{consortium.pk}": (f"verify:{verified.pk}:{consortium.pk}", 18_165, UNTIL, f"verify:{verified.pk}"),
            f"share:{second.pk}": (f"verify:{verified.pk}:{second.pk}", 9_081, UNTIL, f"verify:{verified.pk}"),
        }  # fmt: skip
        assert balance(verified.owner, f"share:{second.pk}") == 9_081
        kept = {share.consortium_id: (share.share_bp, share.kilograms) for share in verified.shares.all()}
        assert kept == {consortium.pk: (6_667, 18_165), second.pk: (3_333, 9_081)}

    def test_without_agreed_shares_all_goes_to_the_lead_consortium(
        self, second: Consortium, verified: Statement, consortium: Consortium
    ) -> None:
        assert [(s.consortium_id, s.share_bp, s.kilograms) for s in verified.shares.all()] == [
            (consortium.pk, 10_000, 27_246)
        ]

    def test_proposed_shares_do_not_count(
        self, assigned: Statement, second: Consortium, anchor_rep: User, verifier: User, later: dt.datetime
    ) -> None:
        AttributionAgreement.objects.create(
            program=second.program, firm=assigned.measure.firm, valid_from=FROM,
            proposed_at=later, proposed_by=anchor_rep,
        ).shares.create(consortium=second, share_bp=10_000)  # fmt: skip
        operations.verify(statement=assigned, by=verifier, at=later)
        assert list(assigned.shares.values_list("share_bp", flat=True)) == [10_000]

    def test_what_was_booked_stays_when_other_shares_follow(
        self, agreed: Any, verified: Statement, consortium: Consortium, second: Consortium,
        anchor_rep: User, later: dt.datetime,
    ) -> None:  # fmt: skip
        AttributionAgreement.objects.filter(pk=agreed.pk).update(valid_until=dt.date(2026, 6, 30))
        agree(second.program, verified.measure.firm, {second: 10_000}, since=dt.date(2026, 7, 1), by=anchor_rep, at=later)  # fmt: skip
        assert [(a.consortium, a.kilograms) for a in attributed(verified)] == [
            (consortium, 18_165),
            (second, 9_081),
        ]

    def test_refuses_a_period_over_a_change_that_was_agreed_meanwhile(
        self, assigned: Statement, second: Consortium, anchor_rep: User, verifier: User, later: dt.datetime
    ) -> None:
        agree(second.program, assigned.measure.firm, {second: 10_000}, since=dt.date(2026, 3, 1), by=anchor_rep, at=later)  # fmt: skip
        with pytest.raises(SharesChange, match=r"from 2026-03 on.*until 2026-02"):
            operations.verify(statement=assigned, by=verifier, at=later)
        assert not Transfer.objects.filter(event=f"verify:{assigned.pk}").exists()
        assert not attributed(assigned)

    def test_the_shares_of_a_verified_statement_stay(self, verified: Statement) -> None:
        with pytest.raises(Error, match="Cannot update or delete"), transaction.atomic():
            verified.shares.update(kilograms=1)


@pytest.mark.django_db
class TestPeriod:
    def test_refuses_to_calculate_over_a_change_and_says_until_when(
        self, metered: Measure, second: Consortium, anchor_rep: User, tier1_clerk: User, later: dt.datetime
    ) -> None:
        program, firm = second.program, metered.firm
        agree(program, firm, {metered.consortium: 10_000}, until=dt.date(2026, 2, 28), by=anchor_rep, at=later)  # fmt: skip
        agree(program, firm, {second: 10_000}, since=dt.date(2026, 3, 1), by=anchor_rep, at=later)
        with pytest.raises(SharesChange) as refused:
            operations.calculate(
                measure=metered, period_from=FROM, period_until=UNTIL, by=tier1_clerk, at=later
            )
        assert refused.value.field == "period_until"
        assert "2026-02" in str(refused.value)
        march = dt.date(2026, 3, 1)
        for period in ((FROM, dt.date(2026, 2, 28)), (march, UNTIL)):
            operations.calculate(measure=metered, period_from=period[0], period_until=period[1], by=tier1_clerk, at=later)  # fmt: skip
        assert shares_for(metered, march, UNTIL) == {second.pk: 10_000}

    def test_shares_that_end_are_a_change_too(
        self, metered: Measure, anchor_rep: User, later: dt.datetime
    ) -> None:
        agree(metered.consortium.program, metered.firm, {metered.consortium: 10_000}, until=dt.date(2026, 1, 31), by=anchor_rep, at=later)  # fmt: skip
        with pytest.raises(SharesChange, match="until 2026-01"):
            shares_for(metered, FROM, UNTIL)
        assert shares_for(metered, dt.date(2026, 2, 1), UNTIL) == {metered.consortium_id: 10_000}


@pytest.mark.django_db
class TestIndependence:
    def test_refuses_a_verifier_of_a_firm_in_the_other_consortium(
        self, agreed: Any, assigned: Statement, second: Consortium, verifier: User, later: dt.datetime
    ) -> None:
        assert could_verify(verifier, assigned, at=later)
        works_for(verifier, second.anchor)
        assert not could_verify(verifier, assigned, at=later)
        with pytest.raises(PermissionDenied, match="can't belong to a firm"):
            operations.verify(statement=assigned, by=verifier, at=later)

    def test_of_months_before_a_hand_over_is_nobody_of_the_firm_that_had_the_equipment(
        self, assigned: Statement, call: Call, synergy: SupportModel, tier1: Firm, verifier: User,
        later: dt.datetime,
    ) -> None:  # fmt: skip
        elsewhere = ConsortiumFactory(call=call, support_model=synergy, anchor=FirmFactory())
        Measure.objects.filter(pk=assigned.measure_id).update(firm=FirmFactory(), consortium=elsewhere)
        statement = Statement.objects.get(pk=assigned.pk)
        assert could_verify(verifier, statement, at=later)
        works_for(verifier, tier1)
        assert not could_verify(verifier, statement, at=later)

    def test_of_months_before_a_hand_over_is_nobody_who_shares_with_that_firm(
        self, agreed: Any, assigned: Statement, second: Consortium, verifier: User, later: dt.datetime
    ) -> None:
        Measure.objects.filter(pk=assigned.measure_id).update(firm=FirmFactory())
        statement = Statement.objects.get(pk=assigned.pk)
        assert could_verify(verifier, statement, at=later)
        works_for(verifier, second.anchor)
        assert not could_verify(verifier, statement, at=later)

    def test_a_conflict_with_the_former_holder_holds_for_its_months(
        self, assigned: Statement, second: Consortium, tier1: Firm, verifier: User, later: dt.datetime
    ) -> None:
        operations.declare_conflict(statement=assigned, reason="작년에 자문함", by=verifier, at=later)
        Measure.objects.filter(pk=assigned.measure_id).update(firm=FirmFactory(), consortium=second)
        assert not could_verify(verifier, Statement.objects.get(pk=assigned.pk), at=later)


def works_for(person: User, firm: Firm) -> None:
    assignment = give_role(person, "CLERK", "FIRM", firm.pk)
    Membership.objects.create(firm=firm, user=person, assignment=assignment)


@pytest.mark.django_db
class TestPages:
    def test_a_statement_shows_whose_the_kilograms_are(
        self, client: Any, agreed: Any, verified: Statement, second: Consortium, tier1_rep: User
    ) -> None:
        client.force_login(tier1_rep)
        text = client.get(verified.get_absolute_url()).content.decode()
        assert second.name in text
        assert "33.33" in text
        assert "9.081" in text

    def test_the_verifier_sees_the_split_before_signing(
        self, client: Any, agreed: Any, assigned: Statement, second: Consortium, verifier: User
    ) -> None:
        client.force_login(verifier)
        text = client.get(reverse("statements:verify", args=[assigned.public_id])).content.decode()
        assert second.name in text
        assert "9.081" in text

    def test_each_chain_shows_its_share_once(
        self, client: Any, agreed: Any, verified: Statement, consortium: Consortium, second: Consortium,
        tier1: Firm,
    ) -> None:  # fmt: skip
        found = {one.pk: in_tree(one) for one in (consortium, second)}
        assert found == {consortium.pk: {tier1.name: 18_165}, second.pk: {tier1.name: 9_081}}
        client.force_login(person_of(second.anchor))
        assert "9.081" in client.get(second.get_absolute_url()).text

    def test_what_has_no_place_in_the_chain_is_shown_all_the_same(
        self, agreed: Any, verified: Statement, consortium: Consortium, second: Consortium
    ) -> None:
        Measure.objects.filter(pk=verified.measure_id).update(firm=FirmFactory(name="밖의 회사"))
        assert in_tree(consortium) == {"밖의 회사": 18_165}
        assert in_tree(second) == {"밖의 회사": 9_081}

    def test_an_anchor_still_sees_no_statement(
        self, client: Any, agreed: Any, verified: Statement, second: Consortium
    ) -> None:
        client.force_login(person_of(second.anchor))
        assert client.get(verified.get_absolute_url()).status_code == 404


def in_tree(consortium: Consortium) -> dict[str, int]:
    """Return the kilograms that a consortium's chain shows, by firm."""
    return {node.name: node.verified_kg for node in whole_tree(consortium).walk() if node.verified_kg}
