"""The one rule of what is public."""

import pytest

from applications.models import Application
from disbursements.models import Grant, GrantReduction
from measurement.models import Measure
from programs.models import Program
from programs.statutory import statutory_number
from reporting.register import public
from reporting.register.public import PUBLIC_FIELDS, NotPublic, RecordKind, public_record
from tests.factories import cases, people, programmes
from tests.factories.people import FAR_AWAY, MOMENT
from tests.guards.test_lists import calculated


def lower(grant: Grant, by: object, own_won: int) -> None:
    """Take back so much of the award, as the operation does."""
    GrantReduction.objects.create(
        grant=grant, own_won=own_won, regrant_won=0, reason="축소", at=MOMENT, by=by
    )
    Application.objects.filter(pk=grant.application_id).update(reduced_won=own_won)


@pytest.mark.django_db
class TestGrants:
    def test_shows_what_the_firm_accepted_and_nothing_undecided(self, awarded_application, tier1_rep):
        assert not public.grants().exists()

        grant = cases.accepted(awarded_application, tier1_rep)

        assert list(public.grants()) == [grant]

    @pytest.mark.parametrize(("above", "shown"), [(-1, False), (0, True), (1, True)])
    def test_begins_at_the_number_of_law(self, grant, officer, above, shown):
        least = statutory_number("DISCLOSURE_FROM_WON", FAR_AWAY)
        lower(grant, officer, 120_000_000 - least - above)

        assert public.grants().exists() is shown
        assert public.decided_grants().count() == 1

    def test_shows_a_contribution_of_a_disclosed_grant_only(self, grant, linked_grant, officer):
        assert set(public.grants()) == {grant, linked_grant}

        lower(grant, officer, 119_000_000)

        assert not public.grants().exists()

    def test_shows_no_practice(self, grant, selected_plan):
        Program.objects.update(is_practice=True)

        found = (public.programs, public.calls, public.consortia, public.grants, public.lots, public.claims)
        assert not any(rows().exists() for rows in found)


@pytest.mark.django_db
class TestTheRest:
    def test_shows_a_consortium_once_its_plan_was_selected(self, consortium, anchor_rep, tier1_member):
        cases.plan(consortium, anchor_rep, "SUBMITTED")
        assert not public.consortia().exists()

        Application.objects.get(kind="PLAN").move_to("SELECTED", by=people.UserFactory(), at=MOMENT)

        assert list(public.consortia()) == [consortium]

    def test_shows_a_programme_once_it_has_a_call(self, db):
        program = programmes.ProgramFactory()
        assert not public.programs().exists()

        programmes.CallFactory(program=program)

        assert list(public.programs()) == [program]

    def test_shows_what_the_receiver_confirmed(self, running):
        assert [p.amount_won for p in public.passed_on()] == [25_000_000]

    def test_shows_no_lot_before_it_was_verified(self, running, measure, tier1_clerk):
        other = Measure.objects.create(
            firm=measure.firm, consortium=running, technology=measure.technology, name="2호기", site="부산"
        )
        calculated(other, tier1_clerk)

        assert [lot.measure for lot in public.lots()] == [measure]


class TestFields:
    def test_takes_exactly_the_public_ones(self):
        names = PUBLIC_FIELDS[RecordKind.CALL]
        given = dict.fromkeys(reversed(names), 1)

        assert tuple(public_record(RecordKind.CALL, given)) == names

    @pytest.mark.parametrize("secret", ["representative_name", "email", "bank_account", "score"])
    def test_refuses_any_other(self, secret):
        given = dict.fromkeys((*PUBLIC_FIELDS[RecordKind.GRANT], secret))

        with pytest.raises(NotPublic, match=secret):
            public_record(RecordKind.GRANT, given)

    def test_refuses_a_gap(self):
        with pytest.raises(NotPublic, match="title"):
            public_record(RecordKind.GRANT, {n: 1 for n in PUBLIC_FIELDS[RecordKind.GRANT] if n != "title"})
